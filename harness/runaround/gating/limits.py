"""What cases took, against the most that a policy allows.

Who asked for a human and never got one did not wait for a short time: whatever had been spent by then, the whole is
unknown, and no limit is kept by it. Kaplan and Meier would take it that they had gone on like the others; a gate must
not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from runaround.model import (
    WAYS_TO_HUMAN,
    Breach,
    Censored,
    JudgedCase,
    LimitRule,
    RuleResult,
    RuleStatus,
    Unclear,
)

__all__ = ["check_limit", "find_percentile"]


def check_limit(rule: LimitRule, judged: Sequence[JudgedCase]) -> RuleResult:
    """Return whether the measure keeps within the limit, in every case or at its percentile.

    judged: conclusive cases.
    """
    values = [(case, value) for case in judged if (value := _measure(rule.measure, case)) is not None]
    if not values:
        return RuleResult(rule, RuleStatus.UNCLEAR, unclear=((_why_nothing(judged), ""),))
    over = tuple(Breach(case, value=value) for case, value in values if _is_over(value, rule.at_most))
    whole = find_percentile([value for _, value in values], rule.percentile or 100)
    status = RuleStatus.BROKEN if _is_over(whole, rule.at_most) else RuleStatus.KEPT
    return RuleResult(rule, status, count=len(over), of=len(values), breaches=over, value=whole)


def find_percentile(values: Sequence[Censored], percent: int) -> Censored:
    """Return the smallest value that at least so many per cent of the values do not exceed (nearest rank).

    values: at least one. percent: 1..100. What was never reached lies beyond every number; of such values, the one
    with the most spent comes last.
    """
    ordered = sorted(values, key=lambda value: (not value.is_reached, value.value))
    return ordered[math.ceil(percent * len(ordered) / 100) - 1]


def _is_over(value: Censored, at_most: float) -> bool:
    return not value.is_reached or value.value > at_most


def _measure(name: str, case: JudgedCase) -> Censored | None:
    """Return what a case took; None if it says nothing of it."""
    measured = case.verdict.measurements
    if name in WAYS_TO_HUMAN:
        way: Censored | None = getattr(measured, name)
        return way if measured.asked_for_human else None
    return Censored(getattr(measured, name), is_reached=True)


def _why_nothing(judged: Sequence[JudgedCase]) -> Unclear:
    if not judged:
        return Unclear.TOO_FEW
    asked = any(case.verdict.measurements.asked_for_human for case in judged)
    return Unclear.NO_TIMES if asked else Unclear.NOBODY_ASKED
