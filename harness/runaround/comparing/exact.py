"""Exact tests for paired cases, and what several of them mean together."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, erfc, gcd, sqrt

__all__ = ["holm", "sign_flip"]

_LARGE = 2000


def sign_flip(differences: Sequence[int]) -> float:
    """Return the two-sided p of the sum of paired differences, one for each scenario, 0 for none.

    If both runs are alike, each difference could as well have come with the other sign: p is the share of all ways to
    give the signs that lead at least as far from 0. Where every difference is -1, 0 or 1 this is McNemar's exact test.
    With more than 2,000 scenarios that differ, and by different amounts, the normal distribution stands in.
    Source: R. A. Fisher 1935, "The Design of Experiments", section 21; Q. McNemar 1947, Psychometrika 12.
    """
    sizes = [abs(difference) for difference in differences if difference]
    if not sizes:
        return 1.0
    unit = gcd(*sizes)
    sizes = [size // unit for size in sizes]
    far = abs(sum(differences)) // unit
    total = sum(sizes)
    if far == 0:
        return 1.0
    least = (total - far) // 2
    if total == len(sizes):
        ways = sum(comb(total, n) for n in range(least + 1))
    elif len(sizes) > _LARGE:
        return erfc((far - 1) / sqrt(2 * sum(size * size for size in sizes)))
    else:
        ways = _count_up_to(sizes, least)
    return min(1.0, 2 * ways / (1 << len(sizes)))


def _count_up_to(sizes: Sequence[int], most: int) -> int:
    """Return how many subsets of `sizes` have a sum of `most` or less.

    The counts for each sum are the digits of one whole number, so that a step of the dynamic programme is a shift and
    a sum. A digit can hold all subsets; the sum of the digits is then the remainder by the base less one.
    """
    width = len(sizes) + 1
    mask = (1 << (most + 1) * width) - 1
    counts = 1
    for size in sizes:
        counts = (counts + (counts << size * width)) & mask
    return counts % ((1 << width) - 1)


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """Return the values of p adjusted for being several, in their order, each 1 at most.

    Source: S. Holm 1979, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6.
    """
    adjusted = [0.0] * len(values)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        largest = max(largest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = largest
    return tuple(adjusted)
