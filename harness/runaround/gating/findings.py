"""How many cases show findings that a policy does not let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from runaround.model import (
    ALL_KINDS,
    EXPECTATION,
    BlockRule,
    Breach,
    Confidence,
    Finding,
    JudgedCase,
    RuleResult,
    RuleStatus,
    Severity,
    Unclear,
)
from runaround.verdicts import misses_expectation

__all__ = ["check_block", "is_over"]

_GRAVITY: Mapping[Severity, int] = {severity: place for place, severity in enumerate(Severity)}
_SURENESS: Mapping[Confidence, int] = {
    # Of what was measured too seldom, or never, nobody knows that it is often wrong.
    Confidence.LOW: 0,
    Confidence.UNKNOWN: 1,
    Confidence.FEW: 2,
    Confidence.MEDIUM: 3,
    Confidence.HIGH: 4,
}
_ROUNDING = 1e-9


def check_block(rule: BlockRule, judged: Sequence[JudgedCase]) -> RuleResult:
    """Return whether no more cases than allowed show what the rule names. judged: conclusive cases."""
    if not judged:
        return RuleResult(rule, RuleStatus.UNCLEAR, unclear=((Unclear.TOO_FEW, ""),))
    breaches = tuple(
        Breach(case, found) for case in judged if (found := _found(rule, case)) or _misses_expectation(rule, case)
    )
    status = RuleStatus.BROKEN if is_over(rule, len(breaches), len(judged)) else RuleStatus.KEPT
    return RuleResult(rule, status, count=len(breaches), of=len(judged), breaches=breaches)


def is_over(rule: BlockRule, count: int, of: int) -> bool:
    """Return whether so many cases of all are more than the rule allows."""
    return count > rule.at_most if rule.at_most_share is None else count > rule.at_most_share * of + _ROUNDING


def _found(rule: BlockRule, case: JudgedCase) -> tuple[Finding, ...]:
    return tuple(finding for finding in case.verdict.findings if _is_meant(rule, finding))


def _is_meant(rule: BlockRule, finding: Finding) -> bool:
    if not {ALL_KINDS, finding.kind, finding.family}.intersection(rule.kinds):
        return False
    assessed = finding.assessment
    severity = assessed.severity if assessed else Severity.MEDIUM
    confidence = assessed.confidence if assessed else Confidence.UNKNOWN
    return _is_grave(rule, severity) and _SURENESS[confidence] >= _SURENESS[rule.confidence]


def _misses_expectation(rule: BlockRule, case: JudgedCase) -> bool:
    """Return whether the case fails by what its scenario expects, which is as grave as the matter of the scenario."""
    if not {ALL_KINDS, EXPECTATION}.intersection(rule.kinds):
        return False
    return misses_expectation(case.verdict) and _is_grave(rule, case.transcript.severity or Severity.MEDIUM)


def _is_grave(rule: BlockRule, severity: Severity) -> bool:
    return _GRAVITY[severity] >= _GRAVITY[rule.severity]
