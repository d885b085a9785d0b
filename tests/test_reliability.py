"""Repeats of scenarios: pass^k, flips, and intervals that know that repeats resemble each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_runs import run_of

from runaround.clusters import pass_hat
from runaround.model import Flaky, Rate
from runaround.reliability import Repeats, sum_up_repeats
from runaround.scoring import score, wilson

counts = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 3)).filter(any)


def repeats(*said: tuple[int, int, int]) -> list[Repeats]:
    """Return scenarios that passed, failed and said nothing so often."""
    return [Repeats(f"s{number}", "", *one) for number, one in enumerate(said)]


def test_pass_hat_k_is_the_mean_over_scenarios() -> None:
    """By hand: 3 of 4 pass with C(3,2)/C(4,2) = 1/2; of 4 all; of 4 none."""
    found = sum_up_repeats(repeats((3, 1, 0), (4, 0, 0), (0, 4, 0)))

    assert found is not None
    assert [7 / 12, 0.5, 5 / 12, 1 / 3] == pytest.approx([one.share for one in found.passing])


def test_scenarios_that_flip_are_listed_the_least_steady_first() -> None:
    found = sum_up_repeats(repeats((3, 1, 0), (2, 2, 0), (4, 0, 0)))

    assert found is not None
    low, high = wilson(2, 3)
    assert Rate(2, 3, 0, low=low, high=high, at_least=2 / 3, at_most=2 / 3) == found.flips
    assert (Flaky("s1", "", 2, 2), Flaky("s0", "", 3, 1)) == found.flaky


def test_inconclusive_repeats_are_left_out_and_bound_what_is_known() -> None:
    found = sum_up_repeats(repeats((2, 0, 1), (3, 0, 0)))

    assert found is not None
    first, *_, third = found.passing
    assert (1.0, 5 / 6, 1.0) == pytest.approx((first.share, first.at_least, first.at_most))
    assert (1.0, 1, 1, 0.5, 1.0) == (third.share, third.scenarios, third.unknown, third.at_least, third.at_most)
    assert (0, 2, 0.0, 0.5) == (found.flips.hits, found.flips.judged, found.flips.at_least, found.flips.at_most)


def test_without_repeats_there_is_nothing_to_say() -> None:
    assert sum_up_repeats(repeats((1, 0, 0), (0, 1, 0))) is None
    assert sum_up_repeats([]) is None


def test_all_inconclusive_leaves_everything_open() -> None:
    found = sum_up_repeats(repeats((0, 0, 2)))

    assert found is not None
    assert [(None, 0.0, 1.0)] * 2 == [(one.share, one.at_least, one.at_most) for one in found.passing]
    assert (None, 0.0, 1.0) == (found.flips.share, found.flips.at_least, found.flips.at_most)


@given(st.lists(counts, min_size=1, max_size=12))
def test_more_repeats_are_never_easier_and_every_share_is_within_its_interval_and_bounds(
    said: list[tuple[int, int, int]],
) -> None:
    found = sum_up_repeats(repeats(*said))
    passing = found.passing if found else ()

    known = [one for one in passing if one.share is not None]
    assert all(one.low <= (one.share or 0.0) + 1e-12 and (one.share or 0.0) <= one.high + 1e-12 for one in known)
    assert all(0.0 <= one.at_least <= one.at_most <= 1.0 for one in passing)


@pytest.mark.parametrize(("passed", "judged", "k"), [(1, 2, 0), (1, 2, 3), (3, 2, 1), (-1, 2, 1)])
def test_impossible_counts_are_refused(passed: int, judged: int, k: int) -> None:
    with pytest.raises(ValueError, match="expected 1 <= k <= repeats"):
        pass_hat(passed, judged, k)


def test_the_interval_of_a_scorecard_counts_alike_repeats_once() -> None:
    """Ten scenarios five times each, always the same, say what ten cases say."""
    said = {f"s{number}": "pass " * 5 if number < 7 else "loop " * 5 for number in range(10)}

    card = score(run_of(said).cases, target="shop")

    assert (35, 50) == (card.passed.hits, card.passed.judged)
    assert wilson(7, 10) == pytest.approx((card.passed.low, card.passed.high))
    assert wilson(3, 10) == pytest.approx((card.kinds["loop"].low, card.kinds["loop"].high))


def test_a_scorecard_without_repeats_has_plain_intervals_and_no_reliability() -> None:
    card = score(run_of({"a": "pass", "b": "loop", "c": "?"}).cases, target="shop")

    assert (wilson(1, 2), None) == ((card.passed.low, card.passed.high), card.reliability)
