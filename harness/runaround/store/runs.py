"""Runs: begun with their plan, listed, found by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any

from runaround import __version__
from runaround.errors import UnknownRun
from runaround.model import CASE_LIMIT_S, SkippedCase
from runaround.store.cases import add_cases
from runaround.store.column_text import from_column, to_column
from runaround.store.database import Database
from runaround.store.events import Clock, add_event, list_events, lock_run, stamp
from runaround.store.judgements import count_statuses, find_latest
from runaround.store.skipping import read_skipped, write_skipped
from runaround.store.stored import (
    EventKind,
    NewRun,
    PlannedCase,
    RecordedTarget,
    RunEvent,
    RunState,
    RunSummary,
)
from runaround.store.transcripts import write_line

__all__ = ["LATEST", "Runs"]

LATEST = "latest"
"""The name of the run that was begun last."""

_SHOWN = 5
_QUIET = timedelta(seconds=2 * CASE_LIMIT_S)
_ENDS: Mapping[EventKind | None, RunState] = {
    EventKind.INTERRUPTED: RunState.INTERRUPTED,
    EventKind.FINISHED: RunState.FINISHED,
    EventKind.PRUNED: RunState.PRUNED,
}
_RUN_COLUMNS = "SELECT id, started, begun_at, seed, harness, called FROM runs"


class Runs:
    """The runs of a store."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, new: NewRun, cases: Iterable[PlannedCase] = ()) -> str:
        """Write a run with its whole plan, and return its id: the one wished for, or with `-2`, `-3` ... behind it.

        Raises StoreError if it cannot be written.
        """
        with self._database.transaction():
            number, run = 1, new.id
            while not self._insert(run, new):
                number += 1
                run = f"{new.id}-{number}"
            add_cases(self._database, run, cases)
            if new.skipped:
                self._add_skipped(run, new.skipped)
        return run

    def join(self, new: NewRun) -> None:
        """Begin a run that several processes play together, unless one of them has begun it.

        Its id must be one that nobody else would think of. Raises StoreError if it cannot be written.
        """
        with self._database.transaction():
            self._insert(new.id, new)

    def _insert(self, run: str, new: NewRun) -> bool:
        """In a transaction: write a run with its targets; return False if there is one of that id already."""
        database, key = self._database, to_column(run)
        done = database.execute(
            "INSERT INTO runs (id, started, begun_at, seed, harness, called) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING",
            (key, new.started, stamp(self._clock), str(new.seed), __version__, write_line(new.called)),
        )
        if done.changed:
            database.execute_many(
                "INSERT INTO targets (run, name, digest, description) VALUES (?, ?, ?, ?)",
                [(key, to_column(one.name), one.digest, write_line(one.description)) for one in new.targets],
            )
        return bool(done.changed)

    def note(self, run: str, kind: EventKind, detail: Mapping[str, object] | None = None) -> None:
        """Write down that something happened to a run; `detail` is JSON.

        Raises UnknownRun if there is no such run.
        """
        with self._database.transaction():
            lock_run(self._database, run)
            add_event(self._database, run, kind, detail=detail or {}, now=stamp(self._clock))

    def note_skipped(self, run: str, skipped: tuple[SkippedCase, ...]) -> None:
        """Write down what a run does not play, besides what it began with.

        Raises UnknownRun if there is no such run.
        """
        with self._database.transaction():
            lock_run(self._database, run)
            self._add_skipped(run, skipped)

    def _add_skipped(self, run: str, skipped: tuple[SkippedCase, ...]) -> None:
        detail = write_skipped(skipped)
        add_event(self._database, run, EventKind.SKIPPED, detail=detail, now=stamp(self._clock))

    def list_skipped(self, run: str) -> tuple[SkippedCase, ...]:
        """Return what a run did not play, because its targets lack what the scenarios need; each once."""
        return read_skipped(self.list_events(run), where=f"{self._database.name}: run {run!r}")

    def list_events(self, run: str) -> tuple[RunEvent, ...]:
        """Return what happened to a run, in order."""
        return list_events(self._database, run)

    def list_targets(self, run: str) -> tuple[RecordedTarget, ...]:
        """Return the bots that a run is about, as they were described when it began, sorted by name."""
        sql = "SELECT name, digest, description FROM targets WHERE run = ? ORDER BY name"
        rows = self._database.execute(sql, (to_column(run),)).rows
        return tuple(RecordedTarget(from_column(name), digest, json.loads(text)) for name, digest, text in rows)

    def list_all(self, *, limit: int | None = None, with_pruned: bool = False) -> tuple[RunSummary, ...]:
        """Return the runs, the one begun last first.

        limit: at most so many; None: all.
        """
        rows = self._database.execute(_RUN_COLUMNS + " ORDER BY begun_at DESC, id DESC").rows
        found: list[RunSummary] = []
        for row in rows:
            if len(found) == limit:
                break
            summary = self._summarise(row)
            if with_pruned or summary.state is not RunState.PRUNED:
                found.append(summary)
        return tuple(found)

    def read(self, run: str) -> RunSummary:
        """Return one run at a glance, by its full id; a pruned one too.

        Raises UnknownRun if there is none.
        """
        rows = self._database.execute(_RUN_COLUMNS + " WHERE id = ?", (to_column(run),)).rows
        if not rows:
            msg = f"{self._database.name}: there is no run {run!r}."
            raise UnknownRun(msg)
        return self._summarise(rows[0])

    def resolve(self, reference: str) -> str:
        """Return the id of the run that is meant: `latest`, an id, or how one and only one id begins.

        Raises UnknownRun, with the ids that come near, if it is none or several; pruned runs go by their full id only.
        """
        database = self._database
        rows = database.execute("SELECT id FROM runs ORDER BY begun_at DESC, id DESC").rows
        pruned = {row[0] for row in database.execute("SELECT run FROM events WHERE kind = ?", (EventKind.PRUNED,)).rows}
        known = [from_column(row[0]) for row in rows if row[0] not in pruned]
        if reference == LATEST and known:
            return known[0]
        if reference in known or (to_column(reference),) in rows:
            return reference
        near = [run for run in known if run.startswith(reference)] if reference else []
        if len(near) == 1:
            return near[0]
        raise UnknownRun(f"{database.name}: " + _explain(reference, known, near))

    def _summarise(self, row: tuple[Any, ...]) -> RunSummary:
        key, started, begun_at, seed, harness, called = row
        run = from_column(key)
        ask = self._database.execute
        planned = ask("SELECT count(*) FROM cases WHERE run = ?", (key,)).rows[0][0]
        recorded = ask(
            "SELECT count(DISTINCT case_id) FROM transcripts "
            "WHERE run = ? AND (error IS NULL OR error <> 'interrupted')",
            (key,),
        ).rows[0][0]
        latest = ask("SELECT max(recorded_at) FROM transcripts WHERE run = ?", (key,)).rows[0][0]
        targets = ask("SELECT DISTINCT target FROM cases WHERE run = ? ORDER BY target", (key,)).rows
        events = list_events(self._database, run)
        last_at = max([begun_at, latest or begun_at, *(event.at for event in events)])
        judgement = find_latest(self._database, run)
        is_quiet = self._clock() - datetime.fromisoformat(last_at) > _QUIET
        return RunSummary(
            id=run,
            started=started,
            seed=int(seed),
            harness=harness,
            called=json.loads(called),
            state=_derive_state(events, is_complete=0 < planned == recorded, is_quiet=is_quiet),
            targets=tuple(from_column(name) for (name,) in targets if name),
            planned=planned,
            recorded=recorded,
            judgement=None if judgement is None else judgement.number,
            statuses={} if judgement is None else count_statuses(self._database, run, judgement.number),
            last_at=last_at,
        )


def _derive_state(events: Sequence[RunEvent], *, is_complete: bool, is_quiet: bool) -> RunState:
    """Return where a run stands.

    A process that is killed writes nothing down any more. Its run is over all the same: a live one records at least
    one case in the time that a case may last.
    """
    telling = [event.kind for event in events if event.kind in {*_ENDS, EventKind.RESUMED}]
    last = telling[-1] if telling else None
    if last in _ENDS:
        return _ENDS[last]
    if is_complete:
        return RunState.FINISHED
    return RunState.INTERRUPTED if is_quiet else RunState.RUNNING


def _explain(reference: str, known: Sequence[str], near: Sequence[str]) -> str:
    if not known:
        return f"no run {reference[:80]!r}; the store holds none yet. `runaround run` makes one."
    shown = near or get_close_matches(reference, known, n=_SHOWN) or known
    names = ", ".join(shown[:_SHOWN]) + (f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else "")
    if near:
        return f"{reference[:80]!r} is how {len(near)} runs begin: {names}."
    which = "latest" if shown is known else "nearest"
    return (
        f"no run {reference[:80]!r}; the {which} are {names}. A run goes by its id, the beginning of it, or 'latest'."
    )
