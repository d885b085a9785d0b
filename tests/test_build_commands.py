"""A bot gives no commands to the build server that shows what we print."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from runaround.cli import main
from runaround.reports.build_commands import break_commands, escape_json_commands, escape_markup_commands

SAID = "\n".join(
    (
        "::error title=Build::broken",
        "  ::add-mask::secret",
        "\u3000::stop-commands::x",
        "::set-output name=result::good",
        "See ##vso[task.setvariable variable=a]b and ##VSO[build.addbuildtag]c",
        "##[error]broken",
        "So ##teamcity[buildProblem description='broken']",
        "section_start:1:evil\r\x1b[0Ksection_end:1:evil",
        "x" * 66 + " ::warning::at the edge of a line",
    )
)
# What the servers look for, by their own sources: written here a second time, on purpose.
COMMAND = re.compile(r"^\s*::|##\[|##vso\[|##teamcity\[|section_(start|end):", re.IGNORECASE | re.MULTILINE)

CommandLine = Callable[..., tuple[int, str, str]]

SCENARIO = """
title: {en: "::error::title"}
sessions:
  - script: [{say: {en: "When are you open?"}}, {say: {en: "I want to talk to a human."}}]
    after_script: end
human: if_offered
expect: {outcome: handed_off}
"""
CASE = "bot-.evil.en"
COMMANDS = {
    "console": ("show", "latest"),
    "csv": ("show", "latest", "--format", "csv"),
    "findings": ("show", "latest", "--format", "csv_findings"),
    "html": ("show", "latest", "--format", "html"),
    "json": ("show", "latest", "--format", "json"),
    "junit": ("show", "latest", "--format", "junit"),
    "markdown": ("show", "latest", "--format", "markdown_long"),
    "case": ("show", "latest", CASE, "--wire"),
    "explain": ("explain", "latest"),
    "explain json": ("explain", "latest", "--format", "json"),
    "gate": ("gate", "latest"),
    "gate json": ("gate", "latest", "--format", "json"),
    "gate markdown": ("gate", "latest", "--format", "markdown"),
    "export": ("export", "latest", "--wire"),
    "export csv": ("export", "latest", "--format", "csv"),
    "export findings": ("export", "latest", "--findings"),
    "score": ("score", "latest", "--format", "console"),
    "rescore": ("rescore", "latest", "--dry-run"),
}


class Bot(BaseHTTPRequestHandler):
    """Says commands whatever it is asked."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = json.dumps({"messages": [SAID]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with a target file of that bot, and a scenario."""
    folder = tmp_path_factory.mktemp("build")
    with ThreadingHTTPServer(("127.0.0.1", 0), Bot) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/chat"
        request = "request: {user: '{consumer_id}', text: '{text}'}"
        (folder / "bot.yaml").write_text(f'name: "##[bot]"\nurl: {url}\n{request}\nreply: {{messages: messages}}\n')
        (folder / "evil.yaml").write_text(SCENARIO, "utf-8")
        yield folder
        server.shutdown()


@pytest.fixture(scope="module")
def played(place: Path) -> Path:
    """Return the same folder once the bot was played in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert 1 == main(["run", "bot.yaml", "evil.yaml"])
    return place


@pytest.fixture
def ask(played: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> CommandLine:
    """Run `runaround` there; return exit code, standard output and standard error."""
    monkeypatch.chdir(played)
    capfdbinary.readouterr()

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        shown = capfdbinary.readouterr()
        return code, shown.out.decode(), shown.err.decode()

    return run


def find_commands(text: str) -> list[str]:
    """Return the lines in which a build server would find a command."""
    return [line for line in re.split(r"[\n\r]", text) if COMMAND.search(line)]


def test_what_the_bot_says_holds_commands_for_every_server() -> None:
    assert 9 == len(find_commands(SAID))


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_command_lets_a_bot_speak_to_the_build(command: tuple[str, ...], ask: CommandLine) -> None:
    code, out, err = ask(*command)

    assert code in {0, 1}, err
    assert [] == find_commands(out) + find_commands(err)


def test_a_run_with_a_policy_lets_no_bot_speak_to_the_build(ask: CommandLine, played: Path) -> None:
    (played / "policy.yaml").write_text("policy: {block: all}\n", "utf-8")

    code, out, err = ask("run", "bot.yaml", "evil.yaml", "--policy", "policy.yaml", "--seed", "1")

    assert 1 == code, err
    assert [] == find_commands(out) + find_commands(err)


def test_a_person_still_sees_what_was_said(ask: CommandLine) -> None:
    _, out, _ = ask("show", "latest", CASE)

    told = (":·:stop-commands::x", "##vso·[task.setvariable variable=a]b", "section_start·:1:evil")
    assert [True] * 3 == [text in out for text in told]


def test_programs_read_what_was_said(ask: CommandLine) -> None:
    _, out, _ = ask("export", "latest")

    turns: list[dict[str, Any]] = json.loads(out)["turns"]
    assert SAID in [turn.get("text") for turn in turns]


def test_cells_of_a_table_are_broken_and_its_rows_are_whole(ask: CommandLine) -> None:
    _, out, _ = ask("export", "latest", "--format", "csv")

    (row,) = csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline=""))
    assert ("##·[bot]", ":·:error::title") == (row["target"], row["title"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", ":·:error::x"),
        ("a\n \t::x::", "a\n \t:·:x::"),
        (":::x", ":·::x"),
        ("std::vector and 10::20", "std::vector and 10::20"),
        ("###[a", "###·[a"),
        ("## [a] #[b]", "## [a] #[b]"),
        ("section_starting: now", "section_starting: now"),
    ],
    ids=["start", "indented", "three", "inside", "signs", "near", "word"],
)
def test_only_marks_of_commands_are_broken_and_only_once(text: str, shown: str) -> None:
    assert [shown, shown] == [break_commands(text), break_commands(shown)]


def test_documents_say_the_same_without_the_marks() -> None:
    from xml.etree import ElementTree as ET

    element = ET.Element("a", {"b": SAID.replace("\r", "").replace("\x1b", "")})
    element.text = element.attrib["b"]
    document, markup = json.dumps([SAID]), ET.tostring(element, encoding="unicode")

    escaped, safe = escape_json_commands(document), escape_markup_commands(markup)

    assert [SAID] == json.loads(escaped)
    assert ET.canonicalize(markup) == ET.canonicalize(safe)
    assert [] == find_commands(escaped) + find_commands(safe)
