"""Judgements of runs: who judged by which rules, the verdict of each case, and the findings as rows of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from runaround import __version__
from runaround.errors import StoreError
from runaround.model import CaseStatus, Finding, Verdict
from runaround.store.cases import COUNTING_ATTEMPT
from runaround.store.column_text import from_column, to_column
from runaround.store.database import Database, Values
from runaround.store.events import Clock, add_event, list_events, lock_run, stamp
from runaround.store.stored import CaseVerdict, EventKind, Judgement
from runaround.store.transcripts import write_line
from runaround.store.value_json import decode_value, encode_value

__all__ = ["Judgements", "count_statuses", "find_latest"]

_PAGE = 200
_COLUMNS = "SELECT number, made_at, harness, detectors, phrasebooks, settings FROM judgements WHERE run = ?"
_INSERT_VERDICT = """INSERT INTO verdicts (run, judgement, case_id, attempt, status, outcome, body)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_INSERT_FINDING = """INSERT INTO findings
    (run, judgement, case_id, attempt, number, turn, kind, refs, item, severity, confidence, standing)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_VERDICTS = f"""FROM cases AS c
    JOIN verdicts AS v ON v.run = c.run AND v.judgement = ? AND v.case_id = c.id AND v.attempt = {COUNTING_ATTEMPT}
    WHERE c.run = ?"""


class Judgements:
    """The judgements of all runs of a store."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(
        self,
        run: str,
        *,
        detectors: str,
        phrasebooks: Iterable[str] = (),
        settings: Mapping[str, object] | None = None,
    ) -> int:
        """Begin a judgement, and return its number.

        detectors: version of the detector set. settings: JSON: what else decides (suppression file, options ...).
        Raises UnknownRun if there is no such run.
        """
        database, key = self._database, to_column(run)
        with database.transaction():
            lock_run(database, run)
            sql = "SELECT coalesce(max(number), 0) + 1 FROM judgements WHERE run = ?"
            number = int(database.execute(sql, (key,)).rows[0][0])
            made_by = stamp(self._clock), __version__, detectors
            database.execute(
                "INSERT INTO judgements (run, number, made_at, harness, detectors, phrasebooks, settings) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (key, number, *made_by, write_line(list(phrasebooks)), write_line(settings or {})),
            )
        return number

    def add(self, run: str, judgement: int, verdicts: Iterable[CaseVerdict]) -> None:
        """Write verdicts; they are on the disk, all of them, when this returns.

        Raises StoreError if there is no such judgement or attempt, or if it has its verdict already.
        """
        with self._database.transaction():
            for one in verdicts:
                self._insert((to_column(run), judgement, to_column(one.case_id), one.attempt), one.verdict)

    def _insert(self, key: tuple[str, int, str, int], verdict: Verdict) -> None:
        body = encode_value(verdict)
        self._database.execute(_INSERT_VERDICT, (*key, verdict.status, verdict.outcome, body))
        rows = [(*key, number, *row) for number, row in enumerate(_finding_rows(verdict), start=1)]
        if rows:
            self._database.execute_many(_INSERT_FINDING, rows)

    def finish(self, run: str, judgement: int) -> None:
        """Write down that a judgement is complete: from now on it is the latest."""
        with self._database.transaction():
            lock_run(self._database, run)
            detail = {"judgement": judgement}
            add_event(self._database, run, EventKind.JUDGED, detail=detail, now=stamp(self._clock))

    def find_latest(self, run: str) -> Judgement | None:
        """Return the judgement that was completed last; the one begun last if none was; None if there is none."""
        return find_latest(self._database, run)

    def list_all(self, run: str) -> tuple[Judgement, ...]:
        """Return the judgements of a run, in order."""
        rows = self._database.execute(_COLUMNS + " ORDER BY number", (to_column(run),)).rows
        return tuple(map(_judgement, rows))

    def read(self, run: str, number: int) -> Judgement:
        """Return one judgement.

        Raises StoreError if the run has none of that number.
        """
        rows = self._database.execute(_COLUMNS + " AND number = ?", (to_column(run), number)).rows
        if not rows:
            made = ", ".join(str(one.number) for one in self.list_all(run))
            which = f"it has {made}" if made else "nobody has judged it yet"
            msg = f"{self._database.name}: run {run!r} has no judgement {number}; {which}."
            raise StoreError(msg)
        return _judgement(rows[0])

    def stream(self, run: str, judgement: int) -> Iterator[CaseVerdict]:
        """Yield the verdicts on the attempts that count, in the order of the plan, in constant memory.

        Raises FileError for a verdict that cannot be read.
        """
        position = -1
        sql = f"SELECT c.position, c.id, v.attempt, v.body {_VERDICTS} AND c.position > ? ORDER BY c.position LIMIT ?"
        while True:
            rows = self._database.execute(sql, (judgement, to_column(run), position, _PAGE)).rows
            for position, key, attempt, body in rows:  # noqa: B007 (the last one is kept)
                case_id = from_column(key)
                where = f"{self._database.name}: {case_id[:80]!r}, judgement {judgement}"
                yield CaseVerdict(case_id, attempt, decode_value(Verdict, body, where=where))
            if len(rows) < _PAGE:
                return


def find_latest(database: Database, run: str) -> Judgement | None:
    """Return the judgement that was completed last; the one begun last if none was; None if there is none."""
    rows = database.execute(_COLUMNS + " ORDER BY number DESC", (to_column(run),)).rows
    known = {row[0]: _judgement(row) for row in rows}
    done = [event.detail.get("judgement") for event in list_events(database, run) if event.kind is EventKind.JUDGED]
    complete = [known[number] for number in reversed(done) if number in known]
    return next(iter(complete), None) or next(iter(known.values()), None)


def count_statuses(database: Database, run: str, judgement: int) -> dict[CaseStatus, int]:
    """Return how many verdicts on attempts that count say what."""
    rows = database.execute(
        f"SELECT v.status, count(*) {_VERDICTS} GROUP BY v.status", (judgement, to_column(run))
    ).rows
    return {CaseStatus(status): count for status, count in rows}


def _judgement(row: tuple[Any, ...]) -> Judgement:
    number, made_at, harness, detectors, phrasebooks, settings = row
    return Judgement(number, made_at, harness, detectors, tuple(json.loads(phrasebooks)), json.loads(settings))


def _finding_rows(verdict: Verdict) -> Iterator[Values]:
    for finding in verdict.findings:
        yield _finding_row(finding, "counted")
    for finding in verdict.borne:
        yield _finding_row(finding, "borne")
    for one in verdict.suppressed:
        yield _finding_row(one.finding, "suppressed")


def _finding_row(finding: Finding, standing: str) -> Values:
    made = finding.assessment
    severity, confidence = (None, None) if made is None else (made.severity, made.confidence)
    refs = write_line(list(finding.refs))
    return finding.turn, to_column(finding.kind), refs, finding.item, severity, confidence, standing
