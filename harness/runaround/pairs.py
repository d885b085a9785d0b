"""Lays two scenarios side by side, to see whether leaving takes the consumer more than signing up did.

A measurement beside the verdicts. It needs both scenarios in one run, and fails nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from runaround.model import Effort, JudgedCase, Outcome, Pair
from runaround.verdicts import is_met

__all__ = ["compare_pairs"]

_Place = tuple[str, str]
"""A bot and a scenario's key."""


def compare_pairs(cases: Sequence[JudgedCase]) -> tuple[Pair, ...]:
    """Return a pair for each bot and each scenario that should be no harder than another of the same run.

    Cases are paired by their repeat; where one of two is inconclusive or in quarantine, both are left out.
    In the order of the cases.
    """
    played: dict[_Place, dict[int, JudgedCase]] = {}
    for case in cases:
        place = (case.transcript.target, case.transcript.scenario)
        played.setdefault(place, {})[case.transcript.repeat] = case
    return tuple(pair for place, here in played.items() for pair in _compare(place, here, played))


def _compare(
    place: _Place, here: Mapping[int, JudgedCase], played: Mapping[_Place, Mapping[int, JudgedCase]]
) -> Iterator[Pair]:
    target, key = place
    first = next(iter(here.values()))
    named = first.expect.no_harder_than if first.expect else ""
    other = next((found for found in _candidates(named, key) if (target, found) in played), None)
    if not named or other is None:
        return
    there = played[target, other]
    repeats = [repeat for repeat in here if repeat in there and here[repeat].is_counted and there[repeat].is_counted]
    if repeats:
        efforts = (_sum_up([side[repeat] for repeat in repeats]) for side in (here, there))
        yield Pair(target, first.transcript.lang, *efforts)


def _candidates(named: str, key: str) -> tuple[str, str]:
    """Return the keys that `named` may mean beside the scenario `key`: the same variant of it, else itself."""
    name, _, lang = key.rpartition(".")
    variant = name.partition("+")[2]
    return (f"{named}+{variant}.{lang}" if variant else "", f"{named}.{lang}")


def _sum_up(cases: Sequence[JudgedCase]) -> Effort:
    transcript = cases[0].transcript
    turns = [case.verdict.measurements.consumer_turns for case in cases if _is_done(case)]
    middle = float(median(turns)) if turns else None
    return Effort(transcript.scenario, transcript.title, len(cases), len(turns), middle)


def _is_done(case: JudgedCase) -> bool:
    """Whether a case came out as its scenario expects; resolved, if it expects nothing in particular."""
    expected = case.expect.outcome if case.expect else None
    outcome = case.verdict.outcome
    return outcome is not None and is_met(expected or Outcome.RESOLVED, outcome)
