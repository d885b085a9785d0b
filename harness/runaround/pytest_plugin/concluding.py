"""The end of a session: the run is judged as a whole, closed in the store, and its reports are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from runaround.assembling import account, account_quarantines, build_run, render, write_reports
from runaround.errors import StoreError
from runaround.model import JudgedCase, Run
from runaround.places import RESULTS_FOLDER
from runaround.pytest_plugin.playing import Playing
from runaround.pytest_plugin.settings import Settings
from runaround.pytest_plugin.telling import name_record
from runaround.report_files import write_wanted
from runaround.reports.build_commands import break_commands
from runaround.reports.told_session import tell_session
from runaround.store import CaseVerdict, EventKind, RunFolder, Store, StoredCase, open_store

__all__ = ["Conclusion", "conclude", "has_begun", "tell_conclusion", "tell_report", "write_asked"]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What came of a session. store: its name, without a password. page: the report to open."""

    run: Run
    store: str
    page: Path


def has_begun(settings: Settings) -> bool:
    """Return whether any process of the session has begun its run; a store that is not there holds none."""
    try:
        with open_store(settings.store, read_only=True) as store:
            store.runs.read(settings.plan.id)
    except StoreError:
        return False  # one that cannot be opened was told by whoever played
    return True


def conclude(playing: Playing, *, was_stopped: bool) -> Conclusion:
    """Judge and close the run of a session, and write its reports.

    Cases that other processes of the session played are judged here from their records.
    was_stopped: somebody ended the session before its time. A run of which planned cases are missing was stopped too.
    Raises StoreError, FileError, PluginError or OSError; what is on record stays.
    """
    settings = playing.settings
    with open_store(settings.store) as store:
        stored = list(store.cases.stream(settings.plan.id))
        cases = list(_judge(stored, playing))
        skipped = store.runs.list_skipped(settings.plan.id)
        planned = len(store.cases.list_planned(settings.plan.id))
        is_part = was_stopped or bool(store.cases.list_unfinished(settings.plan.id))
        _write_verdicts(store, stored, cases, settings=settings)
        store.runs.note(settings.plan.id, EventKind.INTERRUPTED if is_part else EventKind.FINISHED)
        name = settings.shorten(store.name)
    run = build_run(replace(settings.plan, planned=planned, skipped=skipped), cases, was_interrupted=is_part)
    run = account_quarantines(account(run, settings.suppressions), settings.quarantines)
    folder = RunFolder(settings.base / RESULTS_FOLDER / run.id)
    folder.path.mkdir(parents=True, exist_ok=True)
    return Conclusion(run, name, write_reports(folder, run, lang=settings.texts.lang))


def write_asked(conclusion: Conclusion, settings: Settings, note: Callable[[Path], object]) -> None:
    """Write the reports that were asked for besides the usual ones, and hand the path of each to `note`.

    One that breaks keeps no other from being written: the first PluginError or OSError is raised at the end.
    """
    run, lang = conclusion.run, settings.texts.lang
    folder = conclusion.page.parent
    write_wanted(settings.reports, folder, render=lambda name: render(name, run, lang=lang), note=note)


def tell_conclusion(conclusion: Conclusion, settings: Settings) -> Iterator[str]:
    """Yield how the session went, and where everything is, a line each."""
    run, texts = conclusion.run, settings.texts
    yield from map(break_commands, tell_session(run, texts))
    counts = {"recorded": len(run.cases), "planned": run.planned}
    yield texts.say("session.kept", run=run.id, store=conclusion.store, **counts)
    yield texts.say("session.look", command=f"{name_record(settings)} CASE")
    yield tell_report(conclusion.page, settings)


def tell_report(path: Path, settings: Settings) -> str:
    """Return the line that says where a report is."""
    return settings.texts.say("session.report", path=settings.shorten(str(path)))


def _judge(stored: list[StoredCase], playing: Playing) -> Iterator[JudgedCase]:
    for one in stored:
        judged = playing.judged.get(one.transcript.id)
        yield judged if judged is not None else playing.judge(one.transcript, one.expect)


def _write_verdicts(store: Store, stored: list[StoredCase], cases: list[JudgedCase], *, settings: Settings) -> None:
    run, by = settings.plan.id, settings.by
    made_with = {"command": "pytest", **by.settings}
    number = store.judgements.begin(run, detectors=by.detectors, phrasebooks=by.phrasebooks, settings=made_with)
    verdicts = [
        CaseVerdict(one.transcript.id, one.attempt, case.verdict) for one, case in zip(stored, cases, strict=True)
    ]
    store.judgements.add(run, number, verdicts)
    store.judgements.finish(run, number)
