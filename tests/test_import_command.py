"""`runaround import`: files in, scenario files and an account out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from runaround.cli import main
from runaround.model import Item
from runaround.scenario_file import load_scenarios

PNG = b"\x89PNG\r\n\x1a\n and so on"
CONVO = "Parcel\n#me\nUTT_ASK\n#bot\nYour parcel is on its way\nINTENT x\n#me\nhere\n#me\nMEDIA box.png\n"
CommandLine = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """Run `runaround import` in an empty folder; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(("import", *arguments))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder with tests of several tools, and files that are none."""
    folder = tmp_path / "suite"
    (folder / "rasa" / "tests").mkdir(parents=True)
    (folder / "parcel.convo.txt").write_text(CONVO, "utf-8")
    (folder / "ask.utterances.txt").write_text("UTT_ASK\nwhere is it?\n", "utf-8")
    (folder / "box.png").write_bytes(PNG)
    story = "stories:\n- story: Hallo\n  steps:\n  - user: hi\n  - action: utter_hi\n"
    (folder / "rasa" / "tests" / "test_stories.yml").write_text(story, "utf-8")
    (folder / "rasa" / "domain.yml").write_text("responses:\n  utter_hi:\n  - text: Hi {name}\n", "utf-8")
    (folder / "package.json").write_text('{"name": "bot"}', "utf-8")
    chat = {"messages": [{"role": "user", "content": "转人工"}]}
    (folder / "chats.jsonl").write_text(f"{json.dumps(chat)}\n{json.dumps(chat)}\n", "utf-8")
    return folder


def test_what_is_passed_over_in_a_folder_is_named(command_line: CommandLine, suite: Path) -> None:
    _, _, err = command_line(str(suite))

    assert f"Passed over, of no known format: {suite / 'package.json'}.\n" in err


def test_a_file_that_only_serves_tests_is_told_to_be_no_test(command_line: CommandLine, suite: Path) -> None:
    code, _, err = command_line(str(suite / "ask.utterances.txt"))

    assert (2, True) == (code, "No tests are there; expected files that end in .convo.txt, " in err)


def test_a_folder_of_tests_becomes_a_folder_of_scenarios(
    command_line: CommandLine, suite: Path, tmp_path: Path
) -> None:
    code, out, err = command_line(str(suite))

    written = sorted(path.name for path in (tmp_path / "imported").glob("*.yaml"))
    assert ["chats_1.yaml", "chats_2.yaml", "hallo.yaml", "parcel.yaml"] == written
    assert (0, True) == (code, out.endswith("4 files read, 4 scenario files in imported.\n"))
    assert "runaround check imported" in err
    assert 4 == len(load_scenarios(tmp_path / "imported"))


def test_what_lies_beside_a_file_is_used(command_line: CommandLine, suite: Path, tmp_path: Path) -> None:
    command_line(str(suite))

    parcel, hello = (load_scenarios(tmp_path / "imported" / f"{name}.yaml")[0] for name in ("parcel", "hallo"))
    assert ("where is it?", PNG) == (
        parcel.sessions[0].script[0].say,
        Path(parcel.evidence[Item.PHOTO].path).read_bytes(),
    )
    assert ("Hi*",) == hello.expect.checks[0].contains


def test_the_account_is_printed_and_stands_in_the_file(command_line: CommandLine, suite: Path, tmp_path: Path) -> None:
    _, out, _ = command_line(str(suite / "parcel.convo.txt"))

    line = "- INTENT: a check sees what a bot says and does, not what it recognised inside [line 4]"
    assert f"     {line}\n" in out
    assert f"# {line}\n" in (tmp_path / "imported" / "parcel.yaml").read_text("utf-8")


def test_nothing_is_written_over(command_line: CommandLine, suite: Path, tmp_path: Path) -> None:
    file = str(suite / "parcel.convo.txt")
    command_line(file)
    again, _, _ = command_line(file)
    (tmp_path / "imported" / "parcel.yaml").write_text("mine: 1\n", "utf-8")

    code, _, err = command_line(file)

    assert (0, 2, True) == (again, code, "is there already" in err)
    assert "mine: 1\n" == (tmp_path / "imported" / "parcel.yaml").read_text("utf-8")


def test_a_picture_outside_the_folder_is_not_taken(command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.convo.txt").write_text("T\n#me\nhi\n#me\nMEDIA ../secret.png\n", "utf-8")
    (tmp_path / "in" / "link.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "in" / "b.convo.txt").write_text("T\n#me\nhi\n#me\nMEDIA link.png\n", "utf-8")

    command_line("in")

    assert {()} == {one.sessions[0].script[-1].send for one in load_scenarios(tmp_path / "imported")}


def test_language_checks_and_format_can_be_told(command_line: CommandLine, suite: Path, tmp_path: Path) -> None:
    file = str(suite / "parcel.convo.txt")

    code, _, _ = command_line(file, "--from", "botium", "--lang", "zh", "--checks", "none", "--out", "here")

    (scenario,) = load_scenarios(tmp_path / "here" / "parcel.yaml")
    assert (0, "zh", ()) == (code, scenario.lang, scenario.expect.checks)


TROUBLES = {
    "no such file": ("gone.yml", None, "gone.yml: cannot be read"),
    "none of the formats": ("a.txt", b"just words", "is in none of the formats"),
    "not UTF-8": ("a.json", b"\xff\x00\xff", "is not UTF-8"),
    "broken": ("a.json", b'{"messages": [', "is not JSON"),
    "nothing in it": ("a.json", b'{"messages": [{"role": "assistant", "content": "hi"}]}', "no scenario came of it"),
}


@pytest.mark.parametrize(("name", "content", "message"), TROUBLES.values(), ids=TROUBLES)
def test_what_cannot_be_done_is_told(
    name: str, content: bytes | None, message: str, command_line: CommandLine, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    code, _, err = command_line(name)

    assert (2, True, False) == (code, message in err, (tmp_path / "imported").exists())


def test_hostile_names_and_words_are_made_visible(command_line: CommandLine, tmp_path: Path) -> None:
    text = "T\x1b[2J\n#me\nhi\u202e\x1b\n#bot\nX_Y\x1b[31m 1\n"
    (tmp_path / "a.convo.txt").write_text(text, "utf-8")

    code, out, err = command_line("a.convo.txt")

    assert (0, False) == (code, "\x1b" in out + err + (tmp_path / "imported" / "a.yaml").read_text("utf-8"))
