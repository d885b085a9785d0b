"""`--runaround-report`: reports of the run that a session of pytest made, each written once."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from foreign_project import Project

OPEN = "When are you open?"
HUMAN = ("I want to talk to a person.", "No. I want a human agent, please.")


def asked(*wanted: str) -> list[str]:
    return [f"--runaround-report={one}" for one in wanted]


def read_names(path: Path) -> list[str]:
    return sorted(str(test.get("name")) for test in ET.parse(path).iter("testcase"))


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "with workers"])
def test_reports_hold_the_cases_of_all_processes_and_are_written_once(
    project: Project, refuser_target: str, workers: Sequence[str]
) -> None:
    project.write("refuser.yaml", refuser_target)
    for number in range(3):
        project.scenario(f"human_{number}", *HUMAN)

    wanted = asked("junit", "markdown=build/summary.md", "csv")
    result = project.run_apart("--runaround-target=refuser.yaml", *workers, *wanted)

    result.assert_outcomes(failed=3)
    (junit,), (table,) = project.path.glob("results/*/junit.xml"), project.path.glob("results/*/cases.csv")
    assert [f"human_{number}.en" for number in range(3)] == read_names(junit)
    assert 3 == len(list(csv.DictReader(table.read_text("utf-8-sig").splitlines())))
    assert "0 of 3 cases passed" in (project.path / "build" / "summary.md").read_text("utf-8")
    result.stdout.fnmatch_lines(
        ["Report: results/*/report.html", "Report: results/*/junit.xml", "Report: build/summary.md"]
    )


def test_a_path_counts_from_where_pytest_was_started(project: Project) -> None:
    project.scenario("opening_hours", OPEN)
    project.write("test_away.py", "def test_away(tmp_path, monkeypatch):\n    monkeypatch.chdir(tmp_path)\n")
    project.write("conftest.py", "import os\n\ndef pytest_runtestloop(session):\n    os.chdir('scenarios')\n")

    result = project.run_apart(*asked("junit=here.xml"))

    result.assert_outcomes(passed=2)
    assert ["opening_hours.en"] == read_names(project.path / "here.xml")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (["papyrus"], "*No report 'papyrus'*"),
        (["junit="], "*--runaround-report: found 'junit=', expected FORMAT or FORMAT=PATH*"),
        (["junit=a.xml", "csv=a.xml"], "*--runaround-report junit*another report is written there too*"),
        (["junit=."], "*--runaround-report junit*cannot be written*"),
    ],
    ids=["unknown", "half", "twice", "a folder"],
)
def test_what_cannot_be_written_is_told_before_anything_is_played(
    project: Project, wanted: Sequence[str], told: str
) -> None:
    project.scenario("opening_hours", OPEN)

    result = project.run(*asked(*wanted))

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([told])
    assert not (project.path / "results").exists()


def test_a_report_that_cannot_be_written_at_the_end_fails_the_session_and_no_other_report(project: Project) -> None:
    project.scenario("opening_hours", OPEN)
    project.write("conftest.py", "import os\n\ndef pytest_runtestloop(session):\n    os.mkdir('gone.xml')\n")

    result = project.run(*asked("junit=gone.xml", "markdown=kept.md"))

    assert pytest.ExitCode.INTERNAL_ERROR == result.ret
    assert "1 of 1 cases passed" in (project.path / "kept.md").read_text("utf-8")
    result.stdout.fnmatch_lines(["runaround: *gone.xml*", "1 of 1 cases passed", "Report: kept.md"])


def test_a_session_that_plays_nothing_writes_nothing(project: Project) -> None:
    project.write("test_alone.py", "def test_alone():\n    pass\n")

    result = project.run(*asked("junit=here.xml"))

    result.assert_outcomes(passed=1)
    assert not (project.path / "here.xml").exists()
