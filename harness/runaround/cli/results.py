"""From judged cases to what a person gets: the run, its files, the printed report, the exit code."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from inspect import signature
from pathlib import Path

from runaround import __version__
from runaround.cli import terminal
from runaround.cli.options import RESULTS_FOLDER
from runaround.detectors import VERSION
from runaround.errors import FileError, Mistake, PluginError
from runaround.model import ErrorKind, JudgedCase, Run, Scorecard, Versions
from runaround.pairs import compare_pairs
from runaround.plugins import load_plugin
from runaround.reports import REPORT_GROUP, ReportOptions
from runaround.scoring import score
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
    "write_run",
]

_PAGE = "report.html"
_SHOWN_ERRORS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a run before it begins; `started` is UTC in ISO 8601."""

    id: str
    started: str
    seed: int = 0
    planned: int = 0

    @property
    def day(self) -> date:
        """The day (UTC) on which the run began."""
        return date.fromisoformat(self.started[:10])


def start_plan(name: str, *, seed: int, planned: int) -> Plan:
    """Return the plan of a run that starts now; its id is the time and `name`, safe as a folder's name."""
    now = datetime.fromtimestamp(time.time(), UTC)
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)[:60]
    return Plan(f"{now:%Y%m%dT%H%M%SZ}-{safe}", now.isoformat(timespec="seconds"), seed, planned)


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


def build_run(
    plan: Plan,
    cases: Sequence[JudgedCase],
    *,
    was_interrupted: bool = False,
    scorecards: Sequence[Scorecard] | None = None,
) -> Run:
    """Return the run with a scorecard for each target, sorted by target, and its pairs of scenarios.

    scorecards: those of more cases than are here; None counts these.
    """
    targets = sorted({case.transcript.target for case in cases})
    cards = scorecards or tuple(
        score([case for case in cases if case.transcript.target == target], target=target) for target in targets
    )
    added = dict.fromkeys(name for case in cases for name in case.transcript.versions.phrasebooks)
    versions = Versions(harness=__version__, detectors=VERSION, phrasebooks=tuple(added))
    return Run(
        id=plan.id,
        started=plan.started,
        seed=plan.seed,
        cases=tuple(cases),
        scorecards=tuple(cards),
        pairs=compare_pairs(cases),
        versions=versions,
        planned=plan.planned,
        interrupted=was_interrupted,
        omitted=sum(card.cases for card in cards) - len(cases),
    )


def check_report(name: str) -> None:
    """Raise PluginError if there is no report `name`: better known before an hour of conversations than after."""
    load_plugin(REPORT_GROUP, name)


def render(name: str, run: Run, *, lang: str, options: ReportOptions | None = None) -> str:
    """Return the report `name` of a run; `options` reach a report that knows them.

    Raises PluginError if there is no such report or if it breaks; the record is on the disk by then.
    """
    report = load_plugin(REPORT_GROUP, name)
    try:
        given = {"options": options} if options and "options" in signature(report).parameters else {}
        text: str = report(run, lang=lang, **given)
    except Exception as error:
        msg = f"Report {name!r} broke: {error!r:.200}"
        raise PluginError(msg) from error
    return text


def write_run(folder: RunFolder, run: Run, *, lang: str) -> Path:
    """Write report.json and report.html into the folder; return the path of the last."""
    folder.write_text("report.json", render("json", run, lang=lang))
    return folder.write_text(_PAGE, render("html", run, lang=lang))


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
        terminal.complain(f"Nothing could be judged: {len(run.cases)} of {run.planned} cases ran, none conclusive.")


def _reasons(case: JudgedCase) -> Iterator[str]:
    error = case.transcript.error
    if error is not None and error.kind is not ErrorKind.INTERRUPTED:
        place = "before the first turn" if error.turn is None else f"turn {error.turn}"
        target = case.transcript.target
        named = error.message if error.message.startswith(target) else f"{target}: {error.message}"
        yield f"{place}: {named}"
    for failure in case.verdict.failures:
        yield f"Detector {failure.detector!r} broke: {failure.error}"
