"""A share of cases, with what is known of how far off it may be."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Rate"]


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `judged` cases, with a 95 % Wilson interval, and bounds over `unknown` cases.

    low, high: where scenarios were repeated, the interval of as many cases as the repeats are worth (`clusters`).
    at_least, at_most: the rate if every unknown case were a miss, or a hit. All in 0..1.
    """

    hits: int
    judged: int
    unknown: int
    low: float
    high: float
    at_least: float
    at_most: float

    @property
    def share(self) -> float | None:
        """hits / judged; None when nothing was judged."""
        return self.hits / self.judged if self.judged else None
