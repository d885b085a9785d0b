"""A bot behind Twilio's ConversationRelay: a call's words as JSON over a WebSocket, and TwiML before and after."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import WSMsgType, web

from runaround.fake import Brain, Bubble, Fake, Foreign, Goodbye, Output, Piece, Said, Served, Trouble, Visitor
from runaround.model import Event, Speaker
from runaround_adapters.fakes._phone import (
    DIFFERS,
    NOBODY,
    PEOPLE,
    brings_human,
    element,
    is_persons,
    name_keys,
    number_options,
)
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, perform, serve_app

__all__ = ["RELAY"]

_NEVER = 3600.0
_ENDS = (Event.SESSION_END, Event.HANG_UP)


class _Talk:
    """One call's WebSocket."""

    def __init__(self, visitor: Visitor, socket: web.WebSocketResponse) -> None:
        self.visitor = visitor
        self.timers = Timers()
        self._socket = socket
        self._turns = asyncio.Lock()
        self._offers: dict[str, str] = {}
        self._line = ""
        self._is_over = False

    def hear(self, frame: Mapping[str, Any]) -> Said:
        """Return what the caller did."""
        if frame["type"] == "dtmf":
            chosen = self._offers.get(frame["digit"], "")
            return Said(button=chosen) if chosen else Said(frame["digit"])
        return Said(str(frame["voicePrompt"]))

    async def answer(self, outputs: AsyncIterator[Output]) -> None:
        """Say one turn of the bot; a transfer or an end comes behind it. Turns follow each other."""
        async with self._turns:
            await perform(self._watch(outputs), self.put_out, self.timers)
            if self._line:
                await self._send({"type": "end", "handoffData": json.dumps({"reason": "agent", "line": self._line})})
            elif self._is_over:
                await self._send({"type": "end"})

    async def put_out(self, output: Output) -> None:
        """Write one output as a frame."""
        match output:
            case Bubble(message=message):
                if message.event is Event.TRANSFER_STARTED:
                    self._line = self._line or NOBODY
                elif message.event in _ENDS:
                    self._is_over = True
                elif message.speaker is Speaker.BOT or message.text:
                    self._offers = number_options(message.buttons) or self._offers
                    text = name_keys(message.text, message.buttons) if message.buttons else message.text
                    await self._send({"type": "text", "token": text, "last": True})
            case Piece(text=text, is_last=is_last):
                await self._send({"type": "text", "token": text, "last": is_last})
            case Foreign():
                await self._send({"type": "carousel-3000", "cards": [{"colour": "blue"}]})
            case Goodbye():
                self._is_over = True
            case Trouble():
                await self._misbehave(output)

    async def _watch(self, outputs: AsyncIterator[Output]) -> AsyncIterator[Output]:
        """Leave out what a person does, but note that one is to join: the call goes there."""
        async for output in outputs:
            if brings_human(output):
                self._line = PEOPLE
            elif not is_persons(output):
                yield output

    async def _misbehave(self, trouble: Trouble) -> None:
        match trouble.kind:
            case "not_json":
                await self._socket.send_str('{"type": "text", "token": ')
            case "huge":
                await self._send({"type": "text", "token": "x" * trouble.size, "last": True})
            case "hang":
                await asyncio.sleep(_NEVER)
            case _:
                await self._socket.close(code=1011)

    async def _send(self, frame: Mapping[str, Any]) -> None:
        with suppress(ConnectionError):
            await self._socket.send_str(json.dumps(frame))


class _Application:
    """The webhooks and the WebSocket of one bot."""

    def __init__(self, brain: Brain) -> None:
        self._brain = brain
        self._elapsed_s: dict[str, float | None] = {}
        self._talks: list[_Talk] = []
        self._turns: set[asyncio.Task[None]] = set()

    async def ring(self, request: web.Request) -> web.Response:
        """Connect a call to the WebSocket."""
        fields = await request.post()
        elapsed = request.query.get("elapsed_s", "")
        self._elapsed_s[str(fields["CallSid"])] = float(elapsed) if elapsed else None
        relay = element("ConversationRelay", url=f"ws://{request.host}/relay", dtmfDetection="true")
        return _respond(element("Connect", inner=relay, action="/after"))

    async def go_on(self, request: web.Request) -> web.Response:
        """Do what the bot wanted when it ended the talk."""
        handoff = str((await request.post()).get("HandoffData", ""))
        if not handoff:
            return _respond(element("Hangup"))
        return _respond(element("Dial", inner=element("Number", json.loads(handoff)["line"])))

    async def talk(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        socket = web.WebSocketResponse(max_msg_size=BODY_BYTES, timeout=0.5)
        await socket.prepare(request)
        talk: _Talk | None = None
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            content = json.loads(frame.data)
            if content["type"] == "setup":
                visitor = Visitor(content["callSid"], content["from"], self._elapsed_s[content["callSid"]])
                talk = _Talk(visitor, socket)
                self._talks.append(talk)
                self._start(talk.answer(self._brain.welcome(visitor)))
            elif content["type"] in ("prompt", "dtmf") and talk is not None:
                self._start(talk.answer(self._brain.answer(talk.visitor, talk.hear(content))))
        return socket

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for talk in self._talks:
            talk.timers.stop()
        for turn in self._turns:
            turn.cancel()
        await asyncio.gather(*self._turns, return_exceptions=True)

    def _start(self, turn: Any) -> None:  # noqa: ANN401 (a coroutine)
        task = asyncio.create_task(turn)
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)


def _respond(verb: str) -> web.Response:
    return web.Response(text=element("Response", inner=verb), content_type="text/xml")


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    application, app = _Application(brain), web.Application()
    app.router.add_post("/voice", application.ring)
    app.router.add_post("/after", application.go_on)
    app.router.add_get("/relay", application.talk)
    app.on_shutdown.append(application.stop)
    async with serve_app(app) as url:
        target = {
            "adapter": "twiml",
            "name": "fake",
            "url": f"{url}/voice?elapsed_s={{elapsed_s}}",
            "auth_token": "env:TOKEN",
            "human": {"lines": {PEOPLE: {"does": "accept"}}},
            "relay": {"welcome_s": 2 * quiet_s, "quiet_s": quiet_s},
            "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
        }
        yield Served(url, target)


_CANNOT = {
    "status": "a WebSocket that stands has no HTTP status",
    "error": "an application has no frame for a failure of its own: it only closes the connection",
    "empty": "a WebSocket on which nothing comes is the same as a bot that is silent",
    "ids": "frames have no id",
    "order": "frames are not counted",
    "answers": "no frame says what it answers",
    "Typing": "nobody types on the telephone",
    "Break": "Twilio does not come back to a connection that broke: the talk is over",
    "files": "the telephone carries no files",
    "human": "what a person says is sound on the line, and no frame",
    "transfer_failed": "whether somebody takes a call is not the application's to say, but that of the other side",
    "queue": "the queue of TwiML begins when the talk has ended; before, it is only told in words",
}
RELAY = Fake(
    _serve,
    _CANNOT,
    DIFFERS,
    made_from="Twilio, ConversationRelay: WebSocket messages and TwiML noun, as documented in November 2026",
)
"""Words over a WebSocket; keys as frames of their own."""
