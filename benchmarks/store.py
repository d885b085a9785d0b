"""Measures what keeping a case costs, while several processes write to one store at once.

    python benchmarks/store.py [URL] [--processes 2] [--cases 1000]

URL is a path or `postgresql://…`; left out, a new SQLite file. Each process writes a run of its own: transcripts of
20 turns with what went over the wire, each followed by its verdict, as a run does. Processor time is that of the
writers; the rest of a commit is the disk. Afterwards everything is read again and counted: nothing may be missing.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tabulate import tabulate

from runaround.model import CaseStatus, Exchange, Finding, Outcome, Speaker, Transcript, Turn, Verdict
from runaround.store import CaseVerdict, NewRun, PlannedCase, open_store

SPEAKERS = (Speaker.CONSUMER, Speaker.BOT)
TURNS = tuple(
    Turn(SPEAKERS[number % 2], f"{number}: my order 12345678 has not come; 我的快递还没到。" * 2, at=float(number))
    for number in range(20)
)
EXCHANGES = tuple(Exchange("POST /chat " + "x" * 400, '{"reply": "' + "y" * 600 + '"}', turn) for turn in range(10))
VERDICT = Verdict(CaseStatus.FAILED, Outcome.UNRESOLVED, tuple(Finding(turn, "loop/answer", (1,)) for turn in (3, 5)))


def write_run(url: str, name: str, cases: int) -> tuple[str, float, list[float]]:
    """Write one run; return its id, the seconds of processor time for it, and those on the clock for each case."""
    took_s = []
    with open_store(url) as store:
        ids = [f"case-{number:05}" for number in range(cases)]
        run = store.runs.begin(NewRun(name, "2026-11-22"), [PlannedCase(case) for case in ids])
        judgement = store.judgements.begin(run, detectors="9")
        cpu_s = time.process_time()
        for case in ids:
            began = time.perf_counter()
            attempt = store.cases.append(run, Transcript(case, "en", TURNS, exchanges=EXCHANGES))
            store.judgements.add(run, judgement, [CaseVerdict(case, attempt, VERDICT)])
            took_s.append(time.perf_counter() - began)
        return run, time.process_time() - cpu_s, took_s


def main() -> int:
    """Write at once, count afterwards, and print what it took; return 1 if anything is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--cases", type=int, default=1000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = args.url or str(Path(folder) / "store.db")
        with ProcessPoolExecutor(args.processes, mp_context=get_context("spawn")) as pool:
            works = [pool.submit(write_run, url, f"bench-{os.getpid()}", args.cases) for _ in range(args.processes)]
            done = [work.result() for work in works]
        return report(url, done, args.cases)


def report(url: str, done: list[tuple[str, float, list[float]]], cases: int) -> int:
    """Print the figures; return 1 if anything is missing."""
    rows, missing = [], 0
    with open_store(url, read_only=True) as store:
        for run, cpu_s, took_s in done:
            began = time.process_time()
            kept = sum(case.verdict == VERDICT for case in store.cases.stream(run, judgement=1))
            read_s = time.process_time() - began
            missing += cases - kept
            slowest = sorted(took_s)
            figures = cpu_s / cases, slowest[cases // 2], slowest[-1], read_s / cases
            rows.append([run, kept, *(f"{figure * 1000:.2f}" for figure in figures)])
    print(tabulate(rows, ["run", "kept", "CPU ms a case", "median ms", "slowest ms", "CPU ms to read"]))
    print(f"{missing} of {len(done) * cases} cases are missing.")
    return int(missing > 0)


if __name__ == "__main__":
    sys.exit(main())
