"""Plays one scenario against one specimen, so that people see what a conversation is like."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from runaround.cli.calibration_cases import choose_subjects, scenarios_for
from runaround.cli.scenarios import SPECIMEN_DELAYS_S, shorten_for_specimens
from runaround.cli.specimen_jobs import Serving, serve_jobs
from runaround.detectors import Detector
from runaround.judging import load_detectors
from runaround.model import Expectation, JudgedCase, Scenario, Transcript
from runaround.playing import Job
from runaround.runner import plan_cases, run_cases

__all__ = ["HEALTHY", "choose_specimens", "play_samples"]

HEALTHY = "healthy"


def choose_specimens(scenario: Scenario) -> tuple[str, ...]:
    """Return the healthy specimen and, if there is one, the first with a defect that the scenario looks for."""
    subjects = [one for one in choose_subjects((), (scenario,)) if scenarios_for(one, (scenario,))]
    for kind in scenario.looks_for:
        for subject in subjects:
            if any(found == kind or found.startswith(f"{kind}/") for found in _defects(subject.expected)):
                return (HEALTHY, subject.name)
    return (HEALTHY,)


def play_samples(scenario: Scenario, specimens: Sequence[str], *, seed: int) -> tuple[JudgedCase, ...]:
    """Return a judged conversation with each of the specimens, in their order; nothing is kept."""
    return asyncio.run(_play_all(scenario, specimens, seed=seed))


async def _play_all(scenario: Scenario, specimens: Sequence[str], *, seed: int) -> tuple[JudgedCase, ...]:
    shortened = shorten_for_specimens((scenario,))
    cases = {name: plan_cases(shortened, target=name, seed=seed) for name in specimens}
    detectors = load_detectors()
    async with serve_jobs(cases, Serving(1, delays_s=SPECIMEN_DELAYS_S)) as jobs:
        played = [case for job in jobs for case in await _play_job(job, detectors)]
    return tuple(played)


async def _play_job(job: Job, detectors: Mapping[str, Detector]) -> list[JudgedCase]:
    try:
        cases = run_cases(job.cases, job.adapter, record=_keep_nothing, detectors=detectors, settings=job.settings)
        return [case async for case in cases]
    finally:
        await job.adapter.close()
        if job.settings.system is not None:
            await job.settings.system.close()


def _keep_nothing(transcript: Transcript, expect: Expectation | None) -> None:
    """Do nothing: a sample is looked at and forgotten."""


def _defects(expected: object) -> tuple[str, ...]:
    return expected if isinstance(expected, tuple) else ()
