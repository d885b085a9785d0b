"""A bot behind a WebSocket with frames of JSON, as many chat widgets have it: no vendor's, so it has everything."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from runaround.fake import (
    Brain,
    Break,
    Bubble,
    Fake,
    Fetch,
    Foreign,
    Goodbye,
    Output,
    Piece,
    Said,
    SentFile,
    Served,
    Trouble,
    Typing,
    Visitor,
)
from runaround.model import Event
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, fetch_files, perform, serve_app

__all__ = ["MARKED", "PLAIN"]

_NEVER = 3600.0


class _Visit:
    """One visit: everything that was put out, and the connection on which it goes, if there is one."""

    def __init__(self, visitor: Visitor, *, is_marked: bool) -> None:
        self.visitor = visitor
        self.timers = Timers()
        self.turns = asyncio.Lock()
        self._is_marked = is_marked
        self._socket: web.WebSocketResponse | None = None
        self._transport: asyncio.Transport | None = None
        self._history: list[dict[str, Any]] = []
        self._heard: list[str] = []
        self._files: tuple[SentFile, ...] = ()
        self._numbers = count(1)

    async def connect(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        """Go on over `socket`; what was said so far is said again."""
        self._socket, self._transport = socket, transport
        for frame in self._history:
            await socket.send_json(frame)

    def hear(self, frame: Mapping[str, Any]) -> Said:
        """Return what the consumer did."""
        self._heard.append(str(frame.get("id", "")))
        self._files = tuple(_read_file(file) for file in frame.get("files", []))
        return Said(
            str(frame.get("text", "")), str(frame.get("button", "")), str(frame.get("link", "")), files=self._files
        )

    async def answer(self, outputs: AsyncIterator[Output]) -> None:
        """Put out one turn of the bot; turns follow each other."""
        async with self.turns:
            await perform(outputs, self.put_out, self.timers)
            if self._is_marked:
                await self._send({"type": "end"})

    async def put_out(self, output: Output) -> None:
        """Write one output as frames."""
        match output:
            case Bubble():
                await self._send(self._write(output))
            case Piece(stream=stream, text=text, is_last=is_last):
                await self._send({"type": "whole" if is_last else "piece", "stream": stream, "piece": text})
            case Typing(is_on=is_on):
                await self._send({"type": "typing", "on": is_on})
            case Foreign():
                await self._send({"type": "carousel-3000", "cards": [{"colour": "blue"}]})
            case Fetch():
                await fetch_files(self._files)
            case Goodbye():
                await self._hang_up()
            case Break():
                self._break()
            case Trouble():
                await self._misbehave(output)

    async def _hang_up(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    def _break(self) -> None:
        self._socket = None
        if self._transport is not None:
            self._transport.abort()

    async def _misbehave(self, trouble: Trouble) -> None:
        socket = self._socket
        assert socket is not None, "there is a connection"
        match trouble.kind:
            case "not_json":
                await socket.send_str('{"type": "message", "text": ')
            case "huge":
                await socket.send_json({"type": "message", "text": "x" * trouble.size})
            case "error":
                await socket.send_json({"type": "failure", "reason": "the bot broke"})
            case "hang":
                await asyncio.sleep(_NEVER)
            case _:
                pass

    def _write(self, bubble: Bubble) -> dict[str, Any]:
        message = bubble.message
        ago = len(self._heard) - 1 - bubble.answers
        return {
            "type": "message",
            "id": bubble.id or f"m{next(self._numbers)}",
            "order": bubble.order,
            "answers": self._heard[ago] if 0 <= ago < len(self._heard) and bubble.answers >= 0 else None,
            "from": message.speaker.value,
            "text": message.text,
            "buttons": [{"label": one.label, "value": one.value} for one in message.buttons],
            "links": [{"url": one.url, "title": one.title} for one in message.links],
            "event": message.event.value if message.event else None,
        }

    async def _send(self, frame: dict[str, Any]) -> None:
        self._history.append(frame)
        if self._socket is not None and not self._socket.closed:
            with suppress(ConnectionError):
                await self._socket.send_str(json.dumps(frame, ensure_ascii=True))


def _read_file(file: Mapping[str, Any]) -> SentFile:
    content = file.get("base64")
    size = len(base64.b64decode(content)) if isinstance(content, str) else None
    return SentFile(str(file.get("name", "")), str(file.get("type", "")), size, str(file.get("url", "")))


class _Server:
    """The connections of one bot."""

    def __init__(self, brain: Brain, *, is_marked: bool) -> None:
        self._brain = brain
        self._is_marked = is_marked
        self._visits: dict[str, _Visit] = {}
        self._turns: set[asyncio.Task[None]] = set()

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        socket = web.WebSocketResponse(max_msg_size=BODY_BYTES, timeout=0.5)
        await socket.prepare(request)
        visit: _Visit | None = None
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            content = json.loads(frame.data)
            if content["type"] == "resume":
                await self._visits[content["session"]].connect(socket, request.transport)
            elif content["type"] == "hello":
                visit = await self._welcome(content, socket, request.transport)
            else:
                visit = visit or self._visits[content["session"]]
                self._start(visit.answer(self._brain.answer(visit.visitor, visit.hear(content))))
        return socket

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for visit in self._visits.values():
            visit.timers.stop()
        for turn in self._turns:
            turn.cancel()
        await asyncio.gather(*self._turns, return_exceptions=True)

    async def _welcome(
        self, content: Mapping[str, Any], socket: web.WebSocketResponse, transport: asyncio.Transport | None
    ) -> _Visit:
        session = f"s{len(self._visits) + 1}"
        visitor = Visitor(session, str(content.get("user", "")), content.get("elapsed_s"))
        visit = self._visits[session] = _Visit(visitor, is_marked=self._is_marked)
        await visit.connect(socket, transport)
        await socket.send_json({"type": "ready", "session": session})
        self._start(visit.answer(self._brain.welcome(visitor)))
        return visit

    def _start(self, turn: Any) -> None:  # noqa: ANN401 (a coroutine)
        task = asyncio.create_task(turn)
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float, *, is_marked: bool) -> AsyncIterator[Served]:
    server = _Server(brain, is_marked=is_marked)
    app = web.Application()
    app.router.add_get("/chat", server.connect)
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        address = url.replace("http:", "ws:", 1) + "/chat"
        yield Served(address, _describe(address, quiet_s, is_marked=is_marked))


def _describe(url: str, quiet_s: float, *, is_marked: bool) -> dict[str, Any]:
    """Return the content of a target file for a bot at `url`."""
    return {
        "adapter": "websocket",
        "name": "fake",
        "url": url,
        "headers": {"Authorization": "Bearer env:TOKEN"},
        "open": {
            "frames": [{"type": "hello", "user": "{consumer_id}", "elapsed_s": "{elapsed_s}"}],
            "take": {"session_id": "session"},
        },
        "resume": [{"type": "resume", "session": "{session_id}"}],
        "message": {
            "type": "say",
            "id": "{message_id}",
            "session": "{session_id}",
            "text": "{text}",
            "button": "{button.value?}",
            "link": "{link.url?}",
            "files": "{files?}",
        },
        "upload": {"how": "url", "serve": {}},
        "welcome": {"wait_s": 2 * quiet_s},
        "turn": {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s},
        "reply": {
            "id": "id",
            "skip": "type == 'ready'",
            "speaker": {"value": "from"},
            "buttons": {"list": "buttons"},
            "links": {"list": "links"},
            "links_in_text": False,
            "events": {event.value: f"event == '{event.value}'" for event in Event if event is not Event.PROBE},
        },
        "signals": {
            "typing": "type == 'typing' && on",
            "typing_off": "type == 'typing' && !on",
            "piece": "piece",
            "stream": "stream",
            "whole": "type == 'whole'",
            "answers": "answers",
            "order": "order",
            "failure": "type == 'failure'",
            **({"end_of_turn": "type == 'end'"} if is_marked else {}),
        },
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


_CANNOT = {
    "status": "a WebSocket that stands has no HTTP status",
    "empty": "a WebSocket on which nothing comes is the same as a bot that is silent",
}
PLAIN = Fake(lambda brain, quiet_s: _serve(brain, quiet_s, is_marked=False), _CANNOT, made_from="RFC 6455")
"""No frame says that the bot has finished: only quiet tells."""

MARKED = Fake(lambda brain, quiet_s: _serve(brain, quiet_s, is_marked=True), _CANNOT, made_from="RFC 6455")
"""A frame says that the bot has finished."""
