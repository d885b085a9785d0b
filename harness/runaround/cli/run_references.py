"""What a person may write for a run: its id in the store, the folder of its reports, or a file of transcripts."""

from __future__ import annotations

import argparse

from runaround import loading
from runaround.cli import terminal
from runaround.cli.stores import choose_store
from runaround.judging import Judging
from runaround.model import Run

__all__ = ["load_run"]


def load_run(reference: str, args: argparse.Namespace, judging: Judging) -> Run:
    """Return the run that is meant, judged now; `args` choose the store. Raises as `loading.load_run`."""
    return loading.load_run(reference, judging, store=choose_store(args), note=terminal.note)
