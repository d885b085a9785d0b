"""What every report must satisfy, ours or anybody's: add yours by registering it, not here."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import pytest

from runaround.model import (
    Button,
    CaseError,
    CaseStatus,
    ErrorKind,
    Finding,
    JudgedCase,
    Link,
    Run,
    Speaker,
    Transcript,
    Turn,
    Verdict,
)
from runaround.plugins import find_plugins, load_plugin
from runaround.reports import REPORT_GROUP, Report
from runaround.scoring import score

BAD = "<script>alert(1)</script>\x1b]0;x\x07\u202e\u200b\ud83d{{ 1 }}</style>" + "z" * 100_000
COMMANDS = ("::error::x", "  ::add-mask::y", "a ##vso[task.complete]", "##[error]z", "##TeamCity[q]", "section_end:1:w")
EMPTY = Run("", "", 0, (), ())


def hostile(bad: str = BAD) -> Run:
    turns = (Turn(Speaker.BOT, bad, (Button(bad),), (Link(bad, bad),), clicked=bad), Turn(Speaker.CONSUMER, "喂？"))
    findings = (Finding(1, bad, (0, 77)),)
    error = CaseError(ErrorKind.NOT_JSON, bad)
    cases = (
        JudgedCase(
            Transcript(bad, bad, turns, target=bad, title=bad),
            Verdict(CaseStatus.FAILED, None, findings, reasons=(("findings", "1"), (bad, bad))),
        ),
        JudgedCase(
            Transcript(bad, bad, (), channel=bad, target=bad, error=error),
            Verdict(CaseStatus.INCONCLUSIVE, None, reasons=(("error", "not_json"),)),
        ),
    )
    return Run(bad, bad, 0, cases, (score(cases, target=bad),), planned=2)


@pytest.fixture(params=["en", "zh"])
def lang(request: pytest.FixtureRequest) -> str:
    """Return a language of reports."""
    return str(request.param)


@pytest.fixture(params=sorted(find_plugins(REPORT_GROUP)))
def report(request: pytest.FixtureRequest, lang: str) -> Report:
    """Return a registered report in a language."""
    return partial(load_plugin(REPORT_GROUP, request.param), lang=lang)


def test_the_same_run_gives_the_same_text(report: Report) -> None:
    assert report(hostile()) == report(hostile())


def test_hostile_text_can_be_written_to_a_file_and_a_terminal(report: Report) -> None:
    text = report(hostile())

    text.encode()
    assert [] == [character for character in "\x1b\x07\u202e\u200b" if character in text]


def test_nothing_in_it_is_a_command_for_a_build_server(report: Report) -> None:
    text = report(hostile("\n".join(COMMANDS)))

    assert [] == re.findall(r"(?im)^\s*::.*|##(?:vso|teamcity)?\[|section_(?:start|end):", text)


def test_an_empty_run_has_a_report(report: Report) -> None:
    assert report(EMPTY).endswith("\n")


def test_a_run_that_was_interrupted_reads_differently(report: Report) -> None:
    assert report(replace(EMPTY, planned=9)) != report(replace(EMPTY, planned=9, interrupted=True))


def test_ours_come_through_the_same_door_as_anybodys() -> None:
    ours = {"console", "csv", "csv_findings", "html", "json", "junit", "markdown", "markdown_long"}

    assert ours <= set(find_plugins(REPORT_GROUP))
