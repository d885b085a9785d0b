"""Which store a command uses: the one it is told, that of the environment, or the file beside the reports."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from runaround import places
from runaround.places import STORE_FILE, STORE_VARIABLE

if TYPE_CHECKING:
    from runaround.store import Store

__all__ = ["add_store", "choose_store", "open_chosen", "open_existing"]


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add `--store`."""
    parser.add_argument(
        "--store",
        metavar="STORE",
        help=f"the store of runs: a path or postgresql://… (default: ${STORE_VARIABLE}, or {STORE_FILE.as_posix()})",
    )


def choose_store(args: argparse.Namespace) -> str:
    """Return the path or URL of the store that is meant; a URL may hold a password, so it is not to be shown."""
    return places.choose_store(args.store, os.environ)


def open_chosen(args: argparse.Namespace, *, read_only: bool) -> Store:
    """Return the store that is meant, open. read_only: nothing is made and nothing brought to a newer format.

    Raises StoreError if it cannot be opened, or if there is none and it is only to be read.
    """
    from runaround.store import open_store

    return open_store(choose_store(args), read_only=read_only)


def open_existing(args: argparse.Namespace) -> Store:
    """Return the store that is meant, open for writing; one that is not there yet is not made.

    Raises StoreError if it cannot be opened, or if there is none.
    """
    from runaround.store import open_store

    return open_store(choose_store(args), must_exist=True)
