"""From judged cases to what a person gets: the run, its files, the printed report, the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from runaround.assembling import Plan, build_run, check_report, render, start_plan, write_reports
from runaround.cli import terminal
from runaround.errors import FileError, Mistake
from runaround.model import ErrorKind, JudgedCase, Run
from runaround.places import RESULTS_FOLDER
from runaround.store import RunFolder

__all__ = [
    "Plan",
    "build_run",
    "check_folder",
    "check_report",
    "choose_exit_code",
    "explain_errors",
    "open_folder",
    "render",
    "start_plan",
    "was_anything_judged",
    "write_reports",
]

_PAGE = "report.html"
_SHOWN_ERRORS = 5


def check_folder(out: Path | None) -> None:
    """Make the folder `out`, if one is named.

    Raises FileError if the reports of another run lie there, which would be written over; OSError if it cannot be made.
    """
    if out is None:
        return
    out.mkdir(parents=True, exist_ok=True)
    if (out / _PAGE).exists():
        text = "this folder already holds a run; name another one, or leave --out away to get a new one."
        raise FileError([Mistake(str(out), 0, "", text)])


def open_folder(run: str, out: Path | None) -> RunFolder:
    """Return the folder for the reports of a run: `out`, or one named by the run's id. Raises OSError."""
    folder = RunFolder(out or RESULTS_FOLDER / run)
    folder.path.mkdir(parents=True, exist_ok=True)
    return folder


def choose_exit_code(run: Run) -> int:
    """Return 1 if a case failed, 0 if none did, 2 if the run was stopped or no case could be judged."""
    if run.interrupted or not was_anything_judged(run):
        return 2
    return 1 if any(card.passed.hits < card.passed.judged for card in run.scorecards) else 0


def was_anything_judged(run: Run) -> bool:
    """Return whether at least one case says something about its bot."""
    return any(card.passed.judged for card in run.scorecards)


def explain_errors(run: Run) -> None:
    """Tell why cases could not be carried out or judged: one line for each reason, however many cases it hit."""
    reasons = Counter(reason for case in run.cases for reason in _reasons(case))
    for reason, count in reasons.most_common(_SHOWN_ERRORS):
        terminal.complain(reason if count == 1 else f"{reason} ({count} cases)")
    if len(reasons) > _SHOWN_ERRORS:
        terminal.complain(f"{len(reasons) - _SHOWN_ERRORS} further errors are in the report.")
    if not was_anything_judged(run):
        aside = bool(run.cases) and all(case.quarantine is not None for case in run.cases)
        why = "all are in quarantine" if aside else "none conclusive"
        why += f"; {terminal.count(len(run.skipped), 'scenario')} skipped as unsupported" if run.skipped else ""
        terminal.complain(f"Nothing could be judged: {len(run.cases)} of {run.planned} cases ran, {why}.")


def _reasons(case: JudgedCase) -> Iterator[str]:
    error = case.transcript.error
    if error is not None and error.kind is not ErrorKind.INTERRUPTED:
        place = "before the first turn" if error.turn is None else f"turn {error.turn}"
        target = case.transcript.target
        named = error.message if error.message.startswith(target) else f"{target}: {error.message}"
        yield f"{place}: {named}"
    for failure in case.verdict.failures:
        yield f"Detector {failure.detector!r} broke: {failure.error}"
