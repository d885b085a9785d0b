"""Whether enough was judged to say anything, and whether the cases that must be there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from runaround.entries import is_scenario_like
from runaround.model import (
    Breach,
    CasesRule,
    CaseStatus,
    JudgedCase,
    RequiredRule,
    RuleResult,
    RuleStatus,
    Run,
    SkippedCase,
    Unclear,
)

__all__ = ["check_cases", "check_required", "check_whole"]

_ROUNDING = 1e-9
_TOLD = 3
_Reasons = tuple[tuple[Unclear, str], ...]


def check_whole(run: Run, rule: CasesRule) -> Iterator[RuleResult]:
    """Yield a result if the run is not whole: it was stopped, or not all of its cases are here."""
    reasons: _Reasons = ((Unclear.INTERRUPTED, ""),) if run.interrupted else ()
    reasons += ((Unclear.OMITTED, ""),) if run.omitted else ()
    if reasons:
        of = max(run.planned, len(run.cases) + run.omitted)
        yield RuleResult(rule, RuleStatus.UNCLEAR, count=len(run.cases), of=of, unclear=reasons)


def check_cases(rule: CasesRule, cases: Sequence[JudgedCase]) -> RuleResult:
    """Return whether enough of the cases are conclusive. cases: those that are not in quarantine."""
    judged = sum(case.is_counted for case in cases)
    reasons: _Reasons = ((Unclear.TOO_FEW, ""),) if judged < rule.at_least else ()
    if judged < rule.conclusive * len(cases) - _ROUNDING:
        errors = dict.fromkeys(case.transcript.error.message for case in cases if case.transcript.error)
        told = tuple((Unclear.NOT_CARRIED_OUT, message) for message in errors)
        reasons += ((Unclear.TOO_MANY_INCONCLUSIVE, ""), *told[:_TOLD])
    status = RuleStatus.UNCLEAR if reasons else RuleStatus.KEPT
    return RuleResult(rule, status, count=judged, of=len(cases), unclear=reasons)


def check_required(rule: RequiredRule, cases: Sequence[JudgedCase], skipped: Sequence[SkippedCase] = ()) -> RuleResult:
    """Return whether all cases that the rule names are there, conclusive, and passed. cases, skipped: all of the run.

    What the channel cannot play is no fault of the bot, and yet nobody has seen it pass: the rule is unclear.
    """
    able = [case for case in cases if _may_be_meant(rule, case.transcript.tags, case.transcript.lang)]
    absent = [one for one in skipped if _may_be_meant(rule, one.tags, one.lang)]
    breaches: dict[str, Breach] = {}
    reasons: dict[tuple[Unclear, str], None] = {}
    named: dict[str, None] = {}
    for pattern in rule.scenarios or ("",):
        meant = [case for case in able if not pattern or is_scenario_like(pattern, case.transcript.scenario)]
        named |= dict.fromkeys(case.transcript.id for case in meant)
        unplayed = [one.scenario for one in absent if not pattern or is_scenario_like(pattern, one.scenario)]
        reasons |= {(Unclear.UNSUPPORTED, scenario): None for scenario in unplayed}
        if not meant and not unplayed:
            reasons[Unclear.MISSING, pattern or rule.tag] = None
        reasons |= {(why, case.transcript.scenario): None for case in meant if (why := _why_unclear(case))}
        breaches |= {
            case.transcript.id: Breach(case, case.verdict.findings)
            for case in meant
            if case.is_counted and case.verdict.status is CaseStatus.FAILED
        }
    status = RuleStatus.BROKEN if breaches else RuleStatus.UNCLEAR if reasons else RuleStatus.KEPT
    return RuleResult(
        rule, status, count=len(breaches), of=len(named), breaches=tuple(breaches.values()), unclear=tuple(reasons)
    )


def _may_be_meant(rule: RequiredRule, tags: Sequence[str], lang: str) -> bool:
    is_tagged = not rule.tag or rule.tag in tags
    return is_tagged and (not rule.lang or lang.partition("-")[0] == rule.lang)


def _why_unclear(case: JudgedCase) -> Unclear | None:
    if case.quarantine is not None:
        return Unclear.QUARANTINED
    return None if case.is_conclusive else Unclear.INCONCLUSIVE
