"""What a person may write for a run: its id in the store, the folder of its reports, or a file of transcripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from runaround.assembling import Plan, build_run
from runaround.errors import FileError, Mistake, StoreError, UnknownRun
from runaround.judging import Judging
from runaround.model import Run
from runaround.store import TRANSCRIPTS_FILE, Recorded, RunState, Store, TornLine, open_store, read_records

__all__ = ["REPORT_FILE", "find_run_id", "load_run"]

_SHOWN = 20
REPORT_FILE = "report.json"


def load_run(reference: str, judging: Judging, *, store: str, note: Callable[[str], None]) -> Run:
    """Return the run that is meant, judged now; of two runs loaded alike, the findings are comparable.

    reference: a file of JSON Lines, a folder that holds `transcripts.jsonl`, or a run of the store at `store` (a path
    or URL): its id, the beginning of it, `latest`, or the folder of its reports. note: told what is left out.

    Raises FileError if there is no such run, or if one of its lines is no transcript: a comparison over what happened
    to be readable would mislead. A torn last line, left by a writer who was killed, is told and left out.
    """
    path = Path(reference)
    file = path / TRANSCRIPTS_FILE if path.is_dir() else path
    if not file.is_file():
        return _load_stored(find_run_id(path) if path.is_dir() else reference, store, judging)
    cases = tuple(judging.judge(one.transcript, one.expect) for one in _read(file, note))
    seeds = {case.transcript.seed for case in cases}
    plan = Plan(path.name or str(path), "", seeds.pop() if len(seeds) == 1 else 0, len(cases))
    return build_run(plan, cases)


def find_run_id(folder: Path) -> str:
    """Return the id of the run whose reports a folder holds: `--out` may have called the folder something else."""
    try:
        report = json.loads((folder / REPORT_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return folder.name
    told = report.get("run") if isinstance(report, dict) else None
    run = told.get("id") if isinstance(told, dict) else None
    return run if isinstance(run, str) and run else folder.name


def _load_stored(reference: str, url: str, judging: Judging) -> Run:
    try:
        with open_store(url, read_only=True) as store:
            return _judge_stored(store, store.runs.resolve(reference), judging)
    except UnknownRun as error:
        raise FileError([Mistake(reference, 0, "", f"there is no such file, and no such run. {error}")]) from error
    except StoreError as error:
        raise FileError([Mistake(reference, 0, "", f"is no file of transcripts, and {error}")]) from error


def _judge_stored(store: Store, run: str, judging: Judging) -> Run:
    summary = store.runs.read(run)
    cases = [judging.judge(stored.transcript, stored.expect) for stored in store.cases.stream(run)]
    plan = Plan(run, summary.started, summary.seed, summary.planned)
    is_whole = summary.state is RunState.FINISHED and len(cases) >= summary.planned
    return build_run(plan, sorted(cases, key=lambda case: case.transcript.id), was_interrupted=not is_whole)


def _read(file: Path, note: Callable[[str], None]) -> Iterator[Recorded]:
    mistakes: list[Mistake] = []
    count = 0
    for item in read_records(file):
        match item:
            case Recorded():
                count += 1
                yield item
            case TornLine():
                note(str(item))
            case Mistake():
                mistakes.append(item)
    if mistakes:
        raise FileError(mistakes[:_SHOWN])
    if not count:
        raise FileError([Mistake(str(file), 0, "", "holds no transcript.")])
