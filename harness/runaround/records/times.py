"""Reads the times that records write, as seconds; only differences between times of one record mean anything."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any

__all__ = ["TIME", "read_time"]

_DATE = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
_CLOCK = r"(?:(?:上午|下午)\s*)?\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:[.,]\d{1,6})?)?(?:\s*[AaPp]\.?[Mm]\.?)?"
TIME = rf"(?:{_DATE}[T,\s]*\s*)?{_CLOCK}(?:Z|\s?[+-]\d{{2}}:?\d{{2}})?"
"""How times look in front of a line of a chat."""

_PARTS = re.compile(
    r"(?:(?P<date>[\d\-/.年月日]+)[T,\s]+)?(?:(?P<noon>上午|下午)\s*)?"
    r"(?P<h>\d{1,2})[:：](?P<m>\d{2})(?:[:：](?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp])?"
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")
_LARGEST_S, _LARGEST_MS, _LARGEST_US = 1e11, 1e14, 1e17


def read_time(value: Any) -> float | None:  # noqa: ANN401 (foreign data)
    """Return a time in seconds: of a number (seconds, or the smaller units that its size tells) or a text.

    None for what is no time. A time without a zone is taken as UTC, a clock without a date as of the first day.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _scale(value)
    text = str(value).strip()[:64]
    if _NUMBER.match(text):
        return _scale(float(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _read_parts(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _scale(number: float) -> float | None:
    try:
        seconds = float(number)
    except OverflowError:
        return None
    if not math.isfinite(seconds) or seconds < 0 or seconds > _LARGEST_US * 100:
        return None
    for largest, unit in ((_LARGEST_US, 1e9), (_LARGEST_MS, 1e6), (_LARGEST_S, 1e3)):
        if seconds > largest:
            return seconds / unit
    return seconds


def _read_parts(text: str) -> float | None:
    found = _PARTS.match(text)
    if found is None:
        return None
    hour = int(found["h"])
    if (found["half"] or "").lower() == "p" or found["noon"] == "下午":
        hour = hour % 12 + 12
    elif found["half"] or found["noon"]:
        hour %= 12
    year, month, day = _read_date(found["date"])
    try:
        moment = datetime(year, month, day, hour, int(found["m"]), int(found["s"] or 0), tzinfo=UTC)
    except ValueError:
        return None
    return moment.timestamp()


def _read_date(text: str | None) -> tuple[int, int, int]:
    """Return year, month and day. Day and month are told apart where the numbers allow it, else the day is first."""
    numbers = [int(one) for one in re.findall(r"\d+", text or "")]
    if len(numbers) != 3:
        return 1970, 1, 1
    if numbers[0] > 31:
        return numbers[0], numbers[1], numbers[2]
    day, month, year = numbers
    year += 2000 if year < 100 else 0
    return (year, day, month) if month > 12 else (year, month, day)
