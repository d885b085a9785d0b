"""Every disagreement between labels and findings, with the turns that a person needs to see to say who is right."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from runaround.gold.labelled import LabelledCase, is_broken
from runaround.model import Finding

__all__ = ["Difference", "Side", "find_differences", "quote_turns"]

_NEIGHBOURS = 1
_LAST_TURNS = 4
"""An outcome shows at the end of a case."""


class Side(StrEnum):
    """What a difference is: labelled and not found, found and not labelled, or an outcome read otherwise."""

    MISS = "miss"
    FALSE_ALARM = "false_alarm"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement in one case.

    finding: the label that was missed, or what was found without a label; None for an outcome.
    instead: what the other side has of the same turn, or of the same family elsewhere in the case, in order.
    """

    side: Side
    case: LabelledCase
    finding: Finding | None = None
    instead: tuple[Finding, ...] = ()


def find_differences(cases: Sequence[LabelledCase], *, families: Collection[str]) -> tuple[Difference, ...]:
    """Return all differences by turn and kind: misses, false alarms, outcomes; each by kind, then in order of cases.

    families: those that are looked for. A detector that broke on a case has missed nothing there.
    """
    misses = [found for case in cases for found in _one_sided(case, Side.MISS, families)]
    alarms = [found for case in cases for found in _one_sided(case, Side.FALSE_ALARM, families)]
    outcomes = [Difference(Side.OUTCOME, case) for case in cases if _is_read_otherwise(case)]
    return (*sorted(misses, key=_kind), *sorted(alarms, key=_kind), *outcomes)


def quote_turns(difference: Difference) -> tuple[int, ...]:
    """Return the turns to show, in order: the turn at issue, those that prove it, and the neighbours of each.

    Of an outcome the last turns of the case.
    """
    turns = len(difference.case.turns)
    if difference.finding is None:
        return tuple(range(max(0, turns - _LAST_TURNS), turns))
    named = (difference.finding.turn, *difference.finding.refs)
    near = {turn + step for turn in named for step in range(-_NEIGHBOURS, _NEIGHBOURS + 1)}
    return tuple(sorted(turn for turn in near if 0 <= turn < turns))


def _one_sided(case: LabelledCase, side: Side, families: Collection[str]) -> Iterator[Difference]:
    here, there = (case.labelled, case.found) if side is Side.MISS else (case.found, case.labelled)
    known = {(finding.turn, finding.kind) for finding in there}
    told: set[tuple[int, str]] = set()
    for finding in sorted(here, key=lambda one: one.turn):
        place = (finding.turn, finding.kind)
        is_looked_for = finding.family in families and not is_broken(case, finding.family, families=families)
        if is_looked_for and place not in known and place not in told:
            told.add(place)
            yield Difference(side, case, finding, _instead(finding, there))


def _instead(finding: Finding, others: Sequence[Finding]) -> tuple[Finding, ...]:
    related = (one for one in others if one.turn == finding.turn or one.family == finding.family)
    return tuple(sorted(related, key=lambda one: (one.turn, one.kind)))


def _is_read_otherwise(case: LabelledCase) -> bool:
    return case.labelled_outcome is not None and not case.failures and case.labelled_outcome is not case.read_outcome


def _kind(difference: Difference) -> str:
    return difference.finding.kind if difference.finding else ""
