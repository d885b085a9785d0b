"""Reads quarantine files: cases that are played and do not count, each with a reason, an author and a last day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from runaround.entry_file import find_wrong_day, read_entries
from runaround.model import ANY, RELEASE_AFTER, Quarantine

__all__ = ["TOP_KEY", "load_quarantines", "schema_path"]

TOP_KEY = "quarantine"
"""The one key at the top of a quarantine file, by which it is told from other files."""


def load_quarantines(path: Path) -> tuple[Quarantine, ...]:
    """Return the entries of a quarantine file, in its order.

    Raises FileError with every mistake of the file.
    """
    entries = read_entries(path, _schema(), key=TOP_KEY, finds={"expires": find_wrong_day})
    return tuple(_build(entry, line) for entry, line in entries)


def schema_path() -> Path:
    """Return the JSON Schema of quarantine files, as it comes with runaround."""
    return Path(__file__).resolve().parent / "quarantine.schema.json"


@cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(schema_path().read_text("utf-8"))
    return schema


def _build(entry: Mapping[str, Any], line: int) -> Quarantine:
    return Quarantine(
        reason=entry["reason"].strip(),
        author=entry["author"].strip(),
        expires=date.fromisoformat(entry["expires"]),
        scenario=entry.get("scenario", ANY),
        case=entry.get("case", ANY),
        issue=entry.get("issue", "").strip(),
        release_after=entry.get("release_after", RELEASE_AFTER),
        line=line,
    )
