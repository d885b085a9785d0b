"""Decides whether a run may go through: each rule of a policy is kept, broken, or unclear. Pure; the day is handed in.

Broken weighs most, unclear next: what is not known is never taken for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from runaround.gating.cases import check_cases, check_required, check_whole
from runaround.gating.findings import check_block
from runaround.gating.limits import check_limit
from runaround.gating.regressions import check_regressions
from runaround.gating.scopes import find_idle, split
from runaround.model import (
    GateNotes,
    GateResult,
    GateStatus,
    Policy,
    RegressionRule,
    RuleResult,
    RuleStatus,
    Run,
)

__all__ = ["judge_run"]


def judge_run(policy: Policy, run: Run, *, baseline: Run | None, today: date) -> GateResult:
    """Return what the policy says of a run; the cases of both runs are marked as in quarantine before.

    baseline: the run to compare with, None if there is none. today: on which known regressions are asked for.
    """
    notes = GateNotes(
        inconclusive=sum(not (case.is_conclusive or case.quarantine) for case in run.cases),
        quarantined=sum(case.quarantine is not None for case in run.cases),
        skipped=len(run.skipped),
        idle=find_idle(policy, run.cases),
    )
    results = list(_check(policy, run))
    rule = policy.regressions or (RegressionRule() if baseline else None)
    if rule is not None:
        compared = check_regressions(rule, run, baseline=baseline, today=today)
        results.append(compared.result)
        notes = replace(
            notes,
            unpaired=compared.unpaired,
            other_version=compared.other_version,
            over=compared.over,
            unused=compared.unused,
        )
    return GateResult(
        status=_decide(results),
        run=run.id,
        rules=tuple(results),
        cases=sum(case.is_counted for case in run.cases),
        baseline=baseline.id if baseline else "",
        notes=notes,
    )


def _check(policy: Policy, run: Run) -> Iterator[RuleResult]:
    """Yield the rules on the cases of the run alone, part by part of the policy, its own before those of overrides."""
    counted = [case for case in run.cases if case.quarantine is None]
    judged = [case for case in counted if case.is_counted]
    yield from check_whole(run, policy.cases)
    for within, enough, cases in split(policy, counted, policy.cases, of=lambda one: one.cases):
        yield replace(check_cases(enough, cases), within=within)
    for within, block, cases in split(policy, judged, policy.block, of=lambda one: one.block):
        yield from (replace(check_block(rule, cases), within=within) for rule in block)
    for within, limits, cases in split(policy, judged, policy.limits, of=lambda one: one.limits):
        yield from (replace(check_limit(rule, cases), within=within) for rule in limits)
    yield from (check_required(rule, run.cases, run.skipped) for rule in policy.required)


def _decide(results: list[RuleResult]) -> GateStatus:
    statuses = {result.status for result in results}
    if RuleStatus.BROKEN in statuses:
        return GateStatus.BLOCKED
    return GateStatus.UNDECIDED if RuleStatus.UNCLEAR in statuses else GateStatus.PASSED
