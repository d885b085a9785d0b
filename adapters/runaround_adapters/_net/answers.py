"""Reads the body of an answer: bounded, decompressed, as JSON. Pure; the bytes come from outside."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from runaround.errors import NotJson

__all__ = ["BodyReader", "charset_of", "parse_json", "retry_after_s"]

_MAX_DEPTH = 100
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)
# Not every codec of Python: some are slow on purpose-built input.
_CHARSETS = frozenset(
    {
        "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1", "latin-1",
        "windows-1252", "gbk", "gb2312", "gb18030", "big5", "big5-hkscs", "shift_jis", "euc-jp", "euc-kr",
    }
)  # fmt: skip
_ZLIB_OR_GZIP = 47


class BodyReader:
    """Collects a body up to `limit` bytes after decompression, and no byte more."""

    def __init__(self, encoding: str, limit: int) -> None:
        """`encoding` is the header Content-Encoding. Raises NotJson for one that was not asked for."""
        self.content = b""
        self.is_too_large = False
        self._limit = limit
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            msg = f"the answer is compressed as {name[:40]!r}, which was not asked for; expected gzip, deflate or none."
            raise NotJson(msg)
        self._inflate = zlib.decompressobj(_ZLIB_OR_GZIP) if name not in ("", "identity") else None

    def add(self, chunk: bytes) -> bool:
        """Take `chunk` in and return whether there is room for more. Raises NotJson if it cannot be decompressed."""
        room = self._limit - len(self.content)
        if self._inflate is not None:
            try:
                chunk = self._inflate.decompress(chunk, room + 1)
            except zlib.error as error:
                msg = "the answer could not be decompressed."
                raise NotJson(msg) from error
        self.is_too_large = len(chunk) > room
        self.content += chunk[:room]
        return not self.is_too_large


def charset_of(content_type: str) -> str:
    """Return the character set that a Content-Type names, or UTF-8 for one that no chat bot should need."""
    found = _CHARSET.search(content_type)
    name = found[1].lower() if found else ""
    return name if name in _CHARSETS else "utf-8"


def parse_json(content: bytes, content_type: str) -> object:
    """Return the JSON of a body; None for an empty one. Raises NotJson."""
    if not content.strip():
        return None
    try:
        text = content.decode(charset_of(content_type)).removeprefix("\ufeff")
        value: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        msg = "the answer is not JSON"
        raise NotJson(msg) from error
    if _is_deeper(value, _MAX_DEPTH):
        msg = f"the answer is JSON nested deeper than {_MAX_DEPTH} levels"
        raise NotJson(msg)
    return value


def retry_after_s(value: str | None, *, attempt: int, now: float) -> float:
    """Return the seconds that a Retry-After asks for: a number, a date, or 1, 2, 4 … by `attempt` if there is none.

    now: seconds since 1970.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return float(2 ** (attempt - 1))


def _is_deeper(value: object, limit: int) -> bool:
    level: list[object] = [value]
    for _ in range(limit):
        level = [
            below
            for one in level
            if isinstance(one, list | Mapping)
            for below in (one.values() if isinstance(one, Mapping) else one)
        ]
        if not level:
            return False
    return True
