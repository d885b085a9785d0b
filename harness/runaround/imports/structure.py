"""Reads JSON, JSON Lines and YAML of strangers within limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from runaround.errors import FileError, Mistake
from runaround.imports.references import drop_marks
from runaround.yaml_file import parse_yaml

__all__ = ["MAX_CHARACTERS", "as_list", "as_map", "as_text", "is_json", "parse"]

MAX_CHARACTERS = 20_000_000
_MAX_YAML_CHARACTERS = 1_000_000
_MAX_DEPTH = 100
_JSON_STARTS = ("{", "[")


def parse(text: str, file: str) -> list[Any]:
    """Return the documents of a text: one of JSON or YAML, or one a line of JSON Lines; not empty.

    file: what messages name.
    Raises FileError if it is neither, or is over 20 million characters (YAML: one million) or 100 levels.
    """
    if len(text) > MAX_CHARACTERS:
        raise FileError([Mistake(file, 0, "", f"is longer than {MAX_CHARACTERS:,} characters.")])
    if not text.lstrip("\ufeff \t\r\n").startswith(_JSON_STARTS):
        return [_parse_yaml(text, file)]
    try:
        return [_load(text, file, line=0)]
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if len(lines) > 1 and _is_whole(lines[0][1]):
            return list(_parse_lines(lines, file))
        if len(text) <= _MAX_YAML_CHARACTERS and not _is_strict(text):
            return [_parse_yaml(text, file)]
        raise FileError([Mistake(file, error.lineno, "", f"is not JSON: {error.msg}.")]) from error


def as_map(value: Any) -> dict[str, Any]:  # noqa: ANN401 (foreign data)
    """Return a map, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:  # noqa: ANN401 (foreign data)
    """Return a list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:  # noqa: ANN401 (foreign data)
    """Return a text or a number as text; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return drop_marks(str(value))


def _parse_yaml(text: str, file: str) -> Any:  # noqa: ANN401 (foreign data)
    if len(text) > _MAX_YAML_CHARACTERS:
        raise FileError([Mistake(file, 0, "", f"is longer than {_MAX_YAML_CHARACTERS:,} characters of YAML.")])
    document, _ = parse_yaml(text.lstrip("\ufeff"), file)
    return document


def _parse_lines(lines: list[tuple[int, str]], file: str) -> Iterator[Any]:
    for number, line in lines:
        try:
            yield _load(line, file, line=number)
        except json.JSONDecodeError as error:
            raise FileError([Mistake(file, number, "", f"is not JSON: {error.msg}.")]) from error


def _load(text: str, file: str, *, line: int) -> Any:  # noqa: ANN401 (foreign data)
    try:
        document = json.loads(text.lstrip("\ufeff"))
        is_deep = _depth_exceeds(document, _MAX_DEPTH)
    except RecursionError:
        is_deep = True
    except json.JSONDecodeError:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise FileError([Mistake(file, line, "", f"is not JSON that can be read: {error}.")]) from error
    if is_deep:
        raise FileError([Mistake(file, line, "", f"is nested deeper than {_MAX_DEPTH} levels.")])
    return document


def _depth_exceeds(document: Any, limit: int) -> bool:  # noqa: ANN401 (foreign data)
    level = [document]
    for _ in range(limit):
        level = [
            below
            for value in level
            for below in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
            if isinstance(below, dict | list)
        ]
        if not level:
            return False
    return True


def _is_whole(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _is_strict(text: str) -> bool:
    """Return whether a text wants to be JSON: YAML that begins with a bracket is short and rare."""
    return '"' in text[:200]


def is_json(text: str) -> bool:
    """Return whether a text is an object or a list of JSON, and not words."""
    return text.lstrip().startswith(_JSON_STARTS) and _is_whole(text)
