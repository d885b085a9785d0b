"""Decides which findings a person has suppressed. The day is handed in; nothing here reads a clock or a file.

A suppressed finding is kept and shown with its reason, and counts for nothing. An entry whose day is over suppresses
nothing, and is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from runaround.entries import Entries, is_expired, names_case
from runaround.model import Finding, JudgedCase, Suppressed, Suppression, SuppressionUse, Transcript

__all__ = ["NO_SUPPRESSIONS", "SuppressionTally", "Suppressions", "part_suppressed"]


@dataclass(frozen=True, slots=True)
class Suppressions(Entries[Suppression]):
    """The entries of a suppression file."""


NO_SUPPRESSIONS = Suppressions()


def part_suppressed(
    findings: Iterable[Finding], transcript: Transcript, suppressions: Suppressions
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Return the findings that stand, and those that an entry takes away; both in the order given.

    Of several entries that fit a finding, the first is named.
    """
    standing: list[Finding] = []
    suppressed: list[Suppressed] = []
    entries = suppressions.in_force()
    for finding in findings:
        by = _first_that_fits(entries, finding, transcript)
        if by is None:
            standing.append(finding)
        else:
            suppressed.append(Suppressed(finding, by))
    return tuple(standing), tuple(suppressed)


class SuppressionTally:
    """Counts what each entry did, case by case, and keeps no case."""

    def __init__(self, suppressions: Suppressions) -> None:
        self._suppressions = suppressions
        self._expired = suppressions.expired()
        self._counts: Counter[Suppression] = Counter()

    def add(self, case: JudgedCase) -> None:
        """Count one more case."""
        verdict = case.verdict
        self._counts.update(one.by for one in verdict.suppressed)
        if self._expired:
            named = (
                _first_that_fits(self._expired, found, case.transcript) for found in (*verdict.findings, *verdict.borne)
            )
            self._counts.update(by for by in named if by is not None)

    def uses(self) -> tuple[SuppressionUse, ...]:
        """Return what became of each entry so far, in the order of the file."""
        today = self._suppressions.today
        return tuple(
            SuppressionUse(entry, self._counts[entry], is_expired(entry, today)) for entry in self._suppressions.entries
        )


def _first_that_fits(entries: Iterable[Suppression], finding: Finding, transcript: Transcript) -> Suppression | None:
    return next((entry for entry in entries if _fits(entry, finding, transcript)), None)


def _fits(entry: Suppression, finding: Finding, transcript: Transcript) -> bool:
    if entry.kind not in {finding.kind, finding.family} or entry.turn not in {None, finding.turn}:
        return False
    return names_case(entry, transcript)
