"""What files of exceptions share: a list of entries below one key, each with reason, author and a last day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from runaround.errors import FileError, Mistake
from runaround.model import KINDS
from runaround.plugins import suggest
from runaround.yaml_file import LineMap, keep_text, read_yaml, validate

__all__ = ["Find", "find_wrong_day", "find_wrong_form", "read_entries"]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Find = Callable[[str], str]
"""Returns what is wrong with a text that the schema takes; empty if nothing is."""


def read_entries(
    path: Path, schema: Mapping[str, Any], *, key: str, finds: Mapping[str, Find]
) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Yield the entries below `key` at the top, each with its line. finds: by the key of an entry.

    Raises FileError with every mistake of the file.
    """
    document, lines = read_yaml(path)
    document = keep_text(document, schema, lines)
    mistakes = [*validate(document, schema, lines), *_find_mistakes(document, lines, key=key, finds=finds)]
    if mistakes:
        raise FileError(sorted(mistakes, key=lambda mistake: mistake.line))
    yield from ((entry, lines.line((key, number))) for number, entry in enumerate(document[key]))


def find_wrong_form(kind: str) -> str:
    """Return what is wrong with a form. A family that is not ours may be that of a plugin; ours have known forms."""
    family = kind.partition("/")[0]
    if family not in KINDS or kind in KINDS:
        return ""
    forms = [one for one in KINDS if one.startswith(f"{family}/")]
    return f"found {kind!r}; {family!r} has {', '.join(forms) or 'no forms'}.{suggest(kind, forms)}"


def find_wrong_day(day: str) -> str:
    """Return what is wrong with a day that is written like one."""
    if not _DAY.fullmatch(day):
        return ""
    try:
        date.fromisoformat(day)
    except ValueError:
        return f"found the text {day!r}, which is no day of the calendar; expected one such as 2027-01-31."
    return ""


def _find_mistakes(
    document: Any,  # noqa: ANN401 (foreign data)
    lines: LineMap,
    *,
    key: str,
    finds: Mapping[str, Find],
) -> Iterator[Mistake]:
    """Yield what a schema cannot see; values that it refuses are left to it."""
    entries = document.get(key) if isinstance(document, dict) else None
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        for name, find in finds.items():
            value = entry.get(name) if isinstance(entry, dict) else None
            text = find(value) if isinstance(value, str) else ""
            if text:
                yield lines.mistake((key, number, name), text)
