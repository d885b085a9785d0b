"""Texts as a column can hold them: databases know no NUL, and UTF-8 knows no half of a character."""

from __future__ import annotations

import re

__all__ = ["from_column", "to_column"]

# The backslash is escaped too: otherwise a text that holds the six letters \u0000 would come back as a NUL.
_REFUSED = re.compile("[\x00\\\\\ud800-\udfff]")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


def to_column(text: str) -> str:
    """Return `text` with NULs, halves of characters and backslashes as in JSON: `\\u0000`. Other texts stay equal."""
    return _REFUSED.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def from_column(text: str) -> str:
    """Return the text that `to_column` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
