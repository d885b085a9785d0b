"""The two ways in which anything leaves the store: a whole run, or texts of it. Both leave a note behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from runaround.model import CaseStatus, JudgedCase, Verdict
from runaround.store.cases import PAGE, read_recorded_row, write_record
from runaround.store.column_text import to_column
from runaround.store.database import Database
from runaround.store.events import Clock, add_event, lock_run, stamp
from runaround.store.stored import EventKind
from runaround.store.value_json import decode_value, encode_value

__all__ = ["Change", "prune", "redact"]

Change = Callable[[JudgedCase], JudgedCase]
"""Returns a case with other texts in its transcript, its expectation and its verdict."""

_UNJUDGED = Verdict(CaseStatus.INCONCLUSIVE, None)
# Rows that others refer to come after those that refer to them.
_DELETES = (
    ("findings", "DELETE FROM findings WHERE run = ?"),
    ("verdicts", "DELETE FROM verdicts WHERE run = ?"),
    ("judgements", "DELETE FROM judgements WHERE run = ?"),
    ("transcripts", "DELETE FROM transcripts WHERE run = ?"),
    ("cases", "DELETE FROM cases WHERE run = ?"),
    ("targets", "DELETE FROM targets WHERE run = ?"),
)


def prune(database: Database, run: str, *, reason: str, clock: Clock) -> None:
    """Delete all of a run but its name, how it was called and what happened to it; the space is given back.

    Raises UnknownRun if there is no such run, or if it was pruned before.
    """
    with database.transaction():
        lock_run(database, run)
        deleted = {table: database.execute(sql, (to_column(run),)).changed for table, sql in _DELETES}
        detail = {"reason": reason, "deleted": deleted}
        add_event(database, run, EventKind.PRUNED, detail=detail, now=stamp(clock))
    database.reclaim()


def redact(database: Database, run: str, change: Change, *, reason: str, clock: Clock) -> int:
    """Put what `change` returns in place of every record and verdict of a run, all or none; return how many records.

    Ids stay: case ids, scenarios and targets are how rows are found.
    Raises UnknownRun if there is no such run, FileError for a record that cannot be read; then nothing is changed.
    """
    count = 0
    with database.transaction():
        lock_run(database, run)
        for case_id, attempt, record, wire in _stream_rows(database, run):
            _redact_row(database, (to_column(run), case_id, attempt), (record, wire), change)
            count += 1
        detail = {"reason": reason, "transcripts": count}
        add_event(database, run, EventKind.REDACTED, detail=detail, now=stamp(clock))
    database.reclaim()
    return count


def _stream_rows(database: Database, run: str) -> Iterator[tuple[str, int, str, str]]:
    """Yield every attempt at every case, as it stands in its row."""
    case_id, attempt = "", 0
    sql = """SELECT case_id, attempt, record, wire FROM transcripts
        WHERE run = ? AND (case_id, attempt) > (?, ?) ORDER BY case_id, attempt LIMIT ?"""
    while True:
        rows = database.execute(sql, (to_column(run), case_id, attempt, PAGE)).rows
        for case_id, attempt, record, wire in rows:
            yield case_id, attempt, record, wire
        if len(rows) < PAGE:
            return


def _redact_row(database: Database, key: tuple[str, str, int], held: tuple[str, str], change: Change) -> None:
    where = f"{database.name}: {key[1][:80]!r}, attempt {key[2]}"
    recorded = read_recorded_row(*held, where=where)
    case = JudgedCase(recorded.transcript, _UNJUDGED, recorded.expect)
    changed = change(case)
    written = write_record(replace(changed.transcript, id=recorded.transcript.id), changed.expect)
    database.execute(
        "UPDATE transcripts SET error = ?, record = ?, wire = ? WHERE run = ? AND case_id = ? AND attempt = ?",
        (*written, *key),
    )
    sql = "SELECT judgement, body FROM verdicts WHERE run = ? AND case_id = ? AND attempt = ?"
    for judgement, body in database.execute(sql, key).rows:
        verdict = change(replace(case, verdict=decode_value(Verdict, body, where=where))).verdict
        database.execute(
            "UPDATE verdicts SET body = ? WHERE run = ? AND case_id = ? AND attempt = ? AND judgement = ?",
            (encode_value(verdict), *key, judgement),
        )
