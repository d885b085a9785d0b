"""How long something takes when some never got there: the Kaplan–Meier median."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import NormalDist
from typing import NamedTuple

from runaround.model import Censored

__all__ = ["Median", "Survival"]

_HALF = 0.5 + 1e-9  # a product of fractions that is exactly one half may come out a little above it
_Z = NormalDist().inv_cdf(0.975)


class Median(NamedTuple):
    """The value by which half got there, and its 95 % interval; what is None lies beyond all that was seen."""

    value: float | None
    low: float | None
    high: float | None


class Survival:
    """Counts censored values as they come. Memory grows with the number of different values, not of cases."""

    def __init__(self, values: Iterable[Censored] = ()) -> None:
        self.cases = 0
        self.reached = 0
        self.longest: float = 0
        self._reached: Counter[float] = Counter()
        self._stopped: Counter[float] = Counter()
        for value in values:
            self.add(value)

    def add(self, value: Censored, *, counted_as: float | None = None) -> None:
        """Count one more value; `counted_as` is what it is rounded to, so that few different ones are kept."""
        amount = value.value if counted_as is None else counted_as
        self.cases += 1
        self.reached += value.is_reached
        self.longest = max(self.longest, value.value)
        (self._reached if value.is_reached else self._stopped)[amount] += 1

    def median(self) -> Median:
        """Return the smallest value by which half would have got there, with its 95 % interval.

        Who stopped at a value was still on the way when others got there at the same value. The estimate takes it that
        those who stopped would have gone on like the rest.
        Source: E. L. Kaplan and P. Meier 1958, "Nonparametric estimation from incomplete observations", JASA 53;
        R. Brookmeyer and J. Crowley 1982, "A confidence interval for the median survival time", Biometrics 38, with
        Greenwood's variance on the log-log scale.
        """
        steps = tuple(self._curve())
        return Median(*(next((step[0] for step in steps if step[bound] <= _HALF), None) for bound in (1, 2, 3)))

    def _curve(self) -> Iterator[tuple[float, float, float, float]]:
        """Yield each value that somebody reached, the share still on the way then, and the bounds of that share."""
        at_risk, share, variance = self.cases, 1.0, 0.0
        for value in sorted(self._reached.keys() | self._stopped.keys()):
            reached = self._reached[value]
            if reached:
                share *= 1.0 - reached / at_risk
                variance += reached / (at_risk * (at_risk - reached)) if at_risk > reached else 0.0
                yield value, share, *_bound(share, variance)
            at_risk -= reached + self._stopped[value]


def _bound(share: float, variance: float) -> tuple[float, float]:
    """Return the lower and the upper end of the 95 % interval of a share between 0 and 1.

    Where nobody is left on the way the variance is not known, and two cases would look like certainty.
    """
    if share <= 0.0:
        return 0.0, 1.0
    spread = math.exp(_Z * math.sqrt(variance) / abs(math.log(share)))
    return share**spread, share ** (1.0 / spread)
