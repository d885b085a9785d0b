"""What commands do with a suppression file: read it, and tell which entries have no effect."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from runaround.assembling import Plan, account
from runaround.cli import terminal
from runaround.model import KINDS, Run, SuppressionUse
from runaround.plugins import suggest
from runaround.suppression import NO_SUPPRESSIONS, Suppressions
from runaround.suppression_file import load_suppressions

__all__ = ["account", "explain", "explain_uses", "load"]


def load(path: Path | None, plan: Plan) -> Suppressions:
    """Return the entries of a file, asked on the day (UTC) on which the run began; none without a file.

    Raises FileError with every mistake of the file.
    """
    if path is None:
        return NO_SUPPRESSIONS
    return Suppressions(load_suppressions(path), plan.day)


def explain(run: Run, path: Path | None) -> None:
    """Tell the same of the entries of a run."""
    explain_uses(run.suppressions, path)


def explain_uses(uses: Iterable[SuppressionUse], path: Path | None) -> None:
    """Tell on standard error which entries are over and which had nothing to do, each with its line."""
    for use in uses:
        told = _tell(use)
        if told:
            terminal.complain(f"{path}:{use.suppression.line}: {told}")


def _tell(use: SuppressionUse) -> str:
    """Return what is to be told of an entry; empty for one that did its work."""
    entry = use.suppression
    if use.is_expired:
        counted = f"; {terminal.count(use.findings, 'finding')} counted again" if use.findings else ""
        return f"expired on {entry.expires.isoformat()} and suppresses nothing{counted}."
    if use.findings:
        return ""
    hint = "" if entry.kind in KINDS else suggest(entry.kind, list(KINDS))
    return f"{entry.kind!r} suppressed nothing: no finding fits that no earlier entry has suppressed.{hint}"
