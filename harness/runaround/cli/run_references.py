"""What a person may write for a run: its id in the store, the folder of its reports, or a file of transcripts."""

from __future__ import annotations

import argparse

from runaround import loading
from runaround.cli import terminal
from runaround.cli.stores import choose_store
from runaround.judging import Judging
from runaround.judging_settings import Named
from runaround.model import Run

__all__ = ["find_judging", "load_as_judged", "load_run"]


def load_run(reference: str, args: argparse.Namespace, judging: Judging) -> Run:
    """Return the run that is meant, judged now; `args` choose the store. Raises as `loading.load_run`."""
    return loading.load_run(reference, judging, store=choose_store(args), note=terminal.note)


def load_as_judged(reference: str, args: argparse.Namespace, named: Named) -> Run:
    """Return the run that is meant, as it was judged last but for what is named. Raises as `loading.load_as_judged`."""
    return loading.load_as_judged(reference, named, store=choose_store(args), note=terminal.note)


def find_judging(reference: str, args: argparse.Namespace, named: Named) -> Judging:
    """Return what judges like the run that is meant was judged. Raises as `loading.find_judging`."""
    return loading.find_judging(reference, named, store=choose_store(args))
