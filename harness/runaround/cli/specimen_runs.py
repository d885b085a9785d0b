"""Runs against specimens that are served for them, kept in the store as any other run."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from itertools import chain

from runaround.cli import kept_runs, results
from runaround.cli.playing import carry_out
from runaround.cli.specimen_jobs import Jobs
from runaround.cli.stores import open_chosen
from runaround.detectors import Detector
from runaround.keeping import JudgedBy, Wanted
from runaround.model import Case, Run
from runaround.store import RunFolder

__all__ = ["play_specimens"]


def play_specimens(
    args: argparse.Namespace,
    cases: Mapping[str, tuple[Case, ...]],
    jobs: AbstractAsyncContextManager[Jobs],
    *,
    detectors: Mapping[str, Detector],
    by: JudgedBy,
) -> tuple[Run, RunFolder]:
    """Play the cases of each specimen, and return the run with the folder for its reports.

    jobs: the same cases as jobs, while the specimens are served.
    """
    planned = tuple(chain.from_iterable(cases.values()))
    plan = results.start_plan(args.command, seed=args.seed, planned=len(planned))

    async def play_all(kept: kept_runs.Kept) -> Run:
        async with jobs as served:
            return await carry_out(served, plan=kept.plan, keeper=kept.keeper, detectors=detectors)

    with open_chosen(args, read_only=False) as store:
        kept = kept_runs.begin(store, plan, Wanted(planned, by=by), out=args.out, called={"command": args.command})
        return asyncio.run(play_all(kept)), kept.folder
