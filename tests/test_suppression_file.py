"""Suppression files: every mistake with its line, and what commands make of the entries."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runaround.cli import main
from runaround.errors import FileError
from runaround.model import Suppression
from runaround.suppression_file import load_suppressions

CommandLine = Callable[..., tuple[int, str, str]]
AGAIN = "Items of one order are sometimes packed separately, so please look at your order page."
LOOP = f"Customer: One bottle is missing.\nBot: {AGAIN}\nCustomer: No, there was only one parcel.\nBot: {AGAIN}\n"
ENTRY = """\
  - kind: loop/answer
    case: "*"
    reason: The law wants these words.
    author: Ann Lee
    expires: 2999-12-31
"""
EXPIRED = ENTRY.replace("2999", "2001")


@pytest.fixture
def command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CommandLine:
    """Run `runaround` beside a conversation with a loop; return exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(LOOP, "utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def write(folder: Path, *entries: str) -> Path:
    path = folder / "s.yaml"
    path.write_text("suppressions:\n" + "".join(entries), "utf-8")
    return path


def mistakes_of(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(FileError) as caught:
        load_suppressions(path)
    return [(mistake.line, mistake.text) for mistake in caught.value.mistakes]


def test_an_entry_is_read_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, ENTRY, ENTRY.replace('case: "*"', "scenario: late_parcel\n    turn: 4"))

    entry = Suppression("loop/answer", "The law wants these words.", "Ann Lee", date(2999, 12, 31), line=2)
    narrow = Suppression(*(entry.kind, entry.reason, entry.author, entry.expires), "late_parcel", turn=4, line=7)
    assert (entry, narrow) == load_suppressions(path)


@pytest.mark.parametrize("key", ["kind", "reason", "author", "expires"])
def test_what_every_entry_needs_is_missed(tmp_path: Path, key: str) -> None:
    kept = [line for line in ENTRY.splitlines(keepends=True) if f"{key}:" not in line]
    path = write(tmp_path, "  - " + "".join(kept).removeprefix("  - ").lstrip())

    (line, text) = mistakes_of(path)[0]

    assert (2, True) == (line, text.startswith(f"the key {key!r} is missing; expected a"))


WRONG = {
    "a reason of spaces": ("The law wants these words.", '"  "', 4, "found the text '  ', expected a sentence"),
    "no day": ("2999-12-31", "2999-02-30", 6, "which is no day of the calendar"),
    "a day in words": ("2999-12-31", "next year", 6, "expected a day such as 2027-01-31."),
    "a form misspelt": ("loop/answer", "loop/anwser", 2, "Did you mean 'loop/answer'?"),
    "a form where there are none": ("loop/answer", "upsell/hard", 2, "'upsell' has no forms."),
    "nowhere": ('case: "*"', "turn: 1", 2, "expected a scenario, or 'case' with the id of a case; * stands for all."),
    "a turn before the first": ('case: "*"', 'case: "*"\n    turn: -1', 4, "expected the number of a turn, from 0 on."),
    "a key misspelt": ('case: "*"', 'cases: "*"\n    scenario: a', 3, "Did you mean 'case'?"),
}


@pytest.mark.parametrize(("right", "wrong", "line", "told"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, right: str, wrong: str, line: int, told: str) -> None:
    path = write(tmp_path, ENTRY.replace(right, wrong))

    found = mistakes_of(path)

    assert [(line, True)] == [(at, told in text) for at, text in found]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path, ENTRY.replace("Ann Lee", '""'), ENTRY.replace("12-31", "13-01"), ENTRY.replace("answer", "x")
    )

    assert [5, 11, 12] == [line for line, _ in mistakes_of(path)]


@pytest.mark.parametrize("text", ["suppressions: []\n", "- kind: loop\n", "suppressions:\n  loop: 1\n", "a: 1\n"])
def test_what_is_no_list_of_entries_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.yaml").write_text(text, "utf-8")

    assert mistakes_of(tmp_path / "s.yaml")


def test_the_kind_of_a_plugin_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path, ENTRY.replace("loop/answer", "house_rule/own"))

    assert ["house_rule/own"] == [entry.kind for entry in load_suppressions(path)]


def test_the_schema_is_printed_and_takes_the_file(command_line: CommandLine) -> None:
    code, out, _ = command_line("schema", "suppressions")
    schema = json.loads(out)
    entry = {"kind": "loop", "case": "*", "reason": "r", "author": "a", "expires": "2999-12-31"}

    Draft202012Validator.check_schema(schema)
    assert 0 == code
    assert Draft202012Validator(schema).is_valid({"suppressions": [entry]})
    assert not Draft202012Validator(schema).is_valid({"suppressions": [{**entry, "reason": " "}]})


def test_check_knows_a_suppression_file(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY.replace("answer", "x"))

    code, out, _ = command_line("check", "s.yaml")

    assert (2, True) == (code, "1 file checked, 1 mistake." in out and "line 2, suppressions[0].kind" in out)


# --- score ------------------------------------------------------------------------------------------


def report_of(out: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(out)
    return report


def test_what_is_suppressed_fails_nothing_and_stays_in_the_report(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY)

    code, out, err = command_line("score", "a.txt", "--suppress", "s.yaml", "--format", "json")

    report = report_of(out)
    (case,) = report["cases"]
    (suppressed,) = case["suppressed"]
    assert (0, "passed", [], 1) == (code, case["status"], case["findings"], report["run"]["suppressed"])
    assert ("loop/answer", 3) == (suppressed["finding"]["kind"], suppressed["finding"]["turn"])
    assert ("The law wants these words.", "Ann Lee", "2999-12-31") == tuple(
        suppressed[key] for key in ("reason", "author", "expires")
    )
    assert "suppress" not in err


def test_an_expired_entry_suppresses_nothing_and_is_told(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, EXPIRED)

    code, out, err = command_line("score", "a.txt", "--suppress", "s.yaml", "--format", "json")

    assert (1, 0) == (code, report_of(out)["run"]["suppressed"])
    assert "s.yaml:2: expired on 2001-12-31 and suppresses nothing; 1 finding counted again." in err


def test_an_entry_that_fits_nothing_is_told(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY, ENTRY.replace("loop/answer", "upsel"))

    _, _, err = command_line("score", "a.txt", "--suppress", "s.yaml")

    told = "'upsel' suppressed nothing: no finding fits that no earlier entry has suppressed. Did you mean 'upsell'?"
    assert f"runaround: s.yaml:7: {told}\n" in err


def test_a_wrong_file_stops_the_work_before_it_begins(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY.replace("Ann Lee", '""'))

    code, out, err = command_line("score", "a.txt", "--suppress", "s.yaml", "--out", "o")

    assert (2, "", False) == (code, out, (tmp_path / "o").exists())
    assert "s.yaml:5: suppressions[0].author: found the text '', expected a name." in err


def test_the_list_of_findings_keeps_what_is_suppressed(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY)

    command_line("score", "a.txt", "--suppress", "s.yaml", "--out", "o")

    (line,) = (tmp_path / "o" / "findings.jsonl").read_text("utf-8").splitlines()
    assert ("passed", [], "Ann Lee") == (
        *(json.loads(line)[key] for key in ("status", "findings")),
        json.loads(line)["suppressed"][0]["author"],
    )


def test_masking_covers_the_case_and_the_reason_and_leaves_the_author(
    command_line: CommandLine, tmp_path: Path
) -> None:
    entry = ENTRY.replace('case: "*"', 'case: "a*"').replace("these words.", "it, says bo@shop.example.")
    write(tmp_path, entry.replace("Ann Lee", "ann@bot.example"))

    _, out, _ = command_line("score", "a.txt", "--suppress", "s.yaml", "--mask-pii", "--format", "json")

    assert ("bo@shop.example" in out, "ann@bot.example" in out) == (False, True)


def test_cases_that_are_not_shown_are_counted(command_line: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, ENTRY)
    (tmp_path / "b.txt").write_text(LOOP, "utf-8")

    _, out, _ = command_line("score", "a.txt", "b.txt", "--suppress", "s.yaml", "--keep", "1", "--format", "json")

    report = report_of(out)
    assert (1, 2, 2) == (len(report["cases"]), report["run"]["suppressed"], report["suppressions"][0]["findings"])
