"""The test system is asked around the visits of a case; its answers are in the record, and the consumer hears none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Generator
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web

from runaround.adapter import Capabilities, Reply, Session
from runaround.conversation import Watch, converse
from runaround.errors import BadStatus
from runaround.model import (
    Action,
    Case,
    CaseError,
    Click,
    Ending,
    EndReason,
    ErrorKind,
    Event,
    JsonCheck,
    Leave,
    Message,
    Probe,
    ProbeResult,
    Say,
    Scenario,
    ScenarioSession,
    Speaker,
    Transcript,
)
from runaround.runner import RunSettings, run_cases
from runaround.system import Answer, System
from runaround.target_file import make_target

pytestmark = pytest.mark.anyio

Consumer = Callable[..., Generator[Action, tuple[Message, ...], Ending]]
DONE = Ending(EndReason.SOLVED)
VISITS = tuple(ScenarioSession((f"visit {number}",), after_s=number * 60.0) for number in range(3))
OPEN = Probe("the order is open", "/order", after_session=0, json=(JsonCheck("state", equals="open"),))
EACH = tuple(Probe(f"after {number}", f"/{number}", after_session=number) for number in (1, 2, 3))
LAST = Probe("退款已入账", "/refund", json=(JsonCheck("state", equals="booked"),))


@dataclass
class Shop:
    """A company: a silent bot, and a test system over HTTP. `log` is what happened, `met` who came."""

    url: str = ""
    answers: dict[str, tuple[int, object]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    heard: list[tuple[Message, ...]] = field(default_factory=list)
    reply: Reply | Exception = field(default_factory=Reply)
    capabilities: Capabilities = field(default_factory=Capabilities)

    async def open(self, case: Case, *, session: int) -> tuple[Session, Reply]:
        self.log.append(f"open {session}")
        self.met.append(case.consumer_id)
        return self, Reply()

    async def send(self, action: Say | Click) -> Reply:
        self.log.append(f"say {action.text if isinstance(action, Say) else action.label}")
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply

    async def listen(self, _seconds: float) -> Reply:
        return Reply()

    async def close(self) -> None:
        self.log.append("close")

    async def answer(self, request: web.Request) -> web.Response:
        self.log.append(f"{request.method} {request.path}")
        status, content = self.answers.get(request.path, (200, {}))
        return web.Response(status=status, text=json.dumps(content), content_type="application/json")

    @property
    def system(self) -> System:
        target = {"url": self.url, "request": "{text}", "reply": {}, "system": {"url": self.url}}
        system = make_target(target, {}, file="shop").system
        assert system is not None
        return system


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", shop.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    shop.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield shop
    await runner.cleanup()


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> Callable[..., None]:
    """Replace the consumer: the real one decides by what it reads, and here only the driver is in question."""

    def consume(*actions: Action) -> None:
        def consumer(*_: object, welcome: tuple[Message, ...], **__: object) -> Generator[Action, tuple, Ending]:
            shop.heard.append(welcome)
            for action in actions:
                shop.heard.append((yield action))
            return DONE

        monkeypatch.setattr("runaround.conversation.consume", consumer)

    return consume


def case_of(*probes: Probe) -> Case:
    scenario = Scenario("tea", "en", "shop", "Tea", "made up", VISITS, probes=probes)
    return Case("bot.tea.en", scenario, "bot", consumer_id="ra-7")


async def converse_with(shop: Shop, *probes: Probe, system: System | None = None) -> Transcript:
    return await converse(case_of(*probes), shop, clock=lambda: 100.0, watch=Watch(system=system or shop.system))


def probe_turns(transcript: Transcript) -> list[tuple[str, int]]:
    return [(turn.text, turn.session) for turn in transcript.turns if turn.event is Event.PROBE]


async def test_each_probe_is_asked_at_its_time(shop: Shop, play: Callable[..., None]) -> None:
    shop.answers = {"/order": (200, {"state": "open"}), "/refund": (200, {"state": "booked"})}
    play(Say("a"), Leave(60.0), Say("b"), Leave(60.0), Say("c"))

    transcript = await converse_with(shop, LAST, *EACH, OPEN)

    assert [
        *("GET /order", "open 1", "say a", "close", "GET /1", "open 2", "say b", "close", "GET /2"),
        *("open 3", "say c", "close", "GET /refund", "GET /3"),
    ] == shop.log
    assert [
        ('the order is open; HTTP 200; state = "open"', 1),
        ("after 1; HTTP 200", 1),
        ("after 2; HTTP 200", 2),
        ('退款已入账; HTTP 200; state = "booked"', 3),
        ("after 3; HTTP 200", 3),
    ] == probe_turns(transcript)
    assert (DONE, None) == (transcript.ending, transcript.error)


async def test_a_result_names_the_turn_that_tells_it(shop: Shop, play: Callable[..., None]) -> None:
    shop.answers = {"/order": (200, {"state": "open"}), "/refund": (404, {})}
    play(Say("a"), Leave(60.0), Say("b"))

    transcript = await converse_with(shop, OPEN, EACH[0], LAST)

    assert (
        ProbeResult("the order is open", 0, holds=True),
        ProbeResult("after 1", 2, holds=True),
        ProbeResult("退款已入账", 4, holds=False),
    ) == transcript.probes
    assert [0, 2, 4] == [exchange.turn for exchange in transcript.exchanges]
    assert {Speaker.SYSTEM} == {transcript.turns[result.turn].speaker for result in transcript.probes}


async def test_times_go_on_through_probes(shop: Shop, play: Callable[..., None]) -> None:
    play(Say("a"), Leave(60.0), Say("b"))

    transcript = await converse_with(shop, EACH[0], LAST_UNCHECKED)

    times = [turn.at for turn in transcript.turns]
    assert times == sorted(times)
    assert times[1] < 60.0 <= times[2]


LAST_UNCHECKED = replace(LAST, json=())


async def test_the_consumer_never_hears_of_a_probe(shop: Shop, play: Callable[..., None]) -> None:
    play(Say("a"), Leave(60.0), Say("b"))

    await converse_with(shop, replace(OPEN, json=()), EACH[0], LAST_UNCHECKED)

    assert [()] * 4 == shop.heard


async def test_a_consumer_who_ends_early_leaves_the_last_probes_to_be_asked(
    shop: Shop, play: Callable[..., None]
) -> None:
    play(Say("a"))

    await converse_with(shop, *EACH, LAST_UNCHECKED)

    assert ["open 1", "say a", "close", "GET /1", "GET /refund"] == shop.log


async def test_a_system_that_is_not_ready_ends_the_case_before_it_begins(shop: Shop, play: Callable[..., None]) -> None:
    shop.answers = {"/order": (200, {"state": "closed"})}
    play(Say("a"))

    transcript = await converse_with(shop, OPEN, replace(OPEN, path="/more"), LAST)

    message = 'The test system is not as the scenario needs it: the order is open; HTTP 200; state = "closed".'
    assert CaseError(ErrorKind.NOT_READY, message) == transcript.error
    assert Ending(EndReason.ERROR) == transcript.ending
    assert (ProbeResult("the order is open", 0, holds=False),) == transcript.probes
    assert ["GET /order"] == shop.log


async def test_a_system_that_is_down_accuses_nobody(shop: Shop, play: Callable[..., None]) -> None:
    shop.answers = {"/refund": (503, {})}
    play(Say("a"))

    transcript = await converse_with(shop, LAST)

    assert transcript.error is not None
    assert (ErrorKind.PROBE, None) == (transcript.error.kind, transcript.error.turn)
    assert () == transcript.probes
    assert [(503, None)] == [(exchange.status, exchange.turn) for exchange in transcript.exchanges]
    assert ["a"] == [turn.text for turn in transcript.turns]


async def test_a_system_that_is_not_there_accuses_nobody(shop: Shop, play: Callable[..., None]) -> None:
    shop.url = "http://127.0.0.1:1"
    play(Say("a"))

    transcript = await converse_with(shop, replace(EACH[0], path="/refund"))

    assert transcript.error is not None
    assert ErrorKind.PROBE == transcript.error.kind
    assert transcript.error.message.startswith("The test system (GET http://127.0.0.1:1/refund): no connection")
    assert ["(Unreachable)"] == [exchange.response for exchange in transcript.exchanges]


async def test_a_case_that_broke_asks_nothing_more(shop: Shop, play: Callable[..., None]) -> None:
    shop.reply = BadStatus("bot answered HTTP 500.")
    play(Say("a"))

    transcript = await converse_with(shop, *EACH, LAST)

    assert CaseError(ErrorKind.HTTP_STATUS, "bot answered HTTP 500.", turn=0) == transcript.error
    assert ["open 1", "say a", "close"] == shop.log


async def test_without_a_system_no_probe_is_asked(shop: Shop, play: Callable[..., None]) -> None:
    play(Say("a"), Leave(60.0), Say("b"))

    transcript = await converse(case_of(OPEN, *EACH, LAST), shop, clock=lambda: 100.0)

    assert (None, ()) == (transcript.error, transcript.probes)
    assert ["open 1", "say a", "close", "open 2", "say b", "close"] == shop.log


class BrokenSystem:
    """A plugin that breaks its contract."""

    async def ask(self, *_: object) -> Answer:
        raise KeyError("Bearer s3cret")

    async def close(self) -> None:
        """Do nothing."""


async def test_a_system_that_breaks_its_contract_is_our_trouble_and_its_text_is_not_kept(
    shop: Shop, play: Callable[..., None]
) -> None:
    play(Say("a"))

    transcript = await converse_with(shop, LAST, system=BrokenSystem())

    name = f"{BrokenSystem.__module__}.BrokenSystem"
    message = f"The system {name} broke with KeyError; a system raises AdapterError and nothing else."
    assert CaseError(ErrorKind.HARNESS, message) == transcript.error


async def test_an_expression_that_does_not_compile_is_our_trouble(shop: Shop, play: Callable[..., None]) -> None:
    play(Say("a"))

    transcript = await converse_with(shop, replace(LAST, json=(JsonCheck("a["),)))

    assert transcript.error is not None
    assert ErrorKind.HARNESS == transcript.error.kind
    assert transcript.error.message.startswith("The probe '退款已入账' of this scenario cannot be judged: ")


async def test_cases_that_run_at_once_are_different_consumers_to_the_system(shop: Shop) -> None:
    """The system is asked about the very consumer whom the bot has met, and about no other."""
    cases = tuple(
        replace(case_of(Probe("a", "/{consumer_id}")), id=f"case-{number}", consumer_id="") for number in "12"
    )
    settings = RunSettings(system=shop.system)
    played = run_cases(cases, shop, record=lambda *_: None, detectors={}, settings=settings)
    judged = [case async for case in played]

    asked = [entry.removeprefix("GET /") for entry in shop.log if entry.startswith("GET /")]
    assert [None, None] == [case.transcript.error for case in judged]
    assert 2 == len(set(asked) - {""})
    assert set(shop.met) == set(asked)
