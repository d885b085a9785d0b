"""Reads suppression files: findings that do not count, each with a reason, an author and a last day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from runaround.errors import FileError, Mistake
from runaround.model import ANY, KINDS, Suppression
from runaround.plugins import suggest
from runaround.yaml_file import LineMap, keep_text, read_yaml, validate

__all__ = ["TOP_KEY", "load_suppressions", "schema_path"]

TOP_KEY = "suppressions"
"""The one key at the top of a suppression file, by which it is told from other files."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def load_suppressions(path: Path) -> tuple[Suppression, ...]:
    """Return the entries of a suppression file, in its order.

    Raises FileError with every mistake of the file.
    """
    document, lines = read_yaml(path)
    document = keep_text(document, _schema(), lines)
    mistakes = [*validate(document, _schema(), lines), *_find_mistakes(document, lines)]
    if mistakes:
        raise FileError(sorted(mistakes, key=lambda mistake: mistake.line))
    return tuple(_build(entry, lines.line((TOP_KEY, number))) for number, entry in enumerate(document[TOP_KEY]))


def schema_path() -> Path:
    """Return the JSON Schema of suppression files, as it comes with runaround."""
    return Path(__file__).resolve().parent / "suppressions.schema.json"


@cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(schema_path().read_text("utf-8"))
    return schema


def _build(entry: Mapping[str, Any], line: int) -> Suppression:
    return Suppression(
        kind=entry["kind"],
        reason=entry["reason"].strip(),
        author=entry["author"].strip(),
        expires=date.fromisoformat(entry["expires"]),
        scenario=entry.get("scenario", ANY),
        case=entry.get("case", ANY),
        turn=entry.get("turn"),
        line=line,
    )


def _find_mistakes(document: Any, lines: LineMap) -> Iterator[Mistake]:  # noqa: ANN401 (foreign data)
    """Yield what a schema cannot see; values that it refuses are left to it."""
    entries = document.get(TOP_KEY) if isinstance(document, dict) else None
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        for key, find in (("kind", _find_wrong_form), ("expires", _find_wrong_day)):
            value = entry.get(key) if isinstance(entry, dict) else None
            text = find(value) if isinstance(value, str) else ""
            if text:
                yield lines.mistake((TOP_KEY, number, key), text)


def _find_wrong_form(kind: str) -> str:
    """Return what is wrong with a form. A family that is not ours may be that of a plugin; ours have known forms."""
    family = kind.partition("/")[0]
    if family not in KINDS or kind in KINDS:
        return ""
    forms = [one for one in KINDS if one.startswith(f"{family}/")]
    return f"found {kind!r}; {family!r} has {', '.join(forms) or 'no forms'}.{suggest(kind, forms)}"


def _find_wrong_day(day: str) -> str:
    """Return what is wrong with a day that is written like one."""
    if not _DAY.fullmatch(day):
        return ""
    try:
        date.fromisoformat(day)
    except ValueError:
        return f"found the text {day!r}, which is no day of the calendar; expected one such as 2027-01-31."
    return ""
