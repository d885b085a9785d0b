"""GT-T, held against what the code of its authors gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.reading.timing import score_timing

PLACES = st.frozensets(st.integers(0, 40), max_size=6)

# What golden_transfer_within_tolerance_exp of WeijiaLau/MHCH-DAMI (commit 0bc253c, utility.py) returns.
PUBLISHED = [
    ({2}, {2}, 1, 0.0, 1.0),
    ({2}, {4}, 1, 0.0, 0.135335),
    ({2}, {4}, 2, 0.0, 0.606531),
    ({2}, {4}, 3, 0.0, 0.800737),
    ({2}, {4}, 1, 0.5, 0.018316),
    ({4}, {2}, 1, 0.5, 0.263597),
    ({2, 8}, {3, 7, 12}, 2, 0.0, 0.633443),
    ({2, 8}, {3, 7, 12}, 3, -0.25, 0.792077),
    (set(), set(), 1, 0.0, 1.0),
    ({2}, set(), 1, 0.0, 0.0),
    (set(), {2}, 1, 0.0, 0.0),
]


@pytest.mark.parametrize(("due", "made", "tolerance", "lateness", "expected"), PUBLISHED)
def test_the_score_is_that_of_the_published_code(
    due: set[int], made: set[int], tolerance: int, lateness: float, expected: float
) -> None:
    assert pytest.approx(expected, abs=1e-6) == score_timing(due, made, tolerance=tolerance, lateness=lateness)


@given(PLACES, PLACES)
def test_more_tolerance_never_costs(due: frozenset[int], made: frozenset[int]) -> None:
    scores = [score_timing(due, made, tolerance=tolerance) for tolerance in (1, 2, 3)]

    assert sorted(scores) == scores


@given(PLACES, st.integers(1, 3))
def test_to_transfer_exactly_when_it_is_due_is_all_there_is(due: frozenset[int], tolerance: int) -> None:
    assert 1.0 == score_timing(due, due, tolerance=tolerance)


@pytest.mark.parametrize(("tolerance", "lateness"), [(0, 0.0), (-1, 0.0), (1, 1.0), (1, -1.0), (1, 2.0)])
def test_what_no_score_can_be_made_with_is_refused(tolerance: int, lateness: float) -> None:
    with pytest.raises(ValueError, match="expected 1 or more"):
        score_timing({1}, {1}, tolerance=tolerance, lateness=lateness)
