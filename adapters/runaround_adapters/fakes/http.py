"""A bot behind plain HTTP, as own back ends have it: answers whole, by asking again, or streamed; no vendor's."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import Enum
from itertools import count
from typing import Any

from aiohttp import web

from runaround.fake import (
    Brain,
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
from runaround_adapters.fakes._troubles import answer_trouble

__all__ = ["NDJSON", "POLL", "SSE", "WHOLE"]


class _Way(Enum):
    """How the bot's words come: in the answer, when they are asked for, as events, as lines."""

    WHOLE = "whole"
    POLL = "poll"
    SSE = "sse"
    NDJSON = "ndjson"


class _Visit:
    """One visit: everything that was put out, in order."""

    def __init__(self, visitor: Visitor, way: _Way) -> None:
        self.visitor = visitor
        self.timers = Timers()
        self.items: list[dict[str, Any]] = []
        self.heard: list[str] = []
        self.files: tuple[SentFile, ...] = ()
        self.trouble: Trouble | None = None
        self.is_over = False
        self.response: web.StreamResponse | None = None
        self._pieces: dict[str, str] = {}
        self._way = way
        self._numbers = count(1)

    async def put_out(self, output: Output) -> None:
        """Write one output as an item."""
        match output:
            case Bubble():
                await self._add(self._write(output))
            case Piece():
                await self._add(self._write_piece(output))
            case Typing(is_on=is_on):
                await self._add({"type": "typing", "on": is_on})
            case Foreign():
                await self._add({"type": "carousel-3000", "cards": [{"colour": "blue"}]})
            case Fetch():
                await fetch_files(self.files)
            case Goodbye():
                await self._add({"type": "event", "event": Event.SESSION_END.value})
                self.is_over = True
            case Trouble():
                self.trouble = output
                await self._break_stream(output)

    async def _break_stream(self, trouble: Trouble) -> None:
        """Write into a stream what has gone wrong in it."""
        if self.response is None or trouble.kind == "hang":
            return
        if trouble.kind == "error":
            await self._add({"type": "failure", "reason": "the bot broke"})
        elif trouble.kind == "not_json":
            await self.response.write(_frame(self._way, '{"type": "message", "text": '))
        elif trouble.kind == "huge":
            await self._add({"type": "message", "text": "x" * trouble.size})

    async def _add(self, item: dict[str, Any]) -> None:
        self.items.append(item)
        if self.response is not None:
            await self.response.write(_frame(self._way, json.dumps(item, ensure_ascii=False)))

    def _write(self, bubble: Bubble) -> dict[str, Any]:
        message = bubble.message
        ago = len(self.heard) - 1 - bubble.answers
        return {
            "type": "message",
            "id": bubble.id or f"m{next(self._numbers)}",
            "order": bubble.order,
            "answers": self.heard[ago] if 0 <= ago < len(self.heard) and bubble.answers else None,
            "from": message.speaker.value,
            "text": message.text,
            "buttons": [{"label": one.label, "value": one.value} for one in message.buttons],
            "links": [{"url": one.url, "title": one.title} for one in message.links],
            "event": message.event.value if message.event else None,
        }

    def _write_piece(self, piece: Piece) -> dict[str, Any]:
        """Write a piece: what is new of the message as an event, all of it so far as a line."""
        so_far = self._pieces[piece.stream] = self._pieces.get(piece.stream, "") + piece.text
        kind = "whole" if piece.is_last else "piece"
        return {"type": kind, "stream": piece.stream, "piece": so_far if self._way is _Way.NDJSON else piece.text}


def _frame(way: _Way, text: str) -> bytes:
    return f"{text}\n".encode() if way is _Way.NDJSON else f": ping\r\n\r\ndata: {text}\r\n\r\n".encode()


class _Server:
    """The visits of one bot."""

    def __init__(self, brain: Brain, way: _Way) -> None:
        self._brain = brain
        self._way = way
        self._visits: dict[str, _Visit] = {}
        self._turns: set[asyncio.Task[None]] = set()

    async def open(self, request: web.Request) -> web.Response:
        """Begin a visit, and answer with what the bot says first."""
        content = await request.json()
        session = f"s{len(self._visits) + 1}"
        visitor = Visitor(session, str(content.get("user", "")), content.get("elapsed_s"))
        visit = self._visits[session] = _Visit(visitor, self._way)
        await perform(self._brain.welcome(visitor), visit.put_out, visit.timers)
        return web.json_response({"session": session, "cursor": str(len(visit.items)), "items": visit.items})

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """Take one message, and answer it in the way that the fake has."""
        content = await request.json()
        visit = self._find(str(content["session"]))
        if visit.is_over:
            return web.json_response({"failure": "this conversation is closed"}, status=410)
        known = len(visit.items)
        turn = perform(self._brain.answer(visit.visitor, _hear(visit, content, request)), visit.put_out, visit.timers)
        if self._way is _Way.POLL:
            return self._answer_later(turn)
        if self._way is _Way.WHOLE:
            await turn
            return await self._refuse(visit, request) or web.json_response({"items": visit.items[known:]})
        return await self._stream(visit, turn, request)

    def _find(self, session: str) -> _Visit:
        """Return a visit; whoever speaks without having opened one begins it so, as many back ends allow."""
        if session not in self._visits:
            self._visits[session] = _Visit(Visitor(session), self._way)
        return self._visits[session]

    async def poll(self, request: web.Request) -> web.StreamResponse:
        """Answer with what has come since."""
        visit = self._visits[request.query["session"]]
        refused = await self._refuse(visit, request)
        items = visit.items[int(request.query["after"]) :]
        return refused or web.json_response({"items": items, "cursor": str(len(visit.items))})

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for visit in self._visits.values():
            visit.timers.stop()
        for turn in self._turns:
            turn.cancel()
        await asyncio.gather(*self._turns, return_exceptions=True)

    def _answer_later(self, turn: Any) -> web.Response:  # noqa: ANN401 (a coroutine)
        task = asyncio.create_task(turn)
        self._turns.add(task)
        task.add_done_callback(self._turns.discard)
        return web.Response(status=202)

    async def _stream(self, visit: _Visit, turn: Any, request: web.Request) -> web.StreamResponse:  # noqa: ANN401
        """Answer while the bot speaks. A trouble that comes before any word is an answer of its own."""
        kind = "application/x-ndjson" if self._way is _Way.NDJSON else "text/event-stream"
        response = web.StreamResponse(headers={"Content-Type": kind})
        started = asyncio.Event()

        class _Lazy:
            """Begins the answer when there is something to say."""

            async def write(self, data: bytes) -> None:
                if not started.is_set():
                    await response.prepare(request)
                    started.set()
                await response.write(data)

        visit.response = _Lazy()  # type: ignore[assignment]  # all of a response that the visit uses
        await turn
        visit.response = None
        if not started.is_set():
            refused = await self._refuse(visit, request)
            if refused is not None:
                return refused
            await response.prepare(request)
        if self._way is _Way.SSE:
            await response.write(b"data: [DONE]\r\n\r\n")
        return response

    async def _refuse(self, visit: _Visit, request: web.Request) -> web.StreamResponse | None:
        """Return the answer in place of everything else, if there is a trouble."""
        if visit.trouble is None:
            return None
        return await answer_trouble(visit.trouble, request, error={"failure": "the bot broke"})


def _hear(visit: _Visit, content: Mapping[str, Any], request: web.Request) -> Said:
    visit.heard.append(str(content.get("id", "")))
    visit.files = tuple(_read_file(file) for file in content.get("files", []))
    return Said(
        str(content.get("text", "")),
        str(content.get("button", "")),
        str(content.get("link", "")),
        files=visit.files,
        headers=dict(request.headers),
    )


def _read_file(file: Mapping[str, Any]) -> SentFile:
    content = file.get("base64")
    size = len(base64.b64decode(content)) if isinstance(content, str) else None
    return SentFile(str(file.get("name", "")), str(file.get("type", "")), size, str(file.get("url", "")))


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float, way: _Way) -> AsyncIterator[Served]:
    server = _Server(brain, way)
    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_post("/open", server.open)
    app.router.add_post("/chat", server.chat)
    app.router.add_get("/news", server.poll)
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        yield Served(f"{url}/chat", _describe(url, quiet_s, way))


def _describe(url: str, quiet_s: float, way: _Way) -> dict[str, Any]:
    """Return the content of a target file for a bot at `url`."""
    target: dict[str, Any] = {
        "adapter": "http",
        "name": "fake",
        "url": f"{url}/chat",
        "headers": {"Authorization": "Bearer env:TOKEN"},
        "request": {
            "session": "{session_id}",
            "id": "{message_id}",
            "text": "{text}",
            "button": "{button.value?}",
            "link": "{link.url?}",
            "files": "{files?}",
        },
        "open": {
            "url": f"{url}/open",
            "request": {"user": "{consumer_id}", "elapsed_s": "{elapsed_s}"},
            "take": {"session_id": "session", "cursor": "cursor"},
            "reply": _reply_map("items"),
        },
        "upload": {"how": "base64"} if way is _Way.WHOLE else {"how": "url", "serve": {}},
        "reply": _reply_map("@" if way in (_Way.SSE, _Way.NDJSON) else "items"),
        "signals": {"answers": "answers", "order": "order", "failure": "type == 'failure' || failure"},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }
    return _ADDITIONS[way](target, url, quiet_s)


def _reply_map(messages: str) -> dict[str, Any]:
    return {
        "messages": messages,
        "id": "id",
        "skip": "type == 'typing' || type == 'carousel-3000'",
        "speaker": {"value": "from"},
        "buttons": {"list": "buttons"},
        "links": {"list": "links"},
        "links_in_text": False,
        "events": {event.value: f"event == '{event.value}'" for event in Event if event is not Event.PROBE},
    }


def _add_poll(target: dict[str, Any], url: str, quiet_s: float) -> dict[str, Any]:
    poll = {
        "url": f"{url}/news",
        "query": {"session": "{session_id}", "after": "{cursor}"},
        "take": {"cursor": "cursor"},
        "every_s": quiet_s / 5,
    }
    turn = {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s}
    last = "items[?type == 'typing'] | [-1].on"
    signals = {"typing": last, "typing_off": f"{last} == `false`"}
    return {**target, "poll": poll, "turn": turn, "signals": {**target["signals"], **signals}}


def _add_stream(target: dict[str, Any], _url: str, _quiet_s: float, *, way: _Way) -> dict[str, Any]:
    pieces = {"piece": "piece", "stream": "stream", "whole": "type == 'whole'", "cumulative": way is _Way.NDJSON}
    return {**target, "stream": way.value, "signals": {**target["signals"], **pieces}}


_ADDITIONS: Mapping[_Way, Callable[[dict[str, Any], str, float], dict[str, Any]]] = {
    _Way.WHOLE: lambda target, _url, _quiet_s: target,
    _Way.POLL: _add_poll,
    _Way.SSE: lambda target, url, quiet_s: _add_stream(target, url, quiet_s, way=_Way.SSE),
    _Way.NDJSON: lambda target, url, quiet_s: _add_stream(target, url, quiet_s, way=_Way.NDJSON),
}

_ONE_ANSWER = "the bot speaks in the answer to a message, and only there"
_ASKED = {"Later": _ONE_ANSWER, "answers": _ONE_ANSWER}
_BREAK = "an answer that breaks off is an error, and its rest cannot be asked for"
_PIECES = "an answer that comes whole has no pieces"
_TYPING = "who answers once does not say before that he writes"


def _make(way: _Way, cannot: Mapping[str, str]) -> Fake:
    def serve(brain: Brain, quiet_s: float) -> AbstractAsyncContextManager[Served]:
        return _serve(brain, quiet_s, way)

    return Fake(serve, {"Break": _BREAK, **cannot}, made_from="RFC 9110; the HTML standard's event streams")


WHOLE = _make(_Way.WHOLE, {**_ASKED, "Piece": _PIECES, "Typing": _TYPING})
"""The answer to a message is the reply."""

POLL = _make(
    _Way.POLL,
    {"Piece": _PIECES, "recognised": "what takes words answers with nothing, and does not name the place of the reply"},
)
"""The reply is asked for, and so is what comes later."""

SSE = _make(_Way.SSE, {**_ASKED, "Typing": _TYPING})
"""The answer is a stream of server-sent events, with what is new of a message in each."""

NDJSON = _make(_Way.NDJSON, {**_ASKED, "Typing": _TYPING})
"""The answer is a stream of lines of JSON, with all of a message so far in each."""
