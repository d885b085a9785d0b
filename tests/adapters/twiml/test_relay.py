"""ConversationRelay: the frames of both sides, keys, and what the document does when the talk has ended."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator

from runaround.errors import Dropped, NotJson
from runaround.model import Button, Click, Say
from runaround.target_file import make_target

pytestmark = pytest.mark.anyio

Answer = Callable[[dict], list[dict] | None]


@pytest.fixture
def talk(serve, case):
    """Open a call whose words go to `answer`, a function from a frame to frames (None: the connection breaks)."""

    @asynccontextmanager
    async def ring(answer: Answer, after: str = "<Hangup/>", *, greeting: str = "", **target) -> AsyncIterator:
        frames: list[dict] = []
        told: list[dict] = []
        signed: list[bool] = []

        async def handle(request: web.Request) -> web.StreamResponse:
            if request.path == "/relay":
                url = str(request.url).replace("http:", "ws:", 1)
                signed.append(RequestValidator("12345678").validate(url, {}, request.headers["X-Twilio-Signature"]))
                return await _serve(request, answer, frames)
            fields = dict(await request.post())
            if request.path == "/after":
                told.append(fields)
                return _xml(after)
            relay = (
                f'<ConversationRelay url="ws://{request.host}/relay" dtmfDetection="true" welcomeGreeting="{greeting}">'
                '<Parameter name="shop" value="kettles"/></ConversationRelay>'
            )
            return _xml(f'<Connect action="/after">{relay}</Connect>')

        async with serve(handle) as url:
            document = {"adapter": "twiml", "url": f"{url}/voice", "auth_token": "env:TOKEN", **target}
            document["relay"] = {"welcome_s": 0.3, "quiet_s": 0.1}
            adapter = make_target(document, {"TOKEN": "12345678"}, file="phone.yaml").adapter
            session, welcome = await adapter.open(case, session=1)
            try:
                yield session, welcome, frames, told, signed
            finally:
                await session.close()

    return ring


def _xml(verbs: str) -> web.Response:
    return web.Response(text=f"<Response>{verbs}</Response>", content_type="text/xml")


async def _serve(request: web.Request, answer: Answer, frames: list[dict]) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(timeout=0.5)
    await socket.prepare(request)
    async for message in socket:
        frame = json.loads(message.data)
        frames.append(frame)
        answers = answer(frame)
        if answers is None:
            request.transport.abort()
            break
        for one in answers:
            await socket.send_str(one if isinstance(one, str) else json.dumps(one))
    return socket


def _words(*tokens: str) -> list[dict]:
    return [{"type": "text", "token": token, "last": token == tokens[-1]} for token in tokens]


async def test_a_call_is_set_up_greeted_and_talked_with(talk, heard) -> None:
    def answer(frame):
        return {"setup": [], "prompt": _words("You said: ", frame.get("voicePrompt", ""))}[frame["type"]]

    async with talk(answer, greeting="Welcome.") as (session, welcome, frames, _, signed):
        reply = await session.send(Say("a refund"))

    assert (["Welcome."], ["You said: a refund"]) == (heard(welcome), heard(reply))
    setup, prompt = frames
    assert {"shop": "kettles"} == setup["customParameters"]
    assert {"type": "prompt", "voicePrompt": "a refund", "lang": "en-US", "last": True} == prompt
    assert setup["callSid"].startswith("CA")
    assert [True] == signed


async def test_a_key_is_a_frame_of_its_own(talk, heard) -> None:
    menu = _words("For refunds, press 1. For orders, press 2.")

    async with talk(lambda frame: menu if frame["type"] == "setup" else _words("ok")) as (session, welcome, frames, *_):
        await session.send(Click(button=welcome.messages[0].buttons[1]))
        await session.send(Say("0"))

    assert (Button("refunds", "1"), Button("orders", "2")) == welcome.messages[0].buttons
    assert [{"type": "dtmf", "digit": "2"}, {"type": "dtmf", "digit": "0"}] == frames[1:]


async def test_handoff_data_is_told_to_the_action_and_the_transfer_is_signalled_once(talk, heard) -> None:
    end = {"type": "end", "handoffData": '{"reasonCode": "live-agent-handoff"}'}
    after = "<Say>One moment.</Say><Dial>+15550100</Dial>"

    def answer(frame):
        return [] if frame["type"] == "setup" else [*_words("Of course."), end]

    async with talk(answer, after, human={"does": "accept", "after_s": 3}) as (session, _, _, told, _):
        reply = await session.send(Say("a person please"))

    expected = ["Of course.", "transfer_started", "One moment.", "human_joined"]
    assert expected == heard(reply)[:4]
    assert end["handoffData"] == told[0]["HandoffData"]
    assert ("ended", "VX") == (told[0]["SessionStatus"], told[0]["SessionId"][:2])


async def test_a_transfer_long_after_a_handoff_is_signalled_by_itself(talk, heard) -> None:
    end = {"type": "end", "handoffData": "{}"}
    after = '<Gather numDigits="1" action="/after"/><Dial>+15550100</Dial>'

    async with talk(lambda frame: [] if frame["type"] == "setup" else [end], after) as (session, *_):
        first, later = await session.send(Say("a person please")), await session.send(Say("hello?"))

    assert (["transfer_started"], ["transfer_started", "transfer_failed"]) == (heard(first), heard(later)[:2])


async def test_an_end_without_handoff_goes_on_with_the_document(talk, heard) -> None:
    async with talk(lambda frame: [] if frame["type"] == "setup" else [*_words("Bye."), {"type": "end"}]) as call:
        reply = await call[0].send(Say("bye"))

    assert ["Bye.", "hang_up"] == heard(reply)
    assert "HandoffData" not in call[3][0]


async def test_a_caller_breaks_in_on_what_has_not_ended(talk, heard) -> None:
    unfinished = {"type": "text", "token": "Let me tell you a long", "last": False}

    def answer(frame):
        return {"setup": [], "interrupt": []}.get(frame["type"], [unfinished])

    async with talk(answer, limits={"reply_s": 0.4}) as (session, _, frames, *_):
        await session.send(Say("hello"))
        await session.send(Say("stop"))

    assert ["setup", "prompt", "interrupt", "prompt"] == [frame["type"] for frame in frames]
    assert "Let me tell you a long" == frames[2]["utteranceUntilInterrupt"]


async def test_a_connection_that_breaks_is_an_error(talk) -> None:
    async with talk(lambda frame: [] if frame["type"] == "setup" else None) as (session, *_):
        with pytest.raises(Dropped):
            await session.send(Say("hello"))


async def test_a_frame_that_is_no_json_is_an_error(talk) -> None:
    async with talk(lambda frame: [] if frame["type"] == "setup" else ["{"]) as (session, *_):
        with pytest.raises(NotJson):
            await session.send(Say("hello"))
