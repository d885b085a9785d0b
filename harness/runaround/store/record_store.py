"""The store of runs: what was planned, recorded and concluded, in a database. It is added to and not changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from runaround.errors import StoreError
from runaround.store.cases import Cases
from runaround.store.database import Database, Driver
from runaround.store.events import Clock, stamp
from runaround.store.judgements import Judgements
from runaround.store.migrating import check_format, load_migrations, migrate
from runaround.store.removal import Change, prune, redact
from runaround.store.runs import Runs
from runaround.store.sqlite import SQLiteDriver, explain_no_store

__all__ = ["LOCK_WAIT_S", "Store", "open_store"]

LOCK_WAIT_S = 120.0
"""How long to wait while other processes write. Each of them is done in milliseconds."""

_SQLITE = "sqlite:///"
_POSTGRESQL = ("postgresql://", "postgres://")


class Store:
    """An open store; a context manager, so that it is closed. Several processes may have it open at once."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.runs = Runs(database, clock=clock)
        self.cases = Cases(database, clock=clock)
        self.judgements = Judgements(database, clock=clock)

    @property
    def name(self) -> str:
        """The path or the URL, without a password."""
        return self._database.name

    def prune(self, run: str, *, reason: str) -> None:
        """Delete all of a run but its name, how it was called and what happened to it.

        Raises UnknownRun if there is no such run, or if it was pruned before.
        """
        prune(self._database, run, reason=reason, clock=self._clock)

    def redact(self, run: str, change: Change, *, reason: str) -> int:
        """Put what `change` returns in place of every record and verdict of a run; return how many records there were.

        change: is given each attempt once for each of its verdicts, and once without one. What it leaves of
        `exchanges` is what is kept of the wire. Ids stay as they are.
        Raises UnknownRun if there is no such run, FileError for a record that cannot be read; then nothing is changed.
        """
        return redact(self._database, run, change, reason=reason, clock=self._clock)

    def close(self) -> None:
        """Close the connection; what was written stays."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    def __repr__(self) -> str:
        """Say which store, without a password."""
        return f"Store({self.name!r})"


def open_store(
    url: str | Path,
    *,
    read_only: bool = False,
    must_exist: bool = False,
    lock_wait_s: float = LOCK_WAIT_S,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Store:
    """Return the store at `url`: a path, `sqlite:///path` or `postgresql://…`; made, or brought up to date, if need be.

    read_only: writes nothing, not even a newer format; the file and its folder may be read-only too.
    must_exist: makes none, which goes without saying for one that is only read.
    lock_wait_s: how long to wait while others write. clock: tells the time, in UTC.
    Raises StoreError if it cannot be opened, is no store, or one of a later version.
    """
    must_exist = must_exist or read_only
    database = Database(_connect(url, read_only=read_only, must_exist=must_exist, lock_wait_s=lock_wait_s))
    try:
        if must_exist:
            _check_tables(database)
        if read_only:
            check_format(database, load_migrations())
        else:
            migrate(database, load_migrations(), now=stamp(clock))
    except BaseException:
        database.close()
        raise
    return Store(database, clock=clock)


def _check_tables(database: Database) -> None:
    if not database.list_tables():
        raise StoreError(explain_no_store(database.name))


def _connect(url: str | Path, *, read_only: bool, must_exist: bool, lock_wait_s: float) -> Driver:
    if isinstance(url, Path) or "://" not in url:
        return SQLiteDriver(Path(url), read_only=read_only, must_exist=must_exist, lock_wait_s=lock_wait_s)
    if url.startswith(_SQLITE):
        path = Path(unquote(url.removeprefix(_SQLITE)))
        return SQLiteDriver(path, read_only=read_only, must_exist=must_exist, lock_wait_s=lock_wait_s)
    if not url.startswith(_POSTGRESQL):
        msg = f"No store for {url.partition('://')[0][:80]!r}; known: a path, sqlite:///PATH, postgresql://…."
        raise StoreError(msg)
    try:
        from runaround.store.postgresql import PostgreSQLDriver
    except ImportError as error:
        msg = "A store in PostgreSQL needs psycopg: pip install 'runaround[postgres]'."
        raise StoreError(msg) from error
    return PostgreSQLDriver(url, read_only=read_only, lock_wait_s=lock_wait_s)
