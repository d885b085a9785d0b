"""Runs of the store, as reports and gates take them: every case with the verdict of one judgement."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from runaround.assembling import Plan, account, build_run
from runaround.errors import RunaroundError, UnknownRun
from runaround.judging import Judging, judge_transcript, load_detectors
from runaround.judging_settings import read_suppressions, restore_judging
from runaround.model import JudgedCase, Run, Transcript, Versions
from runaround.store import EventKind, Judgement, RunState, RunSummary, Store, StoredCase
from runaround.suppression import NO_SUPPRESSIONS

__all__ = [
    "REPORT_FILE",
    "ChosenRun",
    "Note",
    "choose_run",
    "find_run_id",
    "read_case",
    "read_run",
    "resolve_case",
    "resolve_run",
    "stream_cases",
    "stream_records",
]

REPORT_FILE = "report.json"

_SHOWN = 5
_ALIKE = 0.5
"""A case is often asked for by a part of its id, such as the scenario without the bot."""

Note = Callable[[str], None]
"""Is told, in a sentence, what was judged on the way and what was left out."""


def find_run_id(folder: Path) -> str:
    """Return the id of the run whose reports a folder holds: `--out` may have called the folder something else."""
    try:
        report = json.loads((folder / REPORT_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return folder.name
    told = report.get("run") if isinstance(report, dict) else None
    run = told.get("id") if isinstance(told, dict) else None
    return run if isinstance(run, str) and run else folder.name


def resolve_run(store: Store, reference: str) -> str:
    """Return the id of the run that is meant: by its id, the beginning of it, `latest`, or the folder of its reports.

    Raises UnknownRun, with the ids that come near, if it is none or several.
    """
    folder = Path(reference)
    return store.runs.resolve(find_run_id(folder) if folder.is_dir() else reference)


def resolve_case(store: Store, run: str, wanted: str) -> str:
    """Return the id of the case that is meant: by its id, or by its scenario where that was played once.

    Raises UnknownRun, with the ids that come near, if it is none or several.
    """
    planned = store.cases.list_planned(run)
    if any(case.id == wanted for case in planned):
        return wanted
    fitting = [case.id for case in planned if case.scenario == wanted]
    if len(fitting) == 1:
        return fitting[0]
    planned_ids = [case.id for case in planned]
    if fitting:
        told = f"is played in several of its cases: {_list(fitting)}."
    elif near := get_close_matches(wanted, planned_ids, n=_SHOWN, cutoff=_ALIKE):
        told = f"is none of its cases. The nearest are {_list(near)}."
    else:
        told = "is none of its cases." + (f" They are {_list(planned_ids)}." if planned_ids else "")
    msg = f"{store.name}: run {run!r}: {wanted[:80]!r} {told}"
    raise UnknownRun(msg)


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(name[:80] for name in names[:_SHOWN]) + more


@dataclass(frozen=True, slots=True)
class ChosenRun:
    """A run of a store, and the judgement by which it is looked at; None if nobody judged it."""

    summary: RunSummary
    judgement: Judgement | None

    @property
    def id(self) -> str:
        """The full id of the run."""
        return self.summary.id


def choose_run(store: Store, reference: str, *, judgement: int | None = None) -> ChosenRun:
    """Return the run that is meant. judgement: None for the one that was completed last.

    Raises UnknownRun if there is no such run, or if it was pruned; StoreError if it has no such judgement.
    """
    summary = store.runs.read(resolve_run(store, reference))
    if summary.state is RunState.PRUNED:
        raise UnknownRun(_tell_pruned(store, summary.id))
    if judgement is not None:
        return ChosenRun(summary, store.judgements.read(summary.id, judgement))
    return ChosenRun(summary, store.judgements.find_latest(summary.id))


def read_run(store: Store, reference: str, *, note: Note, judgement: int | None = None, with_wire: bool = False) -> Run:
    """Return a run with the verdicts of a judgement, as it would be returned by whoever played it.

    judgement: None for the one that was completed last. with_wire: cases are with what went over the wire.
    Raises UnknownRun, StoreError, or FileError for a record that cannot be read.
    """
    chosen = choose_run(store, reference, judgement=judgement)
    cases = sorted(stream_cases(store, chosen, with_wire=with_wire, note=note), key=lambda case: case.transcript.id)
    summary = chosen.summary
    plan = Plan(summary.id, summary.started, summary.seed, summary.planned, store.runs.list_skipped(summary.id))
    # A case that could not be judged is missing like one that was never played.
    is_whole = summary.state is RunState.FINISHED and len(cases) >= summary.planned
    run = build_run(plan, cases, was_interrupted=not is_whole)
    made = chosen.judgement
    if made is None:
        return run
    versions = Versions(harness=summary.harness, detectors=made.detectors, phrasebooks=made.phrasebooks)
    return account(replace(run, versions=versions), read_suppressions(made.settings, started=summary.started))


def read_case(store: Store, chosen: ChosenRun, case: str) -> JudgedCase:
    """Return the attempt at a case that counts with its verdict, and with what went over the wire.

    Raises UnknownRun if the run has no such case, or has not recorded it; RunaroundError if it cannot be judged.
    """
    number = chosen.judgement.number if chosen.judgement else None
    found = store.cases.read(chosen.id, case, judgement=number)
    if found is None:
        resolved = resolve_case(store, chosen.id, case)
        msg = f"{store.name}: run {chosen.id!r}: {resolved[:80]!r} is planned and not recorded yet."
        raise UnknownRun(msg)
    verdicts = _Verdicts(store, chosen)
    judged = verdicts.complete(found)
    if judged is None:
        msg = f"{case[:80]!r} has no verdict: {verdicts.obstacle}"
        raise RunaroundError(msg)
    return replace(judged, transcript=replace(judged.transcript, exchanges=found.transcript.exchanges))


def stream_cases(store: Store, chosen: ChosenRun, *, with_wire: bool, note: Note) -> Iterator[JudgedCase]:
    """Yield the recorded cases of a run with their verdicts, in the order of the plan, in constant memory.

    A case that was recorded and not judged, because its run was killed in between, is judged now as the others were.
    Where that is not possible it is left out; both are told at the end.
    Raises FileError for a record that cannot be read.
    """
    for _, judged in stream_records(store, chosen, with_wire=with_wire, note=note):
        if judged is not None:
            yield judged


def stream_records(
    store: Store, chosen: ChosenRun, *, with_wire: bool, note: Note
) -> Iterator[tuple[StoredCase, JudgedCase | None]]:
    """Yield the same, each behind what is stored of it; None where there is no verdict and none can be made."""
    verdicts = _Verdicts(store, chosen)
    number = chosen.judgement.number if chosen.judgement else None
    for stored in store.cases.stream(chosen.id, judgement=number, with_wire=with_wire):
        judged = verdicts.complete(stored)
        if judged is not None:
            judged = replace(judged, transcript=replace(judged.transcript, exchanges=stored.transcript.exchanges))
        yield stored, judged
    verdicts.sum_up(note)


class _Verdicts:
    """Gives cases their verdicts: those that are stored, and where there is none, what the same judging says now."""

    def __init__(self, store: Store, chosen: ChosenRun) -> None:
        self.obstacle = ""
        self._store = store
        self._chosen = chosen
        self._judging: Judging | None = None
        self._judged = self._left_out = 0

    def complete(self, stored: StoredCase) -> JudgedCase | None:
        """Return a case with its verdict; None if it has none and cannot be judged like the others."""
        if stored.verdict is not None:
            return JudgedCase(self._stamp(stored.transcript), stored.verdict, stored.expect)
        judging = self._restore()
        if judging is None:
            self._left_out += 1
            return None
        self._judged += 1
        # Checks of raw replies look at the wire, which the case may have been read without.
        whole = self._store.cases.read(self._chosen.id, stored.transcript.id) or stored
        return judge_transcript(
            whole.transcript,
            expect=whole.expect,
            detectors=judging.detectors,
            suppressions=judging.suppressions,
            lexicon=judging.lexicon,
        )

    def sum_up(self, note: Note) -> None:
        """Tell how many cases had no verdict, and what became of them."""
        run, made = self._chosen.id, self._chosen.judgement
        if self._judged and made is None:
            note(f"Run {run} was never judged; it is judged now, by the rules of today.")
        elif self._judged:
            note(f"Run {run}: {_count(self._judged)} had no verdict and were judged now, as the others were.")
        if self._left_out:
            note(
                f"Run {run}: {_count(self._left_out)} without a verdict, because {self.obstacle} "
                f"`runaround rescore {run}` judges all of them anew."
            )

    def _restore(self) -> Judging | None:
        if self._judging is None and not self.obstacle:
            made, started = self._chosen.judgement, self._chosen.summary.started
            try:
                self._judging = (
                    restore_judging(made, started=started) if made else Judging(load_detectors(), NO_SUPPRESSIONS)
                )
            except RunaroundError as error:
                self.obstacle = str(error)
        return self._judging

    def _stamp(self, record: Transcript) -> Transcript:
        made = self._chosen.judgement
        if made is None:
            return record
        versions = replace(record.versions, detectors=made.detectors, phrasebooks=made.phrasebooks)
        return replace(record, versions=versions)


def _count(cases: int) -> str:
    return "1 case" if cases == 1 else f"{cases} cases"


def _tell_pruned(store: Store, run: str) -> str:
    event = next(event for event in store.runs.list_events(run) if event.kind is EventKind.PRUNED)
    return f"{store.name}: run {run!r} was pruned on {event.at[:10]} ({event.detail.get('reason', '')}); it is gone."
