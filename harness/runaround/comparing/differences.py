"""How far the difference of two paired shares, or means, may be off, and how large a difference of shares is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, sqrt

from runaround.clusters import interval_of_share, student, worth
from runaround.model import Effect

__all__ = ["Tally", "effect_of", "interval_of_difference", "interval_of_mean_difference", "worth_of_pairs"]

_SCALE = ((0.8, Effect.LARGE), (0.5, Effect.MEDIUM), (0.2, Effect.SMALL))


@dataclass(frozen=True, slots=True)
class Tally:
    """The pairs of one scenario: in how many the thing was seen before, after, and how many there are."""

    before: int
    after: int
    pairs: int


def interval_of_difference(tallies: Sequence[Tally]) -> tuple[float, float]:
    """Return the 95 % interval of the share after minus the share before; (-1.0, 1.0) without a pair.

    Newcombe's square-and-add interval for paired shares: the distances from both shares to the ends of their own
    intervals, put together by the correlation of the pairs. The intervals count repeats as what they are worth
    (`clusters`), and the correlation is that of the scenarios.
    Source: R. G. Newcombe 1998, "Improved confidence intervals for the difference between binomial proportions based
    on paired data", Statistics in Medicine 17, method 10; recommended by M. W. Fagerland, S. Lydersen and
    P. Laake 2014, Statistics in Medicine 33.
    """
    played = [one for one in tallies if one.pairs]
    pairs = sum(one.pairs for one in played)
    if not pairs:
        return -1.0, 1.0
    before, after = (sum(one.before for one in played) / pairs, sum(one.after for one in played) / pairs)
    low_before, high_before = interval_of_share([(one.before, one.pairs) for one in played])
    low_after, high_after = interval_of_share([(one.after, one.pairs) for one in played])
    together = _correlation(played, before, after)
    down = _add(after - low_after, high_before - before, together)
    up = _add(high_after - after, before - low_before, together)
    difference = after - before
    return max(-1.0, difference - down), min(1.0, difference + up)


def _add(one: float, other: float, together: float) -> float:
    return sqrt(max(0.0, one * one - 2 * together * one * other + other * other))


def _correlation(tallies: Sequence[Tally], before: float, after: float) -> float:
    """Return the correlation of the sides over scenarios; a positive one is taken for less, as method 10 has it."""
    rests = [(one.before - before * one.pairs, one.after - after * one.pairs) for one in tallies]
    spread = sum(x * x for x, _ in rests) * sum(y * y for _, y in rests)
    if spread == 0.0:
        return 0.0
    common = sum(x * y for x, y in rests)
    if common > 0.0:
        common = max(0.0, common - sum(one.pairs**2 for one in tallies) / len(tallies) / 2)
    return common / sqrt(spread)


def interval_of_mean_difference(differences: Sequence[tuple[int, int]]) -> tuple[float, float] | None:
    """Return the 95 % interval of the mean difference; None with fewer than two scenarios.

    differences: for each scenario the sum over its pairs, and how many these are, 1 or more.
    Source: Student's interval of a mean over clusters, with the variance of a ratio by linearization.
    """
    scenarios = len(differences)
    if scenarios < 2:
        return None
    pairs = sum(n for _, n in differences)
    mean = sum(total for total, _ in differences) / pairs
    spread = sum((total - mean * n) ** 2 for total, n in differences) * scenarios / (scenarios - 1)
    margin = student(scenarios - 1) * sqrt(spread) / pairs
    return mean - margin, mean + margin


def worth_of_pairs(tallies: Sequence[Tally], changed: int) -> int:
    """Return how many independent pairs these are worth, from the number of scenarios to the number of pairs.

    changed: pairs that differ. What does not change, or changes in one way only, cannot show how alike repeats are.
    """
    pairs = sum(one.pairs for one in tallies)
    fewest = worth([(0, one.pairs) for one in tallies])
    difference = sum(one.after - one.before for one in tallies) / pairs
    spread = sum((one.after - one.before - difference * one.pairs) ** 2 for one in tallies)
    variance = changed / pairs - difference * difference
    size = variance * pairs * pairs / spread if spread else fewest
    return int(min(max(size, fewest), pairs))


def effect_of(before: float, after: float) -> Effect:
    """Return how large the difference of two shares is, in words, by the distance of their arcsines.

    Source: J. Cohen 1988, "Statistical Power Analysis for the Behavioral Sciences", second edition, section 6.2: h of
    0.2 is small, 0.5 medium, 0.8 large. Below 0.2 he has no word; ours is tiny.
    """
    distance = abs(2 * asin(sqrt(after)) - 2 * asin(sqrt(before)))
    if before == after:
        return Effect.NONE
    # The scale is a convention of two figures: what equals a step but for rounding is on it.
    return next((name for step, name in _SCALE if distance >= step - 1e-12), Effect.TINY)
