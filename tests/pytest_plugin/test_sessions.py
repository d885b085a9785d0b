"""Whole sessions: with xdist, stopped by Ctrl-C, and those of everybody who did not ask for us."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from foreign_project import Project, describe_target

from runaround.judging_settings import restore_judging
from runaround.model import CaseStatus, ErrorKind
from runaround.store import RunState, open_store

OPEN = "When are you open?"
STUCK = ("One bottle is missing from my parcel.", "No, there is no second parcel, the box had room for both.")
ALONE = """
import sys

def test_nothing_of_ours_is_loaded():
    ours = sorted(name for name in sys.modules if name.startswith("runaround"))
    assert ["runaround", "runaround.pytest_plugin"] == ours
    assert not {"httpx", "aiohttp", "yaml", "jinja2", "jsonschema"} & {*sys.modules}
"""


@pytest.mark.parametrize("workers", ["2", "3"])
def test_workers_play_one_run_together_each_case_once(project: Project, workers: str) -> None:
    for number in range(3):
        project.scenario(f"opening_hours_{number}", OPEN)
    project.scenario("missing_bottle", *STUCK)

    result = project.run_apart("-n", workers)

    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        ["*▲ Same answer again: *", "Run *: 4 of 4 cases are on record*", "FAILED *- loop/answer*"]
    )
    statuses = [CaseStatus.FAILED, *[CaseStatus.PASSED] * 3]
    assert statuses == [one.verdict.status for one in project.read_store() if one.verdict and one.attempt == 1]


def test_tests_in_python_join_the_run_of_their_session(project: Project) -> None:
    project.scenario("opening_hours", OPEN)
    project.write(
        "test_shop.py", "def test_shop(play):\n    play('scenarios/billing/opening_hours.yaml').assert_passed()\n"
    )

    result = project.run_apart("-n", "2")

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["Run *: 2 of 2 cases are on record*"])


class Silent(BaseHTTPRequestHandler):
    """Answers once somebody lets it."""

    asked: threading.Event
    released: threading.Event

    def do_POST(self) -> None:
        self.asked.set()
        self.released.wait(60)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


HEED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import pytest
sys.exit(pytest.main())
"""
"""A build started in the background ignores Ctrl-C, and its children inherit that."""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_ctrl_c_keeps_what_was_said_and_calls_the_run_interrupted(project: Project, workers: str) -> None:
    project.scenario("opening_hours", OPEN)
    project.scenario("missing_bottle", *STUCK)
    Silent.asked, Silent.released = threading.Event(), threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        project.write("bot.yaml", describe_target(f"http://127.0.0.1:{server.server_port}/chat"))
        command = [sys.executable, "-c", HEED, "-p", "no:randomly", "-p", "no:cacheprovider", "-n", workers]
        playing = subprocess.Popen(command, cwd=project.path, stdout=subprocess.PIPE, text=True, start_new_session=True)
        Silent.asked.wait(60)
        os.killpg(playing.pid, signal.SIGINT)  # as a terminal does: to all of them
        output, _ = playing.communicate(timeout=60)
        Silent.released.set()
        server.shutdown()

    with open_store(project.path / "results" / "runaround.db", read_only=True) as store:
        (run,) = store.runs.list_all()
        errors = {one.transcript.error and one.transcript.error.kind for one in store.cases.stream(run.id)}
    assert (RunState.INTERRUPTED, pytest.ExitCode.INTERRUPTED) == (run.state, playing.returncode)
    assert ({ErrorKind.INTERRUPTED}, True) == (errors, "This run was interrupted: " in output)


def test_a_suite_that_names_no_target_loads_nothing_of_ours(project: Project) -> None:
    project.write("pytest.ini", "[pytest]\n")
    project.write("test_alone.py", ALONE)
    project.scenario("opening_hours", OPEN)

    result = project.run_apart("-p", "no:anyio")

    result.assert_outcomes(passed=1)
    assert "runaround:" not in result.stdout.str()


def test_what_every_suite_loads_imports_no_module_of_its_own(project: Project) -> None:
    """The modules that are loaded besides are those that pytest has loaded before."""
    code = "import sys, pytest; before = {*sys.modules}; import runaround.pytest_plugin; print({*sys.modules} - before)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"runaround", "runaround.pytest_plugin"} == eval(done.stdout)


def test_the_plugin_can_be_left_out(project: Project) -> None:
    project.write("pytest.ini", "[pytest]\n")
    project.write("test_help.py", "def test_nothing(): pass\n")

    with_us, without = (project.run_apart("--help", *more).stdout.str() for more in ([], ["-p", "no:runaround"]))

    assert (True, False) == ("--runaround-target" in with_us, "--runaround" in without)


def test_every_option_begins_with_our_name(project: Project) -> None:
    project.write("pytest.ini", "[pytest]\n")

    with_us, without = (project.run_apart("--help", *more).outlines for more in ([], ["-p", "no:runaround"]))

    added = {word for line in {*with_us} - {*without} for word in line.split() if word.startswith("--")}
    assert {True} == {word.startswith("--runaround-") for word in added}


def test_the_store_knows_by_what_a_session_was_judged(project: Project) -> None:
    """So that whoever judges the run later can do it alike."""
    project.scenario("missing_bottle", *STUCK)
    entry = "{kind: loop, scenario: missing_bottle, reason: r, author: a, expires: 2999-12-31}"
    project.write("spared.yaml", f"suppressions: [{entry}]\n")

    project.run("--runaround-suppress", "spared.yaml").assert_outcomes(passed=1)

    with open_store(project.path / "results" / "runaround.db", read_only=True) as store:
        made = store.judgements.read(store.runs.resolve("latest"), 1)
        (restored,) = restore_judging(made, started="2026-11-22").suppressions.entries
    assert ("loop", "missing_bottle", "spared.yaml") == (restored.kind, restored.scenario, made.settings["suppress"])
