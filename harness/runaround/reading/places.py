"""Where in a case something is said: looked up, so that a turn of a long case costs no more.

Every index is made when it is first needed, in one pass over the turns.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from runaround.model import Speaker
from runaround.reading.acts import Act
from runaround.reading.turns import TurnReading

__all__ = ["Places", "first_place", "last_place"]


class Places:
    """The indices of one case; places count its turns from 0."""

    def __init__(self, turns: Sequence[TurnReading]) -> None:
        self._turns = turns
        self._asked: dict[tuple[str, ...], Sequence[int]] = {}

    def spoken(self, by: Collection[Speaker], acts: Collection[Act]) -> Sequence[int]:
        """Return the places, in order, at which one of the speakers does one of `acts` (none: anything)."""
        asked = (*by, *acts)
        if asked not in self._asked:
            found = (
                [self._acts.get((speaker, act), ()) for speaker in by for act in acts]
                if acts
                else [self._speakers.get(speaker, ()) for speaker in by]
            )
            rows = [row for row in found if row]
            self._asked[asked] = rows[0] if len(rows) == 1 else sorted({place for row in rows for place in row})
        return self._asked[asked]

    @cached_property
    def _speakers(self) -> Mapping[Speaker, Sequence[int]]:
        found: dict[Speaker, list[int]] = defaultdict(list)
        for turn in self._turns:
            found[turn.turn.speaker].append(turn.index)
        return found

    @cached_property
    def _acts(self) -> Mapping[tuple[Speaker, Act], Sequence[int]]:
        found: dict[tuple[Speaker, Act], list[int]] = defaultdict(list)
        for turn in self._turns:
            for act in turn.said.acts:
                found[turn.turn.speaker, act].append(turn.index)
        return found

    @cached_property
    def acts(self) -> frozenset[Act]:
        """What is done in the case, by anybody."""
        return frozenset(act for _, act in self._acts)

    @cached_property
    def named(self) -> Mapping[str, int]:
        """The first place at which each feature of content is brought in, by anybody but the channel itself."""
        spoken = (turn for turn in self._turns if turn.turn.speaker is not Speaker.SYSTEM)
        return _first_places((feature, turn) for turn in spoken for feature in turn.content.features)

    @cached_property
    def rests(self) -> Mapping[int, int]:
        """The last place of each utterance at which the rest of a message is sent."""
        return {turn.utterance: turn.index for turn in self._turns if turn.is_rest}

    @cached_property
    def answered(self) -> Sequence[int | None]:
        """For each turn, the last consumer turn that it answers, if any.

        What the company said in another session stands between.
        """
        return tuple(self._answered())

    def _answered(self) -> Iterator[int | None]:
        last: int | None = None
        sessions: set[int] = set()
        for turn in self._turns:
            yield last if sessions <= {turn.turn.session} else None
            if turn.turn.speaker is Speaker.CONSUMER:
                last, sessions = turn.index, set()
            elif turn.by_company:
                sessions.add(turn.turn.session)

    @cached_property
    def continued(self) -> Mapping[int, int]:
        """Each consumer turn that belongs together with the one before it, and that one."""
        return dict(self._continued())

    def _continued(self) -> Iterator[tuple[int, int]]:
        last: int | None = None
        was_answered = False
        for turn in self._turns:
            if turn.turn.speaker is Speaker.CONSUMER:
                if last is not None and (turn.is_rest or not was_answered):
                    yield turn.index, last
                last, was_answered = turn.index, False
            elif turn.by_company:
                was_answered = True


def first_place(row: Sequence[int], start: int, stop: int | None) -> int | None:
    """Return the first place of a row from `start` on, before `stop` (None: the end)."""
    at = bisect_left(row, start)
    return row[at] if at < len(row) and (stop is None or row[at] < stop) else None


def last_place(row: Sequence[int], start: int, stop: int | None) -> int | None:
    """Return the last place of a row from `start` on, before `stop` (None: the end)."""
    end = len(row) if stop is None else bisect_left(row, stop)
    return row[end - 1] if end and row[end - 1] >= start else None


def _first_places(named: Iterable[tuple[str, TurnReading]]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for name, turn in named:
        found.setdefault(name, turn.index)
    return found
