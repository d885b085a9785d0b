"""The page of the store is true: it shows every column, and its questions can be asked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from runaround.model import (
    Assessment,
    CaseStatus,
    Confidence,
    Finding,
    Item,
    Severity,
    Suppressed,
    Suppression,
    Transcript,
    Verdict,
)
from runaround.store import CaseVerdict, NewRun, PlannedCase, open_store

TODAY = date(2026, 11, 22)
PAGE = (Path(__file__).parent.parent / "docs" / "store.md").read_text("utf-8")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Return a connection to an empty store."""
    path = tmp_path / "store.db"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as opened:
        yield opened


def shown_columns() -> dict[str, list[str]]:
    """Return the columns that the page shows, by table."""
    parts = re.findall(r"^### `(\w+)`\n(.*?)(?=^#)", PAGE, re.MULTILINE | re.DOTALL)
    rows = {table: re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for table, text in parts}
    return {table: [name for row in found for name in re.findall(r"`(\w+)`", row)] for table, found in rows.items()}


def test_the_page_shows_every_column(connection: sqlite3.Connection) -> None:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    columns = {
        table: sorted(row[1] for row in connection.execute(f"PRAGMA table_info({table})")) for (table,) in tables
    }

    assert columns == {table: sorted(names) for table, names in shown_columns().items()}


def test_findings_are_rows_that_say_whether_they_count(tmp_path: Path) -> None:
    made = Assessment(Severity.HIGH, Confidence.FEW, None, "9")
    counted = Finding(3, "repeated_request", (1, 3), Item.PHOTO, made)
    borne, suppressed = (
        Finding(4, "loop/answer"),
        Suppressed(Finding(5, "upsell"), Suppression("upsell", "", "", TODAY)),
    )
    verdict = Verdict(CaseStatus.FAILED, None, (counted,), (borne,), (suppressed,))
    with open_store(tmp_path / "store.db") as store:
        run = store.runs.begin(NewRun("one", ""), [PlannedCase("a")])
        store.cases.append(run, Transcript("a", "en", ()))
        store.judgements.add(run, store.judgements.begin(run, detectors="9"), [CaseVerdict("a", 1, verdict)])

    with closing(sqlite3.connect(tmp_path / "store.db")) as connection:
        rows = connection.execute("SELECT * FROM findings").fetchall()

    assert [
        ("one", 1, "a", 1, 1, 3, "repeated_request", "[1, 3]", "photo", "high", "few", "counted"),
        ("one", 1, "a", 1, 2, 4, "loop/answer", "[]", None, None, None, "borne"),
        ("one", 1, "a", 1, 3, 5, "upsell", "[]", None, None, None, "suppressed"),
    ] == rows


@pytest.mark.parametrize("sql", re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
def test_the_questions_on_the_page_can_be_asked(connection: sqlite3.Connection, sql: str) -> None:
    assert [] == connection.execute(sql).fetchall()


@pytest.mark.postgres
@pytest.mark.parametrize("sql", re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
def test_the_questions_on_the_page_can_be_asked_of_a_server(postgres_url: str, sql: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    open_store(postgres_url).close()

    with psycopg.connect(postgres_url) as connection:
        connection.execute("SET search_path TO runaround")
        assert [] == connection.execute(sql).fetchall()
