"""Runs many cases at once against one target, records each before it is judged, and hands them on as they finish."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from runaround.adapter import Adapter
from runaround.conversation import Watch, converse
from runaround.detectors import Detector
from runaround.judging import judge_transcript
from runaround.model import CASE_LIMIT_S, Case, Expectation, JudgedCase, Scenario, Transcript
from runaround.reading import Lexicon
from runaround.suppression import NO_SUPPRESSIONS, Suppressions
from runaround.system import System

__all__ = ["Player", "Record", "RunSettings", "make_case_id", "plan_cases", "run_cases"]

Record = Callable[[Transcript, Expectation | None], None]
"""Writes a transcript, with what its scenario expected, so that it survives the process; may raise OSError."""

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a target is run: cases at once, seconds for one case, the clock for all times.

    system: the company's test system, which is asked the scenarios' probes; without one they are not asked.
    suppressions: findings that do not count. lexicon: the phrasebooks by which replies are judged; None: of the house.
    """

    concurrency: int = 4
    case_limit_s: float = CASE_LIMIT_S
    clock: Callable[[], float] = time.monotonic
    system: System | None = None
    lexicon: Lexicon | None = None
    suppressions: Suppressions = NO_SUPPRESSIONS


def plan_cases(scenarios: Iterable[Scenario], *, target: str, seed: int = 0, repeat: int = 1) -> tuple[Case, ...]:
    """Return the cases of a run, sorted by id: each scenario `repeat` times, each time with its own wording.

    target: the bot's name as people write it. Ids are made of target, scenario key and, when repeated, a number.
    """
    cases: dict[str, Case] = {}
    for scenario in scenarios:
        for number in range(repeat):
            name = f"{target}.{scenario.key}" + (f".{number + 1}" if repeat > 1 else "")
            identity = make_case_id(name, cases)
            cases[identity] = Case(identity, scenario, target, seed=seed, repeat=number)
    return tuple(cases[identity] for identity in sorted(cases))


async def run_cases(
    cases: Sequence[Case],
    adapter: Adapter,
    *,
    record: Record,
    detectors: Mapping[str, Detector],
    settings: RunSettings = RunSettings(),
) -> AsyncIterator[JudgedCase]:
    """Play the cases, and yield each with its verdict as soon as it is over.

    Every transcript is given to `record` before it is judged. When the iteration is cancelled or left, cases
    that are running are recorded as interrupted, their sessions are closed, and further cases are not begun.
    The adapter and the system stay open: they belong to the caller.

    Raises what `record` raises; a run that cannot keep its record stops.
    """
    finished: asyncio.Queue[JudgedCase | None] = asyncio.Queue()
    player = Player(adapter, record=record, detectors=detectors, settings=settings)
    playing = asyncio.create_task(_play_all(cases, player, finished))
    try:
        while (case := await finished.get()) is not None:
            yield case
        await playing
    finally:
        # The task group is in `playing`: around a `yield` it would take the end of the iteration for an error.
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def _play_all(cases: Sequence[Case], player: Player, finished: asyncio.Queue[JudgedCase | None]) -> None:
    """Play all cases with as many workers as cases may run at once; None in the queue says that it is over."""
    waiting = iter(cases)
    workers = min(player.settings.concurrency, len(cases))
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(_work(waiting, player, finished))
    except ExceptionGroup as errors:
        # The first is enough: a disk that is full says the same to every worker.
        raise errors.exceptions[0] from errors
    finally:
        finished.put_nowait(None)


async def _work(waiting: Iterator[Case], player: Player, finished: asyncio.Queue[JudgedCase | None]) -> None:
    """Play one case after another until none is waiting."""
    for case in waiting:
        finished.put_nowait(await player.play(case))


class Player:
    """Plays the cases of a run, one at a time or many; the adapter and the system belong to the caller."""

    def __init__(
        self, adapter: Adapter, *, record: Record, detectors: Mapping[str, Detector], settings: RunSettings
    ) -> None:
        self.settings = settings
        self._adapter = adapter
        self._record = record
        self._detectors = detectors

    async def play(self, case: Case) -> JudgedCase:
        """Play one case with a consumer whom nobody has met, record it, judge it.

        Raises what `record` raises. A case that is cancelled is recorded before the cancellation goes on.
        """
        expect = case.scenario.expect
        settings = self.settings
        transcript = await converse(
            replace(case, consumer_id=f"ra-{uuid.uuid4().hex}"),
            self._adapter,
            clock=settings.clock,
            watch=Watch(
                settings.case_limit_s, lambda interrupted: self._record(interrupted, expect), system=settings.system
            ),
        )
        self._record(transcript, expect)
        return judge_transcript(
            transcript,
            expect=expect,
            detectors=self._detectors,
            suppressions=settings.suppressions,
            lexicon=settings.lexicon,
        )


def make_case_id(name: str, taken: Container[str] = ()) -> str:
    """Return a name that can be a file's name everywhere: letters of any script, digits, `-`, `_`, `+` and `.`.

    One that is taken gets `-2`, `-3` ... behind it: two folders may hold scenarios of one name.
    """
    kept = "".join(letter if letter.isalnum() or letter in "-_.+" else "-" for letter in name)
    safe = kept[:_LONGEST_NAME].strip("-.") or "case"
    number, candidate = 1, safe
    while candidate in taken:
        number += 1
        candidate = f"{safe}-{number}"
    return candidate
