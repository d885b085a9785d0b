"""What a run comes to: its exit code, its files, what a terminal shows while it goes on."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from runaround.calibration import Calibration, Expected, Flaw, FlawKind, Row, Subject
from runaround.cli.calibration_cases import choose_subjects, leave_out, scenarios_for
from runaround.cli.calibration_table import show_calibration
from runaround.cli.results import build_run, choose_exit_code, explain_errors, render, start_plan
from runaround.cli.scenarios import shorten_patience
from runaround.errors import PluginError
from runaround.model import (
    CaseError,
    CaseStatus,
    DetectorFailure,
    ErrorKind,
    Escalation,
    Expectation,
    JudgedCase,
    Patience,
    Run,
    Scenario,
    Transcript,
    Verdict,
)
from runaround.specimens import SPECIMENS


def make_run(*statuses: str, was_interrupted: bool = False) -> Run:
    """Return a run whose cases came to `statuses`."""
    cases = [
        JudgedCase(Transcript(str(number), "en", (), target="bot"), Verdict(CaseStatus(status), None))
        for number, status in enumerate(statuses)
    ]
    return build_run(start_plan("bot", seed=0, planned=len(cases)), cases, was_interrupted=was_interrupted)


EXIT_CODES = {
    "all passed": (make_run("passed", "passed"), 0),
    "one failed": (make_run("passed", "failed"), 1),
    "what is unknown does not count": (make_run("passed", "inconclusive"), 0),
    "a failure counts beside what is unknown": (make_run("failed", "inconclusive"), 1),
    "nothing could be judged": (make_run("inconclusive"), 2),
    "nothing was played": (make_run(), 2),
    "stopped": (make_run("passed", was_interrupted=True), 2),
    "stopped after a failure": (make_run("failed", was_interrupted=True), 2),
}


@pytest.mark.parametrize(("run", "code"), EXIT_CODES.values(), ids=EXIT_CODES)
def test_the_exit_code_says_what_the_run_came_to(run: Run, code: int) -> None:
    assert code == choose_exit_code(run)


def test_a_run_has_a_scorecard_for_each_target_in_order() -> None:
    cases = [
        JudgedCase(Transcript(target, "en", (), target=target), Verdict(CaseStatus.PASSED, None))
        for target in ("b", "a", "b2")
    ]

    run = build_run(start_plan("x", seed=0, planned=3), cases)

    assert [("a", 1), ("b", 1), ("b2", 1)] == [(card.target, card.cases) for card in run.scorecards]


def test_errors_of_one_cause_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    timeout = CaseError(ErrorKind.TIMEOUT, "no answer within 20 s.", turn=2)
    stopped = CaseError(ErrorKind.INTERRUPTED, "stopped.", turn=2)
    broken = Verdict(CaseStatus.INCONCLUSIVE, None, failures=(DetectorFailure("loop", "KeyError: 'a\x1b'"),))
    unknown = Verdict(CaseStatus.INCONCLUSIVE, None)
    cases = [
        JudgedCase(Transcript("a", "en", (), target="bot", error=timeout), unknown),
        JudgedCase(Transcript("b", "en", (), target="bot", error=timeout), unknown),
        JudgedCase(Transcript("c", "en", (), target="bot", error=stopped), unknown),
        JudgedCase(Transcript("d", "en", (), target="bot"), broken),
        JudgedCase(Transcript("e", "en", (), target="bot"), Verdict(CaseStatus.PASSED, None)),
    ]

    explain_errors(build_run(start_plan("bot", seed=0, planned=5), cases))

    assert [
        "runaround: turn 2: bot: no answer within 20 s. (2 cases)",
        "runaround: Detector 'loop' broke: KeyError: 'a\\x1b'",
    ] == capsys.readouterr().err.splitlines()


def test_a_report_that_breaks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report is a plugin; a stand-in for one is put where the plugin would be loaded."""

    def break_down(run: Run, *, lang: str) -> str:
        raise LookupError(f"{run.id[:0]}no word in {lang}")

    monkeypatch.setattr("runaround.assembling.load_plugin", lambda *_: break_down)

    with pytest.raises(PluginError, match=r"^Report 'mine' broke: LookupError\('no word in zh'\)$"):
        render("mine", make_run("passed"), lang="zh")


_PROGRESS = r"""
from runaround.cli.terminal import show_progress
with show_progress(2, "case") as advance:
    advance("passed one")
    advance("passed \x1b[2J two")
"""


def test_a_terminal_shows_a_bar_and_no_escape_of_a_bot(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))

    subprocess.run([sys.executable, "-c", _PROGRESS], stderr=theirs, check=True, timeout=60, cwd=tmp_path)
    shown = os.read(ours, 65536)
    os.close(theirs)
    os.close(ours)

    assert b"0/2" in shown
    assert b"\x1b[2J" not in shown


def test_elsewhere_each_thing_done_is_a_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRESS], capture_output=True, text=True, check=True, timeout=60, cwd=tmp_path
    )

    assert "[1/2] passed one\n[2/2] passed \\x1b[2J two\n" == done.stderr


def scenario(name: str, *looks_for: str, expect: Expectation | None = None, variant: str = "") -> Scenario:
    """Return a scenario that is made to bring out kinds, in one variant of a matrix."""
    return Scenario(
        name,
        "en",
        "",
        "",
        "",
        (),
        variant=(variant,) if variant else (),
        looks_for=looks_for,
        expect=expect or Expectation(),
    )


LIBRARY = (
    scenario("oil", "loop/answer", "repeated_request"),
    scenario("oil", "loop/answer", variant="no_camera"),
    scenario("cable", "loop"),
    scenario("hours", expect=Expectation(escalation=Escalation.WRONG)),
    scenario("gas", expect=Expectation(escalation=Escalation.REQUIRED, requests_to_human=0)),
    scenario("wish", "handoff_failure/refused", expect=Expectation(escalation=Escalation.REQUIRED)),
)


def test_every_specimen_is_a_subject_of_the_calibration() -> None:
    subjects = choose_subjects([], LIBRARY)

    assert list(SPECIMENS) == [subject.name for subject in subjects]
    assert {
        "healthy": Expected.SILENCE,
        "eager_transfer": Expected.FAILED_CONTROL,
        "unmoved": Expected.FAILED_CONTROL,
        "crashing": Expected.INCONCLUSIVE,
    } == {subject.name: subject.expected for subject in subjects if isinstance(subject.expected, Expected)}


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("healthy", ["oil.en", "oil+no_camera.en", "cable.en", "hours.en", "gas.en", "wish.en"]),
        ("verbatim_looper", ["oil.en", "oil+no_camera.en", "cable.en"]),
        ("evidence_hoarder", ["oil.en"]),
        ("no_camera_no_help", ["oil.en", "oil+no_camera.en", "cable.en"]),
        ("refuser", ["wish.en"]),
        ("eager_transfer", ["hours.en"]),
        ("unmoved", ["gas.en"]),
        ("scolder", []),
    ],
)
def test_a_specimen_is_played_where_its_defect_is_looked_for(name: str, keys: list[str]) -> None:
    (subject,) = choose_subjects([name], LIBRARY)

    assert keys == [one.key for one in scenarios_for(subject, LIBRARY)]


def test_a_specimen_whose_kind_no_detector_finds_is_left_out_and_named() -> None:
    subjects = choose_subjects(["healthy", "scolder"], LIBRARY)

    able, sentences = leave_out(subjects, detectors={"loop"})

    assert ["healthy"] == [subject.name for subject in able]
    assert ("scolder is left out: there is no detector of disrespect.",) == sentences


def test_the_table_shows_what_must_be_found_and_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    subjects = [Subject("parrot", ("loop/fallback",)), Subject("healthy", Expected.SILENCE)]
    rows = (
        Row("parrot", "en", 5, 4, {"loop/answer": 2, "unanswered": 1}),
        Row("parrot", "zh", 5, 5, {"loop/answer": 1}),
        Row("healthy", "en", 9, 9, {}),
        Row("healthy", "zh", 9, 8, {}),
    )
    flaws = (
        Flaw("parrot", "en", FlawKind.NOT_FOUND, "loop/fallback", "oil.en"),
        *(Flaw("parrot", "en", FlawKind.FALSE_ALARM, "unanswered", f"a_scenario_{number}.en") for number in range(6)),
        Flaw("healthy", "zh", FlawKind.HEALTHY_FAILED, "gap form", "oil.zh"),
        Flaw("healthy", "fr", FlawKind.NOT_PLAYED),
    )

    show_calibration(Calibration(rows, flaws), subjects)

    assert """\
specimen    must show          en    zh    found beside it
----------  -----------------  ----  ----  -----------------
parrot      loop/fallback      4/5   5/5   loop/answer (3)
                                           unanswered (1)
healthy     nothing, and pass  9/9   8/9

7/8: in 7 of the 8 scenarios played, the specimen showed what it must.

parrot: loop/fallback was not found:
    oil.en
parrot: unanswered was found, but is not there:
    a_scenario_0.en, a_scenario_1.en, a_scenario_2.en, a_scenario_3.en, a_scenario_4.en,
    a_scenario_5.en
healthy: did not pass (gap form), but nothing was wrong with the bot:
    oil.zh
healthy: no scenario was played that could bring it out:
    fr
""" == "\n".join(line.rstrip() for line in capsys.readouterr().out.split("\n"))


def test_patience_is_only_ever_shortened() -> None:
    scenarios = [Scenario("a", "en", "", "", "", (), patience=Patience(wait_s=seconds)) for seconds in (1.0, 30.0)]

    shortened = shorten_patience(scenarios, wait_s=4.0, reply_within_s=2.0)

    assert [(1.0, 2.0), (4.0, 2.0)] == [(one.patience.wait_s, one.reply_within_s) for one in shortened]
