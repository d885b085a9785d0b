"""How well a transfer to a human was timed: GT-T, "Golden Transfer within Tolerance"."""

from __future__ import annotations

import math
from collections.abc import Collection

__all__ = ["score_timing"]


def score_timing(due: Collection[int], made: Collection[int], *, tolerance: int, lateness: float = 0.0) -> float:
    """Return how near the transfers that were made lie to those that were due, 0.0 to 1.0.

    due, made: places among the utterances of one conversation. A transfer made that is d utterances away from one that
    was due counts as exp(-a * d * d / (2 * tolerance * tolerance)), by the due one for which this is the most; the
    score is their mean. Nothing due and nothing made is 1.0, one without the other 0.0.
    lateness: between -1 and 1, both excluded; a is 1 / (1 - lateness) for a late transfer and 1 / (1 + lateness) for
    an early one, so that above 0 a late one costs more. At 0 both cost the same.

    Raises ValueError for a tolerance below 1, or a lateness outside its range.
    Source: Liu et al. 2021, "Time to Transfer: Predicting and Evaluating Machine-Human Chatting Handoff", AAAI 35(7),
    with the authors' code (WeijiaLau/MHCH-DAMI, utility.py), where lateness is lambda, 0 unless said otherwise.
    """
    if tolerance < 1 or not -1.0 < lateness < 1.0:
        msg = f"tolerance {tolerance}, lateness {lateness}; expected 1 or more, and a number between -1 and 1."
        raise ValueError(msg)
    if not due or not made:
        return 1.0 if not due and not made else 0.0
    nearest = (max(_nearness(at - there, tolerance, lateness) for there in due) for at in made)
    return math.fsum(nearest) / len(made)


def _nearness(late_by: int, tolerance: int, lateness: float) -> float:
    sign = (late_by > 0) - (late_by < 0)
    return math.exp(-late_by * late_by / ((1.0 - lateness * sign) * 2 * tolerance * tolerance))
