"""A store opens in whatever state it is found, or says why not; and never shows a password."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from runaround.errors import FileError, StoreError
from runaround.model import JudgedCase, Speaker, Transcript, Turn
from runaround.store import NewRun, PlannedCase, RunState, open_store
from runaround.store.database import Database
from runaround.store.migrating import load_migrations, migrate
from runaround.store.sqlite import SQLiteDriver

NOW = "2026-11-22T10:00:00.000000+00:00"
TRANSCRIPT = Transcript("a", "en", (Turn(Speaker.BOT, "hello"),))
OLD_ROWS = (
    f"INSERT INTO runs VALUES ('old', '2026-11-22', '{NOW}', '7', '0.1.0', '{{}}')",
    "INSERT INTO cases VALUES ('old', 'a', 0, 'refunds/late', 'abc', 'en', 'shop', '7', 0)",
    f"""INSERT INTO transcripts VALUES ('old', 'a', 1, '{NOW}', NULL,
        '{{"id": "a", "lang": "en", "turns": [{{"speaker": "bot", "text": "hello"}}]}}', '[]')""",
)


def make_old(path: Path, steps: int) -> None:
    """Make a store as the version that knew so many steps left it, with one run in it."""
    database = Database(SQLiteDriver(path, read_only=False, lock_wait_s=1))
    migrate(database, load_migrations()[:steps], now=NOW)
    for row in OLD_ROWS if steps else ():
        database.execute(row)
    database.close()


def make_newer(path: Path) -> None:
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migrations VALUES (99, 'later', '')")


def make_foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_the_steps_are_numbered_without_a_gap() -> None:
    steps = load_migrations()

    assert [*range(1, len(steps) + 1)] == [step.number for step in steps]
    assert ["runs", "judgements", "events"] == [step.name for step in steps[:3]]


@pytest.mark.parametrize("steps", range(1, len(load_migrations()) + 1))
def test_a_store_of_every_earlier_format_is_brought_up_to_date(tmp_path: Path, steps: int) -> None:
    path = tmp_path / "old.db"
    make_old(path, steps)

    with open_store(path) as store:
        told = store.runs.read(store.runs.resolve("old"))
        transcripts = [case.transcript for case in store.cases.stream("old")]
        store.judgements.finish("old", store.judgements.begin("old", detectors="9"))

    assert (7, RunState.FINISHED, [TRANSCRIPT]) == (told.seed, told.state, transcripts)
    assert [(step.number, step.name) for step in load_migrations()] == ask(path, "SELECT number, name FROM migrations")


@pytest.mark.parametrize("steps", range(1, len(load_migrations())))
def test_a_store_of_an_earlier_format_is_not_converted_by_reading(tmp_path: Path, steps: int) -> None:
    path = tmp_path / "old.db"
    make_old(path, steps)

    with pytest.raises(StoreError, match=f"has format {steps}, this runaround reads .* opened for writing"):
        open_store(path, read_only=True)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_store_of_a_later_format_is_refused(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "later.db"
    make_newer(path)

    with pytest.raises(StoreError, match=r"has format 99, .* A later version has written it; `pip install --upgrade"):
        open_store(path, read_only=read_only)


@pytest.mark.parametrize("read_only", [True, False])
def test_somebody_elses_database_is_left_alone(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "customers.db"
    make_foreign(path)

    with pytest.raises(StoreError, match="a database of something else"):
        open_store(path, read_only=read_only)

    assert [("customers",)] == ask(path, "SELECT name FROM sqlite_master")


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, read_only: bool) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("a shopping list, long enough to be looked at" * 100, "utf-8")

    with pytest.raises(StoreError, match=r"notes\.txt: file is not a database; a store is a file"):
        open_store(path, read_only=read_only)


def test_nothing_is_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store here; `runaround run` makes one"):
        open_store(tmp_path / "none.db", read_only=True)

    assert [] == [*tmp_path.iterdir()]


def test_the_folder_is_made_by_writing(tmp_path: Path) -> None:
    path = tmp_path / "results" / "a#b?c %41.db"

    open_store(f"sqlite:///{tmp_path}/results/a%23b%3Fc %2541.db").close()

    assert [path] == [*path.parent.iterdir()]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("", "utf-8")

    with pytest.raises(StoreError, match="results"):
        open_store(tmp_path / "results" / "store.db")


def test_a_store_that_stays_locked_is_told_in_our_words(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path, lock_wait_s=0.05) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match=r"another process kept the store locked for 0\.05 s\."):
            store.runs.begin(NewRun("one", ""))


def test_a_store_that_is_written_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store, closing(sqlite3.connect(path)) as other:
        store.runs.begin(NewRun("one", ""))
        other.execute("BEGIN IMMEDIATE")

        with open_store(path, read_only=True, lock_wait_s=0) as reader:
            assert "one" == reader.runs.resolve("latest")


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Return a folder that any user of the machine may enter; those of pytest are private."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


AS_NOBODY = """
import os, sys
from runaround.errors import RunaroundError
from runaround.store import open_store
from runaround.store.migrating import load_migrations
load_migrations()  # our own files may be private too
if os.geteuid() == 0:
    os.setuid(65534)  # the rights of files bind everybody else
for read_only in (True, False):
    try:
        with open_store(sys.argv[1], read_only=read_only) as store:
            print([case.transcript.turns[0].text for case in store.cases.stream(store.runs.resolve("latest"))])
    except RunaroundError as error:
        print(str(error).removeprefix(sys.argv[1] + ": "))
"""


def open_as_nobody(path: Path) -> list[str]:
    """Return what somebody finds, or is told, who may only read a store and its folder: by reading, and by writing."""
    for file in path.parent.iterdir():
        file.chmod(0o444)
    path.parent.chmod(0o555)
    command = [sys.executable, "-W", "error", "-c", AS_NOBODY, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return [done.stderr, *done.stdout.splitlines()]


def test_a_store_that_nobody_may_write_can_be_read(public_folder: Path) -> None:
    """An archive is read-only, its folder too: there is no room for the log that SQLite puts beside a file."""
    path = public_folder / "store.db"
    with open_store(path) as store:
        store.runs.begin(NewRun("one", "2026-11-22"), [PlannedCase("a")])
        store.cases.append("one", TRANSCRIPT)

    assert [
        "",
        "['hello']",
        "attempt to write a readonly database; whoever runs this may not write the file or its folder.",
    ] == open_as_nobody(path)


def test_a_copy_of_half_a_store_is_not_read_as_a_whole(public_folder: Path, tmp_path: Path) -> None:
    """What is new stands in the log; leaving it out without a word would show an old state as the present one."""
    with open_store(tmp_path / "store.db") as store:
        store.runs.begin(NewRun("one", "2026-11-22"))
        for name in ("store.db", "store.db-wal"):
            shutil.copy(tmp_path / name, public_folder)

    told = (
        "part of the store is in store.db-wal beside it, which cannot be read without writing to its folder. "
        "Copy both files to a folder that can be written."
    )
    assert ["", told] == open_as_nobody(public_folder / "store.db")[:2]


def test_deleted_texts_are_gone_from_the_disk(tmp_path: Path) -> None:
    """Pruning and redacting are about what nobody shall read any more, with whatever tool."""
    path = tmp_path / "store.db"
    with open_store(path) as store:
        for run in ("pruned", "redacted"):
            store.runs.begin(NewRun(run, ""), [PlannedCase("a")])
            store.cases.append(run, Transcript("a", "en", (Turn(Speaker.BOT, f"{run} words " * 50_000),)))

        store.prune("pruned", reason="")
        store.redact("redacted", lambda case: JudgedCase(TRANSCRIPT, case.verdict), reason="")

        written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (False, False) == (b"pruned words" in written, b"redacted words" in written)
    assert len(written) < 500_000


@pytest.mark.parametrize(
    ("record", "told"), [('{"id": 3}', "id: found 3; expected"), ("{", "not JSON that can be read"), ("[]", "not JSON")]
)
def test_a_broken_record_is_told_with_its_place(tmp_path: Path, record: str, told: str) -> None:
    path = tmp_path / "store.db"
    make_old(path, len(load_migrations()))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE transcripts SET record = ?", (record,))

    with open_store(path) as store, pytest.raises(FileError, match=rf"store\.db: 'a', attempt 1: {told}"):
        list(store.cases.stream("old"))


@pytest.mark.parametrize("url", ["mysql://root:secret@host/db", "sqlite://memory"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="known: a path, sqlite:///PATH, postgresql://…") as caught:
        open_store(url)

    assert "secret" not in str(caught.value)


ADDRESSES = {
    "nobody there": "postgresql://me:pa%2Fss@127.0.0.1:1/db",
    "in the query": "postgresql://127.0.0.1:1/db?user=me&password=pa/ss",
    "a slash": "postgresql://me:pa/ss@127.0.0.1:1/db",
    "a question mark": "postgresql://me:pa/ss?x@127.0.0.1:1/db",
    "an unknown option": "postgresql://me:pa%2Fss@127.0.0.1:1/db?mood=pa/ss",
    "a percent sign": "postgresql://me:pa/ss%@127.0.0.1:1/db",
    "a port of letters": "postgres://me@127.0.0.1:pa/ss",
}


@pytest.mark.parametrize("url", ADDRESSES.values(), ids=ADDRESSES)
def test_no_message_holds_a_password(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(url)

    shown = f"{caught.value}{caught.value.__cause__}"
    assert [] == [part for part in ("pa/", "/ss", "pa%2F", "%2Fss") if part in shown]


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(StoreError, match=r"^postgresql://me@127\.0\.0\.1:1/db: connection failed"):
        open_store("postgresql://me:secret@127.0.0.1:1/db")


def test_without_its_driver_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "runaround.store.postgresql", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StoreError, match=r"needs psycopg: pip install 'runaround\[postgres\]'"):
        open_store("postgresql://127.0.0.1/db")


@pytest.mark.postgres
def test_a_lost_connection_is_made_anew(postgres_url: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    with open_store(postgres_url) as store:
        store.runs.begin(NewRun("one", ""), [PlannedCase("a")])
        with psycopg.connect(postgres_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'runaround'")

        assert 1 == store.cases.append("one", TRANSCRIPT)


@pytest.mark.postgres
def test_our_tables_are_beside_those_of_others(postgres_url: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgres_url) as other:
        other.execute("CREATE TABLE IF NOT EXISTS public.runs (id INT)")

    with open_store(postgres_url) as store:
        assert () == store.runs.list_all()


@pytest.mark.postgres
def test_a_database_without_a_store_is_told(postgres_url: str) -> None:
    with pytest.raises(StoreError, match="there is no store here"):
        open_store(postgres_url, read_only=True)


@pytest.mark.postgres
def test_a_case_on_a_server_that_stays_locked_is_told_in_our_words(postgres_url: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    with open_store(postgres_url, lock_wait_s=0.05) as store, psycopg.connect(postgres_url) as other:
        store.runs.begin(NewRun("one", ""), [PlannedCase("a")])
        other.execute("SELECT id FROM runaround.cases FOR UPDATE")

        with pytest.raises(StoreError, match=r"another process kept the store locked for 0\.05 s\."):
            store.cases.append("one", TRANSCRIPT)


@pytest.mark.postgres
def test_a_store_on_a_server_is_brought_up_to_date(postgres_url: str) -> None:
    from runaround.store.postgresql import PostgreSQLDriver

    database = Database(PostgreSQLDriver(postgres_url, read_only=False, lock_wait_s=1))
    migrate(database, load_migrations()[:1], now=NOW)
    for row in OLD_ROWS:
        database.execute(row)
    database.close()

    with open_store(postgres_url) as store:
        assert [TRANSCRIPT] == [case.transcript for case in store.cases.stream("old")]
        assert RunState.FINISHED is store.runs.read("old").state


# --- one file -----------------------------------------------------------------------------------------


def test_a_store_is_one_file_after_everybody_has_closed_it(tmp_path: Path) -> None:
    """People copy it, and keep it as an artifact of a build, as one file."""
    path = tmp_path / "store.db"
    with open_store(path) as store:
        store.runs.begin(NewRun("one", "2026-11-22"))
        with open_store(path, read_only=True) as reader:
            reader.runs.list_all()
    with open_store(path, read_only=True) as reader:
        reader.runs.list_all()

    assert ["store.db"] == [file.name for file in tmp_path.iterdir()]


def test_who_reads_longest_leaves_one_file_too(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = open_store(path)
    with open_store(path, read_only=True) as reader:
        store.runs.begin(NewRun("one", "2026-11-22"))
        store.close()

        assert "one" == reader.runs.resolve("latest")
    assert (["store.db"], [("one",)]) == ([file.name for file in tmp_path.iterdir()], ask(path, "SELECT id FROM runs"))


def test_who_reads_does_not_take_the_log_from_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        for name in ("one", "two", "three"):
            store.runs.begin(NewRun(name, "2026-11-22"))
            with open_store(path, read_only=True) as reader:
                assert name == reader.runs.resolve(name)

    assert [(3,)] == ask(path, "SELECT count(*) FROM runs")
