"""Kills a run at random moments, lets it go on each time, and holds the end against a run that was left alone.

    python benchmarks/resume.py [--kills 10] [--repeat 5] [--store URL] [--seed 1]

The library is played `--repeat` times against a specimen that this process serves. Each time the run is killed
(SIGKILL), after some cases of that time and at any moment of the next ones, and begun again with `--resume`. Shown are
how many cases are there each time, and whether every case is there once, with the same figures as a run in peace.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from tabulate import tabulate

from runaround.specimens import serve
from runaround.store import LATEST, open_store

SPECIMEN = "verbatim_looper"
MOST_CASES = 80
"""Ten times half of it is less than five times the library, so that every kill meets the run alive."""
MOMENT_S = 0.1
_OVER = "The run was over before it could be killed; give it more cases with --repeat, or a machine less busy."
RUNAROUND = [sys.executable, "-m", "runaround"]


@contextmanager
def served(target: Path) -> Iterator[None]:
    """Serve the specimen in a thread, its target file at `target`."""
    loop, is_ready, is_over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    described: dict[str, object] = {}

    async def work() -> None:
        async with serve(SPECIMEN, delay_s=0.0) as specimen:
            described.update(specimen.target, name="bot")
            is_ready.set()
            await is_over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(work(),))
    thread.start()
    is_ready.wait()
    target.write_text(yaml.safe_dump(described), encoding="utf-8")
    yield
    loop.call_soon_threadsafe(is_over.set)
    thread.join()


def kill_once(command: list[str], folder: Path, *, cases: int, wait_s: float) -> None:
    """Go on with the run, and kill it `wait_s` seconds after so many `cases` of this time are over.

    Raises SystemExit if the run was over before.
    """
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        told = 0
        for line in process.stderr:
            told += line.startswith("[")
            if told == cases:
                break
        else:
            sys.exit(_OVER)
        drain = threading.Thread(target=process.stderr.read)
        drain.start()
        time.sleep(wait_s)
        process.kill()
        drain.join()
    if process.returncode != -signal.SIGKILL:
        sys.exit(_OVER)


def count_cases(store: str) -> tuple[int, int, int]:
    """Return how many cases are planned and recorded, and how many attempts at them that were not broken off."""
    with open_store(store) as opened:
        run = opened.runs.read(opened.runs.resolve(LATEST))
        distinct = len({case.transcript.id for case in opened.cases.stream(run.id, with_wire=False)})
        return run.planned, run.recorded, distinct


def figures(folder: Path) -> object:
    """Return what the report counts, without times."""
    report = json.loads((folder / "report.json").read_text("utf-8"))
    cases = [(case["id"], case["status"], case["outcome"], case["findings"]) for case in report["cases"]]
    kept = ("cases", "passed", "kinds", "outcomes", "failures", "reliability")
    return cases, [{key: card.get(key) for key in kept} for card in report["scorecards"]]


def main() -> None:
    """Print what each kill left, and whether the end is right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--store", help="a path or URL (default: a SQLite file)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    args = parser.parse_args()
    moments = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = args.store or str(folder / "runs.db")
        with served(folder / "bot.yaml"):
            command = [*RUNAROUND, "run", "bot.yaml", "--repeat", str(args.repeat)]
            rows = []
            for number in range(args.kills):
                cases, wait_s = moments.randint(1, MOST_CASES), moments.uniform(0.0, MOMENT_S)
                kill_once([*command, "--resume", "--store", store], folder, cases=cases, wait_s=wait_s)
                planned, recorded, _ = count_cases(store)
                if recorded == planned:
                    sys.exit(_OVER)
                rows.append([number + 1, cases, recorded])
            print(tabulate(rows, headers=["kill", "after cases of this time", "cases recorded"]))
            for more in (["--resume", "--store", store, "--out", "resumed"], ["--store", "peace.db", "--out", "peace"]):
                subprocess.run([*command, *more], cwd=folder, check=False, capture_output=True)
        planned, recorded, distinct = count_cases(store)
        is_equal = figures(folder / "resumed") == figures(folder / "peace")
        print(f"planned {planned}, recorded {recorded}, distinct {distinct}; figures equal: {is_equal}")
        if not (planned == recorded == distinct and is_equal):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
