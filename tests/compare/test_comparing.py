"""Two runs beside each other: which cases belong together, what differs, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_runs import case, run_of

from runaround.comparing import compare
from runaround.errors import NotComparable
from runaround.model import REFUSALS, Change, Effect, LeftOut, Need, Obstacle, Refusal, Run, SkippedCase, Unlike

SIX_PASS = {f"s{number}": "pass" for number in range(6)}
SIX_LOOP = {f"s{number}": "loop/answer" for number in range(6)}


def reasons_of(before: Run, after: Run) -> tuple[str, ...]:
    with pytest.raises(NotComparable) as caught:
        compare(before, after)
    return caught.value.reasons


def test_six_of_six_broken_is_significantly_worse_and_named() -> None:
    found = compare(run_of(SIX_PASS), run_of(SIX_LOOP))

    assert found.failed is not None
    assert (6, 0, 0.03125, 1.0) == (found.failed.worse, found.failed.better, found.failed.p, found.failed.difference)
    assert (["failed"], ("loop", "loop/answer")) == ([one.name for one in found.worse], found.appeared)
    assert (Effect.LARGE, None) == (found.failed.effect, found.detectable)


def test_kinds_are_adjusted_together_and_failed_is_not() -> None:
    found = compare(run_of(SIX_PASS), run_of(SIX_LOOP))

    assert [("loop", 0.03125, 0.0625), ("loop/answer", 0.03125, 0.0625)] == [
        (one.name, one.p, one.adjusted) for one in found.kinds
    ]


def test_who_asks_for_one_kind_only_need_not_adjust_for_others() -> None:
    found = compare(run_of(SIX_PASS), run_of(SIX_LOOP), only=["loop"])

    assert (None, ["loop"], ()) == (found.failed, [one.name for one in found.worse], found.measures)


def test_a_run_beside_itself_differs_in_nothing() -> None:
    found = compare(run_of(SIX_LOOP), run_of(SIX_LOOP))

    assert found.failed is not None
    assert (0.0, 1.0, Effect.NONE) == (found.failed.difference, found.failed.p, found.failed.effect)
    assert ((), (), ()) == (found.changes, found.worse, found.regressions)


def test_a_comparison_that_finds_nothing_says_what_it_could_have_found() -> None:
    found = compare(run_of(SIX_PASS), run_of(SIX_PASS))

    assert found.detectable is not None
    assert (6, 0.0) == (found.detectable.pairs, found.detectable.churn)
    assert (found.detectable.difference or 0) > 0.9


def test_cases_that_changed_are_worse_better_or_other_with_the_kinds_that_came_and_went() -> None:
    before = run_of({"a": "pass", "b": "loop/menu", "c": "loop/menu", "d": "stalling", "e": "pass"})
    after = run_of({"a": "fail", "b": "pass", "c": "stalling", "d": "stalling", "e": "pass"})

    found = compare(before, after)

    assert [
        ("a", Change.WORSE, (), ()),
        ("b", Change.BETTER, (), ("loop", "loop/menu")),
        ("c", Change.OTHER, ("stalling",), ("loop", "loop/menu")),
    ] == [(one.after.transcript.scenario, one.change, one.appeared, one.vanished) for one in found.changes]
    assert ["a", "c"] == [one.after.transcript.scenario for one in found.regressions]
    assert ((), ("loop", "loop/menu")) == (found.appeared, found.vanished)


def test_with_repeats_the_scenario_is_the_unit_of_the_test() -> None:
    """Thirty pairs that broke together in three scenarios are three pieces of evidence, not thirty."""
    before = run_of(dict.fromkeys("abc", "pass " * 10))
    after = run_of(dict.fromkeys("abc", "loop/answer " * 10))

    found = compare(before, after)

    assert found.failed is not None
    assert (30, 3, 0.25) == (found.failed.worse, found.failed.scenarios, found.failed.p)


def test_a_pair_with_an_inconclusive_side_is_left_out_counted_and_bounds_the_difference() -> None:
    before = run_of({"a": "pass", "b": "pass", "c": "?", "d": "?"})
    after = run_of({"a": "fail", "b": "?", "c": "fail", "d": "?"})

    found = compare(before, after)

    assert found.failed is not None
    assert (1, 3) == (found.pairs, found.left_out.inconclusive)
    # b may become worse or not; c may be worse or equal; of d nothing is known.
    assert (0.0, 1.0) == (found.failed.at_least, found.failed.at_most)


def test_what_only_one_run_has_is_left_out_and_listed() -> None:
    before = [*run_of({"a": "pass pass", "old": "pass", "b": "pass"}).cases, case("c", "pass"), case("", "pass")]
    after = [*run_of({"a": "pass", "new": "pass", "b": "pass"}).cases, case("c", "pass", version="v2")]

    found = compare(*(replace(run_of({}), cases=tuple(cases)) for cases in (before, after)))

    assert LeftOut(("old",), ("new",), ("c",), repeats=1, foreign=1) == found.left_out
    assert 2 == found.pairs


def test_what_runs_do_not_share_is_told() -> None:
    before = run_of(SIX_PASS)
    after = replace(run_of(SIX_PASS, seed=7, bot="other"), interrupted=True)

    assert (Unlike.BOTS, Unlike.SEEDS, Unlike.INTERRUPTED) == compare(before, after).unlike


def test_measurements_are_compared_by_their_means() -> None:
    before, after = run_of(SIX_PASS, turns=3), run_of(SIX_PASS, turns=5)

    turns = compare(before, after).measures[0]

    assert ("consumer_turns", 3.0, 5.0, 2.0, 2.0, 2.0) == (
        turns.name,
        turns.before,
        turns.after,
        turns.difference,
        turns.low,
        turns.high,
    )
    assert (0.03125, 0.09375) == (turns.p, turns.adjusted)


def test_every_reason_against_a_comparison_is_told_at_once() -> None:
    twice = replace(run_of({"a": "pass"}), cases=(case("a", "pass"), case("a", "pass")))

    reasons = reasons_of(twice, run_of({"z": "pass"}, detectors="d2"))

    assert 3 == len(reasons)
    assert "more than once: a" in reasons[0]
    assert "The detectors differ: d1 before, d2 after" in reasons[1]
    assert "share 0 of 1 scenario;" in reasons[2]


def test_every_obstacle_has_words() -> None:
    assert set() == {f"refused.{one}" for one in Obstacle} - {*REFUSALS}


def test_of_many_names_the_first_are_told_and_none_is_long() -> None:
    names = [f"bot-{number}-{'x' * 100}" for number in range(7)]

    told = Refusal(Obstacle.BOTS, {"run": "r", "n": 7, "names": names}).tell()

    assert "bot-4-" in told
    assert told.endswith(" and 2 more); name one of them.")
    assert 5 * 80 == len(told) - len("r: this run holds 7 bots (, , , ,  and 2 more); name one of them.")


def test_fewer_than_half_of_the_scenarios_are_too_little() -> None:
    before = run_of(dict.fromkeys("abcde", "pass"))
    changed = [case(name, "pass", version="v1" if name in "ab" else "v2") for name in "abcde"]

    (reason,) = reasons_of(before, replace(before, cases=tuple(changed)))

    assert "share 2 of 5 scenarios" in reason
    assert "3 have another version (c, d, e)" in reason


def test_records_without_a_scenario_cannot_be_paired() -> None:
    foreign = replace(run_of({}), cases=(case("", "pass"),))

    (reason,) = reasons_of(foreign, foreign)

    assert "2 records have none" in reason


def test_pairs_that_all_say_nothing_are_no_comparison() -> None:
    (reason,) = reasons_of(run_of({"a": "?"}), run_of({"a": "pass"}))

    assert "No pair of cases is judged on both sides" in reason


def test_a_run_of_several_bots_has_to_be_divided_first() -> None:
    both = replace(run_of({}), cases=(case("a", "pass"), case("a", "pass", bot="other")))

    assert "holds 2 bots (other, shop)" in reasons_of(both, run_of({"a": "pass"}))[0]


def test_runs_that_skipped_each_other_s_scenarios_are_refused_with_the_reason() -> None:
    runs = (run_of({"a": "pass"}), run_of({"b": "pass"}))
    before, after = (
        replace(run, skipped=(SkippedCase(name, "shop", (Need.UPLOADS,)),))
        for run, name in zip(runs, "ba", strict=True)
    )

    (reason,) = reasons_of(before, after)

    assert reason.endswith("Of the others, 2 were skipped in one run, whose channel does not support them.")
