"""PostgreSQL: the store on a server, for many machines. Its tables stand in a schema of their own.

Needs psycopg, which comes with the extra `postgres`; `open_store` says so where it is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from runaround.errors import StoreError
from runaround.store.database import Result, Values

__all__ = ["PostgreSQLDriver"]

_SCHEMA = "runaround"
_CONNECT_WAIT_S = 10
# Any number that other programs on the same server do not lock: the letters "runaroun" of ours.
_TABLES_LOCK = int.from_bytes(b"runaroun", "big")


class PostgreSQLDriver:
    """A connection to a server."""

    # Weaker than FOR UPDATE: rows that refer to this one may still be added by others.
    row_lock = " FOR NO KEY UPDATE"

    def __init__(self, url: str, *, read_only: bool, lock_wait_s: float) -> None:
        parts = _read_url(url)
        self.name = _name(parts)
        self._options: dict[str, Any] = {"connect_timeout": _CONNECT_WAIT_S, "application_name": "runaround"} | dict(
            parts
        )
        self.is_read_only = read_only
        self._lock_wait_s = lock_wait_s
        self._connection = self._connect()

    def execute(self, sql: str, values: Values = ()) -> Result:
        """Carry out one statement."""
        try:
            return _fetch(self._connection.execute(_translate(sql), values))
        except psycopg.Error as error:
            raise self._refuse(error) from error

    def execute_many(self, sql: str, rows: Iterable[Values]) -> None:
        """Carry out one statement with each of the rows."""
        try:
            with self._connection.cursor() as cursor:
                cursor.executemany(_translate(sql), rows)
        except psycopg.Error as error:
            raise self._refuse(error) from error

    def begin(self) -> None:
        """Begin a transaction; connect anew if the connection broke since the last one."""
        try:
            self._connection.execute("BEGIN")
        except psycopg.OperationalError as error:
            if not self._connection.broken and not self._connection.closed:
                raise self._refuse(error) from error
            # Firewalls forget connections that are silent for the length of a long conversation.
            self._connection.close()
            self._connection = self._connect()
            self.execute("BEGIN")

    def lock_tables(self) -> None:
        """Let nobody else make tables before the transaction ends; make the schema if there is none."""
        self.execute("SELECT pg_advisory_xact_lock(?)", (_TABLES_LOCK,))
        # Asked first: whoever may not make schemas may well use one that was made for them.
        if self.execute("SELECT to_regnamespace(?)", (_SCHEMA,)).rows == [(None,)]:
            self.execute(f"CREATE SCHEMA {_SCHEMA}")

    def list_tables(self) -> frozenset[str]:
        """Return the names of the tables."""
        found = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = ?", (_SCHEMA,))
        return frozenset(name for (name,) in found.rows)

    def commit(self) -> None:
        """End the transaction; it is on the server's disk then."""
        self.execute("COMMIT")

    def rollback(self) -> None:
        """End the transaction as if it had not been."""
        with suppress(psycopg.Error):  # a broken connection has ended it already
            self._connection.execute("ROLLBACK")

    def reclaim(self) -> None:
        """Do nothing: the server reclaims space by itself."""

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        try:
            connection = psycopg.connect(**self._options | {"client_encoding": "utf8"}, autocommit=True)
        except psycopg.Error as error:
            raise self._refuse(error) from None
        try:
            for setting in self._settings():
                connection.execute(setting)
        except psycopg.Error as error:
            connection.close()
            raise self._refuse(error) from error
        return connection

    def _settings(self) -> Iterator[str]:
        """Yield what a new connection is told first."""
        yield f"SET search_path TO {_SCHEMA}"
        # A server may be set up to acknowledge what is not on its disk yet.
        yield "SET synchronous_commit TO on"
        yield f"SET lock_timeout TO {int(self._lock_wait_s * 1000)}"
        if self.is_read_only:
            yield "SET default_transaction_read_only TO on"

    def _refuse(self, error: psycopg.Error) -> StoreError:
        if isinstance(error, psycopg.errors.LockNotAvailable):
            return StoreError(f"{self.name}: another process kept the store locked for {self._lock_wait_s:g} s.")
        told = " ".join(str(error).split()).rstrip(".?")
        if secret := self._options.get("password"):
            told = told.replace(secret, "***")
        return StoreError(f"{self.name}: {told}.")


@cache
def _translate(sql: str) -> str:
    """Return a statement with the driver's sign for a value; ours hold no other `?` and no `%`."""
    return sql.replace("?", "%s")


def _fetch(cursor: psycopg.Cursor[tuple[Any, ...]]) -> Result:
    return Result(cursor.fetchall() if cursor.description else [], max(0, cursor.rowcount))


def _read_url(url: str) -> Mapping[str, Any]:
    """Return the parts of a URL.

    Raises StoreError without a word of it: whatever cannot be read may hold a password at any place.
    """
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        parts = {"port": "unknown"}
    # A slash in a password that is not written %2F ends the address there: what is before it looks like a port.
    if not str(parts.get("port", "0")).replace(",", "").isdigit():
        msg = (
            "The address of the store is not one that PostgreSQL knows; expected postgresql://USER:PASSWORD@HOST:PORT/"
            "DATABASE, with %2F for a slash, %3F for a question mark and %40 for an @ in the password."
        )
        raise StoreError(msg) from None
    return parts


def _name(parts: Mapping[str, Any]) -> str:
    """Return who, where and which database, as a URL without a password."""
    user, host = parts.get("user"), parts.get("host", "")
    port, database = parts.get("port"), parts.get("dbname")
    place = (f"{user}@" if user else "") + host + (f":{port}" if port else "")
    return f"postgresql://{place}" + (f"/{database}" if database else "")
