"""Reads suppression files: findings that do not count, each with a reason, an author and a last day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from runaround.entry_file import find_wrong_day, find_wrong_form, read_entries
from runaround.model import ANY, Suppression

__all__ = ["TOP_KEY", "load_suppressions", "schema_path"]

TOP_KEY = "suppressions"
"""The one key at the top of a suppression file, by which it is told from other files."""


def load_suppressions(path: Path) -> tuple[Suppression, ...]:
    """Return the entries of a suppression file, in its order.

    Raises FileError with every mistake of the file.
    """
    finds = {"kind": find_wrong_form, "expires": find_wrong_day}
    return tuple(_build(entry, line) for entry, line in read_entries(path, _schema(), key=TOP_KEY, finds=finds))


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
