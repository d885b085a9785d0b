"""Counts findings in conversations in which nothing should be found, per 100 conversations and source.

    python benchmarks/false_alarms.py FOLDER [--most N] [--show]

FOLDER holds JSON Lines of recorded conversations, one source a file: {"id", "lang", "turns": [{"role", "text"}]}
with roles `user`, `bot` and `human_agent`; a file of anything else is named and left out. People who answer as agents
are judged as bots would be: what is ordinary between people must not be found. `--show` lists the alarms with their
turns, to be read one by one.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from tabulate import tabulate

from runaround.judging import judge_transcript, load_detectors
from runaround.model import Finding, Speaker, Transcript, Turn

LINE = '{"id", "lang", "turns": [{"role", "text"}]}'
SPEAKERS = {"user": Speaker.CONSUMER, "bot": Speaker.BOT, "human_agent": Speaker.BOT}


class OtherFileError(Exception):
    """A file holds something else than conversations."""


def read_conversations(path: Path, most: int) -> list[Transcript]:
    """Return up to `most` conversations of one file, evenly spread over it.

    Raises OtherFileError if one of them is no conversation.
    """
    lines = [(number, line) for number, line in enumerate(path.open(encoding="utf-8"), 1) if line.strip()]
    return [read_conversation(line, f"{path}:{n}") for n, line in lines[:: max(1, len(lines) // most)][:most]]


def read_conversation(line: str, where: str) -> Transcript:
    """Return the conversation on one line of a file; `where` names the line in the error."""
    try:
        record = json.loads(line)
        turns = tuple(
            Turn(SPEAKERS[turn["role"]], turn["text"], at=float(index)) for index, turn in enumerate(record["turns"])
        )
        return Transcript(record["id"], record["lang"], turns)
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{where}: no conversation ({type(error).__name__}: {error}); a line is {LINE}."
        raise OtherFileError(msg) from error


def main() -> None:
    """Print the table, and every alarm with the turns it names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=200, help="conversations of each file (default: 200)")
    parser.add_argument("--show", action="store_true", help="list the alarms")
    arguments = parser.parse_args()
    detectors = load_detectors()
    rows = []
    for path in sorted(arguments.folder.glob("*.jsonl")):
        try:
            conversations = read_conversations(path, arguments.most)
        except OtherFileError as error:
            print(f"Left out: {error}", file=sys.stderr)
            continue
        families: Counter[str] = Counter()
        started = time.perf_counter()
        for transcript in conversations:
            found = judge_transcript(transcript, detectors=detectors).verdict.findings
            families.update({finding.family for finding in found})
            if arguments.show:
                show(transcript, found)
        speed = sum(len(one.turns) for one in conversations) / (time.perf_counter() - started)
        rates = [f"{100 * families[name] / max(1, len(conversations)):.1f}" for name in detectors]
        rows.append([path.stem, len(conversations), *rates, f"{speed:.0f}"])
    print(tabulate(rows, headers=["source", "conversations", *detectors, "turns/s"]))


def show(transcript: Transcript, found: tuple[Finding, ...]) -> None:
    """Print each finding with the turns that it names."""
    for finding in found:
        print(f"\n{transcript.id}: {finding.kind} at {finding.turn}")
        for index in sorted({*finding.refs, finding.turn}):
            turn = transcript.turns[index]
            print(f"  {index} {turn.speaker}: {turn.text[:200]!r}")


if __name__ == "__main__":
    main()
