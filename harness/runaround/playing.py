"""What every way of playing many cases shares: play them, keep the record, judge what is kept, survive a stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace

from runaround.adapter import Adapter
from runaround.detectors import Detector
from runaround.judging import judge_transcript
from runaround.keeping import Keeper
from runaround.model import Case, Expectation, JudgedCase, Transcript
from runaround.quarantine import NO_QUARANTINES, Quarantines, put_in_quarantine
from runaround.runner import RunSettings, run_cases

__all__ = ["Job", "Played", "carry_out", "judge_recorded", "play"]

_MOST_CHARACTERS = 100_000_000
"""So much of pictures stays in memory: more than any page shows, and less than any machine has."""


@dataclass(frozen=True, slots=True)
class Job:
    """The cases for one target, and how to reach it. quarantines: which cases do not count, of all jobs of a run."""

    cases: tuple[Case, ...]
    adapter: Adapter
    settings: RunSettings
    quarantines: Quarantines = NO_QUARANTINES


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
    settings: RunSettings


async def carry_out(
    jobs: Sequence[Job],
    *,
    keeper: Keeper,
    detectors: Mapping[str, Detector],
    before: Sequence[JudgedCase] = (),
    on_case: Callable[[JudgedCase], None],
) -> Played:
    """Play all jobs, and return all cases of the run, marked as in quarantine; the store holds them by then.

    before: cases of the run that were played before it was stopped. on_case: told of each case as it is over.
    """
    quarantines = next((job.quarantines for job in jobs), NO_QUARANTINES)

    def mark(case: JudgedCase) -> JudgedCase:
        return put_in_quarantine(case, quarantines)

    played = await play(jobs, keeper=keeper, detectors=detectors, on_case=lambda case: on_case(mark(case)))
    keeper.close(was_interrupted=played.was_interrupted)
    cases = sorted(map(mark, (*before, *played.cases)), key=lambda case: case.transcript.id)
    return Played(tuple(cases), played.was_interrupted)


def judge_recorded(
    keeper: Keeper, *, left: Collection[str], detectors: Mapping[str, Detector], settings: RunSettings
) -> tuple[JudgedCase, ...]:
    """Judge, and keep the verdicts on, what a run has on record, but for the cases `left` to be played."""
    judged: list[JudgedCase] = []
    for stored in keeper.recorded():
        if stored.transcript.id not in left:
            case = _judge(stored.transcript, stored.expect, detectors, settings)
            keeper.conclude(case)
            judged.append(case)
    return tuple(judged)


async def play(
    jobs: Sequence[Job],
    *,
    keeper: Keeper,
    detectors: Mapping[str, Detector],
    on_case: Callable[[JudgedCase], None],
) -> Played:
    """Play all jobs at once, each within its own limits; adapters and test systems are closed afterwards.

    on_case: told of each case as it is over.
    A cancellation (Ctrl-C) ends the playing and is not passed on: what is recorded is judged and returned.
    """
    judged: dict[str, JudgedCase] = {}
    album = _Album()
    unjudged: dict[str, _Unjudged] = {}

    def conclude(case: JudgedCase) -> None:
        keeper.conclude(case)
        judged[case.transcript.id] = album.thin(case)

    async def play_job(job: Job) -> None:
        def record(transcript: Transcript, expect: Expectation | None) -> None:
            keeper.record(transcript, expect)
            unjudged[transcript.id] = _Unjudged(transcript, expect, job.settings)

        try:
            async for case in run_cases(
                job.cases, job.adapter, record=record, detectors=detectors, settings=job.settings
            ):
                unjudged.pop(case.transcript.id, None)
                conclude(case)
                on_case(case)
        finally:
            await job.adapter.close()
            if job.settings.system is not None:
                await job.settings.system.close()

    was_interrupted = await _gather([play_job(job) for job in jobs])
    for left in unjudged.values():
        conclude(_judge(left.transcript, left.expect, detectors, left.settings))
    return Played(tuple(judged[key] for key in sorted(judged)), was_interrupted)


def _judge(
    transcript: Transcript, expect: Expectation | None, detectors: Mapping[str, Detector], settings: RunSettings
) -> JudgedCase:
    return judge_transcript(
        transcript,
        expect=expect,
        detectors=detectors,
        suppressions=settings.suppressions,
        lexicon=settings.lexicon,
    )


class _Album:
    """The pictures of a run that stay in memory until its reports are written; all of them are in the store by then."""

    def __init__(self) -> None:
        self._room = _MOST_CHARACTERS

    def thin(self, case: JudgedCase) -> JudgedCase:
        """Return the case with its pictures, or, if they have no room any more, with what proves them."""
        exchanges = case.transcript.exchanges
        size = sum(len(one.picture.content) for one in exchanges if one.picture is not None)
        if size <= self._room:
            self._room -= size
            return case
        thinned = tuple(
            replace(one, picture=replace(one.picture, content="")) if one.picture is not None else one
            for one in exchanges
        )
        return replace(case, transcript=replace(case.transcript, exchanges=thinned))


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
