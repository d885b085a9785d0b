"""How far a share may be off when cases come in clusters: the repeats of one scenario resemble each other.

Ten cases of one scenario say less about a bot than ten cases of ten scenarios. The cases are therefore counted as
the number of independent cases that they are worth, and Wilson's interval is taken for that number. Where no
scenario is repeated, it is Wilson's interval of the plain counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from statistics import NormalDist

from runaround.intervals import wilson

__all__ = ["Counts", "interval_of_mean", "interval_of_share", "pass_hat", "student", "worth"]

Counts = tuple[int, int]
"""Hits and judged cases of one scenario, 0 <= hits <= judged."""

_CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + _CONFIDENCE) / 2)
_MANY = 200


def worth(counts: Iterable[Counts]) -> float:
    """Return how many independent cases the cases of these scenarios are worth; 0.0 without a case.

    Between the number of scenarios, as if all repeats of one were the same, and the number of cases. With a share
    of 0 or 1 the repeats cannot show how alike they are, and they count as the same. Where scenarios are repeated, the
    variance is an estimate from so many scenarios, for which Student's distribution stands in.
    Source: L. Kish 1965, "Survey Sampling", design effect; E. L. Korn and B. I. Graubard 1998, "Confidence intervals
    for proportions with small expected number of positive counts estimated from survey data", Survey Methodology 24,
    for putting the effective size, with its degrees of freedom, into an interval for proportions. The variance is that
    of a ratio, by linearization.
    """
    played = [(hits, judged) for hits, judged in counts if judged]
    cases = sum(judged for _, judged in played)
    if cases == len(played):
        return float(cases)
    share = sum(hits for hits, _ in played) / cases
    fewest = cases * cases / sum(judged * judged for _, judged in played)
    spread = sum((hits - share * judged) ** 2 for hits, judged in played)
    if share in {0.0, 1.0}:
        return fewest
    size = cases * cases * share * (1.0 - share) / spread if spread else float(cases)
    return max(min(size, float(cases)) * _trust(len(played)), fewest)


def interval_of_share(counts: Sequence[Counts]) -> tuple[float, float]:
    """Return the 95 % interval of the share of hits among the cases of these scenarios."""
    size = worth(counts)
    if size == 0.0:
        return wilson(0, 0)
    share = sum(hits for hits, _ in counts) / sum(judged for _, judged in counts)
    return wilson(share * size, size)


def interval_of_mean(values: Sequence[float], *, most: float) -> tuple[float, float]:
    """Return the 95 % interval of the mean of values in 0..1, one for each scenario, made in the same way.

    most: how many independent trials the values can be worth; a single value is worth one at least.
    """
    scenarios = len(values)
    if not scenarios:
        return wilson(0, 0)
    mean = sum(values) / scenarios
    spread = sum((value - mean) ** 2 for value in values)
    size = mean * (1.0 - mean) * scenarios * scenarios / spread if spread else most
    size = float(scenarios) if mean in {0.0, 1.0} else max(min(size, most) * _trust(scenarios), float(scenarios))
    return wilson(mean * size, size)


def student(df: int) -> float:
    """Return the 97.5 % point of Student's distribution with `df` degrees of freedom, from 1 on.

    Source: M. Abramowitz and I. A. Stegun 1964, 26.7.3 and 26.7.4, inverted by bisection; 26.7.5 for many degrees.
    """
    if df > _MANY:
        return _Z + (_Z**3 + _Z) / (4 * df)
    low, high = 1.0, 13.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, df) < _CONFIDENCE else (low, middle)
    return low


def _within(t: float, df: int) -> float:
    """Return the chance of a value between -t and t."""
    angle = math.atan(t / math.sqrt(df))
    cosine, sine = math.cos(angle), math.sin(angle)
    if df == 1:
        return 2 * angle / math.pi
    term = total = cosine if df % 2 else 1.0
    for n in range(2 + df % 2, df, 2):
        term *= cosine * cosine * (n - 1) / n
        total += term
    return (angle + sine * total) * 2 / math.pi if df % 2 else sine * total


@cache
def _trust(scenarios: int) -> float:
    """Return by how much an effective size shrinks because it was estimated from so few scenarios."""
    return (_Z / student(scenarios - 1)) ** 2 if scenarios > 1 else 0.0


def pass_hat(passed: int, judged: int, k: int) -> float:
    """Return the unbiased estimate of the chance that `k` repeats all pass, from `passed` of `judged` repeats.

    Raises ValueError unless 1 <= k <= judged and 0 <= passed <= judged.
    Source: S. Yao et al. 2024, "tau-bench", section 3.3: the mean over tasks of C(c, k) / C(n, k).
    """
    if not 1 <= k <= judged or not 0 <= passed <= judged:
        msg = f"{k} of {judged} repeats, {passed} passed; expected 1 <= k <= repeats and 0 <= passed <= repeats."
        raise ValueError(msg)
    return math.comb(passed, k) / math.comb(judged, k)
