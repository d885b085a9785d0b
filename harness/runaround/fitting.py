"""Which scenarios a channel can play: what it lacks is known before anything is said, and is no fault of the bot."""

from __future__ import annotations

from collections.abc import Sequence

from runaround.adapter import Capabilities
from runaround.model import Case, Need, Scenario, SkippedCase

__all__ = ["find_lacking", "fit", "skip"]


def find_lacking(scenario: Scenario, capabilities: Capabilities) -> tuple[Need, ...]:
    """Return what a scenario needs and a channel does not have; empty if it can be played."""
    return tuple(need for need in scenario.needed if not getattr(capabilities, need))


def skip(scenario: Scenario, lacks: tuple[Need, ...], *, target: str) -> SkippedCase:
    """Return how a run tells of a scenario that is not played against `target`."""
    return SkippedCase(scenario.key, target, lacks, scenario.lang, scenario.tags)


def fit(cases: Sequence[Case], capabilities: Capabilities) -> tuple[tuple[Case, ...], tuple[SkippedCase, ...]]:
    """Return the cases that a channel can play, in their order, and what is skipped: each scenario once."""
    lacking = [(case, find_lacking(case.scenario, capabilities)) for case in cases]
    skipped = (skip(case.scenario, lacks, target=case.target) for case, lacks in lacking if lacks)
    return tuple(case for case, lacks in lacking if not lacks), tuple(dict.fromkeys(skipped))
