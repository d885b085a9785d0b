"""Measures the memory and the speed of `runaround score` over files of growing size.

    python benchmarks/score_memory.py [--conversations 10000 100000] [--written runaround csv] [--mask-pii]

The conversations are generated: six turns each, one in twenty goes round in circles. Each file is scored by a process
of its own; the figures are its largest resident memory and the conversations that it judged per second, start included.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

from tabulate import tabulate

ORDERS = ("kettle", "lamp", "jacket", "desk", "radio", "tent", "blanket")
CIRCLE = "Items of one order are sometimes packed separately, so please look at your order page."
ENDINGS = {"runaround": "jsonl", "messages": "json", "csv": "csv", "text": "txt"}
ROLES = {"consumer": "user", "bot": "assistant"}
Said = list[tuple[str, str]]


def talk(number: int) -> Said:
    """Return one conversation; every twentieth goes round in circles."""
    what, order = ORDERS[number % len(ORDERS)], 100_000 + number
    is_circle = number % 20 == 0
    answer = CIRCLE if is_circle else f"Order {order} with the {what} left our house this morning."
    return [
        ("consumer", f"Hello, where is my {what}?"),
        ("bot", f"What is the number of your order for the {what}?"),
        ("consumer", f"It is {order}."),
        ("bot", answer),
        (
            "consumer",
            "No, there was only one parcel." if is_circle else "Thank you, that is all I wanted to know.",
        ),
        ("bot", answer if is_circle else "You are welcome, have a nice day."),
    ]


def lines_of(written: str, count: int) -> Iterator[str]:
    """Yield the lines of a file of `count` conversations."""
    for number in range(count):
        said = talk(number)
        if written == "runaround":
            turns = [{"speaker": who, "text": text, "at": 2.0 * at} for at, (who, text) in enumerate(said)]
            yield json.dumps({"id": f"case-{number}", "lang": "en", "turns": turns})
        elif written == "messages":
            messages = [{"role": ROLES[who], "content": text} for who, text in said]
            start, end = ("[" if number == 0 else ""), ("]" if number == count - 1 else ",")
            yield start + json.dumps({"id": number, "messages": messages}) + end
        elif written == "text":
            yield f"--- case {number}"
            yield from (f"{'Customer' if who == 'consumer' else 'Bot'}: {text}" for who, text in said)


def write(path: Path, written: str, count: int) -> None:
    """Write a file of `count` conversations."""
    with path.open("w", encoding="utf-8", newline="") as file:
        if written != "csv":
            file.writelines(f"{line}\n" for line in lines_of(written, count))
            return
        table = csv.writer(file)
        table.writerow(("conversation_id", "speaker", "text", "time"))
        for number in range(count):
            table.writerows((number, who, text, 2 * at) for at, (who, text) in enumerate(talk(number)))


def measure(path: Path, further: list[str]) -> tuple[float, float]:
    """Return the seconds that a run took, and its largest resident memory in MB."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "runaround", "score", str(path), *further]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done.returncode != 1:
        msg = f"runaround score ended with {done.returncode}; expected findings, and 1."
        raise SystemExit(msg)
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print a row for each kind of file and size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--written", nargs="+", choices=ENDINGS, default=["runaround"])
    parser.add_argument("--mask-pii", action="store_true")
    arguments = parser.parse_args()
    further = ["--mask-pii"] if arguments.mask_pii else []
    rows = []
    for written in arguments.written:
        for count in arguments.conversations:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"chats.{ENDINGS[written]}"
                write(path, written, count)
                # The largest memory of children is kept for all of them: each measurement needs a parent of its own.
                with get_context("spawn").Pool(1) as pool:
                    seconds, megabytes = pool.apply(measure, (path, further))
                size = path.stat().st_size / 1e6
            rows.append([written, count, f"{size:.0f}", f"{megabytes:.0f}", f"{count / seconds:.0f}"])
    print(tabulate(rows, headers=["written as", "conversations", "file, MB", "memory, MB", "conversations/s"]))


if __name__ == "__main__":
    main()
