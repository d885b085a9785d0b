"""`runaround explain`: which case, which finding, which turn, in text and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from runaround.cli import main
from runaround.cli.score import FORMATS
from runaround.records import Format

PAGE = (Path(__file__).parent.parent / "docs" / "explain.md").read_text("utf-8")
CommandLine = Callable[..., tuple[int, str, str]]
AGAIN = "Items of one order are sometimes packed separately, so please look at your order page."
LOOP = f"Customer: One bottle is missing.\nBot: {AGAIN}\nCustomer: No, there was only one parcel.\nBot: {AGAIN}\n"
(CHAT,) = re.findall(r"^```text chat.txt\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = re.findall(r"^```text\n\$ runaround explain (.*?)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
GOOD = "Customer: When are you open?\nBot: We are open from nine to five.\nCustomer: Thank you, goodbye.\n"


@pytest.fixture
def command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """Run `runaround explain` in a folder with two chats; return exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop.txt").write_text(LOOP, "utf-8")
    (tmp_path / "good.txt").write_text(GOOD, "utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["explain", *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_every_finding_of_every_case_is_explained(command_line: CommandLine) -> None:
    code, out, _ = command_line("loop.txt", "good.txt")

    assert (0, 1) == (code, out.count("Finding 1: Same answer again (loop/answer)"))
    assert "it is like turn 1 by 1.00, of 0.90 that are needed" in " ".join(out.split())
    assert "Case good" not in out


def test_one_finding_can_be_chosen_and_told_in_chinese(command_line: CommandLine) -> None:
    code, out, _ = command_line("loop.txt", "--finding", "1", "--report-lang", "zh")

    assert 0 == code
    assert "问题1：" in out
    assert "条件，成立：" in out


def test_a_turn_without_a_finding_tells_why(command_line: CommandLine) -> None:
    code, out, _ = command_line("good.txt", "--turn", "1", "--format", "json")

    (one,) = json.loads(out)["explanations"]
    assert (0, 1, None) == (code, one["turn"], one["finding"])
    assert {"loop/answer", "disrespect", "no_reply/late"} <= {each["kind"] for each in one["considerations"]}


def test_a_case_is_chosen_by_its_id(command_line: CommandLine) -> None:
    code, out, _ = command_line(".", "--case", "good-1")

    assert (0, True, True) == (code, "Case good-1: 3 turns." in out, "Nothing was found." in out)


WRONG = {
    "no-such-case": (("loop.txt", "--case", "x"), "No case 'x'. Known: 'loop-1'."),
    "which-case": ((".", "--finding", "1"), "There are several conversations; expected --case with one of: "),
    "no-such-finding": (("loop.txt", "--finding", "2"), "Case 'loop-1': no finding 2; it has 1. Ask about a turn with"),
    "no-such-turn": (("loop.txt", "--turn", "9"), "Case 'loop-1': no turn 9; the transcript has 4 turns"),
    "a-finding-and-a-turn": (("loop.txt", "--turn", "1", "--finding", "1"), "not allowed with argument"),
    "not-a-turn": (("loop.txt", "--turn", "-1"), "expected"),
    "no-such-file": (("gone.txt",), "gone.txt: No such file or directory."),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_explained_is_said(command_line: CommandLine, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = command_line(*arguments)

    assert (2, "", True) == (code, out, message in err)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example[0])
def test_the_page_shows_what_is_printed(command_line: CommandLine, tmp_path: Path, example: tuple[str, str]) -> None:
    arguments, expected = example
    (tmp_path / "chat.txt").write_text(CHAT, "utf-8")

    _, out, _ = command_line(*arguments.split())

    assert expected == out


def test_nothing_found_is_said(command_line: CommandLine) -> None:
    code, out, err = command_line("good.txt")

    assert (0, "", True) == (code, out, "Nothing was found in 1 conversation." in err)


def test_bad_lines_are_told_and_the_rest_is_explained(command_line: CommandLine, tmp_path: Path) -> None:
    turns = [
        {"speaker": "consumer", "text": "Where is my parcel?", "at": 0},
        {"speaker": "bot", "text": "Are you stupid?", "at": 1},
    ]
    lines = ["{nonsense}", json.dumps({"id": "rude", "lang": "en", "turns": turns})]
    (tmp_path / "some.jsonl").write_text("\n".join(lines) + "\n", "utf-8")

    code, out, err = command_line("some.jsonl")

    assert (0, True) == (code, "some.jsonl:1:" in err)
    assert "Finding 1: Disrespect (disrespect)" in out


def test_an_empty_file_has_nothing_to_explain(command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("", "utf-8")

    code, _, err = command_line("empty.jsonl")

    assert (2, True) == (code, "empty.jsonl: holds no conversation." in err)


def test_the_formats_are_those_that_can_be_read() -> None:
    assert tuple(Format) == FORMATS
