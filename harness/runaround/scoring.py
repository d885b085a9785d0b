"""From verdicts to a scorecard of one bot.

A case that says nothing about the bot is inconclusive: it is kept out of every rate, and widens the bounds
beside the rate. A case in quarantine is counted, and counts for nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from runaround.clusters import Counts, interval_of_share
from runaround.intervals import rate, wilson
from runaround.model import KINDS, CaseStatus, JudgedCase, Outcome, Rate, Scorecard, Transcript, Verdict
from runaround.reliability import Repeats, sum_up_repeats
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
        self._scenarios: dict[tuple[str, str], _Scenario] = {}
        self._is_repeated = False

    def add(self, case: JudgedCase) -> None:
        """Count one more case."""
        verdict = case.verdict
        kinds = _kinds_of(verdict)
        self.cases += 1
        if case.quarantine is not None:
            self._quarantined += 1
            return
        self._failures += len(verdict.failures)
        self._statuses[verdict.status] += 1
        self._is_repeated = self._is_repeated or case.transcript.repeat > 0
        if case.transcript.scenario:
            self._scenario_of(case.transcript).add(verdict.status, kinds)
        if verdict.status is not CaseStatus.INCONCLUSIVE:
            self._kinds.update(kinds)
            self._outcomes[verdict.outcome] += 1
            self._totals.add(case.transcript, verdict.measurements)

    def scorecard(self) -> Scorecard:
        """Return the scorecard of what was counted so far.

        Every kind of ours is listed even at zero; what plugins found follows, sorted. A case counts once for a kind
        however often it shows it, and once for the kind's family.
        """
        listed = (*KINDS, *sorted(set(self._kinds) - set(KINDS)))
        repeated = list(self._scenarios.values()) if self._is_repeated else []
        reliability = sum_up_repeats([one.repeats() for one in repeated])
        passes = [(one.statuses[CaseStatus.PASSED], one.judged) for one in repeated]
        return Scorecard(
            target=self._target,
            cases=self.cases,
            passed=self._rate(self._statuses[CaseStatus.PASSED], passes),
            kinds={
                kind: self._rate(self._kinds[kind], [(one.kinds[kind], one.judged) for one in repeated])
                for kind in listed
            },
            outcomes={outcome: self._outcomes[outcome] for outcome in Outcome},
            failures=self._failures,
            totals=self._totals.totals(),
            quarantined=self._quarantined,
            reliability=reliability,
        )

    def _scenario_of(self, transcript: Transcript) -> _Scenario:
        """Return the counts of a scenario; two files of one name, or two versions of one file, are two scenarios."""
        key = transcript.scenario, transcript.versions.scenario
        if key not in self._scenarios:
            self._scenarios[key] = _Scenario(transcript.scenario, transcript.title)
        return self._scenarios[key]

    def _rate(self, hits: int, counts: list[Counts]) -> Rate:
        """Return a rate over all cases. counts: by scenario, if repeats make cases depend on each other; else empty."""
        unknown = self._statuses[CaseStatus.INCONCLUSIVE]
        plain = rate(hits, self._statuses.total() - unknown, unknown)
        if not counts:
            return plain
        alone, alone_hits = plain.judged - sum(n for _, n in counts), hits - sum(hit for hit, _ in counts)
        low, high = interval_of_share([*counts, *[(1, 1)] * alone_hits, *[(0, 1)] * (alone - alone_hits)])
        return replace(plain, low=low, high=high)


class _Scenario:
    """The counts of one scenario over its repeats."""

    def __init__(self, key: str, title: str) -> None:
        self.statuses: Counter[CaseStatus] = Counter()
        self.kinds: Counter[str] = Counter()
        self._key = key
        self._title = title

    @property
    def judged(self) -> int:
        return self.statuses.total() - self.statuses[CaseStatus.INCONCLUSIVE]

    def add(self, status: CaseStatus, kinds: frozenset[str]) -> None:
        self.statuses[status] += 1
        if status is not CaseStatus.INCONCLUSIVE:
            self.kinds.update(kinds)

    def repeats(self) -> Repeats:
        passed, failed, unknown = (self.statuses[status] for status in CaseStatus)
        return Repeats(self._key, self._title, passed, failed, unknown)


def _kinds_of(verdict: Verdict) -> frozenset[str]:
    return frozenset(name for finding in verdict.findings for name in (finding.kind, finding.family))
