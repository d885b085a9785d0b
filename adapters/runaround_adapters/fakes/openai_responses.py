"""A bot behind OpenAI's responses, streamed: written from the published OpenAPI document."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from runaround.fake import Brain, Fake, Said, Served, Trouble
from runaround_adapters.fakes._openai_turns import (
    CANNOT,
    DIFFERS,
    FUNCTIONS,
    Refused,
    Segment,
    Turn,
    Visit,
    Visits,
    begin_turn,
    find_files,
    list_models,
    tool_events,
)
from runaround_adapters.fakes._serving import BODY_BYTES, serve_app
from runaround_adapters.fakes._troubles import answer_trouble

__all__ = ["STREAMED"]

_ERROR = {"error": {"message": "the bot broke", "type": "server_error", "param": None, "code": "server_error"}}


class _Server:
    """The conversations of one bot. The server keeps them: the client says which response it follows."""

    def __init__(self, brain: Brain) -> None:
        self._brain = brain
        self._visits = Visits()
        self._streams: dict[str, _Stream] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        content = await request.json()
        try:
            visit = self._visits.find(content, request.headers)
            turn = self._take_in(visit, content, request)
        except Refused as reason:
            error = {"message": str(reason), "type": "invalid_request_error", "param": None, "code": None}
            return web.json_response({"error": error}, status=400)
        identity = f"resp_{self._visits.number()}"
        stream = _Stream(identity, content["model"], is_background=content.get("background") is True)
        self._streams[identity] = stream
        task = asyncio.create_task(stream.write(visit, turn))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await stream.give(request)

    async def retrieve(self, request: web.Request) -> web.StreamResponse:
        """Give a response that goes on in the background once more: its events after one of them, or as it stands."""
        stream = self._streams.get(request.match_info["identity"])
        if stream is None or not stream.is_background:
            error = {"message": "Response not found.", "type": "invalid_request_error", "param": None, "code": None}
            return web.json_response({"error": error}, status=404)
        if request.query.get("stream") != "true":
            return web.json_response(stream.whole)
        return await stream.give(request, after=int(request.query.get("starting_after", "-1")))

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _take_in(self, visit: Visit, content: Mapping[str, Any], request: web.Request) -> Turn:
        """Check what the client follows, and return the reply that goes on or begins. Raises Refused."""
        if content.get("previous_response_id") != (visit.said[-1]["id"] if visit.said else None):
            msg = "Previous response not found."
            raise Refused(msg)
        calls = {one["call_id"] for one in visit.said[-1]["output"] if "call_id" in one} if visit.said else set()
        results = {one["call_id"] for one in content["input"] if one.get("type") == "function_call_output"}
        if calls != results:
            msg = f"No tool output found for function call {sorted(calls ^ results)}."
            raise Refused(msg)
        words = [one for one in content["input"] if one.get("role") == "user"]
        if not words:
            assert visit.turn is not None, "what was called was called in a reply"
            return visit.turn
        said = words[-1]["content"]
        parts = [{"type": "input_text", "text": said}] if isinstance(said, str) else said
        text = "".join(part.get("text", "") for part in parts)
        heard = Said(text, files=find_files(parts), headers=dict(request.headers))
        visit.turn = begin_turn(self._brain, visit, heard, texts_at_once=None)
        return visit.turn


class _Stream:
    """One streamed response: events with names, numbered. What was written can be given more than once."""

    def __init__(self, identity: str, model: str, *, is_background: bool) -> None:
        self.whole: dict[str, Any] = {
            "id": identity,
            "object": "response",
            "created_at": 1_700_000_000,
            "model": model,
            "status": "in_progress",
            "background": is_background,
            "error": None,
            "incomplete_details": None,
            "output": [],
        }
        self.is_background = is_background
        self._events: list[str] = []
        self._is_done = False
        self._trouble: Trouble | None = None
        self._news = asyncio.Event()
        self._is_given = asyncio.Event()
        self._transport: asyncio.Transport | None = None
        self._text = ""

    async def write(self, visit: Visit, turn: Turn) -> None:
        """Write what the bot says until its turn is over."""
        turn.on_break = self._break
        try:
            await self._write_turn(visit, turn)
        finally:
            self._is_done = True
            self._news.set()

    async def give(self, request: web.Request, *, after: int = -1) -> web.StreamResponse:
        """Give the events after number `after`; a trouble that is no part of a stream is an answer of its own."""
        self._transport = request.transport
        while not self._events and not self._is_done:
            await self._wait()
        if self._trouble is not None and not self._events:
            return await answer_trouble(self._trouble, request, error=_ERROR)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        given = after + 1
        while given < len(self._events) or not self._is_done:
            if given == len(self._events):
                self._is_given.set()
                await self._wait()
                continue
            await response.write(self._events[given].encode())
            given += 1
        return response

    async def _wait(self) -> None:
        self._news.clear()
        await self._news.wait()

    async def _break(self) -> None:
        await self._is_given.wait()
        if self._transport is not None:
            self._transport.abort()

    async def _write_turn(self, visit: Visit, turn: Turn) -> None:
        segment = await turn.take(self._write_words)
        trouble = segment.trouble
        if trouble is not None and trouble.kind in ("status", "hang", "empty"):
            self._trouble = trouble
            return
        if trouble is not None and trouble.kind == "error":
            failed = {"status": "failed", "error": {"code": "server_error", "message": "the bot broke"}}
            self._send("response.failed", response=self.whole | failed)
            return
        if trouble is not None:
            data = '{"type": ' if trouble.kind == "not_json" else json.dumps({"delta": "x" * trouble.size})
            self._write("response.output_text.delta", data)
            return
        self._end_message()
        self._call(segment)
        if segment.is_foreign:
            self._send("response.carousel-3000", cards=[])
        self.whole["status"] = "completed"
        visit.said.append(self.whole)
        self._send("response.completed", response=self.whole)

    async def _write_words(self, text: str) -> None:
        if not text:
            self._end_message()
            return
        if not self._text:
            self._send("response.output_item.added", item=self._message(""), **self._place())
        self._text += text
        self._send("response.output_text.delta", delta=text, content_index=0, **self._place())

    def _end_message(self) -> None:
        if self._text:
            item, self._text = self._message(self._text) | {"status": "completed"}, ""
            self._send("response.output_item.done", item=item, **self._place())
            self.whole["output"].append(item)

    def _call(self, segment: Segment) -> None:
        for name in segment.calls:
            number = len(self.whole["output"])
            item = {
                "type": "function_call",
                "id": f"fc_{number}",
                "call_id": f"call_{number}",
                "name": name,
                "arguments": "{}",
                "status": "completed",
            }
            self._send("response.output_item.done", item=item, output_index=number)
            self.whole["output"].append(item)

    def _message(self, text: str) -> dict[str, Any]:
        part = {"type": "output_text", "text": text, "annotations": []}
        identity = f"msg_{len(self.whole['output'])}"
        return {"type": "message", "id": identity, "role": "assistant", "status": "in_progress", "content": [part]}

    def _place(self) -> dict[str, Any]:
        number = len(self.whole["output"])
        return {"item_id": f"msg_{number}", "output_index": number}

    def _send(self, kind: str, **fields: Any) -> None:  # noqa: ANN401 (fields of an event)
        if not self._events:
            created = {"type": "response.created", "sequence_number": 0, "response": self.whole}
            self._write("response.created", json.dumps(created))
        event = {"type": kind, "sequence_number": len(self._events), **fields}
        self._write(kind, json.dumps(event, ensure_ascii=False))

    def _write(self, kind: str, data: str) -> None:
        self._events.append(f"event: {kind}\ndata: {data}\n\n")
        self._is_given.clear()
        self._news.set()


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    server = _Server(brain)
    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_get("/v1/models", list_models)
    app.router.add_post("/v1/responses", server.respond)
    app.router.add_get("/v1/responses/{identity}", server.retrieve)
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        yield Served(f"{url}/v1", _describe(f"{url}/v1", quiet_s))


def _describe(url: str, quiet_s: float) -> dict[str, Any]:
    """Return the content of a target file for a bot at `url`."""
    return {
        "adapter": "openai",
        "name": "fake",
        "api": "responses",
        "url": url,
        "key": "env:TOKEN",
        "model": "fake",
        "stream": True,
        "body": {
            "background": True,
            "metadata": {"session": "{session_id}", "user": "{consumer_id}", "elapsed_s": "{elapsed_s} "},
        },
        "tools": [{"type": "function", "name": name, "parameters": {}, "strict": False} for name in FUNCTIONS],
        "tool_events": tool_events(),
        "tool_rounds": 50,
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


_CANNOT = {name: reason for name, reason in CANNOT.items() if name != "Break"}
STREAMED = Fake(
    _serve, _CANNOT, DIFFERS, made_from="OpenAI's OpenAPI document, as of 2026-08-21", checked_by="openai for Python"
)
"""Every answer is a stream of events, and goes on in the background when the stream breaks."""
