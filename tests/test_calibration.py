"""A calibration holds only if every known defect is found and nothing else is said."""

from __future__ import annotations

import pytest

from runaround.calibration import Calibration, Expected, Flaw, FlawKind, Row, Subject, calibrate
from runaround.model import CaseStatus, Finding, JudgedCase, Transcript, Verdict

LOOPER = Subject("looper", ("loop/answer",), frozenset({"handoff_failure/not_offered"}))
HEALTHY = Subject("healthy", Expected.SILENCE)
CRASHING = Subject("crashing", Expected.INCONCLUSIVE)
EAGER = Subject("eager", Expected.FAILED_CONTROL, controls=frozenset({"order_status.en", "order_status.zh"}))


def case(status: str, *kinds: str, lang: str = "en", scenario: str = "tea") -> JudgedCase:
    """Return a judged case that shows `kinds`."""
    transcript = Transcript(f"{scenario}.{lang}", lang, (), scenario=f"{scenario}.{lang}")
    findings = tuple(Finding(number, kind) for number, kind in enumerate(kinds))
    return JudgedCase(transcript, Verdict(CaseStatus(status), None, findings))


def test_a_matrix_counts_the_cases_that_show_a_kind() -> None:
    cases = [case("failed", "loop/answer", "loop/answer"), case("passed"), case("failed", "loop/answer", lang="zh")]

    calibration = calibrate([LOOPER], {"looper": cases})

    rows = (Row("looper", "en", 2, 0, {"loop/answer": 1}), Row("looper", "zh", 1, 0, {"loop/answer": 1}))
    assert Calibration(rows, (), ("loop/answer",)) == calibration


FLAWS = {
    "defect not found in one language": (
        LOOPER,
        [case("failed", "loop/answer"), case("passed", lang="zh")],
        [Flaw("looper", "zh", FlawKind.NOT_FOUND, "loop/answer")],
    ),
    "another kind beside the defect": (
        LOOPER,
        [case("failed", "loop/answer", "loop/menu")],
        [Flaw("looper", "en", FlawKind.FALSE_ALARM, "loop/menu")],
    ),
    "a companion is no flaw": (LOOPER, [case("failed", "loop/answer", "handoff_failure/not_offered")], []),
    "a defect found only where the case does not count": (
        LOOPER,
        [case("inconclusive", "loop/answer")],
        [
            Flaw("looper", "en", FlawKind.NOT_FOUND, "loop/answer"),
            Flaw("looper", "en", FlawKind.INCONCLUSIVE, "tea.en"),
        ],
    ),
    "a healthy bot that is accused": (
        HEALTHY,
        [case("failed", "loop/menu"), case("passed", scenario="oil")],
        [
            Flaw("healthy", "en", FlawKind.FALSE_ALARM, "loop/menu"),
            Flaw("healthy", "en", FlawKind.HEALTHY_FAILED, "tea.en"),
        ],
    ),
    "a healthy bot of which nothing is known": (
        HEALTHY,
        [case("inconclusive")],
        [Flaw("healthy", "en", FlawKind.HEALTHY_FAILED, "tea.en")],
    ),
    "a crash is no finding": (CRASHING, [case("inconclusive"), case("passed", scenario="oil")], []),
    "a crash that is blamed on the bot": (
        CRASHING,
        [case("inconclusive"), case("failed", scenario="oil")],
        [Flaw("crashing", "en", FlawKind.NOT_INCONCLUSIVE, "oil.en")],
    ),
    "a crash that nobody noticed": (
        CRASHING,
        [case("passed")],
        [Flaw("crashing", "en", FlawKind.NOT_FOUND, "inconclusive")],
    ),
    "a transfer that is wrong fails the control": (
        EAGER,
        [case("failed", scenario="order_status"), case("passed")],
        [],
    ),
    "a control that passes": (
        EAGER,
        [case("passed", scenario="order_status")],
        [Flaw("eager", "en", FlawKind.CONTROL_PASSED, "order_status.en")],
    ),
    "a control that was not played": (
        EAGER,
        [case("failed")],
        [Flaw("eager", "en", FlawKind.NOT_FOUND, "control scenario")],
    ),
}


@pytest.mark.parametrize(("subject", "cases", "expected"), FLAWS.values(), ids=FLAWS)
def test_every_flaw_of_the_instrument_is_told(subject: Subject, cases: list[JudgedCase], expected: list[Flaw]) -> None:
    calibration = calibrate([subject], {subject.name: cases})

    assert tuple(expected) == calibration.flaws


def test_a_subject_that_was_not_played_in_a_language_is_a_flaw() -> None:
    calibration = calibrate([HEALTHY, LOOPER], {"looper": [case("failed", "loop/answer")]})

    assert (Flaw("healthy", "en", FlawKind.NOT_FOUND, "passed"),) == calibration.flaws
