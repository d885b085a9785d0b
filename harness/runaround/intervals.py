"""How far a share of cases may be off: Wilson's interval, and bounds over what is unknown."""

from __future__ import annotations

import math
from statistics import NormalDist

from runaround.model import Rate

__all__ = ["rate", "wilson"]


def wilson(hits: float, n: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of `hits` in `n` trials, (0.0, 1.0) when there was no trial.

    hits: 0..n; neither need be whole, since cases can be worth a fraction. confidence: between 0 and 1, both excluded.

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
