"""Counts findings in conversations in which nothing should be found, per 100 conversations and source.

    python benchmarks/false_alarms.py FOLDER [--most N]

FOLDER holds JSON Lines of recorded conversations, one source a file: {"id", "lang", "turns": [{"role", "text"}]}
with roles `user`, `bot` and `human_agent`. People who answer as agents are judged as bots would be: what
is ordinary between people must not be found. Alarms are listed with their turns, to be read one by one.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tabulate import tabulate

from runaround.judging import judge_transcript, load_detectors
from runaround.model import Finding, Speaker, Transcript, Turn

SPEAKERS = {"user": Speaker.CONSUMER, "bot": Speaker.BOT, "human_agent": Speaker.BOT}


def read_conversations(path: Path, most: int) -> Iterator[Transcript]:
    """Yield up to `most` conversations of one file, evenly spread over it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in lines[:: max(1, len(lines) // most)][:most]:
        record = json.loads(line)
        turns = tuple(
            Turn(SPEAKERS[turn["role"]], turn["text"], at=float(index)) for index, turn in enumerate(record["turns"])
        )
        yield Transcript(record["id"], record["lang"], turns)


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
        families: Counter[str] = Counter()
        conversations = turns = 0
        started = time.perf_counter()
        for transcript in read_conversations(path, arguments.most):
            found = judge_transcript(transcript, detectors=detectors).verdict.findings
            conversations, turns = conversations + 1, turns + len(transcript.turns)
            families.update({finding.family for finding in found})
            if arguments.show:
                show(transcript, found)
        speed = turns / (time.perf_counter() - started)
        rates = [f"{100 * families[name] / conversations:.1f}" for name in detectors]
        rows.append([path.stem, conversations, *rates, f"{speed:.0f}"])
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
