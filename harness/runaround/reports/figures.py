"""How numbers are written: shares, intervals, spans of time. Numbers in, words out."""

from __future__ import annotations

from runaround.model import Rate
from runaround.reports.texts import Texts

__all__ = ["write_clock", "write_interval", "write_percent", "write_span", "write_tally"]

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def write_percent(share: float) -> str:
    """Return `58%`. What is not quite nothing or not quite all keeps a decimal: `0.4%`, `99.6%`."""
    percent = share * 100
    if 0 < percent < 1 or 99 < percent < 100:
        return f"{min(max(percent, 0.1), 99.9):.1f}%"
    return f"{int(percent + 0.5)}%"


def write_interval(rate: Rate, texts: Texts) -> str:
    """Return the 95 % interval, `32%–81%`; a dash where nothing was judged, which is no interval from 0 to 100."""
    if rate.share is None:
        return texts.words["times.none"]
    return texts.say("range", low=write_percent(rate.low), high=write_percent(rate.high))


def write_tally(rate: Rate, texts: Texts) -> str:
    """Return `3 of 12 cases`."""
    return texts.say("tally", n=rate.hits, judged=rate.judged)


def write_span(seconds: float, texts: Texts) -> str:
    """Return a length of time in its two largest units: `1.2 s`, `4 min 5 s`, `3 d 4 h`."""
    if seconds < 10:
        return texts.say("span.s", n=f"{max(seconds, 0.0):.1f}".removesuffix(".0"))
    whole = int(seconds + 0.5)
    if whole < _MINUTE:
        return texts.say("span.s", n=whole)
    if whole < _HOUR:
        return texts.say("span.min", m=whole // _MINUTE, s=whole % _MINUTE)
    if whole < _DAY:
        return texts.say("span.h", h=whole // _HOUR, m=whole % _HOUR // _MINUTE)
    days, hours = whole // _DAY, whole % _DAY // _HOUR
    return texts.say("span.d", d=days, h=hours) if hours else texts.say("span.d.only", d=days)


def write_clock(seconds: float, texts: Texts) -> str:
    """Return a place in time since the case began: `0:07`, `1:02:03`, `3 d 1:02:03`."""
    whole = int(max(seconds, 0.0))
    days, rest = divmod(whole, _DAY)
    hours, minutes, left = rest // _HOUR, rest % _HOUR // _MINUTE, rest % _MINUTE
    clock = f"{hours}:{minutes:02}:{left:02}" if hours or days else f"{minutes}:{left:02}"
    return texts.say("clock.d", d=days, clock=clock) if days else clock
