"""What passed before and fails now, pair by pair, and whether a policy lets that through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import comb

from runaround.entries import is_expired, names_case
from runaround.model import (
    Breach,
    CaseStatus,
    JudgedCase,
    KnownRegression,
    RegressionMode,
    RegressionRule,
    RuleResult,
    RuleStatus,
    Run,
    Transcript,
    Unclear,
    Versions,
)

__all__ = ["Compared", "Pairs", "check_regressions", "pair_up", "weigh_chance"]

_SIGNIFICANT = 0.05
_Identity = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Cases of two runs side by side. worse, better: of now, those that went the other way then.

    records: those of now, of all pairs.
    unpaired: judged cases of then without a judged partner now. other_version: pairs whose scenario has changed.
    """

    records: tuple[Transcript, ...]
    worse: tuple[JudgedCase, ...]
    better: tuple[JudgedCase, ...]
    unpaired: int = 0
    other_version: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of the rule, and what was left out on the way to it."""

    result: RuleResult
    unpaired: int = 0
    other_version: int = 0
    over: tuple[KnownRegression, ...] = ()
    unused: tuple[KnownRegression, ...] = ()


def check_regressions(rule: RegressionRule, run: Run, *, baseline: Run | None, today: date) -> Compared:
    """Return whether nothing got worse that the rule does not allow."""
    over = tuple(entry for entry in rule.known if is_expired(entry, today))
    if baseline is None:
        return Compared(_unclear(rule, Unclear.NO_BASELINE), over=over)
    if _judged_by(run.versions) != _judged_by(baseline.versions):
        return Compared(_unclear(rule, Unclear.OTHER_DETECTORS), over=over)
    pairs = pair_up(baseline, run)
    left_out = Compared(
        _unclear(rule, Unclear.NO_PAIRS), unpaired=pairs.unpaired, other_version=pairs.other_version, over=over
    )
    if not pairs.records:
        return left_out
    in_force = [entry for entry in rule.known if entry not in over]
    by = {case.transcript.id: _known_by(in_force, case) for case in pairs.worse}
    known = [case for case in pairs.worse if by[case.transcript.id]]
    new = [case for case in pairs.worse if not by[case.transcript.id]]
    p = weigh_chance(new, pairs.better) if rule.allowed is RegressionMode.BY_CHANCE else None
    is_broken = bool(new) and (p is None or p < _SIGNIFICANT)
    result = RuleResult(
        rule,
        RuleStatus.BROKEN if is_broken else RuleStatus.KEPT,
        count=len(new),
        of=len(pairs.records),
        breaches=_breaches(new),
        known=_breaches(known),
        p=p,
    )
    used = list(by.values())
    healed = (entry for entry in in_force if entry not in used and any(names_case(entry, one) for one in pairs.records))
    return replace(left_out, result=result, unused=tuple(healed))


def pair_up(before: Run, after: Run) -> Pairs:
    """Return the judged cases of two runs, paired by scenario and repeat, and by bot where a run has several.

    Records without a scenario have nothing to be paired by.
    """
    by_bot = any(len({case.transcript.target for case in run.cases}) > 1 for run in (before, after))
    then, now = (_by_identity(run.cases, by_bot=by_bot) for run in (before, after))
    both = [(then[identity], now[identity]) for identity in now if identity in then]
    alike = [(old, new) for old, new in both if old.transcript.versions.scenario == new.transcript.versions.scenario]
    passed, failed = CaseStatus.PASSED, CaseStatus.FAILED
    went = [((old.verdict.status, new.verdict.status), new) for old, new in alike]
    return Pairs(
        records=tuple(new.transcript for _, new in alike),
        worse=tuple(case for way, case in went if way == (passed, failed)),
        better=tuple(case for way, case in went if way == (failed, passed)),
        unpaired=len(then) - len(both),
        other_version=len(both) - len(alike),
    )


def weigh_chance(worse: Sequence[JudgedCase], better: Sequence[JudgedCase]) -> float:
    """Return how often chance alone would part the scenarios so unevenly; 1.0 if no more of them got worse than better.

    The scenario is the unit, because repeats of one are alike; with one repeat this is the exact test of McNemar.
    Source: Q. McNemar 1947, "Note on the sampling error of the difference between correlated proportions",
    Psychometrika 12, in its exact binomial form, two-sided.
    """
    balance: dict[str, int] = {}
    for step, cases in ((1, worse), (-1, better)):
        for case in cases:
            balance[case.transcript.scenario] = balance.get(case.transcript.scenario, 0) + step
    ups, downs = sum(one > 0 for one in balance.values()), sum(one < 0 for one in balance.values())
    both = ups + downs
    # Where no more got worse than better, this is at least a half, and twice that more than all.
    tail: int = sum(comb(both, few) for few in range(downs + 1))
    return float(min(1.0, 2 * tail / 2**both))


def _by_identity(cases: Sequence[JudgedCase], *, by_bot: bool) -> Mapping[_Identity, JudgedCase]:
    return {
        (record.target if by_bot else "", record.scenario, record.repeat): case
        for case in cases
        if case.is_counted and (record := case.transcript).scenario
    }


def _known_by(entries: Sequence[KnownRegression], case: JudgedCase) -> KnownRegression | None:
    return next((entry for entry in entries if names_case(entry, case.transcript)), None)


def _breaches(cases: Sequence[JudgedCase]) -> tuple[Breach, ...]:
    return tuple(Breach(case, case.verdict.findings) for case in cases)


def _judged_by(versions: Versions) -> tuple[str, tuple[str, ...]]:
    return versions.detectors, versions.phrasebooks


def _unclear(rule: RegressionRule, why: Unclear) -> RuleResult:
    return RuleResult(rule, RuleStatus.UNCLEAR, unclear=((why, ""),))
