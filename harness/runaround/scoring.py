"""From verdicts to a scorecard of one bot.

A case that says nothing about the bot is inconclusive: it is kept out of every rate, and widens the bounds
beside the rate. A case in quarantine is counted, and counts for nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from runaround.intervals import rate, wilson
from runaround.model import KINDS, CaseStatus, JudgedCase, Outcome, Scorecard, Verdict
from runaround.totals import TotalsTally

__all__ = ["Tally", "rate", "score", "wilson"]


def score(cases: Iterable[JudgedCase], *, target: str) -> Scorecard:
    """Return the scorecard of one bot over its cases (all of `target`; may be empty)."""
    tally = Tally(target)
    for case in cases:
        tally.add(case)
    return tally.scorecard()


class Tally:
    """Counts the cases of one bot as they are judged, and keeps none of them."""

    def __init__(self, target: str) -> None:
        self.cases = 0
        self._target = target
        self._failures = 0
        self._quarantined = 0
        self._statuses: Counter[CaseStatus] = Counter()
        self._kinds: Counter[str] = Counter()
        self._outcomes: Counter[Outcome | None] = Counter()
        self._totals = TotalsTally()

    def add(self, case: JudgedCase) -> None:
        """Count one more case."""
        verdict = case.verdict
        self.cases += 1
        if case.quarantine is not None:
            self._quarantined += 1
            return
        self._failures += len(verdict.failures)
        self._statuses[verdict.status] += 1
        if verdict.status is not CaseStatus.INCONCLUSIVE:
            self._kinds.update(_kinds_of(verdict))
            self._outcomes[verdict.outcome] += 1
            self._totals.add(case.transcript, verdict.measurements)

    def scorecard(self) -> Scorecard:
        """Return the scorecard of what was counted so far.

        Every kind of ours is listed even at zero; what plugins found follows, sorted. A case counts once for a kind
        however often it shows it, and once for the kind's family.
        """
        unknown = self._statuses[CaseStatus.INCONCLUSIVE]
        judged = self.cases - unknown - self._quarantined
        listed = (*KINDS, *sorted(set(self._kinds) - set(KINDS)))
        return Scorecard(
            target=self._target,
            cases=self.cases,
            passed=rate(self._statuses[CaseStatus.PASSED], judged, unknown),
            kinds={kind: rate(self._kinds[kind], judged, unknown) for kind in listed},
            outcomes={outcome: self._outcomes[outcome] for outcome in Outcome},
            failures=self._failures,
            totals=self._totals.totals(),
            quarantined=self._quarantined,
        )


def _kinds_of(verdict: Verdict) -> frozenset[str]:
    return frozenset(name for finding in verdict.findings for name in (finding.kind, finding.family))
