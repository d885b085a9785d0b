"""A run that is kept goes through the gate as it was judged: by its phrasebooks and suppressions, on every way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import runaround
from runaround.cli import main
from runaround.errors import RunaroundError
from runaround.store import LATEST, open_store

CommandLine = Callable[..., tuple[int, str, str]]

STORE = Path("results/runaround.db")
ANSWERS = {
    "When do you open on Sundays?": "Bleep bloop.",
    "I asked about your opening hours on Sundays.": "Bleep bloop, dear friend of the house.",
    "Are you open on Sundays or not?": "Oh my, bleep bloop again.",
}
SCENARIO = {
    "title": "hours",
    "sessions": [{"script": [{"say": {"en": text}} for text in ANSWERS], "after_script": "end"}],
}
OURS = "language: en\ncompany:\n  fallback:\n    says: |\n      bleep bloop\n"
"""Only who knows these words sees that the bot understands nothing and offers nobody."""
POLICY = "policy: {cases: {at_least: 1}, block: [handoff_failure]}\n"
SPARED = (
    "suppressions: [{kind: handoff_failure, scenario: hours, reason: Nobody works on Sundays., author: Ann, "
    "expires: 2999-12-31}]\n"
)


class Bot(BaseHTTPRequestHandler):
    """Understands nothing, in the words of its company."""

    def do_POST(self) -> None:
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"]
        answer = json.dumps({"messages": [ANSWERS[text]]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def command_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[CommandLine]:
    """Run `runaround` in a folder with that bot's files; return exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), Bot) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/chat"
        files = {
            "bot.yaml": f"name: shop\nurl: {url}\nrequest: {{text: '{{text}}'}}\nreply: {{messages: messages}}\n",
            "hours.yaml": json.dumps(SCENARIO),
            "ours.yaml": OURS,
            "policy.yaml": POLICY,
            "spared.yaml": SPARED,
        }
        for name, text in files.items():
            Path(name).write_text(text, "utf-8")

        def run(*arguments: str) -> tuple[int, str, str]:
            code = main(arguments)
            shown = capsys.readouterr()
            return code, shown.out, shown.err

        yield run
        server.shutdown()


WITH = {
    "house": ((), 0),
    "phrasebook": (("--phrasebook", "ours.yaml"), 1),
    "suppressed": (("--phrasebook", "ours.yaml", "--suppress", "spared.yaml"), 0),
}


@pytest.mark.parametrize(("named", "code"), WITH.values(), ids=WITH)
def test_every_way_to_the_gate_gives_the_same_answer(
    named: tuple[str, ...], code: int, command_line: CommandLine
) -> None:
    played = command_line("run", "bot.yaml", "hours.yaml", *named, "--policy", "policy.yaml")
    told = played[1][played[1].index("\n\n", played[1].index("hours")) :]

    gated = command_line("gate", "latest", "--policy", "policy.yaml")

    result = runaround.gate(runaround.load("latest"), "policy.yaml")
    assert (code, code, ("passed", "blocked")[code]) == (played[0], gated[0], result.status)
    assert told.endswith(gated[1])
    assert "" == gated[2]


@pytest.mark.parametrize(("named", "code"), WITH.values(), ids=WITH)
def test_so_it_does_against_a_run_before(named: tuple[str, ...], code: int, command_line: CommandLine) -> None:
    Path("worse.yaml").write_text("policy: {cases: {at_least: 1}, block: [], regressions: {}}\n", "utf-8")
    command_line("run", "bot.yaml", "hours.yaml")
    against = ("--against", latest(), "--policy", "worse.yaml")

    played, gated = (
        command_line("run", "bot.yaml", "hours.yaml", *named, *against),
        command_line("gate", "latest", *against),
    )

    assert (0, 0, True) == (played[0], gated[0], played[1].endswith(gated[1]))


def latest() -> str:
    with open_store(STORE, read_only=True) as store:
        return store.runs.resolve(LATEST)


def test_a_run_is_gated_by_the_judgement_that_was_made_last(command_line: CommandLine) -> None:
    command_line("run", "bot.yaml", "hours.yaml", "--phrasebook", "ours.yaml")
    before = command_line("gate", "latest", "--policy", "policy.yaml")[0]

    command_line("rescore", "latest")

    after = command_line("gate", "latest", "--policy", "policy.yaml")[0]
    assert (1, 0) == (before, after)


def test_what_is_named_judges_in_place_of_what_did_and_the_rest_stays(command_line: CommandLine) -> None:
    command_line("run", "bot.yaml", "hours.yaml", "--phrasebook", "ours.yaml")
    Path("other.yaml").write_text(OURS.replace("bleep bloop", "beep boop"), "utf-8")

    spared = command_line("gate", "latest", "--policy", "policy.yaml", "--suppress", "spared.yaml")[0]
    reread = command_line("gate", "latest", "--policy", "policy.yaml", "--phrasebook", "other.yaml")[0]

    loaded = runaround.load("latest", suppress="spared.yaml")
    assert (0, 0, 1) == (spared, reread, sum(use.findings for use in loaded.suppressions))


def test_a_phrasebook_that_is_another_now_does_not_judge_in_place_of_the_first(command_line: CommandLine) -> None:
    command_line("run", "bot.yaml", "hours.yaml", "--phrasebook", "ours.yaml")
    Path("ours.yaml").write_text(OURS.replace("bleep bloop", "beep boop"), "utf-8")

    kept = command_line("gate", "latest", "--policy", "policy.yaml")[0]
    code, out, err = command_line("gate", "latest", "--policy", "policy.yaml", "--suppress", "spared.yaml")

    assert (1, 2, "") == (kept, code, out)
    assert f"Run {latest()} cannot be judged as it was: judgement 1 was made with phrasebooks that are no longer" in err
    assert f"`runaround rescore {latest()}` judges it by the rules of today." in err
    with pytest.raises(RunaroundError, match="cannot be judged as it was"):
        runaround.load("latest", suppress="spared.yaml")


def test_a_run_loaded_anew_is_judged_by_what_is_named_and_nothing_else(command_line: CommandLine) -> None:
    command_line("run", "bot.yaml", "hours.yaml", "--phrasebook", "ours.yaml")

    kept, anew = runaround.load("latest"), runaround.load("latest", anew=True)

    found = [any(one.family == "handoff_failure" for one in run.cases[0].verdict.findings) for run in (kept, anew)]
    assert ([True, False], ()) == (found, anew.versions.phrasebooks)
