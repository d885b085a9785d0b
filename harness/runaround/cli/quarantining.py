"""What commands do with a quarantine file: read it, count what it keeps out, and tell which entries can go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from runaround.assembling import Plan
from runaround.assembling import account_quarantines as account
from runaround.assembling import apply_quarantines as apply
from runaround.cli import terminal
from runaround.model import ANY, Quarantine, QuarantineUse, Run
from runaround.quarantine import NO_QUARANTINES, Quarantines
from runaround.quarantine_file import load_quarantines

__all__ = ["account", "apply", "explain", "explain_together", "load"]


def load(path: Path | None, plan: Plan) -> Quarantines:
    """Return the entries of a file, asked on the day (UTC) on which the run began; none without a file.

    Raises FileError with every mistake of the file.
    """
    return NO_QUARANTINES if path is None else Quarantines(load_quarantines(path), plan.day)


def explain(run: Run, path: Path | None) -> None:
    """Tell on standard error which entries are over, which keep nothing out, and which could go, with their lines."""
    for use in run.quarantines:
        told = _tell(use)
        if told:
            terminal.complain(f"{path}:{use.quarantine.line}: {told}")


def explain_together(runs: Sequence[Run], quarantines: Quarantines, path: Path | None) -> None:
    """Tell the same of several runs that were marked before, each entry once for all of them."""
    cases = tuple(case for run in runs for case in run.cases)
    for run in runs[:1]:
        explain(account(replace(run, cases=cases), quarantines), path)


def _tell(use: QuarantineUse) -> str:
    """Return what is to be told of an entry; empty for one that did its work."""
    entry, cases = use.quarantine, terminal.count(use.cases, "case")
    if use.is_expired:
        counted = f"; {cases} counted again" if use.cases else ""
        return f"expired on {entry.expires.isoformat()} and keeps nothing out{counted}."
    if not use.cases:
        return f"{_name(entry)} keeps nothing out: no case fits that no earlier entry names."
    if use.could_be_released:
        passes = "pass" if use.in_a_row == 1 else "passes"
        return f"{_name(entry)} could be released: {use.in_a_row} {passes} in a row."
    return ""


def _name(entry: Quarantine) -> str:
    both = f"{entry.scenario!r} in {entry.case!r}"
    return repr(entry.case) if entry.scenario == ANY else repr(entry.scenario) if entry.case == ANY else both
