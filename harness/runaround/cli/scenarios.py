"""Scenarios as specimens are asked them: bots that answer at once need no patience."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from runaround.model import Scenario

__all__ = ["SPECIMEN_DELAYS_S", "WAIT_S", "shorten_for_specimens", "shorten_patience"]

WAIT_S = 2.0
"""Patience of consumers who talk to specimens, in seconds: these answer at once, and nobody wants to watch a queue."""

_REPLY_WITHIN_S = 6.0
"""Seconds after which a specimen's answer counts as late: waiting 30 s, as in a real chat, would prove no more."""

SPECIMEN_DELAYS_S = {"slow": 7.0}
"""Seconds by which specimens hold back their replies, so that they are late."""


def shorten_for_specimens(scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """Return the scenarios with the patience and the idea of a late answer that specimens are judged by."""
    return shorten_patience(scenarios, wait_s=WAIT_S, reply_within_s=_REPLY_WITHIN_S)


def shorten_patience(
    scenarios: Iterable[Scenario], *, wait_s: float, reply_within_s: float | None = None
) -> tuple[Scenario, ...]:
    """Return the scenarios with consumers who wait at most `wait_s` seconds for anything.

    reply_within_s: seconds after which an answer counts as late (None: as the scenario says).
    """
    return tuple(
        replace(
            scenario,
            patience=replace(scenario.patience, wait_s=min(wait_s, scenario.patience.wait_s)),
            reply_within_s=scenario.reply_within_s if reply_within_s is None else reply_within_s,
        )
        for scenario in scenarios
    )
