"""What passed before and fails now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import comb

import pytest
from gate_runs import F, P, U, ask, case, kept_out, run_of
from hypothesis import given
from hypothesis import strategies as st

from runaround.gating.regressions import pair_up, weigh_chance
from runaround.model import (
    GateStatus,
    JudgedCase,
    KnownRegression,
    Policy,
    RegressionMode,
    RegressionRule,
    RuleStatus,
    Run,
    Unclear,
    Versions,
)

FREE = Policy(block=())
KNOWN = KnownRegression("late", "The new menu.", "Bo", date(2026, 12, 31), line=9)


def with_rule(rule: RegressionRule) -> Policy:
    return replace(FREE, regressions=rule)


PAIRS: dict[str, tuple[JudgedCase, JudgedCase, GateStatus]] = {
    "as before": (case(), case(), GateStatus.PASSED),
    "worse": (case(), case(F), GateStatus.BLOCKED),
    "better": (case(F), case(), GateStatus.PASSED),
    "still bad": (case(F), case(F), GateStatus.PASSED),
    "unknown before": (case(U), case(F), GateStatus.UNDECIDED),
    "another scenario": (case(), case(F, scenario="lost.en"), GateStatus.UNDECIDED),
    "another repeat": (case(), case(F, repeat=1), GateStatus.UNDECIDED),
    "another version of the scenario": (case(), case(F, version="2"), GateStatus.UNDECIDED),
    "a bot of another name": (case(target="shop-1"), case(F, target="shop-2"), GateStatus.BLOCKED),
    "in quarantine before": (kept_out(case()), case(F), GateStatus.UNDECIDED),
    "records without a scenario": (case(scenario=""), case(F, scenario=""), GateStatus.UNDECIDED),
}


@pytest.mark.parametrize(("before", "after", "status"), PAIRS.values(), ids=PAIRS)
def test_a_run_that_is_compared_may_not_be_worse(before: JudgedCase, after: JudgedCase, status: GateStatus) -> None:
    assert status == ask(FREE, after, baseline=run_of(before)).status


def test_without_a_run_to_compare_with_a_rule_is_unclear_and_no_rule_is_none() -> None:
    asked = ask(with_rule(RegressionRule()), case())

    assert ((Unclear.NO_BASELINE, ""),) == asked.rules[-1].unclear
    assert GateStatus.PASSED == ask(FREE, case()).status


@pytest.mark.parametrize("versions", [Versions(detectors="3"), Versions(detectors="4", phrasebooks=("own 1",))])
def test_what_other_rules_judged_is_not_comparable(versions: Versions) -> None:
    baseline: Run = replace(run_of(case()), versions=versions)

    result = ask(FREE, case(F), baseline=baseline).rules[-1]

    assert (RuleStatus.UNCLEAR, ((Unclear.OTHER_DETECTORS, ""),)) == (result.status, result.unclear)


def test_what_was_left_out_is_counted() -> None:
    before = run_of(case(), case(scenario="lost.en"), case(scenario="gone.en"))

    notes = ask(FREE, case(), case(scenario="lost.en", version="2"), baseline=before).notes

    assert (1, 1) == (notes.unpaired, notes.other_version)


def test_several_bots_are_paired_each_with_itself() -> None:
    before = run_of(case(target="a"), case(F, target="b"))

    pairs = pair_up(before, run_of(case(F, target="a"), case(target="b")))

    assert (["a"], ["b"]) == tuple([one.transcript.target for one in cases] for cases in (pairs.worse, pairs.better))


def test_a_known_regression_blocks_nothing_and_is_named() -> None:
    result = ask(with_rule(RegressionRule(known=(KNOWN,))), case(F), baseline=run_of(case()))

    (rule,) = result.rules[-1:]
    assert (GateStatus.PASSED, 0, 1, ()) == (result.status, rule.count, len(rule.known), result.notes.unused)


def test_a_known_regression_that_is_over_counts_and_one_that_healed_is_told() -> None:
    over = replace(KNOWN, expires=date(2026, 11, 21))
    healed, not_played = (replace(KNOWN, scenario=name) for name in ("lost", "gone"))
    fine = case(scenario="lost.en")

    rule = RegressionRule(known=(over, healed, not_played))
    result = ask(with_rule(rule), case(F), fine, baseline=run_of(case(), fine))

    assert (GateStatus.BLOCKED, (over,), (healed,)) == (result.status, result.notes.over, result.notes.unused)


CHANCE = {
    "five of five": (5, 0, RuleStatus.KEPT),
    "six of six": (6, 0, RuleStatus.BROKEN),
    "less": (6, 1, RuleStatus.KEPT),
}


@pytest.mark.parametrize(("worse", "better", "status"), CHANCE.values(), ids=CHANCE)
def test_what_chance_explains_can_be_let_through(worse: int, better: int, status: RuleStatus) -> None:
    """Six of six is the first that is rarer than one in twenty: 2 / 2^6 = 0.031."""
    before = run_of(*(case(P if n < worse else F, scenario=f"s{n}.en") for n in range(worse + better)))
    after = [case(F if n < worse else P, scenario=f"s{n}.en") for n in range(worse + better)]

    result = ask(with_rule(RegressionRule(RegressionMode.BY_CHANCE)), *after, baseline=before)

    assert status == result.rules[-1].status


def test_repeats_of_one_scenario_are_no_proof_by_their_number() -> None:
    worse = [case(F, repeat=number) for number in range(20)]

    assert 1.0 == weigh_chance(worse, [])


@given(st.integers(0, 30), st.integers(0, 30))
def test_chance_is_weighed_as_by_mcnemar(ups: int, downs: int) -> None:
    worse = [case(F, scenario=f"w{number}.en") for number in range(ups)]
    better = [case(scenario=f"b{number}.en") for number in range(downs)]

    p = weigh_chance(worse, better)

    both = ups + downs
    exact = sum(comb(both, k) for k in range(both + 1) if abs(2 * k - both) >= abs(ups - downs)) / 2**both
    assert pytest.approx(1.0 if ups <= downs else exact) == p
