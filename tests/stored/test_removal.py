"""`runaround prune` and `runaround redact`: what goes is named first, goes for good, and leaves a note."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stored_runs import GOOD, LOOP, OLD, RUN, add_run

from runaround.store import EventKind, NewRun, PlannedCase, RunState, Store, open_store

CommandLine = Callable[..., tuple[int, str, str]]


class Terminal(io.StringIO):
    """Somebody who types an answer."""

    def isatty(self) -> bool:
        return True


def names(store: Store) -> list[str]:
    return [one.id for one in store.runs.list_all()]


def test_all_but_the_latest_are_deleted(store: Store, command_line: CommandLine) -> None:
    code, out, err = command_line("prune", "--keep", "1", "--reason", "a year is over", "--yes")

    assert 0 == code
    assert f"{OLD}  2026-08-01  shop  1 conversation, 1 judgement\n" == out
    assert err.startswith("Deleted 1 run;")
    assert [RUN] == names(store)
    assert "a year is over" == store.runs.list_events(OLD)[-1].detail["reason"]


def test_a_rehearsal_deletes_nothing(store: Store, command_line: CommandLine) -> None:
    _, out, err = command_line("prune", RUN, OLD, "--reason", "x", "--dry-run")

    assert out.endswith("2 runs with 4 conversations\n")
    assert "Nothing was deleted.\n" == err
    assert [RUN, OLD] == names(store)


def test_old_runs_of_one_bot_are_deleted(tmp_path: Path, command_line: CommandLine) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=91)
    with open_store(tmp_path / "results" / "runaround.db", clock=lambda: long_ago) as store:
        add_run(store, "old-shop", [GOOD])
        store.runs.begin(NewRun("old-bank", "2026-01-01"), [PlannedCase("a", target="bank")])
    with open_store(tmp_path / "results" / "runaround.db") as store:
        add_run(store, "new-shop", [GOOD])

        command_line("prune", "--older-than", "90d", "--target", "shop", "--reason", "x", "--yes")

        assert ["new-shop", "old-bank"] == names(store)


def test_a_run_that_is_running_is_left_alone(store: Store, command_line: CommandLine) -> None:
    store.runs.begin(NewRun("live", "2026-11-22"), [PlannedCase("a")])
    add_run(store, "newest")

    _, _, err = command_line("prune", "--keep", "1", "--reason", "x", "--yes")
    code, _, named = command_line("prune", "live", "--reason", "x", "--yes")

    assert "Left alone, because they are running: live.\n" in err
    assert (2, True) == (code, named.startswith("runaround: Run 'live' is running;"))
    assert RunState.RUNNING is store.runs.read("live").state


@pytest.mark.parametrize(("answer", "outcome"), [("y\n", (0, [RUN])), ("n\n", (2, [RUN, OLD])), ("", (2, [RUN, OLD]))])
def test_at_a_terminal_it_asks(
    answer: str,
    outcome: tuple[int, list[str]],
    store: Store,
    command_line: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))

    done, _, err = command_line("prune", OLD, "--reason", "x")

    assert outcome == (done, names(store))
    assert "Delete 1 run from results/runaround.db? This cannot be undone. [y/N]\n" in err


WRONG = {
    "nobody-to-ask": (("prune", OLD, "--reason", "x"), "Nobody is there to answer; expected --yes."),
    "nobody-to-ask-either": (("redact", OLD, "--reason", "x"), "Nobody is there to answer; expected --yes."),
    "no-reason": (("prune", OLD, "--reason", " "), "--reason: found an empty text"),
    "no-reason-to-mask": (("redact", OLD, "--reason", ""), "--reason: found an empty text"),
    "no-rule": (("prune", "--reason", "x"), "Expected either names of runs, or --older-than or --keep."),
    "two-rules": (("prune", OLD, "--keep", "1", "--reason", "x"), "Expected either names of runs, or"),
    "a-bot-and-a-name": (("prune", OLD, "--target", "a", "--reason", "x"), "--target goes with --older-than or --keep"),
    "no-span": (("prune", "--older-than", "90", "--reason", "x"), "expected a number and h, d or w: 36h, 90d, 12w"),
    "a-span-without-end": (("prune", "--older-than", f"{'9' * 99}d", "--reason", "x"), "expected a number and h, d or"),
    "no-such-case": (("redact", OLD, "--case", "z", "--reason", "x", "--yes"), "'z' is none of its cases."),
    "an-empty-word": (("redact", OLD, "--word", " ", "--reason", "x", "--yes"), "--word: found an empty text"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_what_is_not_meant_removes_nothing(
    arguments: tuple[str, ...],
    message: str,
    store: Store,
    command_line: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))

    code, _, err = command_line(*arguments)

    assert 2 == code
    assert message in err
    assert [RUN, OLD] == names(store)
    assert [EventKind.JUDGED, EventKind.FINISHED] == [event.kind for event in store.runs.list_events(OLD)]


def test_personal_data_is_masked_where_it_stands(store: Store, command_line: CommandLine, tmp_path: Path) -> None:
    code, out, err = command_line("redact", RUN, "--reason", "asked by the consumer", "--yes")

    assert (0, "Masked 2 places in 3 records.\n") == (code, out)
    assert f"results/{RUN}" in err
    said = {case.transcript.id: case for case in store.cases.stream(RUN, judgement=1)}
    assert "When are you open? Call [phone-1]." == said[GOOD.id].transcript.turns[0].text
    assert 'POST http://bot.test\n\n{"phone": "[phone-1]"}' == said[LOOP.id].transcript.exchanges[0].request
    assert "asked by the consumer" == store.runs.list_events(RUN)[-1].detail["reason"]
    files = b"".join(path.read_bytes() for path in (tmp_path / "results").iterdir())
    assert 1 == files.count(b"13812345678")  # of the other run


def test_one_case_can_be_masked_alone(store: Store, command_line: CommandLine) -> None:
    _, out, _ = command_line("redact", RUN, "--case", GOOD.id, "--reason", "x", "--yes")

    assert "Masked 1 place in 1 record.\n" == out
    said = {case.transcript.id: case.transcript for case in store.cases.stream(RUN)}
    assert LOOP.exchanges == said[LOOP.id].exchanges
    assert "x (case shop/hours.en/0)" == store.runs.list_events(RUN)[-1].detail["reason"]


def test_a_name_that_nothing_announces_is_masked_when_it_is_told(store: Store, command_line: CommandLine) -> None:
    words = ("--word", "ＷＨＥＮ are", "--word", "bot.test", "--word", "hen")

    _, out, _ = command_line("redact", RUN, *words, "--reason", "x", "--yes")

    said = {case.transcript.id: case.transcript for case in store.cases.stream(RUN)}
    assert "[word-1] you open? Call [phone-1]." == said[GOOD.id].turns[0].text
    assert 'POST http://[word-1]\n\n{"phone": "[phone-1]"}' == said[LOOP.id].exchanges[0].request
    assert "When" not in out


def test_a_run_goes_by_the_folder_of_its_reports_and_a_case_by_its_scenario(
    store: Store, command_line: CommandLine, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps({"run": {"id": RUN}}), "utf-8")

    code, out, _ = command_line("redact", str(folder), "--case", GOOD.scenario, "--reason", "x", "--yes")

    assert (0, "Masked 1 place in 1 record.\n") == (code, out)
    assert f"x (case {GOOD.id})" == store.runs.list_events(RUN)[-1].detail["reason"]
