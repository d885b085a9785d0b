"""An agent behind A2A: in version 1.0, answered at once or as a stream, and in version 0.3.

Source: A2A specification and `a2a.proto` (github.com/a2aproject/A2A), v1.0 and v0.3.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from runaround.fake import (
    Brain,
    Break,
    Bubble,
    Fake,
    Fetch,
    Foreign,
    Output,
    Piece,
    Said,
    Served,
    Trouble,
    Visitor,
)
from runaround.model import Event, Message, Speaker
from runaround_adapters.fakes._a2a_words import Words, read_file, words_of
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, fetch_files, perform, serve_app

__all__ = ["A2A", "A2A_STREAM", "A2A_V03"]

_NEVER = 3600.0
_TERMINAL = ("completed", "failed")


@dataclass(slots=True)
class _Task:
    """One task. events: what a stream tells of it; None at the end."""

    id: str
    context: str
    state: str = "submitted"
    history: list[dict[str, Any]] = field(default_factory=list)
    artifacts: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: asyncio.Queue[dict[str, Any] | Break | Trouble | None] = field(default_factory=asyncio.Queue)
    trouble: Trouble | None = None
    turn: asyncio.Task[None] | None = None
    is_told: bool = False


@dataclass(slots=True)
class _Context:
    visitor: Visitor
    turns: int = 0
    offered: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


class _Refusal(Exception):
    """An error of JSON-RPC."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class _Agent:
    """The contexts and tasks of one bot. patience_s: how long a blocking call waits before it answers `working`."""

    def __init__(self, brain: Brain, words: Words, patience_s: float) -> None:
        self._brain = brain
        self._words = words
        self._patience_s = patience_s
        self._contexts: dict[str, _Context] = {}
        self._tasks: dict[str, _Task] = {}
        self._numbers = count(1)
        self._timers = Timers()

    async def card(self, request: web.Request) -> web.Response:
        """Tell who the agent is."""
        return web.json_response(self._words.card(f"http://{request.host}/rpc"))

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer a call."""
        body = await request.json()
        if self._words.is_new and request.headers.get("A2A-Version") != "1.0":
            return _error(body, _Refusal(-32009, "VERSION_NOT_SUPPORTED"))
        try:
            match self._words.name_of(body["method"]):
                case "get":
                    return _result(body, self._words.task(self._tasks[body["params"]["id"]]))
                case "send":
                    return await self._send(body)
                case "stream":
                    return await self._stream(request, body)
        except _Refusal as refusal:
            return _error(body, refusal)
        return _error(body, _Refusal(-32601, "Method not found"))

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        self._timers.stop()
        turns = [task.turn for task in self._tasks.values() if task.turn is not None]
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)

    async def _send(self, body: Mapping[str, Any]) -> web.StreamResponse:
        task = self._begin(body["params"]["message"])
        assert task.turn is not None, "it has begun"
        await asyncio.wait({task.turn}, timeout=self._patience_s)
        if task.trouble is not None:
            return await self._misbehave(body, task.trouble)
        return _result(body, self._words.wrap("task", self._words.task(task)))

    async def _stream(self, request: web.Request, body: Mapping[str, Any]) -> web.StreamResponse:
        task = self._begin(body["params"]["message"])
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        while (event := await task.events.get()) is not None:
            if isinstance(event, Trouble):
                return await self._misbehave(body, event)
            if isinstance(event, Break):
                assert request.transport is not None, "connected"
                request.transport.abort()
                return response
            if not response.prepared:
                await response.prepare(request)
            data = json.dumps({"jsonrpc": "2.0", "id": body["id"], "result": event})
            await response.write(f": ping\r\n\r\ndata: {data}\r\n\r\n".encode())
        return response

    def _begin(self, message: Mapping[str, Any]) -> _Task:
        """Take a message in and begin to answer it. Raises _Refusal for a task that takes none."""
        context = self._context(message)
        task = self._tasks.get(message.get("taskId", ""))
        if message.get("taskId") and (task is None or task.state in _TERMINAL):
            raise _Refusal(-32004, "This operation is not supported: the task is in a terminal state")
        if task is None:
            task = _Task(f"t{next(self._numbers)}", context.visitor.session)
            self._tasks[task.id] = task
        task.events = asyncio.Queue()
        task.state, task.is_told = "working", False
        task.history.append({**message, "contextId": task.context, "taskId": task.id})
        said = self._read(context, message)
        task.turn = asyncio.create_task(self._play(task, context, said))
        return task

    def _context(self, message: Mapping[str, Any]) -> _Context:
        name = message.get("contextId")
        if name not in self._contexts:
            name = f"c{next(self._numbers)}"
            metadata = message.get("metadata") or {}
            visitor = Visitor(name, str(metadata.get("consumer", "")), metadata.get("elapsed_s"))
            self._contexts[name] = _Context(visitor)
        return self._contexts[str(name)]

    async def _play(self, task: _Task, context: _Context, said: Said) -> None:
        """Play one turn. Every second one ends its task, the others leave it waiting for the consumer."""
        context.turns += 1
        if context.turns == 1:
            async for _ in self._brain.welcome(context.visitor):
                pass  # an agent does not speak first

        async def put_out(output: Output) -> None:
            if not isinstance(output, Trouble):
                self._tell(task)
            await self._put_out(task, context, said, output)

        await perform(self._brain.answer(context.visitor, said), put_out, self._timers)
        if task.trouble is None:
            task.state = "completed" if context.turns % 2 == 0 else "input-required"
            self._tell(task)
            task.events.put_nowait(self._words.status(task, None, is_final=True))
        task.events.put_nowait(None)

    def _tell(self, task: _Task) -> None:
        """Let a stream begin with the task, before anything that comes of it."""
        if not task.is_told:
            task.events.put_nowait(self._words.wrap("task", self._words.task(task)))
        task.is_told = True

    async def _put_out(self, task: _Task, context: _Context, said: Said, output: Output) -> None:
        match output:
            case Bubble(message=message, id=own):
                self._say(task, self._write(context, message), own)
            case Foreign():
                self._say(task, {"parts": [self._words.data({"type": "carousel-3000"})]}, "")
            case Piece():
                self._add(task, output)
            case Fetch():
                await fetch_files(said.files)
            case Break():
                task.events.put_nowait(output)
            case Trouble(kind="error"):
                task.state = "failed"
                self._tell(task)
                self._say(task, {"parts": [self._words.text("the agent broke")]}, "")
                task.trouble = output
            case Trouble():
                task.trouble = output
                task.events.put_nowait(output)
                if output.kind == "hang":
                    await asyncio.sleep(_NEVER)
            case _:
                pass

    def _say(self, task: _Task, content: Mapping[str, Any], own: str) -> None:
        message = {
            **content,
            "messageId": own or f"m{next(self._numbers)}",
            "role": self._words.agent,
            "contextId": task.context,
            "taskId": task.id,
        }
        task.history.append(message)
        task.events.put_nowait(self._words.status(task, message, is_final=False))

    def _add(self, task: _Task, piece: Piece) -> None:
        """Let an artifact grow; the first piece of it begins it."""
        is_first = piece.stream not in task.artifacts
        artifact = task.artifacts.setdefault(piece.stream, {"artifactId": piece.stream, "text": ""})
        artifact["text"] += piece.text
        task.events.put_nowait(self._words.artifact(task, piece, is_first=is_first))

    def _write(self, context: _Context, message: Message) -> dict[str, Any]:
        parts = [self._words.text(message.text)] if message.text else []
        parts += [self._words.file(one.name) for one in message.attachments]
        if message.buttons:
            choices = [{"title": one.label, "payload": one.value or one.label} for one in message.buttons]
            context.offered |= {one["payload"]: one["title"] for one in choices}
            parts.append(self._words.data({"choices": choices}))
        if message.links:
            context.links |= {one.title or one.url: one.url for one in message.links}
            parts.append(self._words.data({"links": [{"url": one.url, "title": one.title} for one in message.links]}))
        metadata: dict[str, str] = {}
        if message.event is not None:
            metadata["event"] = message.event.value
        if message.speaker is Speaker.HUMAN:
            metadata["author"] = "human"
        return {"parts": parts or [self._words.data({})], **({"metadata": metadata} if metadata else {})}

    def _read(self, context: _Context, message: Mapping[str, Any]) -> Said:
        texts = [part["text"] for part in message["parts"] if "text" in part]
        text = "\n".join(texts)
        files = tuple(read_file(part) for part in message["parts"] if "text" not in part)
        if text in context.offered:
            return Said(context.offered[text], text)
        if text in context.links:
            return Said(text, link=context.links[text])
        return Said(text, files=files)

    async def _misbehave(self, body: Mapping[str, Any], trouble: Trouble) -> web.StreamResponse:
        match trouble.kind:
            case "status":
                headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
                return web.Response(status=trouble.status, text="<h1>Bad gateway</h1>", headers=headers)
            case "not_json":
                return web.Response(text='{"jsonrpc": "2.0", "result": ', content_type="application/json")
            case "huge":
                return _result(body, {"x": "x" * trouble.size})
            case "empty":
                return web.Response()
            case "hang":
                await asyncio.sleep(_NEVER)
        return _error(body, _Refusal(-32603, "Internal error"))


def _result(body: Mapping[str, Any], result: object) -> web.Response:
    return web.json_response({"jsonrpc": "2.0", "id": body["id"], "result": result})


def _error(body: Mapping[str, Any], refusal: _Refusal) -> web.Response:
    error = {"code": refusal.code, "message": str(refusal)}
    return web.json_response({"jsonrpc": "2.0", "id": body["id"], "error": error})


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float, *, version: str, is_streaming: bool = False) -> AsyncIterator[Served]:
    agent = _Agent(brain, words_of(version, is_streaming=is_streaming), 4 * quiet_s)
    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_get("/.well-known/agent-card.json", agent.card)
    app.router.add_post("/rpc", agent.call)
    app.on_shutdown.append(agent.stop)
    async with serve_app(app) as url:
        yield Served(url, _describe(url, quiet_s, version))


def _describe(url: str, quiet_s: float, version: str) -> dict[str, Any]:
    """Return the content of a target file for an agent at `url`."""
    return {
        "adapter": "a2a",
        "name": "fake",
        "url": url,
        "token": "env:TOKEN",
        "metadata": {"consumer": "{consumer_id}", "elapsed_s": "{elapsed_s}"},
        "poll_s": quiet_s / 4,
        "reply": {
            "speaker": {"value": "metadata.author"},
            "buttons": {"list": "data[].choices[]", "label": "title", "value": "payload"},
            "links": {"list": "data[].links[]"},
            "links_in_text": False,
            "events": {
                event.value: f"metadata.event == '{event.value}'" for event in Event if event is not Event.PROBE
            },
        },
        "upload": {"how": "base64"} if version == "1.0" else {"how": "url", "serve": {}},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


_CANNOT = {
    "Later": "an agent speaks only when it is asked",
    "answers": "an agent speaks only when it is asked",
    "welcome": "an agent does not speak first",
    "order": "the order of a task's messages is that in which they come",
    "Typing": "a task says that it works by its state, and every task ends",
    "Goodbye": "a context has no end; tasks have",
    "Break": "a call that broke off before its task had a name cannot be asked for again",
}
_SPECIFICATION = "the A2A specification and a2a.proto"

A2A = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, version="1.0"),
    _CANNOT,
    made_from=f"{_SPECIFICATION}, v1.0",
    checked_by="a2a-sdk 1.3.0, the client",
)
"""Version 1.0, one answer a call."""

A2A_STREAM = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, version="1.0", is_streaming=True),
    {name: reason for name, reason in _CANNOT.items() if name != "Break"},
    made_from=f"{_SPECIFICATION}, v1.0",
    checked_by="a2a-sdk 1.3.0, the client",
)
"""Version 1.0, server-sent events."""

A2A_V03 = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, version="0.3"),
    _CANNOT,
    made_from=f"{_SPECIFICATION}, v0.3",
    checked_by="a2a-sdk 1.3.0, the client",
)
"""Version 0.3, one answer a call."""
