"""Runs as commands keep them: begun in the store or found there again, with a folder for their reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from runaround.cli import results
from runaround.cli.playing import carry_out
from runaround.detectors import Detector
from runaround.keeping import Keeper, Wanted, begin_run, plan_case, resume_run
from runaround.model import Case, Run
from runaround.playing import Job, judge_recorded
from runaround.store import NewRun, RunFolder, RunSummary, Store

__all__ = ["Kept", "begin", "play_kept", "resume"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A run that can be played. left: those of its cases that are not finished; all of them, in a new run."""

    keeper: Keeper
    plan: results.Plan
    folder: RunFolder
    left: tuple[Case, ...]


def begin(store: Store, plan: results.Plan, wanted: Wanted, *, out: Path | None, called: Mapping[str, object]) -> Kept:
    """Write a new run into the store and make its folder; its id may have a number more than the plan's.

    called: how, for whoever looks at the run later: JSON, without secrets.
    Raises FileError if `out` holds another run, StoreError or OSError if something cannot be written.
    """
    results.check_folder(out)
    new = NewRun(plan.id, plan.started, plan.seed, called, wanted.targets, wanted.skipped)
    keeper = begin_run(store, new, map(plan_case, wanted.cases), by=wanted.by)
    return Kept(keeper, replace(plan, id=keeper.run), results.open_folder(keeper.run, out), wanted.cases)


def resume(store: Store, run: RunSummary, wanted: Wanted, *, out: Path | None, with_errors: bool) -> Kept:
    """Take up a run of the store again. Raises NotResumable if it is not the one that is wanted."""
    keeper, left = resume_run(store, run, wanted, with_errors=with_errors)
    plan = results.Plan(run.id, run.started, run.seed, run.planned, wanted.skipped)
    return Kept(keeper, plan, results.open_folder(run.id, out), left)


async def play_kept(kept: Kept, job: Job, detectors: Mapping[str, Detector]) -> Run:
    """Play what is left of a run, and return it with what was played before, judged by the same detectors."""
    left = {case.id for case in kept.left}
    before = judge_recorded(kept.keeper, left=left, detectors=detectors, settings=job.settings)
    return await carry_out([job], plan=kept.plan, keeper=kept.keeper, detectors=detectors, before=before)
