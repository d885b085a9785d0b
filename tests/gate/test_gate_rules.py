"""Each rule of a policy: when it is kept, broken, or unclear."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from gate_runs import NEVER, TODAY, F, P, U, ask, asking, broken_off, case, found, kept_out, last_of, reached, run_of
from hypothesis import given
from hypothesis import strategies as st

from runaround.gating import judge_run
from runaround.gating.limits import find_percentile
from runaround.model import (
    BlockRule,
    CasesRule,
    Censored,
    Confidence,
    GateStatus,
    JudgedCase,
    LimitRule,
    Measurements,
    Need,
    Policy,
    PolicyOverride,
    RequiredRule,
    RuleStatus,
    Severity,
    SkippedCase,
    Unclear,
)

KEPT, BROKEN, UNCLEAR = RuleStatus.KEPT, RuleStatus.BROKEN, RuleStatus.UNCLEAR
LOW, HIGH = Severity.LOW, Severity.HIGH
MISSED = (("expected_resolved", "unresolved"),)

# --- the whole ---------------------------------------------------------------------------------------

ANSWERS: dict[str, tuple[tuple[JudgedCase, ...], GateStatus]] = {
    "all passed": ((case(), case()), GateStatus.PASSED),
    "one failed": ((case(), case(F)), GateStatus.BLOCKED),
    "a failure of little weight": ((case(), case(F, found(severity=LOW))), GateStatus.PASSED),
    "an expectation was missed": ((case(), case(F, reasons=MISSED)), GateStatus.BLOCKED),
    "nothing was played": ((), GateStatus.UNDECIDED),
    "nothing was judged": ((case(U),), GateStatus.UNDECIDED),
    "half was judged": ((case(), case(U)), GateStatus.UNDECIDED),
    "a failure beside what is unknown": ((case(F), case(U)), GateStatus.BLOCKED),
    "everything in quarantine": ((kept_out(case()), kept_out(case(F))), GateStatus.UNDECIDED),
    "a failure in quarantine": ((case(), kept_out(case(F))), GateStatus.PASSED),
}


@pytest.mark.parametrize(("cases", "status"), ANSWERS.values(), ids=ANSWERS)
def test_an_empty_policy(cases: tuple[JudgedCase, ...], status: GateStatus) -> None:
    assert status == ask(Policy(), *cases).status


@pytest.mark.parametrize(("status", "answer"), [(P, GateStatus.UNDECIDED), (F, GateStatus.BLOCKED)])
def test_a_run_that_was_stopped_is_never_let_through(status: Any, answer: GateStatus) -> None:
    result = judge_run(Policy(), run_of(case(status), interrupted=True), baseline=None, today=TODAY)

    assert (answer, (Unclear.INTERRUPTED, "")) == (result.status, result.rules[0].unclear[0])


@given(st.lists(st.sampled_from([case(), case(F), case(U), kept_out(case(F))]), max_size=12))
def test_what_is_unknown_is_never_let_through(cases: list[JudgedCase]) -> None:
    policy = Policy(cases=CasesRule(conclusive=1.0))

    status = ask(policy, *cases).status

    counted = [one for one in cases if one.quarantine is None]
    is_green = bool(counted) and all(one.verdict.status is P for one in counted)
    assert is_green == (status is GateStatus.PASSED)
    assert any(one.verdict.status is F for one in counted) == (status is GateStatus.BLOCKED)


# --- cases -------------------------------------------------------------------------------------------

ENOUGH: dict[str, tuple[CasesRule, tuple[JudgedCase, ...], tuple[Unclear, ...]]] = {
    "enough": (CasesRule(2), (case(), case()), ()),
    "too few": (CasesRule(3), (case(), case()), (Unclear.TOO_FEW,)),
    "just enough are conclusive": (CasesRule(conclusive=0.75), (case(), case(), case(), case(U)), ()),
    "too many are not": (
        CasesRule(conclusive=0.76),
        (case(), case(), case(), case(U)),
        (Unclear.TOO_MANY_INCONCLUSIVE,),
    ),
    "quarantine is not in question": (CasesRule(conclusive=1.0), (case(), kept_out(case(U))), ()),
}


@pytest.mark.parametrize(("rule", "cases", "reasons"), ENOUGH.values(), ids=ENOUGH)
def test_enough_must_be_conclusive(
    rule: CasesRule, cases: tuple[JudgedCase, ...], reasons: tuple[Unclear, ...]
) -> None:
    result = ask(Policy(cases=rule, block=()), *cases).rules[0]

    assert (UNCLEAR if reasons else KEPT, reasons) == (result.status, tuple(why for why, _ in result.unclear))


def test_what_kept_cases_from_being_judged_is_told_once() -> None:
    """Whoever reads the answer alone has to know that the bot was down, and not only that nobody can say."""
    result = ask(Policy(block=()), *(broken_off(why) for why in ("refused", "refused", "late", "gone", "odd"))).rules[0]

    told = [(Unclear.NOT_CARRIED_OUT, why) for why in ("refused", "late", "gone")]
    assert [(Unclear.TOO_FEW, ""), (Unclear.TOO_MANY_INCONCLUSIVE, ""), *told] == list(result.unclear)


# --- block -------------------------------------------------------------------------------------------

SURE, FEW = Confidence.HIGH, Confidence.FEW
BLOCKS: dict[str, tuple[BlockRule, JudgedCase, RuleStatus]] = {
    "its form": (BlockRule(("loop/answer",)), case(F), BROKEN),
    "its family": (BlockRule(("stalling", "loop")), case(F), BROKEN),
    "another form": (BlockRule(("loop/menu",)), case(F), KEPT),
    "half a name": (BlockRule(("loop/ans",)), case(F), KEPT),
    "all": (BlockRule(), case(F, found("house_rule/own")), BROKEN),
    "less grave": (BlockRule(severity=HIGH), case(F), KEPT),
    "just as grave": (BlockRule(severity=HIGH), case(F, found(severity=HIGH)), BROKEN),
    "one of two is grave": (BlockRule(severity=HIGH), case(F, found(), found("upsell", HIGH)), BROKEN),
    "less sure": (BlockRule(confidence=Confidence.MEDIUM), case(F, found(confidence=FEW)), KEPT),
    "too few measured is not often wrong": (BlockRule(confidence=FEW), case(F, found(confidence=FEW)), BROKEN),
    "often wrong": (BlockRule(confidence=Confidence.UNKNOWN), case(F, found(confidence=Confidence.LOW)), KEPT),
    "surer": (BlockRule(confidence=Confidence.MEDIUM), case(F, found(confidence=SURE)), BROKEN),
    "an expectation": (BlockRule(("expectation",)), case(F, reasons=MISSED), BROKEN),
    "a finding is no expectation": (BlockRule(("expectation",)), case(F), KEPT),
    "an expectation beside a finding": (BlockRule(("expectation",)), case(F, found(), reasons=MISSED), BROKEN),
    "a gap excuses an expectation": (
        BlockRule(("expectation",)),
        case(F, found(), reasons=(*MISSED, ("gap", "form"))),
        KEPT,
    ),
    "an expectation is as grave as its matter": (
        BlockRule(severity=HIGH),
        case(F, reasons=MISSED, severity=LOW),
        KEPT,
    ),
}


@pytest.mark.parametrize(("rule", "one", "status"), BLOCKS.values(), ids=BLOCKS)
def test_what_blocks(rule: BlockRule, one: JudgedCase, status: RuleStatus) -> None:
    assert status == last_of(Policy(block=(rule,)), one, case()).status


SHARES: dict[str, tuple[BlockRule, int, RuleStatus]] = {
    "one is too many": (BlockRule(), 1, BROKEN),
    "as many as allowed": (BlockRule(at_most=2), 2, KEPT),
    "one more": (BlockRule(at_most=2), 3, BROKEN),
    "the share that is allowed": (BlockRule(at_most_share=0.3), 3, KEPT),
    "a larger share": (BlockRule(at_most_share=0.3), 4, BROKEN),
    "the share takes the place of the number": (BlockRule(at_most=9, at_most_share=0.0), 1, BROKEN),
}


@pytest.mark.parametrize(("rule", "failed", "status"), SHARES.values(), ids=SHARES)
def test_how_many_block(rule: BlockRule, failed: int, status: RuleStatus) -> None:
    cases = [case(F, found(), found("loop/menu"))] * failed + [case()] * (10 - failed)

    result = last_of(Policy(block=(rule,)), *cases, case(U), kept_out(case(F)))

    assert (status, failed, 10) == (result.status, result.count, result.of)


def test_the_cases_and_turns_that_broke_a_rule_are_named() -> None:
    late, lost = found("stalling"), found()

    result = last_of(Policy(block=(BlockRule(("stalling",)),)), case(F, late, lost), case())

    assert [("shop.late.en-0", (late,))] == [(one.case.transcript.id, one.findings) for one in result.breaches]


# --- limits ------------------------------------------------------------------------------------------


def within(at_most: float, percentile: int | None = None, measure: str = "seconds_to_human") -> Policy:
    return Policy(limits=(LimitRule(measure, at_most, percentile),))


LIMITS: dict[str, tuple[Policy, tuple[JudgedCase, ...], RuleStatus, int]] = {
    "kept": (within(180), (asking(reached(180)), asking(reached(3))), KEPT, 0),
    "broken by one": (within(180), (asking(reached(181)), asking(reached(3))), BROKEN, 1),
    "never reached is not a small number": (within(180), (asking(NEVER), asking(reached(3))), BROKEN, 1),
    "the tenth may be late": (within(9, 90), (asking(NEVER), *[asking(reached(3))] * 9), KEPT, 1),
    "the second of ten may not": (within(9, 90), (asking(NEVER), asking(NEVER), *[asking(reached(3))] * 8), BROKEN, 2),
    "of few the ninetieth is the last": (within(9, 90), (asking(reached(10)), asking(reached(3))), BROKEN, 1),
    "who asked for nobody is not in question": (within(180), (asking(reached(3)), case()), KEPT, 0),
    "records without times are left out": (within(180), (asking(reached(3)), asking(None)), KEPT, 0),
    "effort is of every case": (
        within(5, measure="consumer_turns"),
        (case(measured=Measurements(9, 6)), case(measured=Measurements(9, 5))),
        BROKEN,
        1,
    ),
    "a broken limit in quarantine": (within(180), (asking(reached(3)), kept_out(asking(NEVER))), KEPT, 0),
}


@pytest.mark.parametrize(("policy", "cases", "status", "over"), LIMITS.values(), ids=LIMITS)
def test_limits(policy: Policy, cases: tuple[JudgedCase, ...], status: RuleStatus, over: int) -> None:
    result = last_of(policy, *cases)

    assert (status, over) == (result.status, len(result.breaches))


NOTHING: dict[str, tuple[JudgedCase, Unclear]] = {
    "nobody asked": (case(), Unclear.NOBODY_ASKED),
    "no times": (asking(None), Unclear.NO_TIMES),
    "nothing judged": (case(U), Unclear.TOO_FEW),
}


@pytest.mark.parametrize(("one", "why"), NOTHING.values(), ids=NOTHING)
def test_a_limit_that_nothing_was_measured_for_is_unclear(one: JudgedCase, why: Unclear) -> None:
    result = last_of(within(180), one)

    assert (UNCLEAR, ((why, ""),)) == (result.status, result.unclear)


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 100))
def test_a_percentile_holds_for_so_many_and_for_no_smaller_value(gets_there: list[bool], percent: int) -> None:
    values = [Censored(number, is_reached=is_so) for number, is_so in enumerate(gets_there)]

    found_ = find_percentile(values, percent)

    kept = sum(one.is_reached and one.value <= found_.value for one in values)
    if found_.is_reached:
        assert kept * 100 >= percent * len(values) > (kept - 1) * 100
    else:
        assert sum(gets_there) * 100 < percent * len(values)


# --- required ----------------------------------------------------------------------------------------

LATE, TAGGED = RequiredRule(("late",), named="late"), RequiredRule(tag="safety", named="safety")
REQUIRED: dict[str, tuple[RequiredRule, tuple[JudgedCase, ...], RuleStatus, tuple[tuple[Unclear, str], ...]]] = {
    "there": (LATE, (case(),), KEPT, ()),
    "not there": (LATE, (case(scenario="lost.en"),), UNCLEAR, ((Unclear.MISSING, "late"),)),
    "failed": (LATE, (case(F, found(severity=LOW)),), BROKEN, ()),
    "one of its repeats failed": (LATE, (case(), case(F, repeat=1)), BROKEN, ()),
    "inconclusive": (LATE, (case(), case(U, repeat=1)), UNCLEAR, ((Unclear.INCONCLUSIVE, "late.en"),)),
    "in quarantine": (LATE, (kept_out(case()),), UNCLEAR, ((Unclear.QUARANTINED, "late.en"),)),
    "in another language": (
        RequiredRule(("late",), lang="zh", named="late"),
        (case(),),
        UNCLEAR,
        ((Unclear.MISSING, "late"),),
    ),
    "a pattern": (RequiredRule(("la*",), named="la*"), (case(),), KEPT, ()),
    "one of two": (RequiredRule(("late", "lost")), (case(),), UNCLEAR, ((Unclear.MISSING, "lost"),)),
    "with the tag": (TAGGED, (case(tags=("safety",)), case(F)), KEPT, ()),
    "without the tag": (TAGGED, (case(),), UNCLEAR, ((Unclear.MISSING, "safety"),)),
}


@pytest.mark.parametrize(("rule", "cases", "status", "unclear"), REQUIRED.values(), ids=REQUIRED)
def test_required(
    rule: RequiredRule, cases: tuple[JudgedCase, ...], status: RuleStatus, unclear: tuple[tuple[Unclear, str], ...]
) -> None:
    result = last_of(Policy(block=(), required=(rule,)), *cases)

    assert (status, unclear) == (result.status, result.unclear)


SKIPPED = SkippedCase("photo.zh", "shop", (Need.UPLOADS,), "zh", ("smoke",))


@pytest.mark.parametrize(
    ("rule", "unclear"),
    [
        (RequiredRule(("photo",)), ((Unclear.UNSUPPORTED, "photo.zh"),)),
        (RequiredRule(("photo", "gone")), ((Unclear.UNSUPPORTED, "photo.zh"), (Unclear.MISSING, "gone"))),
        (RequiredRule(("*",)), ((Unclear.UNSUPPORTED, "photo.zh"),)),
        (RequiredRule(tag="smoke"), ((Unclear.UNSUPPORTED, "photo.zh"),)),
        (RequiredRule(("photo",), lang="en"), ((Unclear.MISSING, "photo"),)),
        (RequiredRule(("late",)), ()),
    ],
    ids=["by name", "another is missing", "a pattern", "by tag", "another language", "others were played"],
)
def test_what_was_required_and_skipped_is_unclear(rule: RequiredRule, unclear: tuple[tuple[Unclear, str], ...]) -> None:
    run = replace(run_of(case(tags=("smoke",))), skipped=(SKIPPED,))

    result = judge_run(Policy(block=(), required=(rule,)), run, baseline=None, today=TODAY)

    assert (unclear, 1) == (result.rules[-1].unclear, result.notes.skipped)


# --- overrides ---------------------------------------------------------------------------------------

LENIENT = PolicyOverride(lang="zh", block=(BlockRule(("loop",), at_most=1),))
OVERRIDES: dict[str, tuple[PolicyOverride, tuple[JudgedCase, ...], GateStatus]] = {
    "its cases have its rules": (LENIENT, (case(), case(F, scenario="late.zh")), GateStatus.PASSED),
    "others have the policy's": (LENIENT, (case(F), case(scenario="late.zh")), GateStatus.BLOCKED),
    "its rules are no gift": (LENIENT, (case(F, scenario="late.zh"), case(F, scenario="lost.zh")), GateStatus.BLOCKED),
    "every condition must fit": (
        PolicyOverride("beta*", lang="zh", block=()),
        (case(F, scenario="late.zh"),),
        GateStatus.BLOCKED,
    ),
    "a pattern of bots": (PolicyOverride("sh*", block=()), (case(F),), GateStatus.PASSED),
    "a tag": (PolicyOverride(tag="new", block=()), (case(F, tags=("new",)), case()), GateStatus.PASSED),
    "another part stays as it is": (
        PolicyOverride(lang="zh", limits=()),
        (case(F, scenario="late.zh"),),
        GateStatus.BLOCKED,
    ),
    "its number of cases": (PolicyOverride(lang="en", cases=CasesRule(2)), (case(),), GateStatus.UNDECIDED),
}


@pytest.mark.parametrize(("override", "cases", "status"), OVERRIDES.values(), ids=OVERRIDES)
def test_overrides(override: PolicyOverride, cases: tuple[JudgedCase, ...], status: GateStatus) -> None:
    assert status == ask(Policy(overrides=(override,)), *cases).status


def test_the_first_override_that_fits_counts_and_one_that_fits_nothing_is_told() -> None:
    idle = PolicyOverride(target="gone", block=())
    policy = Policy(overrides=(LENIENT, PolicyOverride(lang="zh", block=()), idle))

    result = ask(policy, case(F, scenario="late.zh"), case(F, scenario="lost.zh"))

    assert (GateStatus.BLOCKED, (idle,)) == (result.status, result.notes.idle)
