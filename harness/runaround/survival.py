"""How long something takes when some never got there: the Kaplan–Meier median."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from runaround.model import Censored

__all__ = ["Survival"]

_HALF = 0.5 + 1e-9  # a product of fractions that is exactly one half may come out a little above it


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

    def median(self) -> float | None:
        """Return the smallest value by which half would have got there; None if the curve never falls to one half.

        Who stopped at a value was still on the way when others got there at the same value. The estimate takes it that
        those who stopped would have gone on like the rest.
        Source: E. L. Kaplan and P. Meier 1958, "Nonparametric estimation from incomplete observations", JASA 53.
        """
        at_risk, still_on_the_way = self.cases, 1.0
        for value in sorted(self._reached.keys() | self._stopped.keys()):
            still_on_the_way *= 1.0 - self._reached[value] / at_risk
            if still_on_the_way <= _HALF:
                return value
            at_risk -= self._reached[value] + self._stopped[value]
        return None
