"""Labels and findings are compared by case and by turn, in each language."""

from __future__ import annotations

from runaround.gold import Agreement, LabelledCase, Level, Place, compare_with_gold
from runaround.model import Finding, Item

ANSWER = Finding(4, "loop/answer", (2,))
LATER_ANSWER = Finding(6, "loop/answer", (2,))
MENU = Finding(4, "loop/menu", (2,))
PHOTO = Finding(5, "repeated_request", (3,), Item.PHOTO)


def agree(kind: str, lang: str, level: Level = Level.CASE, **places: tuple[Place, ...]) -> Agreement:
    """Return an agreement in which what is not given is empty."""
    return Agreement(kind, lang, level, **{"hits": (), "misses": (), "false_alarms": (), **places})


def test_a_case_counts_once_for_a_kind_and_for_its_family() -> None:
    case = LabelledCase("a", "en", labelled=(ANSWER, LATER_ANSWER), found=(LATER_ANSWER,))

    agreements = compare_with_gold([case], families=["loop"])

    hit = (Place("a"),)
    expected = [agree(kind, lang, hits=hit) for kind in ("loop", "loop/answer") for lang in ("all", "en")]
    assert tuple(expected) == agreements


def test_another_form_is_right_for_the_family_and_wrong_for_the_form() -> None:
    case = LabelledCase("a", "en", labelled=(ANSWER,), found=(MENU,))

    agreements = compare_with_gold([case], families=["loop"])

    place = (Place("a"),)
    assert (
        agree("loop", "all", hits=place),
        agree("loop/answer", "all", misses=place),
        agree("loop/menu", "all", false_alarms=place),
    ) == agreements[::2]


def test_by_turn_the_turn_must_be_the_same_one() -> None:
    case = LabelledCase("a", "zh", labelled=(ANSWER, LATER_ANSWER), found=(LATER_ANSWER, PHOTO))

    agreements = compare_with_gold([case], families=["loop"], level=Level.TURN)

    places = {"hits": (Place("a", 6),), "misses": (Place("a", 4),)}
    assert agree("loop", "zh", Level.TURN, **places) == agreements[1]


def test_languages_are_told_apart() -> None:
    cases = [LabelledCase("a", "en", (PHOTO,), (PHOTO,)), LabelledCase("b", "zh", (PHOTO,), ())]

    agreements = compare_with_gold(cases, families=["repeated_request"])

    kind = "repeated_request"
    assert (
        agree(kind, "all", hits=(Place("a"),), misses=(Place("b"),)),
        agree(kind, "en", hits=(Place("a"),)),
        agree(kind, "zh", misses=(Place("b"),)),
    ) == agreements


def test_shares_are_those_of_their_definitions() -> None:
    places = tuple(Place(str(number)) for number in range(10))
    agreement = agree("loop", "all", hits=places[:6], misses=places[6:8], false_alarms=places[8:9])

    assert (6 / 7, 6 / 8, 12 / 15) == (agreement.precision, agreement.recall, agreement.f1)


def test_nothing_to_find_and_nothing_found_has_no_share() -> None:
    (agreement, _) = compare_with_gold([LabelledCase("a", "en", (), ())], families=["loop"])

    assert (None, None, None) == (agreement.precision, agreement.recall, agreement.f1)
