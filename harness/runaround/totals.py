"""Sums up the measurements of the judged cases of one bot, in memory that does not grow with the cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from runaround.intervals import rate
from runaround.model import (
    TOLERANCES,
    Censored,
    Handoff,
    Lasting,
    Measurements,
    Rate,
    Speaker,
    Spread,
    Totals,
    Transcript,
)
from runaround.survival import Survival

__all__ = ["TotalsTally"]

_WAYS = ("requests_to_human", "turns_to_human", "seconds_to_human", "menu_steps_to_human")
_EFFORTS = ("consumer_turns", "characters", "restarts")
_SUMS = ("items_asked", "items_asked_again", "uploads")
_DUE = frozenset({Handoff.CAME, Handoff.MISSED})
_WRONG = frozenset({Handoff.NEEDLESS, Handoff.SPARED})
_MADE = frozenset({Handoff.CAME, Handoff.NEEDLESS})


class TotalsTally:
    """Counts the measurements of cases as they are judged; inconclusive cases are not handed in."""

    def __init__(self) -> None:
        self._cases = 0
        self._unasked = 0
        self._ways = {name: Survival() for name in _WAYS}
        self._efforts = {name: _Values() for name in _EFFORTS}
        self._sums: Counter[str] = Counter()
        self._hits: Counter[str] = Counter()
        self._judged: Counter[str] = Counter()
        self._handoffs: Counter[Handoff] = Counter()
        self._scores = [0.0 for _ in TOLERANCES]
        self._timed = 0

    def add(self, transcript: Transcript, measured: Measurements) -> None:
        """Count one more judged case."""
        self._cases += 1
        self._handoffs[measured.handoff] += 1
        self._unasked += measured.reached_human and not measured.asked_for_human
        for name in _SUMS:
            self._sums[name] += getattr(measured, name)
        for name in _EFFORTS:
            self._efforts[name].add(getattr(measured, name))
        if measured.asked_for_human:
            for name in _WAYS:
                value: Censored | None = getattr(measured, name)
                if value is not None:
                    self._ways[name].add(value, counted_as=_round(value.value))
        for name, is_so in _claims(transcript, measured):
            self._judged[name] += 1
            self._hits[name] += is_so
        if measured.timing is not None:
            self._timed += 1
            self._scores = [total + score for total, score in zip(self._scores, measured.timing.scores, strict=True)]

    def totals(self) -> Totals:
        """Return the sum of what was counted so far."""
        recalled, over = self._handoffs[Handoff.CAME], self._handoffs[Handoff.NEEDLESS]
        timing = tuple(total / self._timed for total in self._scores) if self._timed else ()
        return Totals(
            cases=self._cases,
            asked=self._ways["turns_to_human"].cases,
            unasked=self._unasked,
            requests_to_human=self._lasting("requests_to_human"),
            turns_to_human=self._lasting("turns_to_human"),
            seconds_to_human=self._lasting("seconds_to_human"),
            menu_steps_to_human=self._lasting("menu_steps_to_human"),
            disclosed=self._rate("disclosed"),
            disclosed_at_once=self._rate("disclosed_at_once"),
            queue_told=self._rate("queue_told"),
            wait_told=self._rate("wait_told"),
            either_told=self._rate("either_told"),
            demanded=self._rate("demanded"),
            referenced=self._rate("referenced"),
            items_asked=self._sums["items_asked"],
            items_asked_again=self._sums["items_asked_again"],
            uploads=self._sums["uploads"],
            consumer_turns=self._efforts["consumer_turns"].spread(),
            characters=self._efforts["characters"].spread(),
            restarts=self._efforts["restarts"].spread(),
            handoff_recall=rate(recalled, sum(self._handoffs[kind] for kind in _DUE), 0),
            handoff_precision=rate(recalled, sum(self._handoffs[kind] for kind in _MADE), 0),
            over_transfers=rate(over, sum(self._handoffs[kind] for kind in _WRONG), 0),
            timed=self._timed,
            timing=timing,
        )

    def _rate(self, name: str) -> Rate:
        return rate(self._hits[name], self._judged[name], 0)

    def _lasting(self, name: str) -> Lasting:
        way = self._ways[name]
        return Lasting(way.cases, way.reached, *way.median(), longest=way.longest)


def _claims(transcript: Transcript, measured: Measurements) -> Iterator[tuple[str, bool]]:
    """Yield what can be said of this case at all, and whether it is so."""
    spoken = any(turn.speaker is Speaker.BOT and turn.text for turn in transcript.turns)
    if spoken:
        yield "disclosed", measured.disclosed_at is not None
        yield "disclosed_at_once", _is_at_once(transcript, measured.disclosed_at)
    yield "referenced", measured.reference_at is not None
    if measured.waited:
        told = measured.queue_told_at is not None, measured.wait_told_at is not None
        yield "queue_told", told[0]
        yield "wait_told", told[1]
        yield "either_told", any(told)
    if measured.asked_for_human:
        yield "demanded", bool(measured.demanded)


def _is_at_once(transcript: Transcript, disclosed_at: int | None) -> bool:
    if disclosed_at is None:
        return False
    return sum(turn.speaker is Speaker.CONSUMER for turn in transcript.turns[:disclosed_at]) <= 1


def _round(value: float) -> float:
    """Return the value to three figures: no more than nine hundred different ones of each size."""
    return float(f"{value:.3g}")


class _Values:
    """Values with how often each came, to three figures; their sum and the largest are exact."""

    def __init__(self) -> None:
        self._values: Counter[float] = Counter()
        self._largest: float = 0
        self._total: float = 0

    def add(self, value: float) -> None:
        self._values[_round(value)] += 1
        self._largest = max(self._largest, value)
        self._total += value

    def spread(self) -> Spread:
        return Spread(self._median(), self._largest, self._total)

    def _median(self) -> float | None:
        count = self._values.total()
        if not count:
            return None
        return (self._at((count - 1) // 2) + self._at(count // 2)) / 2

    def _at(self, place: int) -> float:
        for value in sorted(self._values):
            place -= self._values[value]
            if place < 0:
                return value
        return 0.0
