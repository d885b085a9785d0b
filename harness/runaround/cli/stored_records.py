"""Where `score` and `explain` take conversations from: files, and runs of the store, read as files are."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from runaround.cli.stores import choose_store
from runaround.errors import FileError, Mistake, StoreError, UnknownRun
from runaround.record_files import Opened, find_record_files, open_pieces
from runaround.records import Piece
from runaround.store import TRANSCRIPTS_FILE, Store, encode, open_store
from runaround.stored_runs import REPORT_FILE, resolve_run

__all__ = ["Records", "StoredRecords", "find_records", "open_records"]


@dataclass(frozen=True, slots=True)
class StoredRecords:
    """The transcripts of a run of the store at `store`."""

    store: str
    run: str

    def __str__(self) -> str:
        """Return the name of the run; that of the store may hold a password."""
        return self.run


Records = Path | StoredRecords


def find_records(args: argparse.Namespace) -> list[Records]:
    """Return what `args.files` name, each once: files, those of folders, and runs; a file comes before a run.

    Raises FileError if a folder holds no file or if a name is neither, OSError if it is no file and there is no store.
    """
    found: list[Records] = []
    for path in args.files:
        found += _find_reported_run(args, path) or (
            find_record_files([path]) if path.exists() else _find_run(args, path)
        )
    return list(dict.fromkeys(found))


def _find_reported_run(args: argparse.Namespace, path: Path) -> list[Records]:
    """Return the run whose reports a folder holds; nothing where it holds none, or those of a run that is not kept."""
    if not (path / REPORT_FILE).is_file() or (path / TRANSCRIPTS_FILE).is_file():
        return []
    try:
        return _find_run(args, path)
    except (FileError, StoreError):
        return []


def _find_run(args: argparse.Namespace, path: Path) -> list[Records]:
    store = choose_store(args)
    try:
        with open_store(store, read_only=True) as opened:
            return [StoredRecords(store, resolve_run(opened, str(path)))]
    except UnknownRun as error:
        raise FileError([Mistake(str(path), 0, "", f"there is no such file, and no such run. {error}")]) from error
    except StoreError:
        if args.store is not None:
            raise
        return list(find_record_files([path]))


@contextmanager
def open_records(records: Records, encoding: str | None) -> Iterator[Opened]:
    """Give a file in pieces, or the transcripts of a run as lines. encoding: that of a file, None goes by its bytes.

    Raises OSError if a file cannot be opened, StoreError if the store cannot.
    """
    if isinstance(records, Path):
        with open_pieces(records, encoding) as opened:
            yield opened
        return
    with open_store(records.store, read_only=True) as store:
        pieces = _read_run(store, records.run)
        sample = tuple(piece for piece in [next(pieces, None)] if piece is not None)
        yield Opened(f"{records.run}.jsonl", "utf-8", sample, chain(sample, pieces))


def _read_run(store: Store, run: str) -> Iterator[Piece]:
    for number, case in enumerate(store.cases.stream(run), start=1):
        yield Piece(number, encode(case.transcript, expect=case.expect) + "\n")
