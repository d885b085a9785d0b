"""`runaround talk`: a person is the consumer; everything they see, do and keep."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from runaround.adapter import Capabilities, Reply, Session
from runaround.cli import main
from runaround.cli.talk_person import Person
from runaround.cli.talk_screen import Screen
from runaround.cli.typed import Typed
from runaround.conversation import converse
from runaround.model import (
    Action,
    Button,
    Case,
    Click,
    EndReason,
    Event,
    Evidence,
    Item,
    Leave,
    Link,
    Message,
    Say,
    Scenario,
    ScenarioSession,
    Speaker,
    Transcript,
)
from runaround.reports.texts import find_texts
from runaround.scenario_file import load_scenarios
from runaround.store import StoredCase, read_records

CARTON = Path(__file__).parent.parent / "scenarios" / "shopping" / "missing_item" / "carton.png"
SCENARIO = Scenario("talk", "en", "talk", "Talk", "a talk", (ScenarioSession(()),))
Talk = Callable[..., tuple[list[Action], str]]


@dataclass
class Bot:
    """An adapter that answers from a list, and has late messages for who listens."""

    replies: list[tuple[Message, ...]] = field(default_factory=list)
    late: list[tuple[Message, ...]] = field(default_factory=list)
    welcome: tuple[Message, ...] = ()
    away_s: list[float] = field(default_factory=list)
    on_quiet: Callable[[], None] | None = None
    capabilities: Capabilities = field(default_factory=Capabilities)

    async def open(self, case: Case, *, session: int) -> tuple[Session, Reply]:
        self.away_s.append(case.scenario.sessions[session - 1].after_s)
        return self, _reply(self.welcome)

    async def send(self, _action: object) -> Reply:
        return _reply(self.replies.pop(0) if self.replies else ())

    async def listen(self, _seconds: float) -> Reply:
        if not self.late and self.on_quiet is not None:
            self.on_quiet()
        return _reply(self.late.pop(0) if self.late else ())

    async def close(self) -> None:
        """Have nothing to close."""


def _reply(messages: tuple[Message, ...]) -> Reply:
    return Reply(messages, (0.0,) * len(messages))


def says(text: str, **rest: object) -> tuple[Message, ...]:
    """Return one message of the bot."""
    return (Message(Speaker.BOT, text, **rest),)


@pytest.fixture
def talk(capsys: pytest.CaptureFixture[str]) -> Talk:
    """Let somebody type lines at a bot; return what they did and what they saw."""

    def talk(bot: Bot, *lines: str) -> tuple[list[Action], str]:
        typed = Typed(lines)
        if bot.on_quiet is None:
            bot.on_quiet = typed.end
        person = Person(typed, Screen(find_texts("en"), is_terminal=False))
        transcript = run_async(converse(Case("t", SCENARIO, "bot"), bot, clock=lambda: 0.0, consumer=person.act))
        assert (EndReason.ENDED_BY_PERSON, None) == (transcript.ending.reason, transcript.error)
        return person.actions, capsys.readouterr().out

    return talk


def run_async(awaitable: object) -> Transcript:
    """Run a coroutine to its end."""
    import asyncio

    return asyncio.run(awaitable)


MENU = says(
    "What is it about?",
    buttons=(Button("My order", "order"), Button("Returns")),
    links=(Link("https://bot.example/help", "Help"),),
)


def test_options_are_numbered_and_chosen_by_number(talk: Talk) -> None:
    actions, shown = talk(Bot([MENU, says("Fine."), says("Here."), ()]), "hello", "/2", "/3", "/quit", "never")

    link = Click(link=Link("https://bot.example/help", "Help"))
    assert [Say("hello"), Click(button=Button("Returns")), link] == actions
    assert "          /1 My order\n          /2 Returns\n          /3 Help  <https://bot.example/help>\n" in shown


def test_lines_of_a_written_menu_can_be_chosen_too(talk: Talk) -> None:
    actions, shown = talk(Bot([says("1. Refund\n2. Delivery")]), "hello", "/2", "/quit")

    assert "/2 delivery" in shown
    assert isinstance(actions[1], Say)


def test_turns_are_numbered_as_in_the_record(talk: Talk) -> None:
    bot = Bot([(*says("Hi."), Message(Speaker.SYSTEM, "2 before you", event=Event.QUEUE))], welcome=says("Welcome"))

    _, shown = talk(bot, "/help", "hello", "/quit")

    told = [line for line in shown.splitlines() if not line.startswith("  # ")]
    expected = [
        "  0 bot   Welcome",
        "  1 you   hello",
        "  2 bot   Hi.",
        "  3 event [In the queue]",
        "          2 before you",
    ]
    assert expected == told


def test_what_comes_late_is_shown_while_nothing_is_typed(talk: Talk) -> None:
    bot = Bot(late=[says("One moment"), (Message(Speaker.HUMAN, "Hi, this is Robin"),)])

    _, shown = talk(bot, "hello")

    assert "  1 bot   One moment\n  2 human Hi, this is Robin\n" in shown


def test_hostile_text_is_made_visible(talk: Talk) -> None:
    _, shown = talk(Bot([says("\x1b[2Jgone\u202e", buttons=(Button("a\x1bb\nc"),))]), "hello", "/quit")

    assert ("\\x1b[2Jgone<U+202E>" in shown, "/1 a\\x1bb c" in shown, "\x1b" in shown) == (True, True, False)


def test_a_very_long_text_is_cut(talk: Talk) -> None:
    _, shown = talk(Bot([says("x" * 100_000)]), "hello", "/quit")

    assert ("… (+96000)" in shown, len(shown) < 5000) == (True, True)


def test_a_picture_is_sent(talk: Talk) -> None:
    actions, shown = talk(Bot(), f"/photo {CARTON}", "/photo gone.png", "/photo", "/quit")

    assert [Say("", (Evidence(Item.PHOTO, str(CARTON), "image/png"),))] == actions
    assert ("[carton.png]" in shown, "no file 'gone.png'" in shown, "/photo takes a file" in shown) == (
        True,
        True,
        True,
    )


def test_leaving_opens_a_new_session_later(talk: Talk) -> None:
    bot = Bot(welcome=says("Welcome"))

    actions, shown = talk(bot, "hello", "/leave 3 d", "/leave soon", "/leave 20 min", "hi", "/quit")

    assert [Say("hello"), Leave(259200.0), Leave(1200.0), Say("hi")] == actions
    assert ([0.0, 259200.0, 1200.0], 3) == (bot.away_s, shown.count("Welcome"))


def test_in_a_closed_conversation_one_can_only_come_back(talk: Talk) -> None:
    closed = Bot([(*says("Bye"), Message(Speaker.SYSTEM, event=Event.SESSION_END)), says("Back")])

    actions, shown = talk(closed, "hello", "are you there?", "/wait 5", "/leave 1 h", "again", "/quit")

    assert [Say("hello"), Leave(3600.0), Say("again")] == actions
    assert ("The company has closed" in shown, "Nobody reads this" in shown) == (True, True)


ANSWERED = {
    "/9": "There is no option 9; there is nothing to choose.",
    "/human": "There is no /human; /help says what there is.",
    "/wait": "/wait takes seconds",
    "/wait 1e9": "/wait takes seconds",
    "/photo gone.png": f"no file 'gone.png' in {Path.cwd()}.",
    "/help": "//text",
    "/١": "There is no /",
}


@pytest.mark.parametrize("line", ANSWERED)
def test_what_cannot_be_done_is_answered_and_nothing_is_sent(line: str, talk: Talk) -> None:
    actions, shown = talk(Bot(), line, "   ", "/quit")

    assert ([], True) == (actions, ANSWERED[line] in shown)


def test_what_follows_the_end_of_the_input_begins_on_a_new_line(capsys: pytest.CaptureFixture[str]) -> None:
    typed = Typed()
    typed.end()
    person = Person(typed, Screen(find_texts("en"), is_terminal=True))

    run_async(converse(Case("t", SCENARIO, "bot"), Bot(), clock=lambda: 0.0, consumer=person.act))

    assert capsys.readouterr().out.endswith("you > \n")


def test_a_double_slash_says_a_slash(talk: Talk) -> None:
    actions, _ = talk(Bot(), "//help me", "/quit")

    assert [Say("/help me")] == actions


# --- the command -------------------------------------------------------------------------------------------

CommandLine = Callable[..., tuple[int, str, str]]
StoredCases = Callable[[], list[StoredCase]]


@pytest.fixture
def command_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[CommandLine]:
    """Run `runaround talk` in an empty folder with what is typed; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(typed: str, *arguments: str) -> tuple[int, str, str]:
        (tmp_path / "typed.txt").write_text(typed, "utf-8")
        with (tmp_path / "typed.txt").open(encoding="utf-8") as stream:
            monkeypatch.setattr("sys.stdin", stream)
            code = main(("talk", *arguments))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


LOOP = "我买了两桶油，只收到一桶\n不对，少了一桶\n你没明白，箱子里只有一桶\n还是没解决啊\n"


def test_a_talk_is_kept_and_judged(command_line: CommandLine, stored_cases: StoredCases, tmp_path: Path) -> None:
    code, out, err = command_line(LOOP, "--specimen", "verbatim_looper")

    (folder,) = (path for path in (tmp_path / "results").iterdir() if path.is_dir())
    (record,) = stored_cases()
    assert ("zh", "talk.zh", "verbatim_looper") == (
        record.transcript.lang,
        record.transcript.scenario,
        record.transcript.target,
    )
    schema = json.loads((files("runaround.reports") / "report.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads((folder / "report.json").read_text("utf-8")))
    found = {
        one["kind"] for case in json.loads((folder / "report.json").read_text())["cases"] for one in case["findings"]
    }
    assert (1, True, True) == (code, "loop/answer" in found, "report.html" in err)
    assert "  1 you   我买了两桶油，只收到一桶" in out


def test_a_talk_can_be_added_to_a_file(command_line: CommandLine, tmp_path: Path) -> None:
    for _ in range(2):
        command_line("hello\n", "--specimen", "healthy", "--keep", "talks.jsonl", "--format", "json")

    ids = [record.transcript.id for record in read_records(tmp_path / "talks.jsonl")]
    assert (2, False) == (len(ids), (tmp_path / "results").exists())


def test_a_talk_becomes_the_start_of_a_scenario(command_line: CommandLine, tmp_path: Path) -> None:
    typed = f"I bought two bottles and one came\n/photo {CARTON}\n/leave 3 d\nany news?\n"

    command_line(typed, "--specimen", "healthy", "--as-scenario", "mine.yaml")

    (scenario,) = load_scenarios(tmp_path / "mine.yaml")
    done = [[(line.say, line.send) for line in session.script] for session in scenario.sessions]
    first = [("I bought two bottles and one came", ()), ("", (Item.PHOTO,))]
    assert ([first, [("any news?", ())]], "en") == (done, scenario.lang)
    assert (259200.0, CARTON.read_bytes()) == (
        scenario.sessions[1].after_s,
        Path(scenario.evidence[Item.PHOTO].path).read_bytes(),
    )
    assert "# What to decide next:" in (tmp_path / "mine.yaml").read_text()


MISTAKES = {
    "nobody to talk to": ((), "expected one of the two"),
    "two to talk to": (("bot.yaml", "--specimen", "healthy"), "expected one of the two"),
    "no such specimen": (("--specimen", "heathy"), "Did you mean 'healthy'?"),
    "no such target": (("gone.yaml",), "gone.yaml"),
    "a scenario without a name": (("--specimen", "healthy", "--as-scenario", "a b.yaml"), "expected a name of letters"),
    "a scenario that is there": (("--specimen", "healthy", "--as-scenario", "there.yaml"), "is there already"),
    "a folder that is not": (("--specimen", "healthy", "--keep", "no/such.jsonl"), "its folder is not there"),
    "two places": (("--specimen", "healthy", "--keep", "a.jsonl", "--out", "b"), "expected one"),
}


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_told_before_anybody_has_talked(
    arguments: tuple[str, ...], message: str, command_line: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "there.yaml").write_text("a: 1\n", "utf-8")

    code, out, err = command_line("hello\n", *arguments)

    assert (2, "", True) == (code, out, message in err)
    assert "a: 1\n" == (tmp_path / "there.yaml").read_text()


def test_nothing_said_is_no_scenario(command_line: CommandLine, tmp_path: Path) -> None:
    _, _, err = command_line("/help\n", "--specimen", "healthy", "--as-scenario", "mine.yaml")

    assert ("nothing was said in words" in err, (tmp_path / "mine.yaml").exists()) == (True, False)


def test_ctrl_c_ends_a_talk_in_good_order(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "runaround", "talk", "--specimen", "healthy", "--keep", "t.jsonl"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        give_up = threading.Timer(60, process.kill)
        give_up.start()
        process.stdin.write("When will my order arrive?\n")
        process.stdin.flush()
        for line in process.stdout:
            if line.startswith("  2 bot"):
                os.kill(process.pid, signal.SIGINT)
                break
        rest = process.stdout.read()
        errors = process.stderr.read()
        process.wait()
        give_up.cancel()

    (record,) = read_records(tmp_path / "t.jsonl")
    assert (0, None, EndReason.ENDED_BY_PERSON) == (
        process.returncode,
        record.transcript.error,
        record.transcript.ending.reason,
    )
    assert ("1 of 1 cases passed" in rest, "Kept in t.jsonl." in errors) == (True, True)


def test_lines_are_read_whole_in_whatever_pieces_they_come() -> None:
    read_end, write_end = os.pipe()
    typed = Typed.read(read_end)
    data = "转人工\r\nhello\nno end".encode()

    for number in range(len(data)):
        os.write(write_end, data[number : number + 1])
    os.close(write_end)

    assert ["转人工", "hello", "no end", Typed.END, Typed.END] == [typed.take() for _ in range(5)]
    os.close(read_end)
