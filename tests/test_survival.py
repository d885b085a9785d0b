"""How long something takes when some never got there, held against the textbook."""

from __future__ import annotations

from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.model import Censored
from runaround.survival import Median, Survival

# Weeks of remission of two groups of patients, Freireich et al. 1963; the second was followed up to different ends.
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"

VALUES = st.lists(st.integers(0, 60), min_size=1, max_size=40)


def survival(written: str) -> Survival:
    """Return the values written, with a plus behind those that were not reached."""
    return Survival(Censored(float(one.rstrip("+")), is_reached=not one.endswith("+")) for one in written.split())


# What lifelines 0.30 gives, a package for survival analysis.
@pytest.mark.parametrize(
    ("written", "median"),
    [
        (PLACEBO, Median(8, 4, 11)),
        (TREATED, Median(23, 13, None)),
        ("10 20+", Median(10, 10, None)),
        ("40 50+ 90+", Median(None, 40, None)),
    ],
    ids=["all-reached", "censored", "half", "most-in-vain"],
)
def test_the_median_and_its_interval_are_those_of_the_literature(written: str, median: Median) -> None:
    assert median == survival(written).median()


@pytest.mark.parametrize("written", ["", "5+", "5+ 9+ 30+", "3 5+ 9+ 30+"])
def test_there_is_no_median_where_fewer_than_half_would_get_there(written: str) -> None:
    assert None is survival(written).median().value


def test_a_short_wait_in_vain_does_not_make_the_median_smaller() -> None:
    """As a number, the 1 would be the best of them; as a bound, it says nothing about the others."""
    assert 40 == survival("1+ 30 40 50").median().value


def test_where_nobody_is_left_the_interval_has_no_end() -> None:
    assert Median(40, 30, None) == survival("1+ 30 40 50").median()


def test_exactly_half_is_half() -> None:
    assert 10 == survival("10 20+").median().value


@given(VALUES)
def test_with_everybody_there_it_is_the_low_median(values: list[int]) -> None:
    assert median_low(values) == Survival(Censored(value, is_reached=True) for value in values).median().value


@given(VALUES, st.data())
def test_one_who_never_got_there_never_makes_it_quicker(values: list[int], data: st.DataObject) -> None:
    lost = data.draw(st.integers(0, len(values) - 1))
    reached = [Censored(value, is_reached=True) for value in values]
    some = [Censored(value, is_reached=place != lost) for place, value in enumerate(values)]

    before, after = Survival(reached).median().value, Survival(some).median().value

    assert before is not None
    assert after is None or after >= before
