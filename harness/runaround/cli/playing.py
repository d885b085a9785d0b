"""What `run`, `demo` and `calibrate` share: play cases against targets, keep the record, survive Ctrl-C."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass

from runaround.adapter import Adapter
from runaround.cli import results, terminal
from runaround.detectors import Detector
from runaround.judging import judge_transcript
from runaround.model import Case, CaseStatus, Expectation, JudgedCase, Run, Transcript
from runaround.quarantine import NO_QUARANTINES, Quarantines, put_in_quarantine
from runaround.runner import RunSettings, run_cases
from runaround.store import RunFolder
from runaround.suppression import Suppressions

__all__ = ["Job", "Played", "carry_out", "play"]


@dataclass(frozen=True, slots=True)
class Job:
    """The cases for one target, and how to reach it."""

    cases: tuple[Case, ...]
    adapter: Adapter
    settings: RunSettings


@dataclass(frozen=True, slots=True)
class Played:
    """What came out, sorted by case id; `was_interrupted`: the run was stopped, cases are missing or broken off."""

    cases: tuple[JudgedCase, ...]
    was_interrupted: bool = False


@dataclass(frozen=True, slots=True)
class _Unjudged:
    """A case that is recorded and not judged yet."""

    transcript: Transcript
    expect: Expectation | None
    suppressions: Suppressions


async def carry_out(
    jobs: Sequence[Job],
    *,
    plan: results.Plan,
    folder: RunFolder,
    detectors: Mapping[str, Detector],
    quarantines: Quarantines = NO_QUARANTINES,
) -> Run:
    """Play all jobs with progress on the terminal, and return the run; the folder holds its transcripts by then."""

    def mark(case: JudgedCase) -> JudgedCase:
        return put_in_quarantine(case, quarantines)

    results.write_plan(folder, plan)
    with folder, terminal.show_progress(plan.planned, "case") as advance:
        played = await play(
            jobs, folder=folder, detectors=detectors, on_case=lambda case: advance(_describe(mark(case)))
        )
    if played.was_interrupted:
        terminal.complain(
            f"Stopped after {len(played.cases)} of {plan.planned} cases; what is there is in {folder.path}."
        )
    return results.build_run(plan, [mark(case) for case in played.cases], was_interrupted=played.was_interrupted)


async def play(
    jobs: Sequence[Job],
    *,
    folder: RunFolder,
    detectors: Mapping[str, Detector],
    on_case: Callable[[JudgedCase], None],
) -> Played:
    """Play all jobs at once, each within its own limits; adapters and test systems are closed afterwards.

    on_case: told of each case as it is over.
    A cancellation (Ctrl-C) ends the playing and is not passed on: what is recorded is judged and returned.
    """
    judged: dict[str, JudgedCase] = {}
    unjudged: dict[str, _Unjudged] = {}
    lexicon = next((job.settings.lexicon for job in jobs), None)

    async def play_job(job: Job) -> None:
        def record(transcript: Transcript, expect: Expectation | None) -> None:
            folder.append(transcript, expect)
            unjudged[transcript.id] = _Unjudged(transcript, expect, job.settings.suppressions)

        try:
            async for case in run_cases(
                job.cases, job.adapter, record=record, detectors=detectors, settings=job.settings
            ):
                judged[case.transcript.id] = case
                unjudged.pop(case.transcript.id, None)
                on_case(case)
        finally:
            await job.adapter.close()
            if job.settings.system is not None:
                await job.settings.system.close()

    was_interrupted = await _gather([play_job(job) for job in jobs])
    for left in unjudged.values():
        judged[left.transcript.id] = judge_transcript(
            left.transcript,
            expect=left.expect,
            detectors=detectors,
            suppressions=left.suppressions,
            lexicon=lexicon,
        )
    return Played(tuple(judged[key] for key in sorted(judged)), was_interrupted)


async def _gather(works: Sequence[Coroutine[None, None, None]]) -> bool:
    """Do all works; return whether this task was cancelled meanwhile. Raises the first error of a work."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
        return True
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return False


def _describe(case: JudgedCase) -> str:
    """Return a line on one case for whoever watches."""
    transcript, verdict = case.transcript, case.verdict
    why = ", ".join(dict.fromkeys(finding.kind for finding in verdict.findings))
    if verdict.status is CaseStatus.INCONCLUSIVE:
        why = ", ".join(value for _, value in verdict.reasons)
    marks = " (in quarantine)" if case.quarantine else ""
    marks += f" ({len(verdict.suppressed)} suppressed)" if verdict.suppressed else ""
    return f"{verdict.status} {transcript.target} {transcript.scenario}{marks}" + (f": {why}" if why else "")
