"""Quarantine files: every mistake with its line, and what commands make of the entries."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from runaround.cli import main
from runaround.errors import FileError
from runaround.model import Quarantine
from runaround.quarantine_file import load_quarantines

CommandLine = Callable[..., tuple[int, str, str]]
AGAIN = "Items of one order are sometimes packed separately, so please look at your order page."
LOOP = f"Customer: One bottle is missing.\nBot: {AGAIN}\nCustomer: No, there was only one parcel.\nBot: {AGAIN}\n"
ENTRY = """\
  - case: "a*"
    reason: The test shop runs out of bottles now and then.
    author: Ann Lee
    expires: 2999-12-31
    issue: https://issues.example/4711
"""


@pytest.fixture
def command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """Run `runaround` beside a conversation with a loop and a harmless one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(LOOP, "utf-8")
    (tmp_path / "b.txt").write_text("Customer: When do you open?\nBot: At nine.\nCustomer: Thank you!\n", "utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def write(folder: Path, *entries: str) -> Path:
    path = folder / "q.yaml"
    path.write_text("quarantine:\n" + "".join(entries), "utf-8")
    return path


def test_an_entry_is_read_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, ENTRY, ENTRY.replace('case: "a*"', "scenario: late\n    release_after: 5"))

    reason, last = "The test shop runs out of bottles now and then.", date(2999, 12, 31)
    first = Quarantine(reason, "Ann Lee", last, case="a*", issue="https://issues.example/4711", line=2)
    second = Quarantine(reason, "Ann Lee", last, "late", issue=first.issue, release_after=5, line=7)
    assert (first, second) == load_quarantines(path)


WRONG = {
    "no reason": ("reason: The test shop runs out of bottles now and then.", 'reason: " "', 3, "a sentence that says"),
    "no day": ("2999-12-31", "2999-02-30", 5, "which is no day of the calendar"),
    "nowhere": ('case: "a*"', "release_after: 2", 2, "expected a scenario, or 'case' with the id of a case"),
    "released at once": ('case: "a*"', 'case: "a*"\n    release_after: 0', 3, "expected a whole number from 1 on."),
    "a kind": ('case: "a*"', 'case: "a*"\n    kind: loop', 3, "unknown key 'kind'"),
}


@pytest.mark.parametrize(("right", "wrong", "line", "told"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, right: str, wrong: str, line: int, told: str) -> None:
    path = write(tmp_path, ENTRY.replace(right, wrong))

    with pytest.raises(FileError) as caught:
        load_quarantines(path)

    assert [(line, True)] == [(one.line, told in one.text) for one in caught.value.mistakes]


def test_the_schema_is_printed_and_takes_the_file(command_line: CommandLine) -> None:
    code, out, _ = command_line("schema", "quarantine")
    schema = json.loads(out)
    entry = {"case": "*", "reason": "r", "author": "a", "expires": "2999-12-31"}

    Draft202012Validator.check_schema(schema)
    assert 0 == code
    assert Draft202012Validator(schema).is_valid({"quarantine": [entry]})
    assert not Draft202012Validator(schema).is_valid({"quarantine": [{**entry, "author": ""}]})


def test_check_knows_a_quarantine_file(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY.replace("Ann Lee", '""'))

    code, out, _ = command_line("check", "q.yaml")

    assert (2, True) == (code, "1 file checked, 1 mistake." in out and "line 4, quarantine[0].author" in out)


def test_a_case_in_quarantine_fails_nothing_and_is_shown(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY)

    code, out, err = command_line("score", "a.txt", "b.txt", "--quarantine", "q.yaml", "--format", "json")

    report = json.loads(out)
    (card,), (kept_out, counted) = report["scorecards"], report["cases"]
    assert (0, 1, 1, 1) == (code, report["run"]["quarantined"], card["passed"]["judged"], card["quarantined"])
    assert ("failed", "Ann Lee", False) == (
        kept_out["status"],
        kept_out["quarantine"]["author"],
        "quarantine" in counted,
    )
    assert "q.yaml" not in err


def test_when_everything_is_in_quarantine_nothing_was_judged(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY)

    code, out, _ = command_line("score", "a.txt", "--quarantine", "q.yaml")

    assert (2, True) == (code, out.startswith("No case could be judged\n"))


TOLD = {
    "over": (
        ENTRY.replace("2999", "2001"),
        "q.yaml:2: expired on 2001-12-31 and keeps nothing out; 1 case counted again.",
    ),
    "idle": (ENTRY.replace("a*", "z*"), "q.yaml:2: 'z*' keeps nothing out: no case fits that no earlier entry names."),
    "healed": (
        ENTRY.replace("a*", "b*") + "    release_after: 1\n",
        "q.yaml:2: 'b*' could be released: 1 pass in a row.",
    ),
}


@pytest.mark.parametrize(("entry", "told"), TOLD.values(), ids=TOLD)
def test_an_entry_that_can_go_is_told(command_line: CommandLine, tmp_path: Path, entry: str, told: str) -> None:
    write(tmp_path, entry)

    code, _, err = command_line("score", "a.txt", "b.txt", "--quarantine", "q.yaml")

    assert (1, True) == (code, f"runaround: {told}\n" in err)


def test_the_list_of_findings_marks_what_is_in_quarantine(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY)

    command_line("score", "a.txt", "b.txt", "--quarantine", "q.yaml", "--out", "o")

    (line,) = (tmp_path / "o" / "findings.jsonl").read_text("utf-8").splitlines()
    assert ("failed", True) == (json.loads(line)["status"], json.loads(line)["quarantined"])


def test_masking_covers_the_case_the_reason_and_the_issue(command_line: CommandLine, tmp_path: Path) -> None:
    entry = ENTRY.replace("The test shop", "bo@shop.example").replace("https://issues.example/4711", "al@shop.example")
    write(tmp_path, entry.replace("Ann Lee", "ann@bot.example"))

    _, out, _ = command_line("score", "a.txt", "--quarantine", "q.yaml", "--mask-pii", "--format", "json")

    assert (False, False, True) == tuple(f"{name}.example" in out for name in ("bo@shop", "al@shop", "ann@bot"))
