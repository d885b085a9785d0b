"""Runs that were stopped, and go on: nothing is lost, nothing counts twice, the figures are those of a run in peace."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from runaround.cli import main
from runaround.store import LATEST, EventKind, RunState, open_store

Play = Callable[..., tuple[int, str]]

SCENARIOS = ("missing_item", "order_status", "login_failure", "the_promise")
COMMAND = ("run", "bot.yaml", *SCENARIOS, "--repeat", "2", "--concurrency", "3")
CASES = 16
HEED = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
PROGRAM = [sys.executable, "-c", HEED + "from runaround.cli import main; sys.exit(main())"]

TARGET = """\
name: shop
url: {url}
request: {{consumer: "{{consumer_id}}", session: "{{session_id}}", text: "{{text}}"}}
reply: {{messages: replies, text: text}}
"""


class Bot(BaseHTTPRequestHandler):
    """Answers everybody alike; after `answers` answers it holds the rest back until `is_let_go`."""

    answers = 0
    given = 0
    lock = threading.Lock()
    is_let_go = threading.Event()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        kind = type(self)
        with kind.lock:
            kind.given += 1
            holds_back = kind.given > kind.answers
        if holds_back:
            kind.is_let_go.wait(60)
        body = json.dumps({"replies": [{"text": "Please see our page on orders and returns, it has all the answers."}]})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Bot]]:
    """Serve a bot for `bot.yaml` in the present folder."""
    monkeypatch.chdir(tmp_path)
    kind = type("Fresh", (Bot,), {"is_let_go": threading.Event(), "lock": threading.Lock(), "answers": 10**9})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        Path("bot.yaml").write_text(TARGET.format(url=f"http://127.0.0.1:{server.server_port}/"), "utf-8")
        yield kind
        kind.is_let_go.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def play(capsys: pytest.CaptureFixture[str]) -> Play:
    """Call `runaround` here; return its exit code and what it said on standard error."""

    def call(*arguments: str) -> tuple[int, str]:
        code = main(arguments)
        return code, capsys.readouterr().err

    return call


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where the store is."""
    return str(tmp_path / "runs.db") if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def stop(bot: type[Bot], *, answers: int, by: signal.Signals, store: str) -> str:
    """Play in a process of its own, and send it a signal when the bot holds back; return what it said."""
    bot.answers = answers
    bot.given = 0
    bot.is_let_go.clear()
    arguments = [*PROGRAM, *COMMAND, "--resume", "--store", store]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        while bot.given <= answers and process.poll() is None:
            threading.Event().wait(0.02)
        process.send_signal(by)
        bot.is_let_go.set()
        _, err = process.communicate(timeout=60)
    bot.answers = 10**9
    return err


def figures(folder: str) -> dict[str, Any]:
    """Return what a report counts, without times."""
    report = json.loads(Path(folder, "report.json").read_text("utf-8"))
    cases = [(case["id"], case["status"], case["findings"]) for case in report["cases"]]
    cards = [{key: value for key, value in card.items() if key != "measurements"} for card in report["scorecards"]]
    return {"cases": cases, "scorecards": cards}


@pytest.mark.parametrize("stops", [(5,), (20, 1), (0, 12, 30)], ids=str)
def test_a_run_that_is_killed_goes_on_and_comes_out_as_one_that_was_left_alone(
    stops: tuple[int, ...], bot: type[Bot], play: Play, url: str
) -> None:
    for answers in stops:
        stop(bot, answers=answers, by=signal.SIGKILL, store=url)

    code, err = play(*COMMAND, "--resume", "--store", url, "--out", "resumed")
    whole, _ = play(*COMMAND, "--store", "other.db", "--out", "whole")

    with open_store(url) as store:
        (run,) = store.runs.list_all()
        stored = [case.transcript.id for case in store.cases.stream(run.id)]
        events = [event.kind for event in store.runs.list_events(run.id)]
    assert (CASES, CASES, CASES) == (run.planned, run.recorded, len(set(stored)))
    assert (len(stops), 1) == (events.count(EventKind.RESUMED), events.count(EventKind.FINISHED))
    assert f"{run.id}: " in err
    assert (whole, figures("whole")) == (code, figures("resumed"))


def test_ctrl_c_ends_a_run_that_goes_on_with_what_it_broke_off(bot: type[Bot], play: Play, tmp_path: Path) -> None:
    url = str(tmp_path / "runs.db")
    err = stop(bot, answers=40, by=signal.SIGINT, store=url)
    with open_store(url) as store:
        left = [case.id for case in store.cases.list_unfinished(store.runs.resolve(LATEST))]
        assert RunState.INTERRUPTED is store.runs.list_all()[0].state

    _, resumed = play(*COMMAND, "--resume", "--store", url, "--out", "resumed")

    assert "--resume goes on with run" in err
    assert 0 < len(left) < CASES
    assert f"{len(left)} of {CASES} cases are left to be played." in resumed
    assert CASES == len(figures("resumed")["cases"])


def test_a_run_that_another_process_plays_is_left_to_it(bot: type[Bot], play: Play, tmp_path: Path) -> None:
    url = str(tmp_path / "runs.db")
    bot.answers = 4
    with subprocess.Popen(
        [*PROGRAM, *COMMAND, "--store", url], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        while bot.given <= bot.answers:
            threading.Event().wait(0.02)
        code, err = play(*COMMAND, "--resume", "--store", url)
        process.kill()

    assert (2, True) == (code, f"  - process {process.pid} is still playing it." in err)


DIFFERENCES = {
    "another seed": (("--seed", "7"), "its seed was 0, and is 7 now."),
    "fewer scenarios": (
        ("--lang", "zh"),
        "it has 8 cases that nobody asks for now: login_failure.en, missing_item.en, ",
    ),
    "another repeat": (("--repeat", "3"), "it does not have 8 cases of those asked for now: login_failure.en #3, "),
}


@pytest.mark.parametrize(("more", "told"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_another_command_resumes_nothing(
    more: tuple[str, ...], told: str, bot: type[Bot], play: Play, tmp_path: Path
) -> None:
    url = str(tmp_path / "runs.db")
    stop(bot, answers=4, by=signal.SIGKILL, store=url)
    asked = bot.given

    code, err = play(*COMMAND, *more, "--resume", "--store", url)

    assert (2, asked) == (code, bot.given)
    assert told in err
    assert "Begin a new run: leave --resume away." in err


def test_another_target_file_of_the_same_name_resumes_nothing(bot: type[Bot], play: Play, tmp_path: Path) -> None:
    url = str(tmp_path / "runs.db")
    stop(bot, answers=4, by=signal.SIGKILL, store=url)
    Path("bot.yaml").write_text(Path("bot.yaml").read_text("utf-8") + "limits: {reply_s: 20}\n", "utf-8")

    code, err = play(*COMMAND, "--resume", "--store", url)

    assert (2, True) == (code, "the target file of shop says something else now." in err)


def test_without_an_unfinished_run_a_new_one_begins(bot: type[Bot], play: Play) -> None:
    for _ in range(2):
        _, err = play(*COMMAND, "--resume")
        assert "No run of shop is unfinished; a new one begins." in err

    with open_store("results/runaround.db") as store:
        assert [CASES, CASES] == [run.recorded for run in store.runs.list_all()]


def test_errors_are_played_again_only_when_that_is_asked_for(bot: type[Bot], play: Play) -> None:
    """An error is an answer too: a bot that is down half of the time is not to be asked until it is up."""
    good = Path("bot.yaml").read_text("utf-8")
    stop(bot, answers=4, by=signal.SIGKILL, store="runs.db")
    with open_store("runs.db") as store:
        run = store.runs.resolve(LATEST)
        done = CASES - len(store.cases.list_unfinished(run))
    server, bot.do_POST = bot.do_POST, _refuse  # type: ignore[method-assign]
    _, first = play(*COMMAND, "--resume", "--store", "runs.db", "--out", "first")
    bot.do_POST = server  # type: ignore[method-assign]

    _, plain = play(*COMMAND, "--resume", run, "--store", "runs.db", "--out", "plain")
    _, again = play(*COMMAND, "--resume", run, "--retry-errors", "--store", "runs.db", "--out", "again")

    assert good == Path("bot.yaml").read_text("utf-8")
    assert "HTTP 500" in first
    assert f"0 of {CASES} cases are left to be played." in plain
    assert f"{CASES - done} of {CASES} cases are left to be played." in again
    statuses = {status for _, status, _ in figures("again")["cases"]}
    assert "inconclusive" not in statuses


def _refuse(self: Bot) -> None:
    self.rfile.read(int(self.headers["Content-Length"]))
    self.send_response(500)
    self.send_header("Content-Length", "0")
    self.end_headers()


def test_retrying_errors_without_resuming_means_nothing(bot: type[Bot], play: Play) -> None:
    expected = "runaround: --retry-errors goes with --resume: a new run has no errors yet.\n"
    assert (2, expected) == play(*COMMAND, "--retry-errors")
