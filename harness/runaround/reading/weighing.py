"""Lets a detector show its reasons: every condition and exception goes through a weighing, which may be recorded.

A detector asks `reading.weigh(kind, turn)` and puts each of its questions to what it gets. When cases are judged, the
answer is just passed through; when one is explained, the same detector runs over the same reading with a `Trace`, and
what passes is kept. So an explanation tells what was computed, and nothing else.
"""

from __future__ import annotations

from typing import Protocol

from runaround.model import Consideration, Ground, Likeness, Role, Step
from runaround.reading.acts import Act
from runaround.reading.likeness import weigh
from runaround.reading.turns import TurnReading

__all__ = ["UNRECORDED", "Trace", "Weighing"]


class Weighing(Protocol):
    """The way to one finding: every answer is returned as it is given."""

    def needs(self, ground: Ground, holds: bool, /, *turns: TurnReading | None) -> bool:  # noqa: FBT001 (the answer)
        """Return `holds`, a condition without which there is no finding; `turns` are what it is about."""
        ...

    def spares(self, ground: Ground, holds: bool, /, *turns: TurnReading | None) -> bool:  # noqa: FBT001 (the answer)
        """Return `holds`, an exception that prevents a finding; `turns` are what it is about."""
        ...

    def lacks(self, ground: Ground, /) -> None:
        """Tell that a condition holds for nothing that was looked at, so that there is no finding."""

    def needs_act(self, turn: TurnReading, /, *acts: Act) -> bool:
        """Say whether the turn does one of `acts`, without which there is no finding."""
        ...

    def spares_act(self, turn: TurnReading, /, *acts: Act) -> bool:
        """Say whether the turn does one of `acts`, which prevents a finding."""
        ...

    def needs_alike(self, earlier: TurnReading, later: TurnReading, /, *, score: float, at_least: float) -> bool:
        """Say whether two turns, which are alike by `score`, are alike enough, without which there is no finding."""
        ...

    def branch(self, kind: str, turn: TurnReading, about: TurnReading | str | None = None, /) -> Weighing:
        """Return a weighing that goes on from here, for one of several earlier turns or items, or another turn."""
        ...


class _Unrecorded:
    """A weighing that keeps nothing."""

    __slots__ = ()

    def needs(self, _ground: Ground, holds: bool, /, *_turns: TurnReading | None) -> bool:  # noqa: FBT001 (the answer)
        return holds

    def spares(self, _ground: Ground, holds: bool, /, *_turns: TurnReading | None) -> bool:  # noqa: FBT001 (the answer)
        return holds

    def lacks(self, _ground: Ground, /) -> None:
        return

    def needs_act(self, turn: TurnReading, /, *acts: Act) -> bool:
        return turn.does(*acts)

    def spares_act(self, turn: TurnReading, /, *acts: Act) -> bool:
        return turn.does(*acts)

    def needs_alike(self, _earlier: TurnReading, _later: TurnReading, /, *, score: float, at_least: float) -> bool:
        return score >= at_least

    def branch(self, _kind: str, _turn: TurnReading, _about: TurnReading | str | None = None, /) -> Weighing:
        return self


UNRECORDED: Weighing = _Unrecorded()
"""What judging gives to detectors."""


class Trace:
    """Everything that the detectors weighed in one case, in the order in which they did."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []

    def begin(
        self, kind: str, turn: TurnReading, about: TurnReading | str | None = None, *, steps: tuple[Step, ...] = ()
    ) -> Weighing:
        """Return a weighing that is kept. steps: what led up to it."""
        kept = _Kept(self, kind, turn, about=about, steps=steps)
        self._kept.append(kept)
        return kept

    def considerations(self) -> tuple[Consideration, ...]:
        """Return what was weighed so far."""
        return tuple(kept.consideration() for kept in self._kept)


class _Kept:
    """A weighing that is kept."""

    __slots__ = ("_about", "_kind", "_steps", "_trace", "_turn")

    def __init__(
        self, trace: Trace, kind: str, turn: TurnReading, *, about: TurnReading | str | None, steps: tuple[Step, ...]
    ) -> None:
        self._trace, self._kind, self._turn, self._about = trace, kind, turn, about
        self._steps = list(steps)

    def needs(self, ground: Ground, holds: bool, /, *turns: TurnReading | None) -> bool:  # noqa: FBT001 (as above)
        return self._keep(Step(ground, Role.NEEDED, holds, _places(turns)))

    def spares(self, ground: Ground, holds: bool, /, *turns: TurnReading | None) -> bool:  # noqa: FBT001 (as above)
        return self._keep(Step(ground, Role.SPARES, holds, _places(turns)))

    def lacks(self, ground: Ground, /) -> None:
        self._keep(Step(ground, Role.NEEDED, holds=False))

    def needs_act(self, turn: TurnReading, /, *acts: Act) -> bool:
        return self._keep(self._asked(Role.NEEDED, turn, acts))

    def spares_act(self, turn: TurnReading, /, *acts: Act) -> bool:
        return self._keep(self._asked(Role.SPARES, turn, acts))

    def needs_alike(self, earlier: TurnReading, later: TurnReading, /, *, score: float, at_least: float) -> bool:
        shared = sorted(earlier.content.features & later.content.features, key=lambda one: (-weigh(one), one))
        alike = Likeness(score, at_least, tuple(shared))
        return self._keep(Step(Ground.ALIKE, Role.NEEDED, score >= at_least, (earlier.index,), alike=alike))

    def branch(self, kind: str, turn: TurnReading, about: TurnReading | str | None = None, /) -> Weighing:
        return self._trace.begin(kind, turn, about, steps=tuple(self._steps))

    def consideration(self) -> Consideration:
        """Return what was kept."""
        about = self._about.index if isinstance(self._about, TurnReading) else self._about
        return Consideration(self._kind, self._turn.index, tuple(self._steps), about)

    def _asked(self, role: Role, turn: TurnReading, acts: tuple[Act, ...]) -> Step:
        seen = tuple(act.value for act in acts if act in turn.acts)
        about = () if turn.index == self._turn.index else (turn.index,)
        return Step(Ground.DOES, role, turn.does(*acts), about, acts=tuple(act.value for act in acts), seen=seen)

    def _keep(self, step: Step) -> bool:
        self._steps.append(step)
        return step.holds


def _places(turns: tuple[TurnReading | None, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(turn.index for turn in turns if turn is not None))
