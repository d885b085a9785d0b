"""The driver writes down all that happens, in order, and always closes what it opened."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from runaround import __version__
from runaround.adapter import Capabilities, Reply, Session
from runaround.conversation import Watch, converse
from runaround.errors import AdapterError, BadStatus
from runaround.model import (
    Action,
    Attachment,
    Button,
    Case,
    CaseError,
    Channel,
    Click,
    Ending,
    EndReason,
    ErrorKind,
    Evidence,
    Exchange,
    Item,
    Leave,
    Link,
    Message,
    Placing,
    Say,
    Scenario,
    ScenarioSession,
    Severity,
    Speaker,
    Transcript,
    Turn,
    TurnEnd,
    Versions,
    Wait,
)
from runaround.recording import version_of

pytestmark = pytest.mark.anyio

SCENARIO = Scenario(
    "tea",
    "en",
    "shop",
    "Tea",
    "made up",
    (ScenarioSession(("Where is my tea?",)),),
    channel=Channel.VOICE,
    severity=Severity.HIGH,
    tags=("drinks",),
    reply_within_s=9.0,
)
CASE = Case("bot.tea.en", SCENARIO, "bot", seed=5, repeat=2)
DONE = Ending(EndReason.SOLVED, "done")
Consumer = Callable[..., Generator[Action, tuple[Message, ...], Ending]]


@dataclass
class Clock:
    """A clock that moves only when told."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class FakeBot:
    """An adapter that answers from a list, takes 2 s for each answer, and remembers what it was asked to do."""

    clock: Clock
    replies: list[Reply | Exception] = field(default_factory=list)
    welcome: Reply = field(default_factory=Reply)
    log: list[object] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=Capabilities)

    async def open(self, case: Case, *, session: int) -> tuple[Session, Reply]:
        self.log.append(f"open {case.id} {session}")
        return self, self.welcome

    async def send(self, action: Say | Click) -> Reply:
        return self.answer(action)

    async def listen(self, seconds: float) -> Reply:
        return self.answer(seconds)

    async def close(self) -> None:
        self.log.append("close")

    def answer(self, asked: object) -> Reply:
        self.log.append(asked)
        reply = self.replies.pop(0)
        self.clock.now += 2.0
        if isinstance(reply, Exception):
            raise reply
        return reply


class HangingBot(FakeBot):
    """A bot whose answer never comes."""

    sent: asyncio.Event

    async def send(self, action: Say | Click) -> Reply:
        self.log.append(action)
        self.sent.set()
        return await asyncio.get_running_loop().create_future()


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[[Consumer], None]:
    """Replace the consumer: the real one decides by what it reads, and here only the driver is in question."""
    return lambda consumer: monkeypatch.setattr("runaround.conversation.consume", consumer)


def says(*actions: Action) -> Consumer:
    """Return a consumer that does these actions, whatever it hears."""

    def consume(*_: object, **__: object) -> Generator[Action, tuple[Message, ...], Ending]:
        for action in actions:  # noqa: UP028 (a tuple's iterator has no send)
            yield action
        return DONE

    return consume


def bot(*texts: str, arrived_s: float = 1.5) -> Reply:
    """Return a reply of these messages."""
    return Reply(tuple(Message(Speaker.BOT, text) for text in texts), (arrived_s,) * len(texts))


def record(*turns: Turn, **rest: object) -> Transcript:
    """Return the transcript that the case must have."""
    versions = Versions(harness=__version__, scenario=version_of(SCENARIO))
    plain = Transcript(
        "bot.tea.en",
        "en",
        turns,
        channel="voice",
        title="Tea",
        scenario="tea.en",
        target="bot",
        seed=5,
        repeat=2,
        severity=Severity.HIGH,
        tags=("drinks",),
        reply_within_s=9.0,
        ending=DONE,
        turn_ends=(TurnEnd.RESPONSE, TurnEnd.RESPONSE),
        reply_starts=(0, 1),
        versions=versions,
    )
    return replace(plain, **rest)


def consumer(text: str, at: float = 0.0, **rest: object) -> Turn:
    return Turn(Speaker.CONSUMER, text, at=at, **rest)


async def test_a_case_is_written_down_turn_by_turn(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    adapter = FakeBot(clock, [bot("On its way.", "On its way.")], welcome=bot("Hello", arrived_s=0.0))
    play(says(Say("Where is my tea?")))

    transcript = await converse(CASE, adapter, clock=clock)

    answer = Turn(Speaker.BOT, "On its way.", at=1.5)
    said = (Turn(Speaker.BOT, "Hello"), consumer("Where is my tea?"), answer, answer)
    assert record(*said, reply_starts=(0, 2)) == transcript
    assert ["open bot.tea.en 1", Say("Where is my tea?"), "close"] == adapter.log


async def test_the_consumer_hears_the_welcome_and_then_each_reply(play: Callable[[Consumer], None]) -> None:
    """It hears turns, not bare messages: it has no clock of its own, and their times are all that it knows."""
    heard: list[object] = []

    def consume(
        scenario: Scenario, *, rng: random.Random, welcome: tuple[Message, ...]
    ) -> Generator[Action, tuple[Message, ...], Ending]:
        heard.append((scenario, rng.random(), welcome))
        heard.append((yield Say("Hi")))
        heard.append((yield Wait(3.0)))
        return DONE

    clock = Clock()
    play(consume)

    await converse(CASE, FakeBot(clock, [bot("a"), Reply()], welcome=bot("w")), clock=clock)

    first_draw = random.Random("5/tea.en/2").random()
    said = [(Turn(Speaker.BOT, text, at=1.5),) for text in ("w", "a")]
    assert [(SCENARIO, first_draw, said[0]), said[1], ()] == heard


async def test_files_and_choices_stand_in_the_record(play: Callable[[Consumer], None]) -> None:
    photo = Evidence(Item.PHOTO, "/somewhere/box.png", "image/png", "an open box")
    clock = Clock()
    play(
        says(Say("here", (photo,)), Click(button=Button("Refund", "/refund")), Click(link=Link("http://x/faq", "FAQ")))
    )

    transcript = await converse(CASE, FakeBot(clock, [Reply(), Reply(), Reply()]), clock=clock)

    assert (
        consumer("here", attachments=(Attachment("image", "box.png", "an open box"),)),
        consumer("Refund", 2.0, clicked="Refund"),
        consumer("http://x/faq", 4.0, clicked="http://x/faq"),
    ) == transcript.turns


async def test_the_rest_of_a_message_is_recorded_as_such(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    play(says(Say("My tea is cold,"), Say("and late.", continues=True)))

    transcript = await converse(CASE, FakeBot(clock, [Reply(), Reply()]), clock=clock)

    assert (consumer("My tea is cold,"), consumer("and late.", 2.0, continues=True)) == transcript.turns


async def test_time_away_counts_without_being_waited_for(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    adapter = FakeBot(clock, [bot("Soon"), bot("Soon")], welcome=bot("Hello", arrived_s=0.25))
    play(says(Say("one"), Leave(86400.0), Say("two")))

    transcript = await converse(CASE, adapter, clock=clock)

    assert (
        Turn(Speaker.BOT, "Hello", at=0.25),
        consumer("one"),
        Turn(Speaker.BOT, "Soon", at=1.5),
        Turn(Speaker.BOT, "Hello", at=86402.25, session=2),
        consumer("two", 86402.0, session=2),
        Turn(Speaker.BOT, "Soon", at=86403.5, session=2),
    ) == transcript.turns
    assert ["open bot.tea.en 1", Say("one"), "close", "open bot.tea.en 2", Say("two"), "close"] == adapter.log


async def test_it_is_kept_which_rule_ended_each_reply(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    limited, listened = Reply(ended_by=TurnEnd.TIME_LIMIT), Reply(ended_by=TurnEnd.LISTENED)
    play(says(Say("one"), Wait(5.0)))

    transcript = await converse(CASE, FakeBot(clock, [limited, listened]), clock=clock)

    assert (TurnEnd.RESPONSE, TurnEnd.TIME_LIMIT, TurnEnd.LISTENED) == transcript.turn_ends


async def test_the_wire_record_names_the_consumer_turn(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    opening = Reply(exchanges=(Exchange("open", "ok"),))
    answer = replace(bot("Hi"), exchanges=(Exchange("chat", "ok", status=200, took_s=1.0, at=0.5),))
    play(says(Say("one"), Say("two")))

    transcript = await converse(CASE, FakeBot(clock, [answer, answer], welcome=opening), clock=clock)

    assert (
        Exchange("open", "ok"),
        Exchange("chat", "ok", turn=0, status=200, took_s=1.0, at=0.5),
        Exchange("chat", "ok", turn=2, status=200, took_s=1.0, at=2.5),
    ) == transcript.exchanges


async def test_an_error_keeps_what_was_recorded_before(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    error = BadStatus("bot answered HTTP 500.", exchanges=[Exchange("chat", "oops", status=500)])
    adapter = FakeBot(clock, [bot("Hi"), error])
    play(says(Say("one"), Say("two")))

    transcript = await converse(CASE, adapter, clock=clock)

    expected = record(
        consumer("one"),
        Turn(Speaker.BOT, "Hi", at=1.5),
        consumer("two", 2.0),
        ending=Ending(EndReason.ERROR),
        error=CaseError(ErrorKind.HTTP_STATUS, "bot answered HTTP 500.", turn=2),
        exchanges=(Exchange("chat", "oops", turn=2, status=500, at=2.0),),
    )
    assert expected == transcript
    assert "close" == adapter.log[-1]


class UnopenedBot(FakeBot):
    """A bot that cannot be reached."""

    async def open(self, case: Case, *, session: int) -> tuple[Session, Reply]:
        self.log.append(f"refused {case.id} {session}")
        msg = "nobody there."
        raise AdapterError(msg)


async def test_a_bot_that_cannot_be_opened_is_an_error_without_a_turn(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    play(says(Say("one")))

    transcript = await converse(CASE, UnopenedBot(clock), clock=clock)

    error = CaseError(ErrorKind.HARNESS, "nobody there.")
    assert record(ending=Ending(EndReason.ERROR), error=error, turn_ends=(), reply_starts=()) == transcript


async def test_an_adapter_that_breaks_its_contract_is_our_trouble_and_its_text_is_not_kept(
    play: Callable[[Consumer], None],
) -> None:
    """An adapter's own exception may quote a request with its secrets."""
    clock = Clock()
    play(says(Say("one")))

    transcript = await converse(CASE, FakeBot(clock, [KeyError("Bearer s3cret")]), clock=clock)

    name = f"{FakeBot.__module__}.FakeBot"
    message = f"The adapter {name} broke with KeyError; an adapter raises AdapterError and nothing else."
    assert CaseError(ErrorKind.HARNESS, message, turn=0) == transcript.error


async def test_a_reply_without_its_times_is_an_adapter_mistake(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    play(says(Say("one")))

    transcript = await converse(CASE, FakeBot(clock, [Reply((Message(Speaker.BOT, "a"),))]), clock=clock)

    assert transcript.error is not None
    assert ErrorKind.HARNESS == transcript.error.kind


async def test_a_consumer_that_breaks_is_our_trouble(play: Callable[[Consumer], None]) -> None:
    clock = Clock()

    def consume(*_: object, **__: object) -> Generator[Action, tuple[Message, ...], Ending]:
        yield Say("one")
        raise IndexError("no such menu")

    play(consume)

    transcript = await converse(CASE, FakeBot(clock, [bot("Hi")]), clock=clock)

    message = "The scripted consumer of tea.en broke: IndexError('no such menu')."
    assert CaseError(ErrorKind.HARNESS, message, turn=0) == transcript.error


async def test_a_case_over_its_limit_is_a_timeout(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    adapter = HangingBot(clock)
    adapter.sent = asyncio.Event()
    play(says(Say("one")))

    transcript = await converse(CASE, adapter, clock=clock, watch=Watch(limit_s=0.01))

    message = "The case was not over after 0.01 s, the limit of a case."
    assert CaseError(ErrorKind.TIMEOUT, message, turn=0) == transcript.error
    assert "close" == adapter.log[-1]


async def test_a_cancelled_case_hands_over_what_it_has_and_closes_its_session(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    adapter = HangingBot(clock)
    adapter.sent = asyncio.Event()
    kept: list[Transcript] = []
    play(says(Say("one")))
    task = asyncio.create_task(converse(CASE, adapter, clock=clock, watch=Watch(on_interrupt=kept.append)))
    await adapter.sent.wait()

    task.cancel()
    await asyncio.wait([task])

    error = CaseError(ErrorKind.INTERRUPTED, "The run was stopped before this case was over.", turn=0)
    ends = (TurnEnd.RESPONSE,)
    assert [
        record(consumer("one"), ending=Ending(EndReason.ERROR), error=error, turn_ends=ends, reply_starts=(0,))
    ] == kept
    assert task.cancelled()
    assert "close" == adapter.log[-1]


class StubbornBot(FakeBot):
    """A bot whose session cannot be closed."""

    async def close(self) -> None:
        msg = "will not close"
        raise OSError(msg)


async def test_a_session_that_fails_to_close_does_not_lose_the_record(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    play(says(Say("one")))

    transcript = await converse(CASE, StubbornBot(clock, [bot("Hi")]), clock=clock)

    assert record(consumer("one"), Turn(Speaker.BOT, "Hi", at=1.5)) == transcript


def test_a_scenario_keeps_its_version_when_its_folder_moves() -> None:
    here = replace(SCENARIO, evidence={Item.PHOTO: Evidence(Item.PHOTO, "/here/box.png", "image/png")})
    there = replace(SCENARIO, evidence={Item.PHOTO: Evidence(Item.PHOTO, "/there/box.png", "image/png")})

    assert version_of(here) == version_of(there)
    assert version_of(here) != version_of(SCENARIO)


async def test_a_late_message_names_the_turn_that_it_answers(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    late = Message(Speaker.BOT, "The first.", placing=Placing.LATE)
    second = Reply((late, Message(Speaker.BOT, "The second.")), (0.5, 1.0), answers=(1, None))
    play(says(Say("one"), Say("two")))

    transcript = await converse(CASE, FakeBot(clock, [Reply(), second]), clock=clock)

    assert [(Placing.LATE, 0), (Placing.ANSWER, None)] == [
        (turn.placing, turn.answers) for turn in transcript.turns if turn.speaker is Speaker.BOT
    ]


async def test_whether_a_file_was_fetched_stands_at_the_turn_that_sent_it(
    play: Callable[[Consumer], None], tmp_path: Path
) -> None:
    clock = Clock()
    photo = Evidence(Item.PHOTO, str(tmp_path / "tea.png"), "image/png")
    play(says(Say("look", (photo,)), Say("well?")))

    unseen = Reply(fetched={"tea.png": False})
    transcripts = [
        await converse(CASE, FakeBot(clock, [unseen, last]), clock=clock)
        for last in (Reply(), Reply(fetched={"tea.png": True}))
    ]

    assert [False, True] == [one.turns[0].attachments[0].fetched for one in transcripts]


async def test_a_channel_with_a_clock_of_its_own_decides_the_times(play: Callable[[Consumer], None]) -> None:
    clock = Clock()
    spoken = Reply((Message(Speaker.BOT, "Please hold."),), (40.0,), lasted_s=100.0)
    play(says(Say("one"), Say("two")))

    transcript = await converse(CASE, FakeBot(clock, [spoken, Reply(lasted_s=1.0)]), clock=clock)

    assert [0.0, 40.0, 100.0] == [turn.at for turn in transcript.turns]
