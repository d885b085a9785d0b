"""Measures the memory and the speed of `runaround score` over files of growing size.

    python benchmarks/score_memory.py [--conversations 10000 100000 1000000] [--written runaround csv] [--mask-pii]

The conversations are generated: six turns each, one in twenty goes round in circles. Each file is scored by a process
of its own; the figures are its largest resident memory and the conversations that it judged per second, start included.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from tabulate import tabulate

ORDERS = ("kettle", "lamp", "jacket", "desk", "radio", "tent", "blanket")
CIRCLE = "Items of one order are sometimes packed separately, so please look at your order page."
ENDINGS = {"runaround": "jsonl", "messages": "json", "csv": "csv", "text": "txt"}
ROLES = {"consumer": "user", "bot": "assistant"}
NUMBER = "@NUMBER@"
Said = list[tuple[str, str]]


def talk(what: str, *, is_circle: bool) -> Said:
    """Return one conversation about order `NUMBER`; one that goes round in circles or not."""
    answer = CIRCLE if is_circle else f"Order {NUMBER} with the {what} left our house this morning."
    return [
        ("consumer", f"Hello, where is my {what}?"),
        ("bot", f"What is the number of your order for the {what}?"),
        ("consumer", f"It is {NUMBER}."),
        ("bot", answer),
        (
            "consumer",
            "No, there was only one parcel." if is_circle else "Thank you, that is all I wanted to know.",
        ),
        ("bot", answer if is_circle else "You are welcome, have a nice day."),
    ]


@cache
def form(written: str, what: str, *, is_circle: bool) -> str:
    """Return a conversation as it is written, with `NUMBER` for its number: a million are made in seconds."""
    said = talk(what, is_circle=is_circle)
    if written == "runaround":
        turns = [{"speaker": who, "text": text, "at": 2.0 * at} for at, (who, text) in enumerate(said)]
        return json.dumps({"id": f"case-{NUMBER}", "lang": "en", "turns": turns}) + "\n"
    if written == "messages":
        messages = [{"role": ROLES[who], "content": text} for who, text in said]
        return json.dumps({"id": NUMBER, "messages": messages})
    if written == "text":
        lines = (f"{'Customer' if who == 'consumer' else 'Bot'}: {text}\n" for who, text in said)
        return f"--- case {NUMBER}\n" + "".join(lines)
    table = io.StringIO(newline="")
    csv.writer(table).writerows((NUMBER, who, text, 2 * at) for at, (who, text) in enumerate(said))
    return table.getvalue()


def conversations(written: str, count: int) -> Iterator[str]:
    """Yield `count` conversations as they are written; every twentieth goes round in circles."""
    for number in range(count):
        text = form(written, ORDERS[number % len(ORDERS)], is_circle=number % 20 == 0)
        yield text.replace(NUMBER, str(100_000 + number))


def write(path: Path, written: str, count: int) -> None:
    """Write a file of `count` conversations."""
    begin = {"messages": "[", "csv": "conversation_id,speaker,text,time\r\n"}.get(written, "")
    between = {"messages": ",\n"}.get(written, "")
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(begin)
        for place, text in enumerate(conversations(written, count)):
            file.write(f"{between if place else ''}{text}")
        file.write("]\n" if written == "messages" else "")


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
            print(*rows[-1], file=sys.stderr, flush=True)  # the next may take a quarter of an hour
    print(tabulate(rows, headers=["written as", "conversations", "file, MB", "memory, MB", "conversations/s"]))


if __name__ == "__main__":
    main()
