"""What every adapter must satisfy. A new adapter joins by a row in ADAPTERS: how it reaches the scripted bot.

The bot here is one plain server that does what its `Script` says.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from runaround.adapter import Adapter
from runaround.errors import AdapterError
from runaround.model import (
    Button,
    Case,
    Click,
    ErrorKind,
    Event,
    Evidence,
    Item,
    Message,
    Say,
    Scenario,
    ScenarioSession,
    Speaker,
    TurnEnd,
)
from runaround.target_file import make_target

pytestmark = pytest.mark.anyio

SECRET = "contract-secret-1"
BOT = Speaker.BOT


@dataclass
class Script:
    """What the bot answers, one reply a request (the last one stays), and what it was asked."""

    replies: list[Any]
    welcome: list[Any] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    polled: list[Any] = field(default_factory=list)
    never: asyncio.Event = field(default_factory=asyncio.Event)

    async def chat(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply is None:
            await self.never.wait()
        return reply() if callable(reply) else web.json_response({"messages": reply})

    async def open(self, _request: web.Request) -> web.Response:
        return web.json_response({"messages": self.welcome})

    async def poll(self, _request: web.Request) -> web.Response:
        return web.json_response({"messages": self.polled.pop(0) if self.polled else []})


def describe_http(url: str) -> dict[str, Any]:
    """Return the target file of the adapter `http` for the scripted bot."""
    return {
        "name": "bot",
        "url": f"{url}/chat",
        "headers": {"Authorization": "Bearer env:TOKEN"},
        "request": {
            "who": "{consumer_id}",
            "visit": "{session_id}",
            "text": "{text}",
            "value": "{button.value?}",
            "files": "{files?}",
        },
        "open": {"url": f"{url}/open", "welcome": True},
        "poll": {"url": f"{url}/poll", "every_s": 0.01},
        "upload": {"how": "base64"},
        "reply": {
            "messages": "messages",
            "id": "id",
            "skip": "type == 'typing'",
            "speaker": {"value": "from"},
            "buttons": {"list": "buttons"},
            "events": {event.value: f"event == '{event.value}'" for event in Event if event is not Event.PROBE},
        },
        "limits": {"reply_s": 0.5, "body_bytes": 100_000, "retry_after_s": 1},
    }


ADAPTERS: dict[str, Callable[[str], dict[str, Any]]] = {"http": describe_http}


@pytest.fixture(params=ADAPTERS.values(), ids=ADAPTERS.keys())
def describe(request: pytest.FixtureRequest) -> Callable[[str], dict[str, Any]]:
    """Describe the scripted bot to one adapter."""
    return request.param


@asynccontextmanager
async def meet(script: Script, describe: Callable[[str], dict[str, Any]]) -> AsyncIterator[Adapter]:
    app = web.Application(client_max_size=10_000_000)
    app.router.add_post("/chat", script.chat)
    app.router.add_post("/open", script.open)
    app.router.add_get("/poll", script.poll)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    adapter = make_target(
        describe(f"http://127.0.0.1:{runner.addresses[0][1]}"), {"TOKEN": SECRET}, file="contract"
    ).adapter
    try:
        yield adapter
    finally:
        await adapter.close()
        await runner.cleanup()


def a_case(identity: str = "case-1") -> Case:
    return Case(identity, Scenario("s", "zh", "retail", "", "", (ScenarioSession(("hi",)),)), "bot")


async def ask(script: Script, describe, *actions):
    """Return the replies to `actions` in one visit, the welcome first."""
    async with meet(script, describe) as adapter:
        session, welcome = await adapter.open(a_case(), session=1)
        try:
            return [welcome, *[await session.send(action) for action in actions]]
        finally:
            await session.close()


async def fail(script: Script, describe) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        await ask(script, describe, Say("hi"))
    return caught.value


async def test_one_message_is_one_message_with_a_reason_for_the_end(describe) -> None:
    _, reply = await ask(Script([[{"text": "hello"}]]), describe, Say("hi"))

    assert (reply.messages, reply.ended_by) == ((Message(BOT, "hello"),), TurnEnd.RESPONSE)
    assert 1 == len(reply.arrived_s) == len(reply.exchanges)


async def test_three_messages_keep_their_order(describe) -> None:
    _, reply = await ask(Script([[{"text": text} for text in "cab"]]), describe, Say("hi"))

    assert ["c", "a", "b"] == [message.text for message in reply.messages]
    assert sorted(reply.arrived_s) == list(reply.arrived_s)


async def test_the_same_id_is_heard_once_and_the_same_text_twice(describe) -> None:
    entries = [{"id": "1", "text": "a"}, {"id": "1", "text": "a"}, {"id": "2", "text": "a"}, {"text": "a"}]

    _, reply = await ask(Script([entries]), describe, Say("hi"))

    assert ["a", "a", "a"] == [message.text for message in reply.messages]


SILENT = {
    "no_messages": [],
    "no_body": web.Response,
    "empty_object": lambda: web.json_response({}),
    "empty_list": lambda: web.json_response([]),
    "only_typing": [{"type": "typing"}],
}


@pytest.mark.parametrize("answer", SILENT.values(), ids=SILENT.keys())
async def test_an_empty_reply_is_silence_and_no_error(describe, answer) -> None:
    _, reply = await ask(Script([answer]), describe, Say("hi"))

    assert () == reply.messages


TROUBLES = {
    "500": (lambda: web.Response(status=500, text="boom"), ErrorKind.HTTP_STATUS),
    "502": (lambda: web.Response(status=502), ErrorKind.HTTP_STATUS),
    "429": (lambda: web.Response(status=429, headers={"Retry-After": "9"}), ErrorKind.RATE_LIMITED),
    "error_in_2xx": (lambda: web.json_response({"error": "boom"}), ErrorKind.WRONG_SHAPE),
    "html": (lambda: web.Response(text="<html>"), ErrorKind.NOT_JSON),
    "huge": (lambda: web.Response(text=" " * 200_000), ErrorKind.TOO_LARGE),
    "hang": (None, ErrorKind.TIMEOUT),
}


@pytest.mark.parametrize(("answer", "kind"), TROUBLES.values(), ids=TROUBLES.keys())
async def test_a_trouble_of_the_wire_is_an_error_of_its_kind_and_sent_once(describe, answer, kind) -> None:
    script = Script([answer])

    error = await fail(script, describe)

    assert kind is error.kind
    assert 1 == len(script.asked) == len([one for one in error.exchanges if "/chat" in one.request])
    assert SECRET not in f"{error} {error.exchanges}"


async def test_a_choice_goes_back_with_its_value(describe) -> None:
    buttons = [{"label": "退款", "value": "/refund"}, {"label": "转人工"}]
    script = Script([[{"text": "选", "buttons": buttons}], []])

    _, reply, _ = await ask(script, describe, Say("hi"), Click(button=Button("退款", "/refund")))

    assert (Button("退款", "/refund"), Button("转人工")) == reply.messages[0].buttons
    assert ("退款", "/refund") == (script.asked[1]["text"], script.asked[1]["value"])


async def test_a_file_reaches_the_bot_and_its_content_no_record(describe, tmp_path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG" * 100)
    script = Script([[{"text": "ok"}]])

    _, reply = await ask(script, describe, Say("see", (Evidence(Item.PHOTO, str(tmp_path / "a.png"), "image/png"),)))

    assert "iVBORw" not in str(reply.exchanges)
    assert "a.png: 400 bytes, sha256" in reply.exchanges[0].request
    assert "a.png" == script.asked[0]["files"][0]["name"]


async def test_a_signalled_failure_of_a_transfer_is_an_event(describe) -> None:
    entries = [{"from": "system", "text": "no agent", "event": "transfer_failed"}, {"text": "Sorry."}]

    _, reply = await ask(Script([entries]), describe, Say("human"))

    assert reply.messages == (
        Message(Speaker.SYSTEM, "no agent", event=Event.TRANSFER_FAILED),
        Message(BOT, "Sorry."),
    )


async def test_a_transfer_that_is_only_said_stays_said(describe) -> None:
    _, reply = await ask(Script([[{"text": "正在为您转接人工客服"}]]), describe, Say("人工"))

    assert (Message(BOT, "正在为您转接人工客服"),) == reply.messages


WELCOMES = {"none": [], "one": [{"text": "Welcome"}], "doubled": [{"text": "Welcome"}, {"text": "Welcome"}]}


@pytest.mark.parametrize("welcome", WELCOMES.values(), ids=WELCOMES.keys())
async def test_a_welcome_is_not_taken_for_an_answer(describe, welcome) -> None:
    script = Script([[{"text": "answer"}]], welcome=welcome)

    heard, reply = await ask(script, describe, Say("hi"))

    assert (len(welcome), ["answer"]) == (len(heard.messages), [message.text for message in reply.messages])


async def test_what_comes_late_is_heard_while_listening(describe) -> None:
    script = Script([[]], polled=[[], [{"text": "late"}]])
    async with meet(script, describe) as adapter:
        session, _ = await adapter.open(a_case(), session=1)
        heard = await session.listen(5)
        await session.close()

    assert ((Message(BOT, "late"),), TurnEnd.LISTENED) == (heard.messages, heard.ended_by)


async def test_two_cases_at_once_do_not_mix(describe) -> None:
    async def talk(adapter: Adapter, name: str) -> list[str]:
        session, _ = await adapter.open(a_case(name), session=1)
        replies = [await session.send(Say(f"{name}-{number}")) for number in range(5)]
        await session.close()
        return [message.text for reply in replies for message in reply.messages]

    class Echo(Script):
        async def chat(self, request: web.Request) -> web.Response:
            self.asked.append(await request.json())
            return web.json_response({"messages": [{"text": self.asked[-1]["text"]}]})

    script = Echo([])
    async with meet(script, describe) as adapter:
        heard = await asyncio.gather(talk(adapter, "a"), talk(adapter, "b"))

    assert [[f"{name}-{number}" for number in range(5)] for name in "ab"] == heard
    assert 2 == len({one["who"] for one in script.asked}) == len({one["visit"] for one in script.asked})


TEXTS = {
    "chinese": "我要退款。",
    "emoji": "👩🏽‍💻🛢️",
    "rtl": "שלום \u202eabc",
    "lines": "one\r\ntwo\n\tthree",
    "control": "\x1b[31m\x00\x07",
    "markup": "<script>alert(1)</script> {{7*7}} {text} env:HOME",
    "long": "长" * 10_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
async def test_text_survives_both_ways(describe, text) -> None:
    script = Script([[{"text": text}]])

    _, reply = await ask(script, describe, Say(text))

    assert (text, text) == (script.asked[0]["text"], reply.messages[0].text)


async def test_half_a_character_pair_breaks_nothing(describe) -> None:
    broken = '{"messages": [{"text": "a\\ud800"}]}'
    script = Script([lambda: web.Response(text=broken, content_type="application/json")])

    _, reply = await ask(script, describe, Say("b\udfff"))

    assert ("b\ufffd", "a\ud800") == (script.asked[0]["text"], reply.messages[0].text)


async def test_unknown_fields_and_kinds_stay_in_the_record(describe) -> None:
    entries = [{"text": "a", "mood": {"x": [1]}}, {"type": "carousel-3000"}]

    _, reply = await ask(Script([entries]), describe, Say("hi"))

    assert (Message(BOT, "a"),) == reply.messages
    assert "carousel-3000" in reply.exchanges[0].response


async def test_no_secret_is_recorded_even_when_the_bot_repeats_it(describe) -> None:
    script = Script([[{"text": f"your token is {SECRET}"}]])

    replies = await ask(script, describe, Say("hi"))

    assert SECRET not in repr(replies)
    assert "your token is ***" == replies[1].messages[0].text


async def test_closing_twice_is_allowed(describe) -> None:
    async with meet(Script([[]]), describe) as adapter:
        session, _ = await adapter.open(a_case(), session=1)
        await session.close()
        await session.close()
