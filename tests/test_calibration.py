"""A calibration holds only if every known defect is found in each case, and nothing else is said."""

from __future__ import annotations

import pytest

from runaround.calibration import Calibration, Expected, Flaw, FlawKind, Row, Subject, calibrate
from runaround.model import CaseStatus, Finding, JudgedCase, Transcript, Verdict

LOOPER = Subject("looper", ("loop/answer",), frozenset({"handoff_failure/not_offered"}))
HEALTHY = Subject("healthy", Expected.SILENCE)
CRASHING = Subject("crashing", Expected.INCONCLUSIVE)
EAGER = Subject("eager", Expected.FAILED_CONTROL, controls=frozenset({"order_status.en", "order_status+hurried.en"}))


def case(
    status: str, *kinds: str, lang: str = "en", scenario: str = "tea", borne: str = "", why: str = ""
) -> JudgedCase:
    """Return a judged case that shows `kinds`, and one more that its scenario allows for."""
    transcript = Transcript(f"{scenario}.{lang}", lang, (), scenario=f"{scenario}.{lang}")
    findings = tuple(Finding(number, kind) for number, kind in enumerate(kinds))
    allowed = (Finding(9, borne),) if borne else ()
    reasons = ((why, "form"),) if why else ()
    return JudgedCase(transcript, Verdict(CaseStatus(status), None, findings, borne=allowed, reasons=reasons))


def test_a_row_counts_the_cases_that_show_what_they_must_and_what_was_found_beside_it() -> None:
    cases = [
        case("failed", "loop/answer", "loop/answer", "handoff_failure/not_offered"),
        case("failed", "handoff_failure/not_offered", scenario="oil"),
        case("failed", "loop/answer", lang="zh"),
    ]

    rows = calibrate([LOOPER], {"looper": cases}).rows

    beside = {"handoff_failure/not_offered": 2}
    assert (Row("looper", "en", 2, 1, beside), Row("looper", "zh", 1, 1, {})) == rows


@pytest.mark.parametrize(
    ("subject", "met"), [(HEALTHY, 1), (CRASHING, 1), (EAGER, 2)], ids=["healthy", "crashing", "eager"]
)
def test_a_row_counts_what_a_subject_without_a_kind_must_come_to(subject: Subject, met: int) -> None:
    cases = [case("passed"), case("inconclusive"), case("failed"), case("failed", "loop/menu")]

    assert met == calibrate([subject], {subject.name: cases}).rows[0].met


FLAWS = {
    "a defect may show in one scenario only": (
        LOOPER,
        [case("failed", "loop/answer"), case("passed", scenario="oil")],
        [],
    ),
    "a defect that shows nowhere": (
        LOOPER,
        [case("passed"), case("passed", scenario="oil")],
        [Flaw("looper", "en", FlawKind.NOT_FOUND, "loop/answer")],
    ),
    "another kind beside the defect": (
        LOOPER,
        [case("failed", "loop/answer", "loop/menu")],
        [Flaw("looper", "en", FlawKind.FALSE_ALARM, "loop/menu", "tea.en")],
    ),
    "a companion is no flaw": (LOOPER, [case("failed", "loop/answer", "handoff_failure/not_offered")], []),
    "a defect that the scenario allows for was found all the same": (LOOPER, [case("passed", borne="loop/answer")], []),
    "a defect found only where the case does not count": (
        LOOPER,
        [case("inconclusive", "loop/answer", why="gap")],
        [
            Flaw("looper", "en", FlawKind.INCONCLUSIVE, "gap form", "tea.en"),
            Flaw("looper", "en", FlawKind.NOT_FOUND, "loop/answer"),
        ],
    ),
    "a healthy bot that is accused": (
        HEALTHY,
        [case("failed", "loop/menu", why="findings"), case("passed", scenario="oil")],
        [
            Flaw("healthy", "en", FlawKind.FALSE_ALARM, "loop/menu", "tea.en"),
            Flaw("healthy", "en", FlawKind.HEALTHY_FAILED, "findings form", "tea.en"),
        ],
    ),
    "a healthy bot that is accused of what the scenario allows for": (
        HEALTHY,
        [case("passed", borne="loop/menu")],
        [Flaw("healthy", "en", FlawKind.FALSE_ALARM, "loop/menu", "tea.en")],
    ),
    "a healthy bot of which nothing is known": (
        HEALTHY,
        [case("inconclusive", why="gap")],
        [Flaw("healthy", "en", FlawKind.HEALTHY_FAILED, "gap form", "tea.en")],
    ),
    "a crash is no finding": (CRASHING, [case("inconclusive"), case("passed", scenario="oil")], []),
    "a crash that is blamed on the bot": (
        CRASHING,
        [case("inconclusive"), case("failed", scenario="oil", why="transfer_missing")],
        [Flaw("crashing", "en", FlawKind.NOT_INCONCLUSIVE, "transfer_missing form", "oil.en")],
    ),
    "a crash that nobody noticed": (
        CRASHING,
        [case("passed")],
        [Flaw("crashing", "en", FlawKind.NOT_FOUND, "inconclusive")],
    ),
    "what must fail fails, in every variant": (
        EAGER,
        [case("failed", scenario="order_status"), case("failed", scenario="order_status+hurried"), case("passed")],
        [],
    ),
    "one of the controls passes": (
        EAGER,
        [case("failed", scenario="order_status"), case("passed", scenario="order_status+hurried")],
        [Flaw("eager", "en", FlawKind.CONTROL_PASSED, "", "order_status+hurried.en")],
    ),
    "a control was not played": (
        EAGER,
        [case("failed", scenario="order_status")],
        [Flaw("eager", "en", FlawKind.NOT_PLAYED, "", "order_status+hurried.en")],
    ),
    "a control that fails by a finding": (
        EAGER,
        [case("failed", "loop/menu", scenario=name) for name in ("order_status", "order_status+hurried")],
        [
            Flaw("eager", "en", FlawKind.FALSE_ALARM, "loop/menu", "order_status.en"),
            Flaw("eager", "en", FlawKind.FALSE_ALARM, "loop/menu", "order_status+hurried.en"),
        ],
    ),
}


@pytest.mark.parametrize(("subject", "cases", "expected"), FLAWS.values(), ids=FLAWS)
def test_every_flaw_of_the_instrument_is_told(subject: Subject, cases: list[JudgedCase], expected: list[Flaw]) -> None:
    calibration = calibrate([subject], {subject.name: cases})

    assert tuple(expected) == calibration.flaws


def test_what_a_scenario_looks_for_must_be_brought_out_by_one_of_the_specimens() -> None:
    cases = {"looper": [case("failed", "loop/answer"), case("passed", scenario="oil")]}
    looks_for = {"tea.en": ("loop", "loop/answer"), "oil.en": ("loop/answer",)}

    calibration = calibrate([LOOPER], cases, looks_for=looks_for)

    assert (Flaw("", "en", FlawKind.NOT_BROUGHT_OUT, "loop/answer", "oil.en"),) == calibration.flaws


def test_a_control_of_one_language_need_not_be_played_in_another() -> None:
    cases = [case("failed", scenario=name) for name in ("order_status", "order_status+hurried")]

    calibration = calibrate([EAGER], {"eager": [*cases, case("failed", scenario="order_status", lang="zh")]})

    assert () == calibration.flaws


@pytest.mark.parametrize("subject", [HEALTHY, LOOPER, CRASHING, EAGER], ids=lambda subject: subject.name)
def test_a_subject_that_was_not_played_in_a_language_is_a_flaw(subject: Subject) -> None:
    calibration = calibrate([subject], {"another": [case("failed", "loop/answer")]})

    row = Row(subject.name, "en", 0, 0, {})
    assert Calibration((row,), (Flaw(subject.name, "en", FlawKind.NOT_PLAYED),)) == calibration
