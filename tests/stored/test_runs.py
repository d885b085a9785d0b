"""`runaround runs` and `runaround show RUN`: what is in the store, told so that a person finds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from stored_runs import CASES, GOOD, LOOP, OLD, RUN, add_run
from wcwidth import wcswidth

from runaround.model import CaseError, CaseStatus, ErrorKind
from runaround.store import NewRun, PlannedCase, Store, open_store
from runaround.stored_runs import read_run

CommandLine = Callable[..., tuple[int, str, str]]


def test_runs_are_listed_the_latest_first(store: Store, command_line: CommandLine) -> None:
    store.prune(OLD, reason="old")

    code, out, err = command_line("runs")

    assert (0, "") == (code, err)
    assert [
        "Run                    State     Cases  Passed  Failed  Inconclusive",
        "20261122T100000Z-shop  finished  3/3    1       1       1",
        "  2026-11-22 10:00 UTC · shop · judged once · runaround 0.1.0",
    ] == out.splitlines()


def test_pruned_runs_are_listed_on_request(store: Store, command_line: CommandLine) -> None:
    store.prune(OLD, reason="old")

    _, out, _ = command_line("runs", "--all", "--format", "json")

    assert [(RUN, "finished", 3, 1), (OLD, "pruned", 0, 0)] == [
        (one["id"], one["state"], one["recorded"], one["failed"]) for one in json.loads(out)
    ]


def test_a_table_of_chinese_names_fits_eighty_columns(store: Store, command_line: CommandLine) -> None:
    add_run(store, "20261121T090000Z-" + "店铺机器人" * 12, [replace(GOOD, target="店铺\x1b[2J机器人")])

    _, out, _ = command_line("runs", "--report-lang", "zh")

    assert "未通过" in out
    assert "\x1b" not in out
    assert 80 >= max(map(wcswidth, out.splitlines()))


def test_that_there_are_more_is_told(store: Store, command_line: CommandLine) -> None:
    _, out, err = command_line("runs", "--limit", "1")

    assert (True, False) == (RUN in out, OLD in out)
    assert "There are more than this run" in err


def test_without_a_store_the_way_to_one_is_told(command_line: CommandLine, tmp_path: Path) -> None:
    said = {command: command_line(*command.split()) for command in ("runs", "show latest", "prune --keep 1 --reason x")}

    expected = (
        2,
        "",
        "runaround: results/runaround.db: there is no store here; `runaround run` makes one, --store names another.\n",
    )
    assert dict.fromkeys(said, expected) == said
    assert [] == list(tmp_path.iterdir())


def test_the_environment_names_the_store(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with open_store(tmp_path / "elsewhere.db") as elsewhere:
        add_run(elsewhere, "there", [GOOD])
    monkeypatch.setenv("RUNAROUND_STORE", "elsewhere.db")

    assert "\nthere " in command_line("runs")[1]


def test_a_run_is_shown_with_its_report(store: Store, command_line: CommandLine) -> None:
    code, out, _ = command_line("show", "latest")

    assert 0 == code
    assert out.startswith(f"Run {RUN}\n  finished, 3 of 3 cases recorded\n")
    assert "Judgement 1 of" in out
    assert "the one shown here" in " ".join(out.split())
    assert "1 of 2 cases passed" in out


def test_a_report_of_a_run_is_made_again(store: Store, command_line: CommandLine) -> None:
    _, out, _ = command_line("show", "20261122", "--format", "json")

    report = json.loads(out)
    assert (RUN, 3, False) == (report["run"]["id"], report["run"]["planned"], report["run"]["interrupted"])
    assert sorted(one.id for one in CASES) == [case["id"] for case in report["cases"]]


def test_a_case_is_shown_with_marks_at_its_turns(store: Store, command_line: CommandLine) -> None:
    code, out, _ = command_line("show", "20261122", LOOP.id)

    told = " ".join(out.split())
    assert 0 == code
    assert "look at your order page. · proves turn 3 2 Consumer" in told
    assert "look at your order page. ▲ Same answer again: Turn 3 repeats the answer of turn 1" in told
    assert "POST" not in out


def test_a_case_is_shown_with_the_wire_and_cannot_act_on_the_terminal(store: Store, command_line: CommandLine) -> None:
    _, wire, _ = command_line("show", RUN, LOOP.id, "--wire")
    _, hostile, _ = command_line("show", RUN, CASES[2].id, "--report-lang", "zh")

    assert '    {"phone": 13812345678}\n  came back:\n    HTTP 200\n' in wire
    assert "\\x1b[2J HTTP 502." in hostile
    assert "\x1b" not in hostile


def test_attempts_are_told_and_which_counts(store: Store, command_line: CommandLine) -> None:
    run = store.runs.begin(NewRun("twice", "2026-11-22T10:00:00+00:00"), [PlannedCase("a")])
    store.cases.append(run, replace(GOOD, id="a"))
    store.cases.append(run, replace(GOOD, id="a", error=CaseError(ErrorKind.INTERRUPTED, "stopped")))

    _, out, _ = command_line("show", "twice", "a")

    first, second = (line for line in out.splitlines() if "Attempt" in line)
    assert (True, False) == ("(this one counts)" in first, "(this one counts)" in second)
    assert "Run twice, judged now" in out


WRONG = {
    "no-such-run": (("show", "--run", "nope"), "no run 'nope'; the latest are"),
    "no-such-case": (("show", "latest", "nope"), f"run '{RUN}': 'nope' is none of its cases."),
    "no-such-judgement": (("show", "latest", "--judgement", "9"), "has no judgement 9; it has 1."),
    "no-such-report": (("show", "latest", "--format", "nope"), "nope"),
    "no-such-case-but-near": (("show", "latest", "shop/hours"), "The nearest are shop/hours.en/0."),
    "no-such-run-but-near": (("show", "--run", "20261122T100000Z-shpo"), f"the nearest are {RUN}, {OLD}."),
    "neither": (("show", "nope"), "'nope' is neither a scenario nor a run.\n  nope: no scenario, area or file of this"),
    "neither, as a scenario": (("show", "missing_itm"), "Did you mean 'missing_item'?"),
    "neither, as a run": (("show", "nope"), f"\n  results/runaround.db: no run 'nope'; the latest are {RUN}, {OLD}."),
    "neither, as a case": (("show", "nope"), f"run '{RUN}': 'nope' is none of its cases. They are {LOOP.id}, "),
    "a case alone": (("show", LOOP.id), f"A case is named behind its run: runaround show {RUN} {LOOP.id}"),
    "several runs": (("show", "20"), "'20' is how 2 runs begin: "),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
@pytest.mark.usefixtures("store")
def test_what_cannot_be_shown_is_told(arguments: tuple[str, ...], message: str, command_line: CommandLine) -> None:
    code, out, err = command_line(*arguments)

    assert (2, "") == (code, out)
    assert message in err


def test_a_name_of_two_things_is_told_how_to_choose(store: Store, command_line: CommandLine) -> None:
    add_run(store, "missing_item", [GOOD])

    code, _, err = command_line("show", "missing_item")

    assert (2, "runaround: 'missing_item' is a run and a scenario; expected --run or --scenario beside it.\n") == (
        code,
        err,
    )
    assert command_line("show", "missing_item", "--run")[1].startswith("Run missing_item\n")
    assert "Who" in command_line("show", "missing_item", "--scenario", "--no-sample")[1]


def test_a_pruned_run_says_when_and_why(store: Store, command_line: CommandLine) -> None:
    store.prune(OLD, reason="a wish of the consumer")

    code, _, err = command_line("show", OLD)

    assert 2 == code
    assert "was pruned on" in err
    assert "(a wish of the consumer)" in err


def test_a_run_that_was_killed_before_its_verdicts_is_judged_as_the_others_were(store: Store) -> None:
    told: list[str] = []
    run = add_run(store, "killed", judged=[GOOD])

    read = read_run(store, run, note=told.append)

    whole = read_run(store, RUN, note=told.append)
    assert whole.scorecards == read.scorecards
    assert [case.verdict for case in whole.cases] == [case.verdict for case in read.cases]
    assert "2 cases had no verdict and were judged now, as the others were." in told[0]


def test_cases_of_other_detectors_are_not_judged_by_those_of_today(store: Store) -> None:
    told: list[str] = []
    run = add_run(store, "older", judged=[GOOD], detectors="0")

    read = read_run(store, run, note=told.append)

    assert [CaseStatus.PASSED] == [case.verdict.status for case in read.cases]
    assert ("0", 3, True) == (read.versions.detectors, read.planned, read.interrupted)
    assert "was made by detectors 0; these are" in told[0]
