"""A finding says how bad it is and how sure, and never surer than what was measured."""

from __future__ import annotations

from itertools import product

import pytest

from runaround.assessing import SEVERITIES, Measured, assess, read_measured, write_measured
from runaround.model import KINDS, Assessment, Confidence, Finding, Severity
from runaround.scoring import rate

LOW, MEDIUM, HIGH, CRITICAL = Severity
MEASURED = Measured(
    "7",
    200,
    {
        "loop": rate(8, 9, 0),
        "loop/answer": rate(100, 100, 0),
        "loop/menu": rate(28, 28, 0),
        "loop/fallback": rate(9, 9, 0),
        "stalling/broken": rate(70, 100, 0),
        "upsell": rate(0, 0, 0),
    },
)


def assessment(kind: str, *, detectors: str = "7", matter: Severity | None = None) -> Assessment:
    """Return how a finding of this kind is assessed with what is measured above."""
    found = assess(Finding(1, kind), detectors=detectors, matter=matter, measured=MEASURED).assessment
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param("loop/answer", Confidence.HIGH, id="all of very many were right"),
        pytest.param("loop/menu", Confidence.MEDIUM, id="all of many were right"),
        pytest.param("loop/fallback", Confidence.FEW, id="all of a few were right"),
        pytest.param("loop", Confidence.FEW, id="most of a few were right"),
        pytest.param("stalling/broken", Confidence.LOW, id="many were wrong"),
        pytest.param("upsell", Confidence.UNKNOWN, id="none was ever found"),
        pytest.param("shouting", Confidence.UNKNOWN, id="a plugin's kind"),
    ],
)
def test_confidence_goes_by_what_was_measured(kind: str, expected: Confidence) -> None:
    assert (expected, MEASURED.kinds.get(kind)) == (assessment(kind).confidence, assessment(kind).measured)


def test_what_other_rules_were_measured_with_says_nothing() -> None:
    expected = Assessment(MEDIUM, Confidence.UNKNOWN, None, "8")

    assert expected == assessment("loop/answer", detectors="8")


@pytest.mark.parametrize(
    ("matter", "kind", "expected"),
    [
        (None, "loop/answer", MEDIUM),
        (LOW, "loop/answer", MEDIUM),
        (HIGH, "loop/answer", HIGH),
        (CRITICAL, "loop/answer", HIGH),
        (LOW, "no_reply/late", LOW),
        (CRITICAL, "no_reply/silent", CRITICAL),
        (MEDIUM, "sensitive_request", HIGH),
        (LOW, "shouting", MEDIUM),
    ],
)
def test_severity_lies_between_kind_and_matter(matter: Severity | None, kind: str, expected: Severity) -> None:
    assert expected == assessment(kind, matter=matter).severity


def test_more_at_stake_never_makes_a_finding_milder() -> None:
    rising = list(Severity)

    found = [[rising.index(assessment(kind, matter=matter).severity) for matter in Severity] for kind in KINDS]

    assert [sorted(row) for row in found] == found


def test_every_family_has_a_severity_and_no_kind_that_is_not_ours() -> None:
    assert {kind.partition("/")[0] for kind in KINDS} <= {*SEVERITIES} <= {*KINDS}


def test_who_knows_better_keeps_their_own() -> None:
    own = Finding(1, "loop/answer", assessment=Assessment(LOW, Confidence.HIGH, None, "theirs"))

    assert own.assessment is assess(own, detectors="7", matter=None, measured=MEASURED).assessment


def test_an_assessment_does_not_make_another_finding() -> None:
    """Findings are compared by what they claim: the same one, assessed twice, is one."""
    plain, (low, high) = Finding(1, "loop/answer", (0,)), (Confidence.LOW, Confidence.HIGH)
    one, other = (Finding(1, "loop/answer", (0,), None, Assessment(HIGH, level, None, "7")) for level in (low, high))

    assert {plain} == {plain, one, other}
    assert all(not left < right for left, right in product((plain, one, other), repeat=2))


def test_what_was_measured_is_written_and_read_back() -> None:
    text = write_measured(MEASURED)

    known = {kind: found for kind, found in MEASURED.kinds.items() if found.judged}
    assert Measured("7", 200, known) == read_measured(text)


def test_nothing_measured_is_written_too() -> None:
    assert Measured("7", 0, {}) == read_measured(write_measured(Measured("7", 0, {})))
