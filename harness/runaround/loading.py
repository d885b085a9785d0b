"""What a person may write for a run: its id in the store, the folder of its reports, or a file of transcripts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runaround.assembling import Plan, account, build_run
from runaround.errors import FileError, Mistake, RunaroundError, StoreError, UnknownRun
from runaround.judging import Judging, load_detectors
from runaround.judging_settings import Named, restore_judging
from runaround.model import Run
from runaround.store import TRANSCRIPTS_FILE, Judgement, Recorded, RunState, Store, TornLine, open_store, read_records
from runaround.stored_runs import Note, find_run_id, read_run
from runaround.suppression import NO_SUPPRESSIONS

__all__ = ["find_judging", "load_as_judged", "load_run"]

_SHOWN = 20


def load_as_judged(reference: str, named: Named, *, store: str, note: Note) -> Run:
    """Return the run that is meant, with the verdicts of the judgement of it that was completed last.

    reference, store, note: as `load_run`. named: what is to judge it in place of that; then it is judged now, and by
    the rest as it was judged. A file of transcripts has no judgement: it is judged now by what is named.
    Raises as `load_run`; RunaroundError if it is to be judged now and can no longer be judged like that.
    """
    if named.is_nothing and _find_file(reference) is None:
        with _open_run(reference, store) as (opened, run):
            return read_run(opened, run, note=note, with_wire=True)
    return load_run(reference, find_judging(reference, named, store=store), store=store, note=note)


def find_judging(reference: str, named: Named, *, store: str) -> Judging:
    """Return what judges like the run that is meant was judged last, but for what is named.

    Raises FileError if there is no such run, RunaroundError if nothing can judge like that any more.
    """
    if _find_file(reference) is None:
        with _open_run(reference, store) as (opened, run):
            made, started = opened.judgements.find_latest(run), opened.runs.read(run).started
        if made is not None:
            return _restore(made, run, started=started, named=named)
    return Judging(load_detectors(named.lexicon), named.suppressions or NO_SUPPRESSIONS, named.lexicon)


def _restore(made: Judgement, run: str, *, started: str, named: Named) -> Judging:
    try:
        return restore_judging(made, started=started, named=named)
    except RunaroundError as error:
        msg = (
            f"Run {run} cannot be judged as it was: {error} `runaround rescore {run}` judges it by the rules of today."
        )
        raise RunaroundError(msg) from error


def load_run(reference: str, judging: Judging, *, store: str, note: Note) -> Run:
    """Return the run that is meant, judged now; of two runs loaded alike, the findings are comparable.

    reference: a file of JSON Lines, a folder that holds `transcripts.jsonl`, or a run of the store at `store` (a path
    or URL): its id, the beginning of it, `latest`, or the folder of its reports. note: told what is left out.

    Raises FileError if there is no such run, or if one of its lines is no transcript: a comparison over what happened
    to be readable would mislead. A torn last line, left by a writer who was killed, is told and left out.
    """
    file = _find_file(reference)
    if file is None:
        with _open_run(reference, store) as (opened, run):
            return account(_judge_stored(opened, run, judging), judging.suppressions)
    cases = tuple(judging.judge(one.transcript, one.expect) for one in _read(file, note))
    seeds = {case.transcript.seed for case in cases}
    path = Path(reference)
    plan = Plan(path.name or str(path), "", seeds.pop() if len(seeds) == 1 else 0, len(cases))
    return account(build_run(plan, cases), judging.suppressions)


def _find_file(reference: str) -> Path | None:
    """Return the file of transcripts that is meant, if it is one."""
    path = Path(reference)
    file = path / TRANSCRIPTS_FILE if path.is_dir() else path
    return file if file.is_file() else None


@contextmanager
def _open_run(reference: str, url: str) -> Iterator[tuple[Store, str]]:
    """Give the store, open, and the id of the run that is meant. Raises FileError if there is no such run."""
    name = find_run_id(Path(reference)) if Path(reference).is_dir() else reference
    try:
        with open_store(url, read_only=True) as store:
            yield store, store.runs.resolve(name)
    except UnknownRun as error:
        raise FileError([_blame(reference, f"no such run. {error}")]) from error
    except StoreError as error:
        raise FileError([_blame(reference, f"a run cannot be looked up. {error}")]) from error


def _blame(reference: str, rest: str) -> Mistake:
    if Path(reference).is_dir() and reference:
        return Mistake(reference, 0, "", f"this folder holds no {TRANSCRIPTS_FILE}, and {rest}")
    return Mistake(reference or "RUN", 0, "", f"there is no such file, and {rest}")


def _judge_stored(store: Store, run: str, judging: Judging) -> Run:
    summary = store.runs.read(run)
    cases = [judging.judge(stored.transcript, stored.expect) for stored in store.cases.stream(run)]
    plan = Plan(run, summary.started, summary.seed, summary.planned, store.runs.list_skipped(run))
    is_whole = summary.state is RunState.FINISHED and len(cases) >= summary.planned
    return build_run(plan, sorted(cases, key=lambda case: case.transcript.id), was_interrupted=not is_whole)


def _read(file: Path, note: Note) -> Iterator[Recorded]:
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
