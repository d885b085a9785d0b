"""`runaround score` over files of all kinds: the examples of its page, files that are bad, large, packed, or secret."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from runaround.cli import main
from runaround.cli.score_account import Progress

CommandLine = Callable[..., tuple[int, str, str]]
PAGE = (Path(__file__).parent.parent / "docs" / "score.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
AGAIN = "Items of one order are sometimes packed separately, so please look at your order page."
LOOP = f"Customer: One bottle is missing.\nBot: {AGAIN}\nCustomer: No, there was only one parcel.\nBot: {AGAIN}\n"
GOOD = "Customer: When are you open?\nBot: We are open from nine to five.\nCustomer: Thank you, goodbye.\n"


@pytest.fixture
def command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """Run `runaround` in an empty folder; return exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def findings(report: str) -> list[list[tuple[str, int]]]:
    """Return what a JSON report found in each case."""
    return [[(one["kind"], one["turn"]) for one in case["findings"]] for case in json.loads(report)["cases"]]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_of_the_page_is_judged(command_line: CommandLine, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(EXAMPLES[name], "utf-8")

    code, out, _ = command_line("score", name, "--format", "json")

    assert (1, [[("loop/answer", 3)]]) == (code, findings(out))


def test_the_page_has_an_example_of_each_format() -> None:
    assert 11 == len(EXAMPLES)


def test_the_format_and_the_names_are_said(command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LOOP, "utf-8")

    _, _, err = command_line("score", "a.txt")

    assert "a.txt: read as plain text.\nTaken for the consumer: 'Customer'.\nTaken for the bot: 'Bot'.\n" == err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_the_encodings_that_spreadsheets_write(
    command_line: CommandLine, tmp_path: Path, encoding: str
) -> None:
    (tmp_path / "t.csv").write_bytes(EXAMPLES["table_zh.csv"].encode(encoding))

    code, out, _ = command_line("score", "t.csv", "--format", "json")

    assert (1, [[("loop/answer", 3)]]) == (code, findings(out))


def test_what_a_person_says_about_a_table_decides(command_line: CommandLine, tmp_path: Path) -> None:
    rows = [("Élodie", "One bottle is missing."), ("Café", AGAIN), ("Élodie", "No, one parcel."), ("Café", AGAIN)]
    text = "Qui/Quoi\n" + "".join(f"{who}/{what}\n" for who, what in rows)
    (tmp_path / "t.csv").write_bytes(text.encode("cp1252"))
    told = ("--encoding", "cp1252", "--separator", "/", "--column", "speaker=Qui", "--column", "text=Quoi")

    code, out, err = command_line("score", "t.csv", *told, "--consumer", "élodie", "--format", "json")

    assert (1, [[("loop/answer", 3)]]) == (code, findings(out))
    assert "Taken for the consumer: 'Élodie'.\nTaken for the bot: 'Café'.\n" in err


def test_files_folders_and_packed_files_are_judged_together(command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a.txt.gz").write_bytes(gzip.compress(LOOP.encode()))
    (tmp_path / "in" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "b.txt").write_text(GOOD, "utf-8")

    code, out, _ = command_line("score", "b.txt", "in", "--format", "json")

    assert (1, [[("loop/answer", 3)], []]) == (code, findings(out))


def test_a_packed_file_that_is_damaged_is_told(command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(LOOP.encode())[:-20])

    code, _, err = command_line("score", "a.txt.gz", "--from", "text")

    assert (2, True) == (code, "holds bytes that are no text" in err)


def test_bad_lines_do_not_change_the_exit_code_unless_they_are_to(command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{GOOD}---\nwhat is this\n", "utf-8")

    codes = [command_line("score", "a.txt", *further)[0] for further in ((), ("--strict",))]

    assert [0, 2] == codes


def test_of_many_bad_lines_twenty_are_shown_and_the_rest_is_counted(command_line: CommandLine, tmp_path: Path) -> None:
    lines = [f'{{"id": "c{number}", "lang": "en"}}' for number in range(50)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")

    code, _, err = command_line("score", "a.jsonl")

    told = err.splitlines()
    assert (2, 21) == (code, len(told))
    assert "runaround: 30 more: found nothing; expected a list of turns." == told[-1]


def test_of_many_conversations_those_with_findings_are_shown_and_all_are_counted(
    command_line: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("---\n".join([*[GOOD] * 5, LOOP, *[GOOD] * 4, LOOP]), "utf-8")

    _, out, _ = command_line("score", "a.txt", "--keep", "3", "--format", "json", "--out", "there")

    report = json.loads(out)
    assert (11, 9) == (report["scorecards"][0]["cases"], report["run"]["omitted"])
    assert [[("loop/answer", 3)]] * 2 == findings(out)
    assert "9 of 11" in report["headline"]
    assert 2 == len((tmp_path / "there" / "findings.jsonl").read_text("utf-8").splitlines())


def test_a_report_says_what_it_does_not_show(command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{GOOD}---\n{GOOD}---\n{LOOP}", "utf-8")

    _, out, _ = command_line("score", "a.txt", "--keep", "1")

    assert "2 further cases are counted here and not shown one by one." in out


def test_masked_reports_hold_no_number_and_the_same_findings(command_line: CommandLine, tmp_path: Path) -> None:
    text = (
        "张三: 没有货\n客服: 请提供您的手机号码\n张三: 13812345678\n客服: 请提供您的手机号码\n"
        "张三: 刚发过了，13812345678\n客服: 请耐心等待\n"
    )
    (tmp_path / "a.txt").write_text(text, "utf-8")

    _, plain, _ = command_line("score", "a.txt", "--format", "json")
    _, masked, err = command_line("score", "a.txt", "--format", "json", "--mask-pii", "--out", "there")

    written = "".join(path.read_text("utf-8") for path in (tmp_path / "there").iterdir())
    assert [[("repeated_request", 3)]] == findings(plain) == findings(masked)
    assert (False, False, 2) == ("1381234" in masked + err + written, "张三" in err, masked.count("[phone-1]"))


def test_what_was_judged_before_ctrl_c_is_reported(
    command_line: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but the keyboard interrupts; a stand-in for it presses the key after the second conversation."""
    (tmp_path / "a.txt").write_text("---\n".join([GOOD] * 4), "utf-8")

    def press(_: Progress, done: int, *, bad: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "advance", press)

    code, out, _ = command_line("score", "a.txt")

    assert (2, True) == (code, out.startswith("2 of 2 cases passed\nThis run was interrupted"))


def test_a_file_that_is_not_there_leaves_no_folder_behind(command_line: CommandLine, tmp_path: Path) -> None:
    code, _, err = command_line("score", "gone.csv", "--out", "there")

    assert (2, "runaround: gone.csv: No such file or directory.\n", []) == (code, err, list(tmp_path.iterdir()))


WRONG = {
    "a column": (
        ["--column", "who=x"],
        "--column: found 'who=x'; expected one of id, speaker, text, time, session, lang",
    ),
    "an encoding": (["--encoding", "klingon"], "--encoding: no encoding 'klingon'"),
    "a separator": (["--separator", "::"], "--separator: found '::'; expected one sign, or tab."),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_what_an_option_cannot_mean_is_one_clear_line(
    command_line: CommandLine, arguments: list[str], message: str
) -> None:
    code, _, err = command_line("score", "a.csv", *arguments)

    assert (2, 1, True) == (code, err.count("\n"), message in err)


def test_progress_is_told_every_five_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = iter([0.0, 4.0, 6.0, 7.0, 12.0])
    progress = Progress(lambda: next(seconds))

    for done in (10, 30, 40, 60):
        progress.advance(done, bad=done // 60)

    assert (
        "30 conversations judged, 5 a second ...\n60 conversations judged, 5 a second, 1 bad line ...\n"
    ) == capsys.readouterr().err
