"""Two scenarios side by side: what the one takes the consumer, beside the other."""

from __future__ import annotations

from runaround.model import (
    CaseStatus,
    Effort,
    Expectation,
    JudgedCase,
    Measurements,
    Outcome,
    Pair,
    Transcript,
    Verdict,
)
from runaround.pairs import compare_pairs

R, U = Outcome.RESOLVED, Outcome.UNRESOLVED


def case(
    scenario: str, turns: int, *, outcome: Outcome = R, repeat: int = 0, status: CaseStatus = CaseStatus.PASSED
) -> JudgedCase:
    """Return a case of `cancel`, which should be no harder than `sign_up`, or of another scenario."""
    name, _, lang = scenario.rpartition(".")
    transcript = Transcript(
        f"{scenario}-{repeat}", lang, (), title=name.upper(), scenario=scenario, target="shop", repeat=repeat
    )
    expect = Expectation(R, no_harder_than="sign_up" if name.startswith("cancel") else "")
    return JudgedCase(transcript, Verdict(status, outcome, measurements=Measurements(consumer_turns=turns)), expect)


def test_both_medians_and_what_was_done_are_told() -> None:
    cases = [
        *(case("cancel.en", turns, repeat=repeat) for repeat, turns in enumerate((9, 11))),
        case("cancel.en", 12, repeat=2, outcome=U),
        *(case("sign_up.en", turns, repeat=repeat) for repeat, turns in enumerate((3, 3, 4))),
    ]

    (pair,) = compare_pairs(cases)

    here = Effort("cancel.en", "CANCEL", cases=3, done=2, turns=10.0)
    there = Effort("sign_up.en", "SIGN_UP", cases=3, done=3, turns=3.0)
    assert (Pair("shop", "en", here, there), True) == (pair, pair.is_harder)


def test_cases_are_paired_by_repeat_and_inconclusive_ones_left_out_with_their_partner() -> None:
    cases = [
        case("cancel.en", 4),
        case("cancel.en", 50, repeat=1),
        case("cancel.en", 60, repeat=2),
        case("sign_up.en", 4),
        case("sign_up.en", 1, repeat=1, status=CaseStatus.INCONCLUSIVE),
    ]

    (pair,) = compare_pairs(cases)

    assert (1, 4.0, 4.0, False) == (pair.here.cases, pair.here.turns, pair.there.turns, pair.is_harder)


def test_what_is_not_done_is_harder_than_what_is_however_short() -> None:
    (pair,) = compare_pairs([case("cancel.en", 2, outcome=U), case("sign_up.en", 8)])

    assert (0, None, True) == (pair.here.done, pair.here.turns, pair.is_harder)


def test_where_neither_is_done_neither_is_harder() -> None:
    (pair,) = compare_pairs([case("cancel.en", 9, outcome=U), case("sign_up.en", 2, outcome=U)])

    assert not pair.is_harder


def test_each_language_is_a_pair_of_its_own_and_who_has_no_partner_is_left_out() -> None:
    cases = [case("cancel.en", 4), case("cancel.zh", 5), case("sign_up.zh", 5), case("sign_up.fr", 5)]

    assert [("zh", False)] == [(pair.lang, pair.is_harder) for pair in compare_pairs(cases)]


def test_a_variant_is_laid_beside_the_same_variant_where_there_is_one() -> None:
    cases = [
        case("cancel+hurried.en", 4),
        case("cancel+calm.en", 4),
        case("sign_up.en", 3),
        case("sign_up+hurried.en", 2),
    ]

    partners = {pair.here.scenario: pair.there.scenario for pair in compare_pairs(cases)}

    assert {"cancel+hurried.en": "sign_up+hurried.en", "cancel+calm.en": "sign_up.en"} == partners
