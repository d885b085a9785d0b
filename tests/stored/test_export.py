"""`runaround export`: what comes out can be read again, and acts on nothing."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from stored_runs import CASES, GOOD, LOOP, OLD, RUN, add_run

from runaround.model import Expectation, Outcome
from runaround.store import Recorded, Store, read_records

CommandLine = Callable[..., tuple[int, str, str]]
COMPLAINT = "The bot answered \\x1b[2J HTTP 502."


def test_transcripts_come_out_as_they_were_recorded(store: Store, command_line: CommandLine, tmp_path: Path) -> None:
    code, out, err = command_line("export", "latest", "--wire", "--out", "run.jsonl")

    assert (0, "", "Exported 3 cases.\n") == (code, out, err)
    read = list(read_records(tmp_path / "run.jsonl"))
    assert [one.id for one in CASES] == [one.transcript.id for one in read if isinstance(one, Recorded)]
    (loop, *_) = read
    assert isinstance(loop, Recorded)
    assert (LOOP.turns, LOOP.exchanges, Expectation(Outcome.RESOLVED)) == (
        loop.transcript.turns,
        loop.transcript.exchanges,
        loop.expect,
    )


def test_what_is_exported_can_be_scored(store: Store, command_line: CommandLine) -> None:
    command_line("export", RUN, OLD, "--out", "both.jsonl")

    code, out, err = command_line("score", "both.jsonl")

    assert 1 == code
    assert "2 of 3 cases passed" in out
    assert "also the id" not in err


def test_the_verdict_stands_beside_the_transcript(store: Store, command_line: CommandLine) -> None:
    _, out, _ = command_line("export", RUN)

    loop = json.loads(out.splitlines()[0])
    assert (RUN, 1, 1, "failed", "loop/answer") == (
        loop["run"],
        loop["judgement"],
        loop["attempt"],
        loop["verdict"]["status"],
        loop["verdict"]["findings"][0]["kind"],
    )
    assert "exchanges" not in loop


def test_a_case_that_cannot_be_judged_is_exported_all_the_same(store: Store, command_line: CommandLine) -> None:
    add_run(store, "older", judged=[GOOD], detectors="0")

    _, out, err = command_line("export", "older")

    assert [None, "passed", None] == [(json.loads(line)["verdict"] or {}).get("status") for line in out.splitlines()]
    assert "2 cases without a verdict" in err


def test_a_table_cannot_act_on_a_spreadsheet(store: Store, command_line: CommandLine) -> None:
    _, out, _ = command_line("export", RUN, OLD, "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [RUN, RUN, RUN, OLD] == [row["run"] for row in rows]
    assert ('\'=HYPERLINK("http://evil.test")', f"Turn 0: {COMPLAINT}") == (rows[2]["title"], rows[2]["error"])


def test_the_table_is_that_of_the_report(store: Store, command_line: CommandLine) -> None:
    _, report, _ = command_line("show", RUN, "--format", "csv_findings")

    _, out, _ = command_line("export", RUN, "--format", "csv", "--findings")

    # A report of one run says beneath what a reader must know of it; this one has nothing to say.
    assert report.splitlines()[:2] == out.splitlines()[:2]


def test_findings_have_lines_of_their_own(store: Store, command_line: CommandLine) -> None:
    _, out, err = command_line("export", RUN, "--findings")

    (found,) = map(json.loads, out.splitlines())
    assert ("loop/answer", 3, [1], LOOP.id) == (found["kind"], found["turn"], found["refs"], found["case"])
    assert "Exported 1 finding.\n" == err


def test_personal_data_is_masked_on_the_wire_too(store: Store, command_line: CommandLine) -> None:
    _, out, _ = command_line("export", RUN, "--mask-pii", "--wire")

    assert "13812345678" not in out
    loop, good, _ = map(json.loads, out.splitlines())
    assert 'POST http://bot.test\n\n{"phone": "[phone-1]"}' == loop["exchanges"][0]["request"]
    assert "When are you open? Call [phone-1]." == good["turns"][0]["text"]


def test_parquet_has_types(store: Store, command_line: CommandLine, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")

    code, _, _ = command_line("export", RUN, "--format", "parquet", "--out", "cases.parquet")
    command_line("export", RUN, "--format", "parquet", "--findings", "--out", "findings.parquet")

    assert 0 == code
    loop, good, broken = parquet.read_table(tmp_path / "cases.parquet").to_pylist()
    (found,) = parquet.read_table(tmp_path / "findings.parquet").to_pylist()
    assert (["loop/answer"], 2, False, "7") == (
        loop["kinds"],
        loop["consumer_turns"],
        loop["asked_for_human"],
        loop["seed"],
    )
    assert ([], None, "inconclusive") == (good["kinds"], broken["outcome"], broken["status"])
    assert (3, [1]) == (found["turn"], found["refs"])


def test_without_pyarrow_the_way_to_it_is_told(
    store: Store, command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    code, _, err = command_line("export", RUN, "--format", "parquet", "--out", "cases.parquet")

    assert (2, "runaround: --format parquet needs pyarrow: pip install 'runaround[parquet]'.\n") == (code, err)


WRONG = {
    "parquet-on-a-terminal": (("latest", "--format", "parquet"), "expected --out FILE."),
    "wire-in-a-table": (("latest", "--format", "csv", "--wire"), "--wire: a table has no place for it"),
    "no-such-run": (("nope", "--out", "x.jsonl"), "no run 'nope'"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
@pytest.mark.usefixtures("store")
def test_what_cannot_be_exported_leaves_no_file(
    arguments: tuple[str, ...], message: str, command_line: CommandLine, tmp_path: Path
) -> None:
    code, out, err = command_line("export", *arguments)

    assert (2, "") == (code, out)
    assert message in err
    assert [tmp_path / "results"] == list(tmp_path.iterdir())
