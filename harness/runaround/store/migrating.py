"""Brings a database to the format of this version: numbered steps, each applied once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from runaround.errors import StoreError
from runaround.store.database import Database

__all__ = ["Migration", "check_format", "load_migrations", "migrate"]

_TABLE = """CREATE TABLE IF NOT EXISTS migrations (
    number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step. `number` counts from 1."""

    number: int
    name: str
    statements: tuple[str, ...]


@cache
def load_migrations() -> tuple[Migration, ...]:
    """Return every step that this version knows, in order."""
    folder = files("runaround.store") / "migrations"
    found = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")}
    return tuple(_read_step(name.removesuffix(".sql"), found[name]) for name in sorted(found))


def _read_step(name: str, text: str) -> Migration:
    """Return a step; a statement ends with `;` at the end of a line."""
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    statements = tuple(part.strip() for part in f"{code}\n".split(";\n") if part.strip())
    return Migration(int(name.partition("_")[0]), name.partition("_")[2], statements)


def migrate(database: Database, migrations: Sequence[Migration], *, now: str) -> None:
    """Apply the steps that were not applied yet, all or none; of several processes one does, the others wait.

    Raises StoreError if the database is of a later version, or belongs to something else.
    """
    if _read_format(database, migrations) == len(migrations):
        return
    with database.transaction():
        database.lock_tables()
        applied = _read_format(database, migrations)  # another process may have been faster
        database.execute(_TABLE)
        for step in migrations[applied:]:
            for statement in step.statements:
                database.execute(statement)
            row = (step.number, step.name, now)
            database.execute("INSERT INTO migrations (number, name, applied_at) VALUES (?, ?, ?)", row)


def check_format(database: Database, migrations: Sequence[Migration]) -> None:
    """Raise StoreError if a database that is only read has not the format of this version."""
    found = _read_format(database, migrations)
    if found < len(migrations):
        msg = (
            f"{database.name}: the store has format {found}, this runaround reads {len(migrations)}. "
            "It is converted when it is opened for writing, as `runaround run` does."
        )
        raise StoreError(msg)


def _read_format(database: Database, migrations: Sequence[Migration]) -> int:
    """Return the number of the latest step that was applied; 0 for an empty database."""
    tables = database.list_tables()
    if "migrations" not in tables:
        if tables - {"sqlite_sequence"}:
            msg = f"{database.name}: a database of something else; it has tables, and none of them is ours."
            raise StoreError(msg)
        return 0
    number = int(database.execute("SELECT coalesce(max(number), 0) FROM migrations").rows[0][0])
    if number > len(migrations):
        msg = (
            f"{database.name}: the store has format {number}, this runaround knows {len(migrations)}. "
            "A later version has written it; `pip install --upgrade runaround` brings one that reads it."
        )
        raise StoreError(msg)
    return number
