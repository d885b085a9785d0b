"""From verdicts to a scorecard of one bot.

A case that says nothing about the bot is inconclusive: it is kept out of every rate, and widens the bounds
beside the rate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from statistics import NormalDist

from runaround.model import KINDS, CaseStatus, JudgedCase, Outcome, Rate, Scorecard, Verdict

__all__ = ["Tally", "rate", "score", "wilson"]


def wilson(hits: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of `hits` in `n` trials, (0.0, 1.0) when there was no trial.

    hits: 0..n. confidence: between 0 and 1, both excluded.

    Raises ValueError for counts or a confidence outside these ranges.
    Source: E. B. Wilson 1927, "Probable inference, the law of succession, and statistical inference",
    JASA 22; without continuity correction.
    """
    if not 0 <= hits <= n:
        msg = f"{hits} hits in {n} trials; expected 0 <= hits <= trials."
        raise ValueError(msg)
    if not 0.0 < confidence < 1.0:
        msg = f"Confidence {confidence!r}; expected a number between 0 and 1."
        raise ValueError(msg)
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    share = hits / n
    centre = share + z * z / (2 * n)
    margin = z * math.sqrt(share * (1.0 - share) / n + z * z / (4 * n * n))
    scale = 1.0 + z * z / n
    # The formula touches 0 and 1 exactly at the ends; floating point misses them by a little.
    low = 0.0 if hits == 0 else max(0.0, (centre - margin) / scale)
    high = 1.0 if hits == n else min(1.0, (centre + margin) / scale)
    return low, high


def rate(hits: int, judged: int, unknown: int) -> Rate:
    """Return the rate of `hits` among `judged` cases, with bounds over `unknown` further cases.

    Raises ValueError if hits exceed the judged cases or a count is negative.
    """
    if unknown < 0:
        msg = f"{unknown} unknown cases; expected 0 or more."
        raise ValueError(msg)
    low, high = wilson(hits, judged)
    total = judged + unknown
    at_least, at_most = (hits / total, (hits + unknown) / total) if total else (0.0, 1.0)
    return Rate(hits, judged, unknown, low=low, high=high, at_least=at_least, at_most=at_most)


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
        self._statuses: Counter[CaseStatus] = Counter()
        self._kinds: Counter[str] = Counter()
        self._outcomes: Counter[Outcome | None] = Counter()

    def add(self, case: JudgedCase) -> None:
        """Count one more case."""
        verdict = case.verdict
        self.cases += 1
        self._failures += len(verdict.failures)
        self._statuses[verdict.status] += 1
        if verdict.status is not CaseStatus.INCONCLUSIVE:
            self._kinds.update(_kinds_of(verdict))
            self._outcomes[verdict.outcome] += 1

    def scorecard(self) -> Scorecard:
        """Return the scorecard of what was counted so far.

        Every kind of ours is listed even at zero; what plugins found follows, sorted. A case counts once for a kind
        however often it shows it, and once for the kind's family.
        """
        unknown = self._statuses[CaseStatus.INCONCLUSIVE]
        judged = self.cases - unknown
        listed = (*KINDS, *sorted(set(self._kinds) - set(KINDS)))
        return Scorecard(
            target=self._target,
            cases=self.cases,
            passed=rate(self._statuses[CaseStatus.PASSED], judged, unknown),
            kinds={kind: rate(self._kinds[kind], judged, unknown) for kind in listed},
            outcomes={outcome: self._outcomes[outcome] for outcome in Outcome},
            failures=self._failures,
        )


def _kinds_of(verdict: Verdict) -> frozenset[str]:
    return frozenset(name for finding in verdict.findings for name in (finding.kind, finding.family))
