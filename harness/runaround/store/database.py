"""One connection to a database, whichever it is: statements with `?` for values, and transactions."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Database", "Driver", "Result", "Values"]

Values = Sequence[str | int | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement brought: its rows, and how many it added, changed or removed."""

    rows: list[tuple[Any, ...]]
    changed: int


class Driver(Protocol):
    """What differs between databases. Every method raises StoreError for what the database refuses.

    name: the database as messages may show it, without a password.
    row_lock: ends a SELECT whose rows nobody else may lock before this transaction ends.
    """

    name: str
    row_lock: str
    is_read_only: bool

    def execute(self, sql: str, values: Values) -> Result:
        """Carry out one statement."""

    def execute_many(self, sql: str, rows: Iterable[Values]) -> None:
        """Carry out one statement with each of the rows."""

    def begin(self) -> None:
        """Begin a transaction that writes; wait for others as long as it takes, within a limit."""

    def lock_tables(self) -> None:
        """In a transaction: let nobody else create or alter tables before it ends."""

    def list_tables(self) -> frozenset[str]:
        """Return the names of the tables."""

    def commit(self) -> None:
        """End the transaction; what it did is on the disk then."""

    def rollback(self) -> None:
        """End the transaction as if it had not been. Never raises."""

    def reclaim(self) -> None:
        """Overwrite and give back the space of what was deleted."""

    def close(self) -> None:
        """Close the connection."""


class Database:
    """A connection that several threads may share: one statement or transaction at a time."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._lock = threading.RLock()
        self.name = driver.name
        self.row_lock = driver.row_lock
        self.is_read_only = driver.is_read_only

    def execute(self, sql: str, values: Values = ()) -> Result:
        """Carry out one statement, within the transaction if there is one.

        Raises StoreError if the database refuses it.
        """
        with self._lock:
            return self._driver.execute(sql, values)

    def execute_many(self, sql: str, rows: Iterable[Values]) -> None:
        """Carry out one statement with each of the rows.

        Raises StoreError if the database refuses it.
        """
        with self._lock:
            self._driver.execute_many(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do what stands inside as a whole or not at all; on the disk when it is over. Not to be nested.

        Raises StoreError if the database refuses it, or was locked by others for too long.
        """
        with self._lock:
            try:
                self._driver.begin()
                yield
                self._driver.commit()
            except BaseException:
                self._driver.rollback()
                raise

    def lock_tables(self) -> None:
        """In a transaction: let nobody else create or alter tables before it ends."""
        self._driver.lock_tables()

    def list_tables(self) -> frozenset[str]:
        """Return the names of the tables."""
        with self._lock:
            return self._driver.list_tables()

    def reclaim(self) -> None:
        """Overwrite and give back the space of what was deleted."""
        with self._lock:
            self._driver.reclaim()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._driver.close()
