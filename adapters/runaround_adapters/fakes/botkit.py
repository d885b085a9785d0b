"""A bot of Botkit behind its web adapter: plain frames of JSON over a WebSocket, without ids.

Source: howdyai/botkit, packages/botbuilder-adapter-web and the web client of its starter kit.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web

from runaround.fake import Brain, Bubble, Fake, Foreign, Goodbye, Output, Said, Served, Trouble, Typing, Visitor
from runaround.model import Event, Message
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, perform, serve_app

__all__ = ["WEB"]

_NEVER = 3600.0


class _Server:
    """The connections of one bot: it knows a visitor by the name that frames carry."""

    def __init__(self, brain: Brain) -> None:
        self._brain = brain
        self._timers = Timers()
        self._visits: Counter[str] = Counter()
        self._turns: set[asyncio.Task[None]] = set()

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        socket = web.WebSocketResponse(max_msg_size=BODY_BYTES, timeout=0.5)
        await socket.prepare(request)
        turns = asyncio.Lock()
        async for frame in socket:
            content = json.loads(frame.data)
            user, is_message = str(content["user"]), content["type"] == "message"
            self._visits[user] += not is_message
            visitor, said = Visitor(f"{user}/{self._visits[user]}", user), Said(str(content.get("text", "")))
            outputs = self._brain.answer(visitor, said) if is_message else self._brain.welcome(visitor)
            task = asyncio.create_task(self._play(outputs, socket, turns))
            self._turns.add(task)
            task.add_done_callback(self._turns.discard)
        return socket

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        self._timers.stop()
        for turn in self._turns:
            turn.cancel()
        await asyncio.gather(*self._turns, return_exceptions=True)

    async def _play(self, outputs: AsyncIterator[Output], socket: web.WebSocketResponse, turns: asyncio.Lock) -> None:
        async def put_out(output: Output) -> None:
            with suppress(ConnectionError):
                await _put_out(output, socket)

        async with turns:
            await perform(outputs, put_out, self._timers)


async def _put_out(output: Output, socket: web.WebSocketResponse) -> None:
    if socket.closed:
        return
    match output:
        case Bubble(message=message):
            await socket.send_json(_write(message))
        case Typing(is_on=True):
            await socket.send_json({"type": "typing"})
        case Foreign():
            await socket.send_json({"type": "carousel-3000", "cards": [{"colour": "blue"}]})
        case Goodbye():
            await socket.close()
        case Trouble(kind="not_json"):
            await socket.send_str('{"type": "message", "text": ')
        case Trouble(kind="huge", size=size):
            await socket.send_json({"type": "message", "text": "x" * size})
        case Trouble(kind="hang"):
            await asyncio.sleep(_NEVER)
        case _:
            pass


def _write(message: Message) -> Mapping[str, Any]:
    links = [f"[{one.title or one.url}]({one.url})" for one in message.links]
    # Types and further keys are the bot's own, for the web adapter passes `channelData` on; these are an example.
    kind = message.event.value if message.event else "message"
    text = "\n".join([message.text, *links])
    frame: dict[str, Any] = {"type": kind, "text": text, "by": message.speaker.value}
    if message.buttons:
        frame["quick_replies"] = [{"title": one.label, "payload": one.value or one.label} for one in message.buttons]
    if message.attachments:
        frame["files"] = [{"url": one.name, "image": one.kind == "image"} for one in message.attachments]
    return frame


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    server = _Server(brain)
    app = web.Application()
    app.router.add_get("/", server.connect)
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        address = url.replace("http:", "ws:", 1)
        yield Served(address, _describe(address, quiet_s))


def _describe(url: str, quiet_s: float) -> dict[str, Any]:
    """Return the content of a target file for a bot at `url`."""
    around = {"user": "{consumer_id}", "channel": "socket"}
    return {
        "adapter": "websocket",
        "name": "fake",
        "url": url,
        "headers": {"Authorization": "Bearer env:TOKEN"},
        "open": {"frames": [{"type": "hello", "user_profile": None, **around}]},
        "message": {"type": "message", "text": "{text}", **around},
        "click": {"type": "message", "text": "{button.value}{link.title}", **around},
        "welcome": {"wait_s": 2 * quiet_s},
        "turn": {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s},
        "reply": {
            "skip": "type == 'typing'",
            "speaker": {"value": "by"},
            "events": {event.value: f"type == '{event.value}'" for event in Event if event is not Event.PROBE},
            "buttons": {"list": "quick_replies", "label": "title", "value": "payload"},
            "attachments": {"list": "files", "name": "url", "kind": "image && 'image' || 'file'"},
        },
        "signals": {"typing": "type == 'typing'"},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


WEB = Fake(
    _serve,
    {
        "ids": "frames have no ids",
        "order": "frames have no numbers",
        "answers": "a frame does not say what it answers",
        "Piece": "a frame is a whole message",
        "files": "the web adapter takes no files from the consumer",
        "Break": "who connects again is told nothing again: what was said meanwhile is lost",
        "status": "a WebSocket that stands has no HTTP status",
        "error": "the web adapter writes failures of the bot to its own log only",
        "empty": "a WebSocket on which nothing comes is the same as a bot that is silent",
    },
    differs={
        "-inconclusive": "a bot that crashes writes that to its own log only",
        "+no_reply/silent": "a bot that crashes is no other than one that says nothing",
    },
    made_from="howdyai/botkit: botbuilder-adapter-web 1.0.10",
)
"""The WebSocket of the web adapter; its web hook answers at once, and is a target of `http`."""
