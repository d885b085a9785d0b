"""Which store a command uses: the one it is told, that of the environment, or the file beside the reports."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from runaround import places
from runaround.places import STORE_FILE, STORE_VARIABLE

if TYPE_CHECKING:
    from runaround.store import Store

__all__ = ["add_store", "choose_store", "open_chosen", "open_existing", "resolve_case", "resolve_run"]

_NAMED = 5


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


def resolve_run(store: Store, reference: str) -> str:
    """Return the id of the run that is meant: by its id, the beginning of it, `latest`, or the folder of its reports.

    Raises UnknownRun, with the ids that come near, if it is none or several.
    """
    from runaround.loading import find_run_id

    folder = Path(reference)
    return store.runs.resolve(find_run_id(folder) if folder.is_dir() else reference)


def resolve_case(store: Store, run: str, wanted: str) -> str:
    """Return the id of the case that is meant: by its id, or by its scenario where that was played once.

    Raises UnknownRun, with the ids that come near, if it is none or several.
    """
    from difflib import get_close_matches

    from runaround.errors import UnknownRun

    planned = store.cases.list_planned(run)
    if any(case.id == wanted for case in planned):
        return wanted
    fitting = [case.id for case in planned if case.scenario == wanted]
    if len(fitting) == 1:
        return fitting[0]
    near = fitting or get_close_matches(wanted, [case.id for case in planned], n=_NAMED, cutoff=0.4)
    listed = ", ".join(f"{name!r:.80}" for name in near[:_NAMED]) + (", …" if len(near) > _NAMED else "")
    why = "is played in several of its cases" if fitting else "is none of its cases"
    msg = f"{store.name}: run {run!r}: {wanted[:80]!r} {why}{f': {listed}' if fitting else ''}."
    raise UnknownRun(f"{msg} Did you mean {listed}?" if near and not fitting else msg)
