"""SQLite: the store as one file, for one machine. Several processes may write to it at once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from runaround.errors import StoreError
from runaround.store.database import Result, Values

__all__ = ["SQLiteDriver", "explain_no_store"]

# SQLite's own waiting sleeps up to 100 ms at a time, and misses the moments between the writes of a busy neighbour:
# measured with `benchmarks/store.py`, some writes waited for seconds.
_PAUSE_S = 0.002
_RECLAIM_WAIT_S = 5.0
# What is deleted is overwritten: pruning and redacting are about what nobody shall read any more. auto_vacuum must come
# before the first table, and WAL makes it.
_PRAGMAS = (
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_HINTS = {
    sqlite3.SQLITE_NOTADB: "; a store is a file that `runaround run` has made",
    sqlite3.SQLITE_READONLY: "; whoever runs this may not write the file or its folder",
    sqlite3.SQLITE_CANTOPEN: "; whoever runs this may not read the file or not enter its folder",
}
_UNREACHED = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})

_T = TypeVar("_T")


class SQLiteDriver:
    """A connection to a file. It is made, with its folder, unless it is only to be read."""

    row_lock = ""  # a transaction that writes has the whole file to itself

    def __init__(self, path: Path, *, read_only: bool, lock_wait_s: float, must_exist: bool = False) -> None:
        self.name = str(path)
        self.is_read_only = read_only
        self._path = path
        self._lock_wait_s = lock_wait_s
        if path.is_dir():
            msg = f"{self.name}: is a folder; expected the file of a store, such as {self.name}/runaround.db."
            raise StoreError(msg)
        if (read_only or must_exist) and not path.is_file():
            raise StoreError(explain_no_store(self.name))
        if read_only:
            self._connection = self._open_for_reading()
        else:
            self._connection = self._open_for_writing()

    def execute(self, sql: str, values: Values = ()) -> Result:
        """Carry out one statement."""
        return self._ask(lambda: _fetch(self._connection.execute(sql, values)))

    def execute_many(self, sql: str, rows: Iterable[Values]) -> None:
        """Carry out one statement with each of the rows."""
        listed = list(rows)  # if it has to be asked again, a generator would be empty
        self._ask(lambda: self._connection.executemany(sql, listed))

    def begin(self) -> None:
        """Begin a transaction that writes; wait for other processes within the limit."""
        self.execute("BEGIN IMMEDIATE")

    def lock_tables(self) -> None:
        """Do nothing: the transaction has the whole file to itself."""

    def list_tables(self) -> frozenset[str]:
        """Return the names of the tables."""
        return frozenset(name for (name,) in self.execute("SELECT name FROM sqlite_master WHERE type = 'table'").rows)

    def commit(self) -> None:
        """End the transaction; it is on the disk then."""
        self.execute("COMMIT")

    def rollback(self) -> None:
        """End the transaction as if it had not been."""
        with suppress(sqlite3.Error):  # some errors have ended it already, and then there is none
            self._connection.execute("ROLLBACK")

    def reclaim(self) -> None:
        """Give free pages back, and empty the log, in which what was deleted still stands."""
        # As a script: `execute` takes one step, and this statement gives one page back with each.
        self._ask(lambda: self._connection.executescript("PRAGMA incremental_vacuum"))
        until = time.monotonic() + _RECLAIM_WAIT_S
        while self.execute("PRAGMA wal_checkpoint(TRUNCATE)").rows[0][0] and time.monotonic() < until:
            time.sleep(_PAUSE_S)  # somebody reads from it; whoever closes the store last empties it too

    def close(self) -> None:
        """Close the connection; the last one leaves one file, without a log beside it."""
        self._connection.close()

    def _open_for_writing(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            msg = f"{self.name}: a part of this path is a file, and no folder; name another place with --store."
            raise StoreError(msg) from error
        except OSError as error:
            msg = f"{self.name}: its folder cannot be made: {error.strerror or error}."
            raise StoreError(msg) from error
        connection = self._connect("mode=rwc")
        try:
            for pragma in _PRAGMAS:
                self._ask(partial(connection.execute, pragma)).fetchall()
        except StoreError:
            connection.close()
            raise
        return connection

    def _open_for_reading(self) -> sqlite3.Connection:
        """Open a file that need not be writable, nor its folder; where they are, as one that could write.

        Whoever closes a store last folds the log into the file, and one that may not write leaves the log beside it.
        """
        connection = self._connect("mode=rw")
        try:
            for question in ("PRAGMA query_only = ON", "SELECT 1 FROM sqlite_master"):
                self._ask(partial(connection.execute, question)).fetchall()
        except StoreError as error:
            connection.close()
            if (getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF) not in _UNREACHED:
                raise
            # A log beside the file, which this process may not make, is needed only while somebody writes.
            log = Path(f"{self._path}-wal")
            if log.exists() and log.stat().st_size:
                msg = (
                    f"{self.name}: part of the store is in {log.name} beside it, which cannot be read without writing "
                    "to its folder. Copy both files to a folder that can be written."
                )
                raise StoreError(msg) from error
            return self._connect("mode=ro&immutable=1")
        return connection

    def _connect(self, options: str) -> sqlite3.Connection:
        def connect() -> sqlite3.Connection:
            # Transactions are begun by hand, and `Database` lets one thread in at a time.
            return sqlite3.connect(
                f"{self._path.absolute().as_uri()}?{options}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=0,
            )

        return self._ask(connect)

    def _ask(self, question: Callable[[], _T]) -> _T:
        """Return what the database answers; ask again while it is locked."""
        until = time.monotonic() + self._lock_wait_s
        while True:
            try:
                return question()
            except (sqlite3.Error, OverflowError) as error:
                is_busy = (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _BUSY
                if not is_busy or time.monotonic() >= until:
                    raise self._refuse(error, is_busy=is_busy) from error
            time.sleep(_PAUSE_S)

    def _refuse(self, error: Exception, *, is_busy: bool = False) -> StoreError:
        if is_busy:
            return StoreError(f"{self.name}: another process kept the store locked for {self._lock_wait_s:g} s.")
        hint = _HINTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
        return StoreError(f"{self.name}: {error}{hint}.")


def explain_no_store(name: str) -> str:
    """Return what is said where a store is to be read and there is none."""
    return f"{name}: there is no store here; `runaround run` makes one, --store names another."


def _fetch(cursor: sqlite3.Cursor) -> Result:
    return Result(cursor.fetchall(), max(0, cursor.rowcount))
