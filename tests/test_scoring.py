"""What a scorecard says, and that the numbers are the ones of the literature."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.model import (
    KINDS,
    CaseStatus,
    DetectorFailure,
    Finding,
    Item,
    JudgedCase,
    Outcome,
    Rate,
    Scorecard,
    Transcript,
    Verdict,
)
from runaround.scoring import rate, score, wilson

SILENCE = Transcript(id="c", lang="en", turns=())
LOOP = Finding(turn=4, kind="loop/answer", refs=(2,))
ASKED_AGAIN = Finding(turn=6, kind="repeated_request", refs=(3,), item=Item.PHOTO)
BROKEN = DetectorFailure(detector="loop", error="ZeroDivisionError()")

counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def judged(status: CaseStatus, *findings: Finding, outcome: Outcome | None = None) -> JudgedCase:
    return JudgedCase(SILENCE, Verdict(status=status, outcome=outcome, findings=findings))


# --- The interval ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "n", "expected"),
    [
        # Newcombe 1998, "Two-sided confidence intervals for the single proportion", Statistics in
        # Medicine 17, table I, method 3.
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0000, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
        (20, 20, (0.8389, 1.0000)),
        (5, 10, (0.2366, 0.7634)),
    ],
)
def test_the_interval_is_the_one_of_the_literature(hits: int, n: int, expected: tuple[float, float]) -> None:
    low, high = wilson(hits, n)

    assert expected == (round(low, 4), round(high, 4))


def test_without_a_trial_everything_is_possible() -> None:
    assert (0.0, 1.0) == wilson(0, 0)


@given(counts.filter(lambda pair: pair[1] > 0))
def test_the_interval_solves_the_equation_it_is_defined_by(pair: tuple[int, int]) -> None:
    """The bounds are the shares p with (hits/n - p)^2 = z^2 p (1 - p) / n."""
    hits, n = pair
    z = 1.959963984540054

    for bound in wilson(hits, n):
        assert (hits / n - bound) ** 2 == pytest.approx(z * z * bound * (1 - bound) / n, abs=1e-12)


@given(counts.filter(lambda pair: pair[1] > 0))
def test_the_interval_holds_the_share_and_mirrors(pair: tuple[int, int]) -> None:
    hits, n = pair

    low, high = wilson(hits, n)
    mirrored_low, mirrored_high = wilson(n - hits, n)

    assert 0.0 <= low <= hits / n <= high <= 1.0
    assert (low, high) == pytest.approx((1 - mirrored_high, 1 - mirrored_low))


@given(counts)
def test_more_confidence_is_never_narrower(pair: tuple[int, int]) -> None:
    low, high = wilson(*pair)
    wide_low, wide_high = wilson(*pair, confidence=0.99)

    assert wide_low <= low
    assert high <= wide_high


@pytest.mark.parametrize(("hits", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_impossible_counts_are_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="expected 0 <= hits <= trials"):
        wilson(hits, n)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0, float("nan")])
def test_a_confidence_outside_0_to_1_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="expected a number between 0 and 1"):
        wilson(1, 3, confidence=confidence)


# --- The rate ----------------------------------------------------------------------------------------


def test_bounds_take_every_unknown_case_as_a_miss_or_as_a_hit() -> None:
    low, high = wilson(3, 8)

    assert Rate(3, 8, 2, low=low, high=high, at_least=0.3, at_most=0.5) == rate(3, 8, 2)


def test_the_rate_of_nothing_may_be_anything() -> None:
    assert Rate(0, 0, 0, low=0.0, high=1.0, at_least=0.0, at_most=1.0) == rate(0, 0, 0)


def test_negative_unknowns_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 0 or more"):
        rate(0, 1, -1)


@given(counts, st.integers(0, 50))
def test_the_bounds_hold_the_share(pair: tuple[int, int], unknown: int) -> None:
    result = rate(*pair, unknown)

    assert 0.0 <= result.at_least <= result.at_most <= 1.0
    assert result.share is None or result.at_least <= result.share <= result.at_most


# --- The scorecard ------------------------------------------------------------------------------------


def test_a_scorecard_counts_cases_and_leaves_inconclusive_ones_out() -> None:
    found = {"loop", "loop/answer", "loop/fallback", "repeated_request"}
    cases = (
        judged(CaseStatus.PASSED, outcome=Outcome.RESOLVED),
        judged(CaseStatus.FAILED, LOOP, LOOP, Finding(8, "loop/fallback"), outcome=Outcome.UNRESOLVED),
        judged(CaseStatus.FAILED, ASKED_AGAIN, outcome=Outcome.HANDED_OFF),
        judged(CaseStatus.INCONCLUSIVE, LOOP),
    )

    card = score(cases, target="shop")

    expected = Scorecard(
        target="shop",
        cases=4,
        passed=rate(1, 3, 1),
        kinds={kind: rate(int(kind in found), 3, 1) for kind in KINDS},
        outcomes={Outcome.RESOLVED: 1, Outcome.HANDED_OFF: 1, Outcome.UNRESOLVED: 1},
    )
    assert expected == replace(card, totals=None)


def test_kinds_of_plugins_follow_the_kinds_of_the_taxonomy() -> None:
    findings = (Finding(2, "zeal"), Finding(2, "house_rule/own"), LOOP)

    card = score((judged(CaseStatus.FAILED, *findings),), target="shop")

    assert (*KINDS, "house_rule", "house_rule/own", "zeal") == tuple(card.kinds)


def test_a_scorecard_counts_our_own_failures() -> None:
    broken = JudgedCase(
        Transcript(id="c", lang="en", turns=()), Verdict(CaseStatus.INCONCLUSIVE, None, failures=(BROKEN, BROKEN))
    )

    assert 2 == score((broken,), target="shop").failures


def test_the_scorecard_of_no_cases_knows_nothing() -> None:
    expected = Scorecard(
        target="shop",
        cases=0,
        passed=rate(0, 0, 0),
        kinds={kind: rate(0, 0, 0) for kind in KINDS},
        outcomes=dict.fromkeys(Outcome, 0),
    )

    assert expected == replace(score((), target="shop"), totals=None)


@given(st.lists(st.tuples(st.sampled_from(CaseStatus), st.lists(st.sampled_from((LOOP, ASKED_AGAIN))))))
def test_a_family_is_at_least_as_frequent_as_each_of_its_forms(
    drawn: list[tuple[CaseStatus, list[Finding]]],
) -> None:
    card = score([judged(status, *findings) for status, findings in drawn], target="shop")

    for kind, share in card.kinds.items():
        assert share.hits <= card.kinds[kind.partition("/")[0]].hits
        assert card.cases == share.judged + share.unknown
