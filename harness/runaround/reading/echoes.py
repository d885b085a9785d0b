"""Finds the turns that may restate one another without comparing each with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from runaround.reading.likeness import Content, shared_weight, weigh
from runaround.reading.turns import TurnReading

__all__ = ["Echoes"]


class Echoes:
    """The contents of some turns by their features; what is told word for word again is kept once."""

    def __init__(self, turns: Iterable[TurnReading]) -> None:
        """Index the turns, which are in order."""
        self._turns: dict[Content, list[TurnReading]] = defaultdict(list)
        for turn in turns:
            self._turns[turn.content].append(turn)
        self._contents = tuple(self._turns)
        self._having: dict[str, list[int]] = defaultdict(list)
        for place, content in enumerate(self._contents):
            for feature in content.features:
                self._having[feature].append(place)
        self._known: dict[tuple[Content, float], Sequence[TurnReading]] = {}

    def of(self, content: Content, *, share: float, stop: int) -> Iterator[TurnReading]:
        """Yield the turns before place `stop` that hold at least `share` of the weight of `content`, in order.

        A content that tells nothing has no echo.
        """
        key = content, share
        if key not in self._known:
            least = share * content.weight
            candidates = (self._contents[place] for place in self._candidates(content, least))
            alike = [old for old in candidates if shared_weight(content, old) >= least]
            self._known[key] = sorted((turn for old in alike for turn in self._turns[old]), key=lambda turn: turn.index)
        return takewhile(lambda turn: turn.index < stop, self._known[key])

    def _candidates(self, content: Content, least: float) -> set[int]:
        """Return the places of contents, among them all that share the weight `least` with `content`.

        Whatever does has one of its rarer features: the most frequent ones together weigh less than that.
        """
        found: set[int] = set()
        left = content.weight
        for feature in sorted(content.features, key=lambda one: len(self._having.get(one, ()))):
            if left < least:
                break
            found.update(self._having.get(feature, ()))
            left -= weigh(feature)
        return found
