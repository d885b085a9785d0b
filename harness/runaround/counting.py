"""Counts cases as they are judged, and keeps those that a report shows: any number of them in as much memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from runaround.model import CaseStatus, JudgedCase, Scorecard
from runaround.quarantine import NO_QUARANTINES, QuarantineTally
from runaround.scoring import Tally
from runaround.suppression import NO_SUPPRESSIONS, SuppressionTally

__all__ = ["Counting", "is_telling"]


def is_telling(case: JudgedCase) -> bool:
    """Return whether there is anything to be seen in a case."""
    is_marked = case.verdict.borne or case.verdict.suppressed or case.quarantine
    return case.verdict.status is not CaseStatus.PASSED or bool(is_marked)


def _as_it_is(case: JudgedCase) -> JudgedCase:
    return case


@dataclass(slots=True)
class Counting:
    """The cases so far: all while there are at most `most`, then only those in which something was found.

    most: None for all. suppressed, quarantined: count over all cases what entries did. kept: in the order they came.
    """

    most: int | None
    suppressed: SuppressionTally = field(default_factory=lambda: SuppressionTally(NO_SUPPRESSIONS))
    quarantined: QuarantineTally = field(default_factory=lambda: QuarantineTally(NO_QUARANTINES))
    count: int = 0
    kept: list[JudgedCase] = field(default_factory=list)
    _tallies: dict[str, Tally] = field(default_factory=dict)
    _is_full: bool = False

    def add(self, case: JudgedCase, *, show: Callable[[JudgedCase], JudgedCase] = _as_it_is) -> None:
        """Count one more case, marked as in quarantine if it is; what `show` makes of it is kept, if any of it is."""
        self.count += 1
        self.suppressed.add(case)
        self.quarantined.add(case)
        self._tallies.setdefault(case.transcript.target, Tally(case.transcript.target)).add(case)
        if self.most is not None and self.count > self.most and not self._is_full:
            self._is_full = True
            self.kept = [kept for kept in self.kept if is_telling(kept)]
        has_room = self.most is None or len(self.kept) < self.most
        if has_room and (not self._is_full or is_telling(case)):
            self.kept.append(show(case))

    def scorecards(self) -> Sequence[Scorecard]:
        """Return the scorecards of all cases, by target."""
        return [self._tallies[target].scorecard() for target in sorted(self._tallies)]
