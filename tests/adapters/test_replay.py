"""A run that was recorded is played again: the same report, no bot, no waiting; and nothing is made up."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from runaround.specimens import serve

CommandLine = Callable[..., tuple[int, str, str]]

SCENARIOS = ("missing_item.zh", "the_promise.en")


@pytest.fixture
def command_line(tmp_path: Path) -> CommandLine:
    """Run `runaround` in a folder of its own; return exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "runaround", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
        return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")

    return run


@pytest.fixture
def recorded(tmp_path: Path, command_line: CommandLine) -> dict:
    """Return the JSON report of a run that was recorded into `recorded.jsonl`, with a target file that replays it."""

    async def record() -> tuple[int, str, str]:
        async with serve("evidence_hoarder") as served:
            served.write_target(tmp_path / "bot.yaml")
            arguments = ("run", "bot.yaml", *SCENARIOS, "--store", "runs.db", "--format", "json")
            return await asyncio.to_thread(command_line, *arguments)

    code, report, _ = asyncio.run(record())
    assert 1 == code, "something is found"
    code, lines, _ = command_line("export", "latest", "--store", "runs.db", "--format", "jsonl")
    assert 0 == code
    (tmp_path / "recorded.jsonl").write_text(lines, "utf-8")
    target = "adapter: replay\nname: evidence_hoarder\nrecords: recorded.jsonl\n"
    (tmp_path / "again.yaml").write_text(target, "utf-8")
    return json.loads(report)


def play(command_line: CommandLine, *more: str) -> tuple[int, dict, str]:
    code, out, err = command_line("run", "again.yaml", *more, "--store", "again.db", "--format", "json")
    return code, json.loads(out), err


def told(report: dict) -> list[tuple]:
    """Return what a report says of each case but for times."""
    return [
        (case["id"], case["status"], case["outcome"], case["findings"], [turn | {"at": 0} for turn in case["turns"]])
        for case in report["cases"]
    ]


def times_of(report: dict) -> list[float]:
    return [turn["at"] for case in report["cases"] for turn in case["turns"]]


def test_a_replay_gives_the_same_report(recorded: dict, command_line: CommandLine) -> None:
    code, again, _ = play(command_line, *SCENARIOS)

    assert told(recorded) == told(again)
    assert times_of(recorded) == pytest.approx(times_of(again), abs=1.0), "times are those of the recording"
    assert 1 == code, "what was found is found again"


def test_what_was_not_recorded_is_not_made_up(recorded: dict, command_line: CommandLine) -> None:
    code, again, err = play(command_line, "order_status.en")

    assert (2, ["inconclusive"]) == (code, [case["status"] for case in again["cases"]])
    assert "recorded.jsonl holds no recording of order_status.en." in err


def test_another_seed_is_another_consumer(recorded: dict, command_line: CommandLine) -> None:
    code, _, err = play(command_line, SCENARIOS[0], "--seed", "3")

    assert 2 == code
    assert "recorded.jsonl has missing_item.zh with the seed 0, and not 3." in err


def test_a_consumer_who_says_something_else_is_told_of_it(
    recorded: dict, command_line: CommandLine, tmp_path: Path
) -> None:
    text = (tmp_path / "recorded.jsonl").read_text("utf-8")
    case = next(json.loads(line) for line in text.splitlines() if '"the_promise.en"' in line)
    said = next(turn for turn in case["turns"] if turn["speaker"] == "consumer")
    said["text"] = "Something that nobody says"
    (tmp_path / "recorded.jsonl").write_text(json.dumps(case) + "\n", "utf-8")

    code, _, err = play(command_line, "the_promise.en")

    assert 2 == code
    assert "the recording of the_promise.en answers 'Something that nobody says', and not " in err


def test_a_file_that_is_not_there_is_a_mistake_of_the_target_file(
    recorded: dict, command_line: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "recorded.jsonl").unlink()

    code, _, err = command_line("run", "again.yaml")

    assert 2 == code
    assert "again.yaml:3: records: 'recorded.jsonl' cannot be read: No such file or directory." in err
