"""What judging again changed: pure, two verdicts on one record in, differences out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from runaround.model import CaseStatus, Finding, Outcome, Verdict

__all__ = ["CaseChange", "Changes", "KindChange", "Moved", "compare_verdicts"]


@dataclass(frozen=True, slots=True)
class Moved:
    """A finding of the same kind and item that is at another turn now, or proven by others."""

    before: Finding
    after: Finding


@dataclass(frozen=True, slots=True)
class CaseChange:
    """How a verdict differs from the one before. Findings are those that count, in the order of turns.

    before: None if the case had no verdict.
    """

    case: str
    scenario: str
    before: CaseStatus | None
    after: CaseStatus
    outcomes: tuple[Outcome | None, Outcome | None]
    gone: tuple[Finding, ...] = ()
    new: tuple[Finding, ...] = ()
    moved: tuple[Moved, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether anything differs."""
        is_same = self.before is self.after and self.outcomes[0] is self.outcomes[1]
        return not is_same or bool(self.gone or self.new or self.moved)


@dataclass(slots=True)
class KindChange:
    """How many findings of a kind there were and are, over all cases, and what became of them."""

    before: int = 0
    after: int = 0
    gone: int = 0
    new: int = 0
    moved: int = 0


def compare_verdicts(case: str, scenario: str, before: Verdict | None, after: Verdict) -> CaseChange:
    """Return what changed; a case that had no verdict has no findings that are new."""
    if before is None:
        return CaseChange(case, scenario, None, after.status, (None, after.outcome))
    gone, new = list(_without(before.findings, after.findings)), list(_without(after.findings, before.findings))
    moved: list[Moved] = []
    for finding in tuple(gone):
        place = next((one for one in new if (one.kind, one.item) == (finding.kind, finding.item)), None)
        if place is not None:
            moved.append(Moved(finding, place))
            gone.remove(finding)
            new.remove(place)
    outcomes = before.outcome, after.outcome
    changed = {"gone": tuple(gone), "new": tuple(new)}
    return CaseChange(case, scenario, before.status, after.status, outcomes, **changed, moved=tuple(moved))


def _without(some: Sequence[Finding], others: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings that are not among the others; of equal ones as many as are more."""
    left = Counter(others)
    for finding in some:
        if left[finding]:
            left[finding] -= 1
        else:
            yield finding


@dataclass(slots=True)
class Changes:
    """Adds up what changed over the cases of a run, and keeps the cases that did."""

    cases: int = 0
    unjudged: int = 0
    changed: list[CaseChange] = field(default_factory=list)
    kinds: dict[str, KindChange] = field(default_factory=lambda: defaultdict(KindChange))
    before: Counter[CaseStatus] = field(default_factory=Counter)
    after: Counter[CaseStatus] = field(default_factory=Counter)

    def add(self, change: CaseChange, before: Verdict | None, after: Verdict) -> None:
        """Count one more case."""
        self.cases += 1
        self.after[change.after] += 1
        if change.before is None or before is None:
            self.unjudged += 1
        else:
            self.before[change.before] += 1
            for finding in before.findings:
                self.kinds[finding.kind].before += 1
        for finding in after.findings:
            self.kinds[finding.kind].after += 1
        for finding in change.gone:
            self.kinds[finding.kind].gone += 1
        for finding in change.new:
            self.kinds[finding.kind].new += 1
        for one in change.moved:
            self.kinds[one.after.kind].moved += 1
        if change.is_change:
            self.changed.append(change)
