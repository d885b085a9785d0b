"""What happens to a run besides its cases, one row each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

from runaround.errors import UnknownRun
from runaround.store.column_text import to_column
from runaround.store.database import Database
from runaround.store.stored import EventKind, RunEvent
from runaround.store.transcripts import write_line

__all__ = ["Clock", "add_event", "list_events", "lock_run", "stamp"]

Clock = Callable[[], datetime]
"""Tells the time, in UTC."""


def stamp(clock: Clock) -> str:
    """Return the time as the store keeps it: UTC in ISO 8601, with microseconds, so that texts sort as times do."""
    return clock().isoformat(timespec="microseconds")


def lock_run(database: Database, run: str) -> None:
    """In a transaction: let nobody else lock the run before it ends, so that numbers can be counted on.

    Raises UnknownRun if there is no such run, or if it was pruned.
    """
    if not database.execute("SELECT id FROM runs WHERE id = ?" + database.row_lock, (to_column(run),)).rows:
        msg = f"{database.name}: there is no run {run!r}."
        raise UnknownRun(msg)
    pruned = [event for event in list_events(database, run) if event.kind is EventKind.PRUNED]
    if pruned:
        msg = f"{database.name}: run {run!r} was pruned on {pruned[0].at[:10]}; its cases are gone."
        raise UnknownRun(msg)


def add_event(database: Database, run: str, kind: EventKind, *, detail: Mapping[str, object], now: str) -> None:
    """In a transaction that has locked the run: write down what happened to it."""
    key = to_column(run)
    number = database.execute("SELECT coalesce(max(number), 0) + 1 FROM events WHERE run = ?", (key,)).rows[0][0]
    database.execute(
        "INSERT INTO events (run, number, at, kind, detail) VALUES (?, ?, ?, ?, ?)",
        (key, number, now, kind, write_line(detail)),
    )


def list_events(database: Database, run: str) -> tuple[RunEvent, ...]:
    """Return what happened to a run, in order."""
    sql = "SELECT number, at, kind, detail FROM events WHERE run = ? ORDER BY number"
    rows = database.execute(sql, (to_column(run),)).rows
    return tuple(RunEvent(number, at, EventKind(kind), json.loads(detail)) for number, at, kind, detail in rows)
