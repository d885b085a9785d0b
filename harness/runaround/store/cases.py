"""Cases of runs: planned, recorded attempt by attempt, and read again one page at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from runaround.errors import FileError, Mistake, StoreError
from runaround.model import ErrorKind, Expectation, Transcript, Verdict
from runaround.store.column_text import from_column, to_column
from runaround.store.database import Database
from runaround.store.decoding import Recorded
from runaround.store.events import Clock, lock_run, stamp
from runaround.store.stored import Attempt, PlannedCase, StoredCase
from runaround.store.transcripts import encode, encode_wire, read_content
from runaround.store.value_json import decode_value

__all__ = ["COUNTING_ATTEMPT", "PAGE", "Cases", "add_cases", "read_recorded_row", "write_record"]

PAGE = 20
"""Rows that are read at once: whole conversations, so that a run of any size takes little memory."""

COUNTING_ATTEMPT = """(SELECT a.attempt FROM transcripts AS a WHERE a.run = c.run AND a.case_id = c.id
    ORDER BY CASE WHEN a.error = 'interrupted' THEN 1 ELSE 0 END, a.attempt DESC LIMIT 1)"""
"""In SQL: the attempt at case `c` that counts, which is the latest that was not broken off, or the latest of all."""

_INSERT_CASE = """INSERT INTO cases (run, id, position, scenario, scenario_version, lang, target, seed, repeat)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, id) DO NOTHING"""
_INSERT_TRANSCRIPT = """INSERT INTO transcripts (run, case_id, attempt, recorded_at, error, record, wire)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_PLANNED = "SELECT c.id, c.scenario, c.scenario_version, c.lang, c.target, c.seed, c.repeat FROM cases AS c"
_NEVER_FINISHED = """NOT EXISTS (SELECT 1 FROM transcripts AS t WHERE t.run = c.run AND t.case_id = c.id
    AND (t.error IS NULL OR t.error <> 'interrupted'))"""
_LAST_FAILED = f"""EXISTS (SELECT 1 FROM transcripts AS t WHERE t.run = c.run AND t.case_id = c.id
    AND t.attempt = {COUNTING_ATTEMPT} AND t.error IS NOT NULL)"""
_RECORDED = f"""SELECT c.position, c.id, t.attempt, t.recorded_at, t.record, CASE WHEN ? = 1 THEN t.wire END, v.body
    FROM cases AS c
    JOIN transcripts AS t ON t.run = c.run AND t.case_id = c.id AND t.attempt = {COUNTING_ATTEMPT}
    LEFT JOIN verdicts AS v
        ON v.run = t.run AND v.judgement = ? AND v.case_id = t.case_id AND v.attempt = t.attempt
    WHERE c.run = ?"""
_STREAM = f"{_RECORDED} AND c.position > ? ORDER BY c.position LIMIT ?"


class Cases:
    """The cases of all runs of a store."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, run: str, cases: Iterable[PlannedCase]) -> None:
        """Add cases to the plan of a run, behind those that are there; those that are there already stay as they are.

        Raises UnknownRun if there is no such run.
        """
        with self._database.transaction():
            lock_run(self._database, run)
            add_cases(self._database, run, cases)

    def append(self, run: str, transcript: Transcript, expect: Expectation | None = None) -> int:
        """Write one transcript, return the number of the attempt when it is on the disk.

        Raises StoreError if the case was not planned, or if it cannot be written.
        """
        key = to_column(run), to_column(transcript.id)
        database = self._database
        with database.transaction():
            if not database.execute("SELECT id FROM cases WHERE run = ? AND id = ?" + database.row_lock, key).rows:
                msg = f"{database.name}: run {run!r} has no case {transcript.id[:80]!r}; a case is planned first."
                raise StoreError(msg)
            sql = "SELECT coalesce(max(attempt), 0) + 1 FROM transcripts WHERE run = ? AND case_id = ?"
            attempt = int(database.execute(sql, key).rows[0][0])
            written = write_record(transcript, expect)
            database.execute(_INSERT_TRANSCRIPT, (*key, attempt, stamp(self._clock), *written))
        return attempt

    def list_planned(self, run: str) -> tuple[PlannedCase, ...]:
        """Return the whole plan of a run, in order."""
        rows = self._database.execute(_PLANNED + " WHERE c.run = ? ORDER BY c.position", (to_column(run),)).rows
        return tuple(map(_planned, rows))

    def list_unfinished(self, run: str, *, with_errors: bool = False) -> tuple[PlannedCase, ...]:
        """Return the cases that a resumed run has to play, in the order of the plan.

        They were never recorded, or broken off each time. with_errors: also those whose attempt that counts could not
        be carried out.
        """
        left = f"({_NEVER_FINISHED} OR {_LAST_FAILED})" if with_errors else _NEVER_FINISHED
        rows = self._database.execute(
            f"{_PLANNED} WHERE c.run = ? AND {left} ORDER BY c.position", (to_column(run),)
        ).rows
        return tuple(map(_planned, rows))

    def stream(self, run: str, *, judgement: int | None = None, with_wire: bool = True) -> Iterator[StoredCase]:
        """Yield the attempts that count, in the order of the plan, in constant memory.

        Planned cases that were not recorded are not among them.
        judgement: with the verdicts of this one. with_wire: with what went over the wire: most of what is read.
        Raises FileError for a record that cannot be read.
        """
        position = -1
        while True:
            values = (int(with_wire), judgement or 0, to_column(run), position, PAGE)
            rows = self._database.execute(_STREAM, values).rows
            for row in rows:
                position = row[0]
                yield _stored(row, store=self._database.name)
            if len(rows) < PAGE:
                return

    def read(self, run: str, case: str, *, judgement: int | None = None) -> StoredCase | None:
        """Return the attempt at one case that counts; None if there is none.

        judgement: with the verdict of this one.
        Raises FileError for a record that cannot be read.
        """
        values = (1, judgement or 0, to_column(run), to_column(case))
        rows = self._database.execute(f"{_RECORDED} AND c.id = ?", values).rows
        return _stored(rows[0], store=self._database.name) if rows else None

    def list_attempts(self, run: str, case: str) -> tuple[Attempt, ...]:
        """Return every attempt at a case, in order, those that do not count too."""
        sql = "SELECT attempt, recorded_at, error FROM transcripts WHERE run = ? AND case_id = ? ORDER BY attempt"
        rows = self._database.execute(sql, (to_column(run), to_column(case))).rows
        return tuple(Attempt(number, at, None if error is None else ErrorKind(error)) for number, at, error in rows)


def add_cases(database: Database, run: str, cases: Iterable[PlannedCase]) -> None:
    """In a transaction that has the run to itself: add cases behind those that are planned."""
    key = to_column(run)
    first = database.execute("SELECT coalesce(max(position) + 1, 0) FROM cases WHERE run = ?", (key,)).rows[0][0]
    database.execute_many(
        _INSERT_CASE,
        (
            (
                key,
                to_column(case.id),
                position,
                to_column(case.scenario),
                to_column(case.scenario_version),
                to_column(case.lang),
                to_column(case.target),
                str(case.seed),
                case.repeat,
            )
            for position, case in enumerate(cases, start=first)
        ),
    )


def write_record(transcript: Transcript, expect: Expectation | None) -> tuple[str | None, str, str]:
    """Return what the columns `error`, `record` and `wire` hold of a transcript."""
    error = None if transcript.error is None else transcript.error.kind
    return error, encode(replace(transcript, exchanges=()), expect=expect), encode_wire(transcript.exchanges)


def read_recorded_row(record: str, wire: str | None, *, where: str) -> Recorded:
    """Return what `write_record` was given; without `wire`, nothing of what went over it.

    where: the place in the store, for messages.
    Raises FileError with every mistake.
    """
    try:
        content: dict[str, Any] = json.loads(record) | ({} if wire is None else {"exchanges": json.loads(wire)})
    except (ValueError, TypeError, RecursionError) as error:
        raise FileError([Mistake(where, 0, "", f"not JSON that can be read: {error!r:.200}")]) from error
    recorded = read_content(content, file=where, number=0)
    if isinstance(recorded, tuple):
        raise FileError(recorded)
    return recorded


def _stored(row: tuple[Any, ...], *, store: str) -> StoredCase:
    _, case_id, attempt, recorded_at, record, wire, body = row
    where = f"{store}: {from_column(case_id)[:80]!r}, attempt {attempt}"
    recorded = read_recorded_row(record, wire, where=where)
    verdict = None if body is None else decode_value(Verdict, body, where=where)
    return StoredCase(recorded.transcript, recorded.expect, attempt, recorded_at, verdict)


def _planned(row: tuple[Any, ...]) -> PlannedCase:
    case_id, scenario, version, lang, target, seed, repeat = row
    return PlannedCase(
        id=from_column(case_id),
        scenario=from_column(scenario),
        scenario_version=from_column(version),
        lang=from_column(lang),
        target=from_column(target),
        seed=int(seed),
        repeat=repeat,
    )
