"""Decides which cases are in quarantine: played, shown, and kept out of every figure and of the gate.

The day is handed in. An entry whose day is over keeps nothing out, and is told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from runaround.entries import Entries, is_expired, names_case
from runaround.model import CaseStatus, JudgedCase, Quarantine, QuarantineUse

__all__ = ["NO_QUARANTINES", "QuarantineTally", "Quarantines", "put_in_quarantine"]


@dataclass(frozen=True, slots=True)
class Quarantines(Entries[Quarantine]):
    """The entries of a quarantine file."""


NO_QUARANTINES = Quarantines()


def put_in_quarantine(case: JudgedCase, quarantines: Quarantines) -> JudgedCase:
    """Return the case marked with the first entry in force that names it; unmarked if there is none."""
    named = (entry for entry in quarantines.in_force() if names_case(entry, case.transcript))
    return replace(case, quarantine=next(named, None))


@dataclass(slots=True)
class _Seen:
    """What was seen of one entry: its cases by status, and the passes in a row of each scenario."""

    statuses: Counter[CaseStatus] = field(default_factory=Counter)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, case: JudgedCase) -> None:
        status, record = case.verdict.status, case.transcript
        self.statuses[status] += 1
        place = record.target, record.scenario or record.id
        row = self.rows.setdefault(place, 0)
        # An inconclusive case says nothing: it neither lengthens a row nor ends it.
        if status is not CaseStatus.INCONCLUSIVE:
            self.rows[place] = row + 1 if status is CaseStatus.PASSED else 0


class QuarantineTally:
    """Counts what each entry keeps out, case by case, and keeps no case. Repeats are handed in as they were played."""

    def __init__(self, quarantines: Quarantines) -> None:
        self._quarantines = quarantines
        self._expired = quarantines.expired()
        self._seen = {entry: _Seen() for entry in quarantines.entries}

    def add(self, case: JudgedCase) -> None:
        """Count one more case, which was marked before."""
        entry = case.quarantine or next((one for one in self._expired if names_case(one, case.transcript)), None)
        if entry is not None:
            self._seen[entry].add(case)

    def uses(self) -> tuple[QuarantineUse, ...]:
        """Return what became of each entry so far, in the order of the file."""
        return tuple(self._use(entry, self._seen[entry]) for entry in self._quarantines.entries)

    def _use(self, entry: Quarantine, seen: _Seen) -> QuarantineUse:
        return QuarantineUse(
            entry,
            cases=seen.statuses.total(),
            passed=seen.statuses[CaseStatus.PASSED],
            failed=seen.statuses[CaseStatus.FAILED],
            in_a_row=min(seen.rows.values(), default=0),
            is_expired=is_expired(entry, self._quarantines.today),
        )
