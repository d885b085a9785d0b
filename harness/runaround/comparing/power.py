"""What a number of pairs can show: the chance to notice a difference, and the smallest one that is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import exp, lgamma, log, sqrt
from statistics import NormalDist

from runaround.model import SIGNIFICANCE, Detectable

__all__ = ["POWER", "find_detectable", "power"]

POWER = 0.8
"""The chance at which a difference counts as noticeable. Source: J. Cohen 1988, section 2.4."""

_EXACT = 1000
_STEP = 0.0005
_FAR = 7.0


def power(pairs: int, difference: float, *, churn: float = 0.0) -> float:
    """Return the chance that the exact test calls a rise of `difference` significant at 5 %, two-sided.

    churn: share of pairs that change without a reason, as many for the better as for the worse. The pairs that change
    for the worse because of the rise come on top: difference + churn is 1 at most. Over 1,000 pairs it is approximated.

    Raises ValueError for a negative number, or for shares that exceed 1 together.
    Source: exact: the binomial numbers of changed pairs, then McNemar's test given that number; approximated:
    R. J. Connor 1987, "Sample size for testing differences in proportions for the paired-sample design", Biometrics 43.
    """
    if pairs < 0 or difference < 0.0 or churn < 0.0 or difference + churn > 1.0 + 1e-12:
        msg = f"{pairs} pairs, difference {difference}, churn {churn}; expected 0 or more, the shares 1 at most."
        raise ValueError(msg)
    changed = min(1.0, difference + churn)
    if not pairs or not changed:
        return 0.0
    if pairs > _EXACT:
        return _approximate(pairs, difference, changed)
    worse = (difference + churn / 2) / changed
    return sum(chance * _rejects(number, worse) for number, chance in _binomial(pairs, changed))


def find_detectable(pairs: int, *, churn: float) -> Detectable:
    """Return the smallest rise that `pairs` pairs show with a chance of `POWER`, to a twentieth of a percent."""
    most = 1.0 - churn
    if power(pairs, most, churn=churn) < POWER:
        return Detectable(pairs, churn, None)
    low, high = 0.0, most
    while high - low > _STEP:
        middle = (low + high) / 2
        low, high = (low, middle) if power(pairs, middle, churn=churn) >= POWER else (middle, high)
    return Detectable(pairs, churn, high)


def _approximate(pairs: int, difference: float, changed: float) -> float:
    normal = NormalDist()
    spread = changed - difference * difference
    if spread <= 0.0:
        return 1.0
    reach = normal.inv_cdf(1 - SIGNIFICANCE / 2) * sqrt(changed)
    return normal.cdf((difference * sqrt(pairs) - reach) / sqrt(spread))


def _rejects(number: int, worse: float) -> float:
    """Return the chance that McNemar's test rejects, given how many pairs changed."""
    least = _fewest(number)
    if least is None:
        return 0.0
    return sum(chance for hits, chance in _binomial(number, worse) if hits <= least or hits >= number - least)


@cache
def _fewest(number: int) -> int | None:
    """Return the largest number of pairs of the rarer way at which the test still rejects; None if it never does."""
    tail, found = 0.0, None
    for hits in range(number // 2 + 1):
        tail += exp(_log_ways(number, hits) - number * log(2))
        if 2 * tail >= SIGNIFICANCE:
            break
        found = hits
    return found


def _binomial(trials: int, share: float) -> Iterator[tuple[int, float]]:
    """Yield each number of hits that can be expected at all, with its chance."""
    if share >= 1.0 or share <= 0.0:
        yield trials if share >= 1.0 else 0, 1.0
        return
    reach = _FAR * sqrt(trials * share * (1 - share)) + _FAR
    for hits in range(max(0, int(trials * share - reach)), min(trials, int(trials * share + reach) + 1) + 1):
        yield hits, exp(_log_ways(trials, hits) + hits * log(share) + (trials - hits) * log(1 - share))


def _log_ways(trials: int, hits: int) -> float:
    return lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
