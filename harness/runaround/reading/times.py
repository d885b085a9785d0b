"""How long things take and until when: number words, units and calendar words of one language, compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runaround.reading.phrases import Pattern, Phrases, Words, compile_phrases, compile_source, translate

__all__ = ["CALENDAR_PARTS", "UNITS", "Span", "Times", "parse_times"]

UNITS = ("minute", "hour", "working_day", "day", "week", "month")
"""Names of units, the longer name before the one that it ends with."""

CALENDAR_PARTS = ("next_week", "weekday", "this_week", "this_month", "tomorrow", "today")
"""Names of what a calendar says, the first that is found counts."""

_COUNT_AND_UNIT = re.compile(r"(?<=[0-9])(?=[a-z])")
_BLANKS = r"[\s,]*"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time that a text names: how many of which of `UNITS`."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Times:
    """The words of one language for times. calendar: phrases by `CALENDAR_PARTS`, without those that have none.

    spans: finds counted units; None if the language has none. counts: what number words stand for. asks: how one asks
    how long something takes, or when it is.
    """

    spans: Pattern | None
    counts: Mapping[str, int]
    calendar: Mapping[str, Phrases]
    asks: Phrases | None

    def spans_in(self, folded: str) -> Iterator[Span]:
        """Yield the lengths of time that folded text names; of "three to five" the longer."""
        if self.spans is None:
            return
        for match in self.spans.finditer(_COUNT_AND_UNIT.sub(" ", folded)):
            first, second, *units = match.groups()
            count = second or first
            unit = next(name for name, found in zip(UNITS, units, strict=True) if found)
            yield Span(int(count) if count.isdecimal() else self.counts[count], unit)


def parse_times(section: Mapping[str, Any], words: Words) -> Times:
    """Return the times that the section of a phrasebook describes. Raises PhraseError for a wrong phrase."""
    counts = dict(_counts(_lines(section.get("counts"))))
    calendar = {name: compile_phrases(_lines(section.get(name)), words) for name in CALENDAR_PARTS}
    return Times(
        _spans(section, counts, words),
        counts,
        {name: phrases for name, phrases in calendar.items() if phrases},
        compile_phrases(_lines(section.get("asks")), words),
    )


def _lines(block: object) -> tuple[str, ...]:
    text = block if isinstance(block, str) else ""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _counts(lines: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for line in lines:
        number, *names = (entry.strip() for entry in line.split(","))
        yield from ((name, int(number)) for name in names if name)


def _spans(section: Mapping[str, Any], counts: Mapping[str, int], words: Words) -> Pattern | None:
    """Return the pattern of one count or two with the unit behind; its groups are as `spans_in` reads them."""
    units = [_any_of(_lines(section.get(name)), words) for name in UNITS]
    if not any(units):
        return None
    count = "|".join([r"\b[0-9]{1,3}", *(translate(name, words) for name in sorted(counts, key=len, reverse=True))])
    to, more = (_any_of(_lines(section.get(part)), words) for part in ("to", "more"))
    unit = "|".join(f"({source or _NEVER})" for source in units)
    return compile_source(rf"({count})(?:{_BLANKS}(?:{to})?{_BLANKS}({count}))?{_BLANKS}(?:{more}){_BLANKS}(?:{unit})")


_NEVER = r"[^\s\S]"


def _any_of(lines: tuple[str, ...], words: Words) -> str:
    return "|".join(translate(line, words) for line in lines)
