"""Reads how long a promise asks the consumer to wait, as far as it says so, and whether somebody asks for it."""

from __future__ import annotations

from functools import lru_cache

from runaround.reading.lexicon import Lexicon, choose_lexicon
from runaround.reading.text import fold
from runaround.reading.times import CALENDAR_PARTS, Span

__all__ = ["asks_when", "promised_s"]

_REMEMBERED = 4096  # the same promise is looked at by several detectors, and bots repeat themselves
_MINUTE_S, _HOUR_S, _DAY_S = 60.0, 3600.0, 86400.0
_SECONDS = {
    "minute": _MINUTE_S,
    "hour": _HOUR_S,
    "day": _DAY_S,
    "working_day": _DAY_S,
    "week": 7 * _DAY_S,
    "month": 31 * _DAY_S,
}
_WORKING = "working_day"
_WORKING_WEEK, _WEEKEND_S = 5, 2 * _DAY_S
# The day of the talk is not known, so that a weekday is certainly past after a week, and one of next week after two.
_CALENDAR_S = {
    "next_week": 14 * _DAY_S,
    "weekday": 7 * _DAY_S,
    "this_week": 7 * _DAY_S,
    "this_month": 31 * _DAY_S,
    "tomorrow": 2 * _DAY_S,
    "today": _DAY_S,
}


def promised_s(text: str, lexicon: Lexicon | None = None) -> float | None:
    """Return after how many seconds a promise is certainly due; None if it names no time.

    The longest span counts, with weekends for working days, so that nobody is accused a day too early.
    """
    return _promised_s(text, choose_lexicon(lexicon, text))


def asks_when(text: str, lexicon: Lexicon | None = None) -> bool:
    """Say whether a question asks how long something takes, or when it is."""
    folded = fold(text)
    ways = (book.times.asks for book in choose_lexicon(lexicon, text).books)
    return any(asks is not None and asks.search(folded) is not None for asks in ways)


@lru_cache(maxsize=_REMEMBERED)
def _promised_s(text: str, lexicon: Lexicon) -> float | None:
    folded = fold(text)
    times = [book.times for book in lexicon.books]
    spans = [_seconds(span) for one in times for span in one.spans_in(folded)]
    if spans:
        return max(spans)
    for part in CALENDAR_PARTS:
        if any(part in one.calendar and one.calendar[part].search(folded) for one in times):
            return _CALENDAR_S[part]
    return None


def _seconds(span: Span) -> float:
    weekends = _weekends(span.count) * _WEEKEND_S if span.unit == _WORKING else 0.0
    return span.count * _SECONDS[span.unit] + weekends


def _weekends(working_days: int) -> int:
    """Return how many weekends so many working days can meet at most, whatever day they begin on."""
    return -(-working_days // _WORKING_WEEK)
