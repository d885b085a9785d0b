"""From the repeats of scenarios to how steady a bot is: pass^k, flip rate, and the scenarios that flip.

The scenario is the unit of every interval here: its repeats share the consumer's wish, and are no fresh evidence about
other scenarios. The intervals hold for scenarios such as those that were played.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from runaround.clusters import interval_of_mean, pass_hat
from runaround.intervals import wilson
from runaround.model import Flaky, PassAll, Rate, Reliability

__all__ = ["Repeats", "sum_up_repeats"]


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often one scenario passed, failed, or said nothing."""

    scenario: str
    title: str
    passed: int
    failed: int
    unknown: int

    @property
    def judged(self) -> int:
        """How many repeats say something."""
        return self.passed + self.failed

    @property
    def played(self) -> int:
        """How many repeats there are."""
        return self.judged + self.unknown

    @property
    def is_flaky(self) -> bool:
        """Whether its repeats disagree."""
        return self.passed > 0 and self.failed > 0


def sum_up_repeats(scenarios: Sequence[Repeats]) -> Reliability | None:
    """Return what the repeats of one bot's scenarios show; None if no scenario was played twice."""
    repeats = max((one.played for one in scenarios), default=0)
    if repeats < 2:
        return None
    flaky = sorted((one for one in scenarios if one.is_flaky), key=_steadiness)
    return Reliability(
        repeats,
        passing=tuple(_pass_all(scenarios, k) for k in range(1, repeats + 1)),
        flips=_flips(scenarios),
        flaky=tuple(Flaky(one.scenario, one.title, one.passed, one.failed, one.unknown) for one in flaky),
    )


def _pass_all(scenarios: Sequence[Repeats], k: int) -> PassAll:
    played = [one for one in scenarios if one.played >= k]
    judged = [one for one in played if one.judged >= k]
    values = [pass_hat(one.passed, one.judged, k) for one in judged]
    low, high = interval_of_mean(values, most=sum(one.judged for one in judged) / k)
    worst = [pass_hat(one.passed, one.played, k) for one in played]
    best = [pass_hat(one.passed + one.unknown, one.played, k) for one in played]
    return PassAll(
        k,
        share=_mean(values) if values else None,
        scenarios=len(judged),
        unknown=len(played) - len(judged),
        low=low,
        high=high,
        at_least=_mean(worst),
        at_most=_mean(best),
    )


def _flips(scenarios: Sequence[Repeats]) -> Rate:
    repeated = [one for one in scenarios if one.played > 1]
    judged = [one for one in repeated if one.judged > 1]
    hits = sum(one.is_flaky for one in judged)
    low, high = wilson(hits, len(judged))
    possible = sum(one.is_flaky or one.unknown > 0 for one in repeated)
    total = len(repeated)
    return Rate(
        hits,
        len(judged),
        total - len(judged),
        low=low,
        high=high,
        at_least=hits / total,
        at_most=possible / total,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _steadiness(one: Repeats) -> tuple[float, str]:
    """Order by how near a scenario is to passing every other time."""
    return abs(one.passed - one.failed) / one.judged, one.scenario
