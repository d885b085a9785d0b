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
from runaround.model import Message, Speaker
from runaround_adapters.fakes._a2a_bindings import REST, Binding, Refusal, Rpc, answer, misbehave
from runaround_adapters.fakes._a2a_target import describe
from runaround_adapters.fakes._a2a_words import Words, read_file, words_of
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, fetch_files, perform, serve_app

__all__ = ["A2A", "A2A_HTTP", "A2A_STREAM", "A2A_V03"]

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
        return web.json_response(self._words.card(f"http://{request.host}{self._words.path}"))

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer a call of JSON-RPC."""
        body = await request.json()
        binding = Rpc(body["id"])
        try:
            self._check_version(request)
            match self._words.name_of(body["method"]):
                case "get":
                    return answer(binding, self._words.task(self._find(body["params"]["id"])))
                case "send":
                    return await self._send(body["params"]["message"], binding)
                case "stream":
                    return await self._stream(request, body["params"]["message"], binding)
        except Refusal as refusal:
            return binding.refuse(refusal)
        return binding.refuse(Refusal(-32601, "Method not found"))

    async def rest(self, request: web.Request) -> web.StreamResponse:
        """Answer a call over HTTP with JSON; its name is the end of its address."""
        try:
            self._check_version(request)
            if request.method == "GET":
                return answer(REST, self._words.task(self._find(request.match_info["id"])))
            message = (await request.json())["message"]
            if request.path.endswith(":stream"):
                return await self._stream(request, message, REST)
            return await self._send(message, REST)
        except Refusal as refusal:
            return REST.refuse(refusal)

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        self._timers.stop()
        turns = [task.turn for task in self._tasks.values() if task.turn is not None]
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)

    def _check_version(self, request: web.Request) -> None:
        if self._words.is_new and request.headers.get("A2A-Version") != "1.0":
            raise Refusal(-32009, "VERSION_NOT_SUPPORTED")

    def _find(self, id: str) -> _Task:  # noqa: A002 (the protocol's word)
        if id not in self._tasks:
            raise Refusal(-32001, "Task not found")
        return self._tasks[id]

    async def _send(self, message: Mapping[str, Any], binding: Binding) -> web.StreamResponse:
        task = self._begin(message)
        assert task.turn is not None, "it has begun"
        await asyncio.wait({task.turn}, timeout=self._patience_s)
        if task.trouble is not None:
            return await misbehave(binding, task.trouble)
        return answer(binding, self._words.wrap("task", self._words.task(task)))

    async def _stream(self, request: web.Request, message: Mapping[str, Any], binding: Binding) -> web.StreamResponse:
        task = self._begin(message)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        while (event := await task.events.get()) is not None:
            if isinstance(event, Trouble):
                return await misbehave(binding, event)
            if isinstance(event, Break):
                assert request.transport is not None, "connected"
                request.transport.abort()
                return response
            if not response.prepared:
                await response.prepare(request)
            data = json.dumps(binding.wrap(event))
            await response.write(f": ping\r\n\r\ndata: {data}\r\n\r\n".encode())
        return response

    def _begin(self, message: Mapping[str, Any]) -> _Task:
        """Take a message in and begin to answer it. Raises Refusal for a task that takes none."""
        context = self._context(message)
        task = self._tasks.get(message.get("taskId", ""))
        if message.get("taskId") and (task is None or task.state in _TERMINAL):
            raise Refusal(-32004, "This operation is not supported: the task is in a terminal state")
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


@asynccontextmanager
async def _serve(
    brain: Brain, quiet_s: float, *, version: str, is_streaming: bool = False, is_rest: bool = False
) -> AsyncIterator[Served]:
    agent = _Agent(brain, words_of(version, is_streaming=is_streaming, is_rest=is_rest), 4 * quiet_s)
    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_get("/.well-known/agent-card.json", agent.card)
    app.router.add_post("/rpc", agent.call)
    app.router.add_post("/rest/message:send", agent.rest)
    app.router.add_post("/rest/message:stream", agent.rest)
    app.router.add_get("/rest/tasks/{id}", agent.rest)
    app.on_shutdown.append(agent.stop)
    async with serve_app(app) as url:
        yield Served(url, describe(url, quiet_s, version))


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

A2A_HTTP = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, version="1.0", is_streaming=True, is_rest=True),
    {name: reason for name, reason in _CANNOT.items() if name != "Break"},
    made_from=f"{_SPECIFICATION}, v1.0",
    checked_by="a2a-sdk 1.3.0, the client",
)
"""Version 1.0 over HTTP with JSON, server-sent events."""

A2A_V03 = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, version="0.3"),
    _CANNOT,
    made_from=f"{_SPECIFICATION}, v0.3",
    checked_by="a2a-sdk 1.3.0, the client",
)
"""Version 0.3, one answer a call."""
