"""Runs against specimens that are served for them, kept in the store as any other run."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from itertools import chain

from runaround.cli import kept_runs, results
from runaround.cli.playing import carry_out
from runaround.cli.specimen_jobs import Jobs
from runaround.cli.stores import open_chosen
from runaround.detectors import Detector
from runaround.fitting import fit
from runaround.keeping import JudgedBy, Wanted
from runaround.model import Run
from runaround.store import RunFolder, Store

__all__ = ["play_specimens"]


def play_specimens(
    args: argparse.Namespace,
    jobs: AbstractAsyncContextManager[Jobs],
    *,
    detectors: Mapping[str, Detector],
    by: JudgedBy,
) -> tuple[Run, RunFolder]:
    """Play the cases of each specimen, and return the run with the folder for its reports.

    jobs: the cases with what reaches their specimens, while these are served; what the protocol cannot carry is
    skipped, as for anybody's bot.
    """
    results.check_folder(args.out)
    with open_chosen(args, read_only=False) as store:
        return asyncio.run(_play_all(args, jobs, store, detectors=detectors, by=by))


async def _play_all(
    args: argparse.Namespace,
    jobs: AbstractAsyncContextManager[Jobs],
    store: Store,
    *,
    detectors: Mapping[str, Detector],
    by: JudgedBy,
) -> tuple[Run, RunFolder]:
    async with jobs as served:
        fitted = [fit(job.cases, job.adapter.capabilities) for job in served]
        cases = tuple(chain.from_iterable(playable for playable, _ in fitted))
        skipped = tuple(chain.from_iterable(lacking for _, lacking in fitted))
        plan = results.start_plan(args.command, seed=args.seed, planned=len(cases), skipped=skipped)
        wanted = Wanted(cases, skipped=skipped, by=by)
        kept = kept_runs.begin(store, plan, wanted, out=args.out, called={"command": args.command})
        playable = [replace(job, cases=of_it) for job, (of_it, _) in zip(served, fitted, strict=True)]
        return await carry_out(playable, plan=kept.plan, keeper=kept.keeper, detectors=detectors), kept.folder
