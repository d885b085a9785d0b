"""From judged cases to a run, and from a run to its reports: what every way of playing ends with."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from inspect import signature
from pathlib import Path

from runaround import __version__
from runaround.detectors import VERSION
from runaround.errors import PluginError
from runaround.model import JudgedCase, Run, Scorecard, SkippedCase, Versions
from runaround.pairs import compare_pairs
from runaround.plugins import load_plugin
from runaround.quarantine import Quarantines, QuarantineTally, put_in_quarantine
from runaround.reports import REPORT_GROUP, ReportOptions
from runaround.scoring import score
from runaround.store import RunFolder
from runaround.suppression import Suppressions, SuppressionTally

__all__ = [
    "Plan",
    "account",
    "account_quarantines",
    "apply_quarantines",
    "build_run",
    "check_report",
    "render",
    "start_plan",
    "write_reports",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a run before it begins; `started` is UTC in ISO 8601.

    planned: cases to be played. skipped: scenarios that are not, because the channel lacks what they need.
    """

    id: str
    started: str
    seed: int = 0
    planned: int = 0
    skipped: tuple[SkippedCase, ...] = ()

    @property
    def day(self) -> date:
        """The day (UTC) on which the run began."""
        return date.fromisoformat(self.started[:10])


def start_plan(name: str, *, seed: int, planned: int, skipped: tuple[SkippedCase, ...] = ()) -> Plan:
    """Return the plan of a run that starts now; its id is the time and `name`, safe as a folder's name."""
    now = datetime.fromtimestamp(time.time(), UTC)
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)[:60]
    return Plan(f"{now:%Y%m%dT%H%M%SZ}-{safe}", now.isoformat(timespec="seconds"), seed, planned, skipped)


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
        skipped=plan.skipped,
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


def account(run: Run, suppressions: Suppressions) -> Run:
    """Return the run with what became of each entry of a suppression file over its cases."""
    tally = SuppressionTally(suppressions)
    for case in run.cases:
        tally.add(case)
    return replace(run, suppressions=tally.uses())


def account_quarantines(run: Run, quarantines: Quarantines) -> Run:
    """Return the run with what became of each entry of a quarantine file over its cases."""
    tally = QuarantineTally(quarantines)
    for case in sorted(run.cases, key=lambda case: case.transcript.repeat):
        tally.add(case)
    return replace(run, quarantines=tally.uses())


def apply_quarantines(run: Run, quarantines: Quarantines) -> Run:
    """Return a run that was judged before with its cases marked, its figures made anew, and what each entry did."""
    cases = tuple(put_in_quarantine(case, quarantines) for case in run.cases)
    cards = tuple(
        score([case for case in cases if case.transcript.target == card.target], target=card.target)
        for card in run.scorecards
    )
    marked = replace(run, cases=cases, scorecards=cards, pairs=compare_pairs(cases))
    return account_quarantines(marked, quarantines)


def write_reports(folder: RunFolder, run: Run, *, lang: str) -> Path:
    """Write report.json and report.html into the folder of a run; return the path of the last."""
    folder.write_text("report.json", render("json", run, lang=lang))
    return folder.write_text("report.html", render("html", run, lang=lang))
