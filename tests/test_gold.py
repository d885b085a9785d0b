"""Labels and findings are compared by case and by turn, in each language; what disagrees is told with its turns."""

from __future__ import annotations

import pytest

from runaround.gold import (
    Agreement,
    Broken,
    Difference,
    LabelledCase,
    Level,
    OutcomeAgreement,
    Place,
    Side,
    compare_outcomes,
    compare_with_gold,
    count_sound_cases,
    find_differences,
    quote_turns,
    study_gold,
)
from runaround.model import DetectorFailure, Finding, Item, Outcome, Speaker, Turn
from runaround.scoring import rate, wilson

ANSWER = Finding(4, "loop/answer", (2,))
LATER_ANSWER = Finding(6, "loop/answer", (2,))
MENU = Finding(4, "loop/menu", (2,))
PHOTO = Finding(5, "repeated_request", (3,), Item.PHOTO)


BROKE = DetectorFailure("loop", "ZeroDivisionError: division by zero")
RESOLVED, HANDED_OFF, UNRESOLVED = Outcome.RESOLVED, Outcome.HANDED_OFF, Outcome.UNRESOLVED
TURNS = tuple(Turn(Speaker.BOT, str(number)) for number in range(12))


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


def test_intervals_are_wilsons() -> None:
    places = tuple(Place(str(number)) for number in range(10))
    agreement = agree("loop", "all", hits=places[:6], misses=places[6:8], false_alarms=places[8:9])

    low, high = wilson(6, 9)
    f1 = (pytest.approx(2 * low / (1 + low)), pytest.approx(2 * high / (1 + high)))
    found = (agreement.precision_interval, agreement.recall_interval, agreement.f1_interval)
    assert (wilson(6, 7), wilson(6, 8), f1) == found


@pytest.mark.parametrize(("hits", "misses", "alarms"), [(0, 3, 2), (4, 0, 0), (5, 2, 1), (1, 30, 0)])
def test_f1_lies_within_its_interval(hits: int, misses: int, alarms: int) -> None:
    places = tuple(Place(str(number)) for number in range(hits + misses + alarms))
    agreement = agree(
        "loop",
        "all",
        hits=places[:hits],
        misses=places[hits : hits + misses],
        false_alarms=places[-alarms:] if alarms else (),
    )

    low, high = agreement.f1_interval

    assert low <= (agreement.f1 or 0.0) <= high


def test_with_nothing_to_count_an_interval_says_nothing() -> None:
    agreement = agree("loop", "all")

    assert [(0.0, 1.0)] * 3 == [agreement.precision_interval, agreement.recall_interval, agreement.f1_interval]


def test_a_broken_detector_has_neither_missed_nor_found() -> None:
    """Counted as "nothing found", a breakdown of ours would look like a bot that does nothing wrong."""
    broken = LabelledCase("a", "en", (ANSWER, PHOTO), (PHOTO,), failures=(BROKE,))
    whole = LabelledCase("b", "en", (ANSWER,), (ANSWER,))

    agreements = compare_with_gold([broken, whole], families=["loop", "repeated_request"])

    hit = (Place("b"),)
    assert (
        Agreement("loop", "all", Level.CASE, hit, (), (), broken=("a",)),
        Agreement("loop/answer", "all", Level.CASE, hit, (), (), broken=("a",)),
        agree("repeated_request", "all", hits=(Place("a"),)),
    ) == agreements[::2]


def test_a_broken_reading_leaves_a_case_unknown_for_every_kind() -> None:
    case = LabelledCase("a", "en", (ANSWER, PHOTO), (), failures=(DetectorFailure("reading", "KeyError"),))

    agreements = compare_with_gold([case], families=["loop", "repeated_request"])

    assert {(("a",), 0)} == {(one.broken, one.labelled + one.found) for one in agreements}


def test_outcomes_are_counted_by_what_they_were_read_as() -> None:
    read = [(RESOLVED, RESOLVED), (RESOLVED, UNRESOLVED), (HANDED_OFF, HANDED_OFF), (UNRESOLVED, None)]
    cases = [LabelledCase(str(n), "zh", (), (), one, other) for n, (one, other) in enumerate(read)]
    unlabelled = LabelledCase("x", "en", (), (), None, RESOLVED)

    outcomes = compare_outcomes([*cases, unlabelled])

    counts = dict.fromkeys(read, 1)
    assert (OutcomeAgreement("all", counts), OutcomeAgreement("zh", counts)) == outcomes
    assert (4, 2, 0.5, wilson(2, 4)) == (
        outcomes[0].judged,
        outcomes[0].right,
        outcomes[0].accuracy,
        outcomes[0].interval,
    )


def test_an_outcome_that_rests_on_a_broken_detector_is_not_compared() -> None:
    case = LabelledCase("a", "en", (), (), RESOLVED, UNRESOLVED, (BROKE,))

    (everywhere, _) = compare_outcomes([case])

    assert (OutcomeAgreement("all", {}, broken=1), None) == (everywhere, everywhere.accuracy)
    assert () == find_differences([case], families=["loop"])


def test_a_difference_tells_what_the_other_side_says() -> None:
    case = LabelledCase("a", "en", labelled=(ANSWER, LATER_ANSWER), found=(MENU, LATER_ANSWER, PHOTO))

    differences = find_differences([case], families=["loop", "repeated_request"])

    assert (
        Difference(Side.MISS, case, ANSWER, instead=(MENU, LATER_ANSWER)),
        Difference(Side.FALSE_ALARM, case, MENU, instead=(ANSWER, LATER_ANSWER)),
        Difference(Side.FALSE_ALARM, case, PHOTO),
    ) == differences


def test_a_broken_detector_has_no_differences() -> None:
    case = LabelledCase("a", "en", (ANSWER,), (), failures=(BROKE,))

    assert () == find_differences([case], families=["loop"])


def test_an_outcome_read_otherwise_is_a_difference() -> None:
    case = LabelledCase("a", "en", (), (), RESOLVED, UNRESOLVED)

    assert (Difference(Side.OUTCOME, case),) == find_differences([case], families=["loop"])


def test_the_turns_shown_are_those_named_and_their_neighbours() -> None:
    case = LabelledCase("a", "en", (), (), turns=TURNS)

    shown = quote_turns(Difference(Side.MISS, case, Finding(11, "loop/answer", (0, 6))))

    assert (0, 1, 5, 6, 7, 10, 11) == shown


def test_of_an_outcome_the_end_is_shown() -> None:
    case = LabelledCase("a", "en", (), (), turns=TURNS)

    assert (8, 9, 10, 11) == quote_turns(Difference(Side.OUTCOME, case))


def test_a_study_tells_what_labels_nothing_looks_for() -> None:
    labels = (ANSWER, Finding(1, "shouting"), Finding(2, "shouting"), Finding(3, "loop/anwser"), Finding(4, "loop"))
    cases = [LabelledCase("a", "en", labels, ()), LabelledCase("b", "en", (ANSWER,), (), failures=(BROKE,))]

    study = study_gold(cases, families=["loop"])

    assert (("a", "b"), {"shouting": 2}, {"loop": 1, "loop/anwser": 1}, (Broken("loop", BROKE.error, ("b",)),)) == (
        study.cases,
        study.uncovered,
        study.strange,
        study.broken,
    )


def test_a_study_tells_of_which_kinds_nothing_is_known() -> None:
    study = study_gold([LabelledCase("a", "en", (ANSWER,), (PHOTO,))], families=["loop", "repeated_request"])

    assert ("repeated_request",) == study.unlabelled


def test_what_a_plugin_finds_is_no_strange_label() -> None:
    case = LabelledCase("a", "en", (Finding(1, "shouting/loud"),), (Finding(1, "shouting/loud"),))

    study = study_gold([case], families=["shouting"])

    assert ({}, {}, ()) == (study.uncovered, study.strange, study.unlabelled)


def test_a_case_is_sound_if_every_finding_of_the_kind_is_labelled_there() -> None:
    """Ten repetitions in one case are one trial: counted one by one, they would make their kind look sure."""
    right = LabelledCase("a", "en", (ANSWER, LATER_ANSWER), (ANSWER, LATER_ANSWER, MENU))
    half = LabelledCase("b", "zh", (ANSWER,), (ANSWER, LATER_ANSWER))
    broken = LabelledCase("c", "en", (ANSWER,), (ANSWER,), failures=(BROKE,))

    sound = count_sound_cases([right, half, broken], families=["loop"])

    assert {"loop/answer": rate(1, 2, 0), "loop/menu": rate(0, 1, 0)} == sound
