"""`runaround score RUN` and `runaround explain RUN`: a run that is kept reads like a file of its transcripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from stored_runs import CASES, LOOP, RUN, add_run

from runaround.store import Store, encode, open_store

CommandLine = Callable[..., tuple[int, str, str]]


def test_a_run_is_scored_like_its_file(store: Store, command_line: CommandLine, tmp_path: Path) -> None:
    lines = [encode(case.transcript, expect=case.expect) for case in store.cases.stream(RUN)]
    (tmp_path / "run.jsonl").write_text("\n".join(lines) + "\n", "utf-8")

    assert command_line("score", "run.jsonl") == command_line("score", "latest")


def test_a_case_of_a_run_is_explained(store: Store, command_line: CommandLine) -> None:
    code, out, _ = command_line("explain", "20261122", "--case", LOOP.id)

    assert 0 == code
    assert out.startswith(f"Case {LOOP.id}: 4 turns.")
    assert "Finding 1: Same answer again (loop/answer)" in out


def test_a_file_comes_before_a_run_of_its_name(store: Store, command_line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / RUN).write_text(encode(CASES[1]) + "\n", "utf-8")

    assert "1 of 1 case" in command_line("score", RUN)[1]


def test_what_is_neither_is_told(store: Store, command_line: CommandLine) -> None:
    code, out, err = command_line("score", "nope.jsonl")

    assert (2, "") == (code, out)
    assert "nope.jsonl: there is no such file, and no such run. results/runaround.db: no run 'nope.jsonl'" in err


@pytest.mark.parametrize("command", ["explain", "score", "show", "export", "rescore --dry-run"])
@pytest.mark.usefixtures("store")
def test_the_folder_of_reports_stands_for_its_run(command: str, command_line: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps({"run": {"id": RUN}}), "utf-8")

    by_folder, by_id = command_line(*command.split(), "mine"), command_line(*command.split(), RUN)

    assert by_id[:2] == by_folder[:2]
    assert 2 != by_folder[0]


@pytest.mark.parametrize("command", [("show", "latest"), ("explain", "latest", "--case")], ids=["show", "explain"])
@pytest.mark.usefixtures("store")
def test_a_case_goes_by_its_scenario(command: tuple[str, ...], command_line: CommandLine) -> None:
    """The reports name cases by their scenario, and that is what people type."""
    assert command_line(*command, LOOP.id)[:2] == command_line(*command, LOOP.scenario)[:2]


@pytest.mark.usefixtures("store")
def test_a_case_that_is_nearly_right_is_named(command_line: CommandLine) -> None:
    code, _, err = command_line("show", "latest", LOOP.id[:-1] + "x")

    assert 2 == code
    assert f"The nearest are {LOOP.id}" in err


def test_a_store_that_is_named_and_not_there_is_told(command_line: CommandLine) -> None:
    code, _, err = command_line("score", "latest", "--store", "gone.db")

    assert (
        2,
        "runaround: gone.db: there is no store here; `runaround run` makes one, --store names another.\n",
    ) == (code, err)


@pytest.mark.postgres
def test_every_command_works_on_a_server(postgres_url: str, command_line: CommandLine, tmp_path: Path) -> None:
    with open_store(postgres_url) as store:
        add_run(store)

    def ask(*arguments: str) -> tuple[int, str]:
        code, out, _ = command_line(*arguments, "--store", postgres_url)
        return code, out

    assert f"\n{RUN}  finished  3/3    1       1       1\n" in ask("runs")[1]
    assert "1 of 2 cases passed" in ask("show", "latest")[1]
    assert "▲ Same answer again" in ask("show", "latest", LOOP.id, "--wire")[1]
    assert 3 == len(ask("export", RUN)[1].splitlines())
    assert "Nothing changed in 3 cases." in ask("rescore", RUN)[1]
    assert 1 == ask("score", RUN)[0]
    assert (0, "Masked 2 places in 3 records.\n") == ask("redact", RUN, "--reason", "x", "--yes")
    assert 0 == ask("prune", RUN, "--reason", "x", "--yes")[0]
    assert "pruned" in ask("runs", "--all")[1]
