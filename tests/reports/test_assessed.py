"""Reports say of a finding how bad it is and how sure, in both languages, and with the figures behind it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import resources

import pytest
from jsonschema import Draft202012Validator

from runaround.model import Assessment, Confidence, Finding, JudgedCase, Run, Severity
from runaround.reports import console, html
from runaround.reports import json as json_report
from runaround.reports.assessed import tell_assessment, tell_briefly
from runaround.reports.texts import find_texts
from runaround.scoring import rate

EN, ZH = find_texts("en"), find_texts("zh")
SURE = Assessment(Severity.HIGH, Confidence.MEDIUM, rate(30, 32, 0), "7")
NEW = Assessment(Severity.MEDIUM, Confidence.UNKNOWN, None, "7")
OWN = Assessment(Severity.LOW, Confidence.HIGH, None, "theirs")


def assessed(assessment: Assessment | None) -> Finding:
    return Finding(4, "disrespect", assessment=assessment)


def assess_all(run: Run, assessment: Assessment) -> Run:
    """Return the run with every finding assessed in the same way."""

    def assess(case: JudgedCase) -> JudgedCase:
        findings = tuple(replace(finding, assessment=assessment) for finding in case.verdict.findings)
        return replace(case, verdict=replace(case.verdict, findings=findings))

    return replace(run, cases=tuple(assess(case) for case in run.cases))


@pytest.mark.parametrize(
    ("assessment", "expected"),
    [
        (
            SURE,
            (
                "Severity high; confidence medium: of 32 labelled conversations with such findings, all of them were "
                "right in 30 (95% interval 80%–98%)."
            ),
        ),
        (NEW, "Severity medium; confidence unknown: nothing was measured for such findings."),
        (OWN, "Severity low; confidence high."),
        (None, ""),
    ],
    ids=["measured", "not measured", "a plugin's own", "nobody said"],
)
def test_a_sentence_says_how_bad_and_how_sure(assessment: Assessment | None, expected: str) -> None:
    assert expected == tell_assessment(assessed(assessment), EN)


def test_it_is_said_in_chinese_too() -> None:
    expected = (
        "严重程度：高；可信度：中。人工标注过的对话里有 32 段指出了这类问题，其中 30 段处处属实（95% 区间 80%–98%）。"
    )

    assert expected == tell_assessment(assessed(SURE), ZH)


@pytest.mark.parametrize("confidence", Confidence)
@pytest.mark.parametrize("texts", [EN, ZH], ids=["en", "zh"])
def test_every_level_has_its_words(confidence: Confidence, texts: object) -> None:
    finding = assessed(replace(SURE, confidence=confidence))

    assert "" not in {tell_assessment(finding, texts), tell_briefly(finding, texts)}


def test_the_console_says_it_behind_the_finding(two_bots: Run) -> None:
    shown = console.render(assess_all(two_bots, SURE))

    assert "[severity high; confidence: medium]" in shown


def test_the_page_says_it_below_the_finding(two_bots: Run) -> None:
    shown = html.render(assess_all(two_bots, SURE), lang="zh")

    assert tell_assessment(assessed(SURE), ZH) in shown


def test_programs_get_the_figures_and_the_version(two_bots: Run) -> None:
    document = json.loads(json_report.render(assess_all(two_bots, SURE)))

    schema = json.loads(resources.files("runaround.reports").joinpath("report.schema.json").read_text("utf-8"))
    assert [] == list(Draft202012Validator(schema).iter_errors(document))
    found = next(finding for case in document["cases"] for finding in case["findings"])
    measured = {
        "right": 30,
        "cases": 32,
        "low": pytest.approx(0.799, abs=0.001),
        "high": pytest.approx(0.983, abs=0.001),
    }
    assert ("high", "medium", measured, "7") == (
        found["severity"],
        found["confidence"],
        found["measured"],
        found["detectors"],
    )


@pytest.mark.parametrize("render", [console.render, html.render], ids=["console", "html"])
def test_what_nobody_assessed_is_shown_as_before(two_bots: Run, render: Callable[[Run], str]) -> None:
    assert "everity high" not in render(two_bots)
