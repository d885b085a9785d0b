"""Many cases at once: each recorded before it is judged, no more at a time than allowed, nothing lost when stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import pytest

from runaround.adapter import Capabilities, Reply, Session
from runaround.detectors import Detector
from runaround.errors import Unreachable
from runaround.model import (
    Case,
    CaseStatus,
    Click,
    ErrorKind,
    Expectation,
    Finding,
    JudgedCase,
    Message,
    Patience,
    Say,
    Scenario,
    ScenarioSession,
    Speaker,
    Transcript,
)
from runaround.reading import Reading
from runaround.runner import RunSettings, plan_cases, run_cases

pytestmark = pytest.mark.anyio


def scenario(name: str, lang: str = "en") -> Scenario:
    """Return a scenario whose consumer says one thing and leaves."""
    session = ScenarioSession((f"Where is my {name}?",))
    sayings = {move: (move,) for move in ("object", "rephrase", "give_up", "thanks", "hello")}
    return Scenario(
        name, lang, "shop", name, "made up", (session,), sayings=sayings, patience=Patience(turns=1, wait_s=0.0)
    )


CASES = plan_cases([scenario(name) for name in ("tea", "oil", "rice", "salt")], target="bot")


@dataclass
class Bot:
    """An adapter whose bot answers when the test lets it, and that counts what goes on."""

    answer: Reply = field(default_factory=lambda: Reply((Message(Speaker.BOT, "On its way."),), (0.0,)))
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    expected_at_once: int = 0
    open_now: int = 0
    most_at_once: int = 0
    opened: list[str] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=Capabilities)

    async def open(self, case: Case, *, session: int) -> tuple[Session, Reply]:
        self.opened.append(f"{case.scenario.id} {session}")
        self.open_now += 1
        self.most_at_once = max(self.most_at_once, self.open_now)
        if self.open_now == self.expected_at_once:
            self.started.set()
        return BotSession(self), Reply()

    async def close(self) -> None:
        raise AssertionError("the adapter belongs to the caller")


@dataclass
class BotSession:
    bot: Bot
    is_open: bool = True

    async def send(self, _action: Say | Click) -> Reply:
        await self.bot.gate.wait()
        return self.bot.answer

    async def listen(self, _seconds: float) -> Reply:
        return Reply()

    async def close(self) -> None:
        if self.is_open:
            self.bot.open_now -= 1
        self.is_open = False


def open_bot(**facts: object) -> Bot:
    """Return a bot that answers at once."""
    bot = Bot(**facts)
    bot.gate.set()
    return bot


async def collect(
    cases: tuple[Case, ...], bot: Bot, record: Callable[..., None], *, concurrency: int = 4, **detectors: Detector
) -> list[JudgedCase]:
    """Run the cases to the end."""
    settings = RunSettings(concurrency=concurrency)
    return [case async for case in run_cases(cases, bot, record=record, detectors=detectors, settings=settings)]


def ids(cases: list[JudgedCase]) -> list[str]:
    return sorted(case.transcript.id for case in cases)


async def test_every_case_is_played_and_its_session_closed() -> None:
    bot = open_bot()

    judged = await collect(CASES, bot, lambda *_: None)

    assert ["bot.oil.en", "bot.rice.en", "bot.salt.en", "bot.tea.en"] == ids(judged)
    assert 0 == bot.open_now


async def test_a_transcript_is_recorded_before_it_is_judged() -> None:
    order: list[str] = []

    def note_judging(_: Reading) -> Iterator[Finding]:
        order.append("judged")
        return iter(())

    def record(transcript: Transcript, expect: Expectation | None) -> None:
        order.append(f"recorded {transcript.id} {expect == Expectation()}")

    await collect(CASES[:1], open_bot(), record, note=note_judging)

    assert ["recorded bot.oil.en True", "judged"] == order


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_no_more_cases_run_at_once_than_allowed(concurrency: int) -> None:
    bot = Bot(expected_at_once=concurrency)
    running = asyncio.create_task(collect(CASES, bot, lambda *_: None, concurrency=concurrency))
    await bot.started.wait()

    bot.gate.set()
    await running

    assert concurrency == bot.most_at_once


class DeadBot(Bot):
    """A bot that cannot be reached."""

    async def open(self, case: Case, *, session: int) -> tuple[Session, Reply]:
        msg = f"nobody there for {case.id}, visit {session}."
        raise Unreachable(msg)


async def test_a_bot_that_cannot_be_reached_makes_every_case_inconclusive() -> None:
    recorded: list[Transcript] = []

    judged = await collect(CASES, DeadBot(), lambda transcript, _: recorded.append(transcript))

    assert {CaseStatus.INCONCLUSIVE} == {case.verdict.status for case in judged}
    assert [ErrorKind.UNREACHABLE] * 4 == [transcript.error.kind for transcript in recorded if transcript.error]


async def test_a_run_that_is_stopped_records_what_was_under_way_and_begins_nothing_more() -> None:
    bot = Bot(expected_at_once=2)
    recorded: list[Transcript] = []
    running = asyncio.create_task(collect(CASES, bot, lambda transcript, _: recorded.append(transcript), concurrency=2))
    await bot.started.wait()

    running.cancel()
    await asyncio.wait([running])

    assert running.cancelled()
    assert {"bot.oil.en": ErrorKind.INTERRUPTED, "bot.rice.en": ErrorKind.INTERRUPTED} == {
        transcript.id: transcript.error.kind for transcript in recorded if transcript.error
    }
    assert (["oil 1", "rice 1"], 0) == (bot.opened, bot.open_now)


async def test_leaving_the_iteration_closes_what_is_open() -> None:
    bot = open_bot()
    settings = RunSettings(concurrency=2)

    async with aclosing(run_cases(CASES, bot, record=lambda *_: None, detectors={}, settings=settings)) as judged:
        first = await anext(judged)

    assert CaseStatus.PASSED is first.verdict.status
    assert 0 == bot.open_now


async def test_a_run_that_cannot_keep_its_record_stops() -> None:
    def record(transcript: Transcript, expect: Expectation | None) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left on device"):
        await collect(CASES, open_bot(), record)


async def test_no_cases_are_no_results() -> None:
    assert [] == await collect((), open_bot(), lambda *_: None)


async def test_the_same_seed_gives_the_same_record() -> None:
    async def play() -> Mapping[str, Transcript]:
        recorded: dict[str, Transcript] = {}
        await collect(
            CASES, open_bot(), lambda transcript, _: recorded.__setitem__(transcript.id, timeless(transcript))
        )
        return recorded

    assert await play() == await play()


def timeless(transcript: Transcript) -> Transcript:
    """Return a transcript without its times: they are the one thing that may differ."""
    return replace(transcript, turns=tuple(replace(turn, at=0.0) for turn in transcript.turns))


def test_case_ids_are_sorted_unique_and_safe_as_file_names() -> None:
    scenarios = [scenario("tea", "zh"), scenario("tea"), scenario("tea")]

    cases = plan_cases(scenarios, target="我的 bot/1", seed=7)

    assert ["我的-bot-1.tea.en", "我的-bot-1.tea.en-2", "我的-bot-1.tea.zh"] == [case.id for case in cases]
    assert {("我的 bot/1", 7, 0)} == {(case.target, case.seed, case.repeat) for case in cases}


def test_a_repeated_scenario_is_a_case_each_time() -> None:
    cases = plan_cases([scenario("tea")], target="bot", repeat=2)

    assert [("bot.tea.en.1", 0), ("bot.tea.en.2", 1)] == [(case.id, case.repeat) for case in cases]
