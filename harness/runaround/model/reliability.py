"""How steady a bot is when the same scenario is played several times."""

from __future__ import annotations

from dataclasses import dataclass

from runaround.model.rates import Rate

__all__ = ["Flaky", "PassAll", "Reliability"]


@dataclass(frozen=True, slots=True)
class PassAll:
    """The chance that `k` repeats of a scenario all pass (pass^k), over `scenarios`, with a 95 % interval.

    share: None if no scenario has `k` conclusive repeats; `unknown` scenarios have fewer than `k`.
    at_least, at_most: the share if every inconclusive repeat had failed, or passed. All in 0..1.
    """

    k: int
    share: float | None
    scenarios: int
    unknown: int
    low: float
    high: float
    at_least: float
    at_most: float


@dataclass(frozen=True, slots=True)
class Flaky:
    """A scenario whose repeats disagree; `unknown` repeats were inconclusive."""

    scenario: str
    title: str
    passed: int
    failed: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the repeats of the scenarios of one bot show.

    repeats: the most that a scenario was played. passing: pass^k for k from 1 to `repeats`. flips: scenarios whose
    repeats disagree, among those with two conclusive ones; bounds as if every inconclusive repeat agreed, or did not.
    flaky: those scenarios, the least steady first.
    """

    repeats: int
    passing: tuple[PassAll, ...]
    flips: Rate
    flaky: tuple[Flaky, ...] = ()
