"""Asks before what cannot be undone."""

from __future__ import annotations

import sys

from runaround.cli import terminal
from runaround.errors import RunaroundError

__all__ = ["confirm"]

_YES = frozenset({"y", "yes", "是", "好"})


def confirm(question: str, *, is_agreed: bool) -> bool:
    """Return whether to go on: True if that was said beforehand, else what the person at the terminal answers.

    Raises RunaroundError if nobody is there to ask.
    """
    if is_agreed:
        return True
    if not sys.stdin.isatty():
        msg = f"{question} Nobody is there to answer; expected --yes."
        raise RunaroundError(msg)
    terminal.note(f"{question} [y/N]")
    return sys.stdin.readline().strip().lower() in _YES
