"""A bot behind OpenAI's responses, streamed: written from the published OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp import web

from runaround.fake import Brain, Fake, Said, Served
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

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        content = await request.json()
        try:
            visit = self._visits.find(content, request.headers)
            turn = self._take_in(visit, content, request)
        except Refused as reason:
            error = {"message": str(reason), "type": "invalid_request_error", "param": None, "code": None}
            return web.json_response({"error": error}, status=400)
        return await _Stream(f"resp_{self._visits.number()}", content["model"]).answer(visit, turn, request)

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
    """One streamed response: events with names, numbered."""

    def __init__(self, identity: str, model: str) -> None:
        self._whole: dict[str, Any] = {
            "id": identity,
            "object": "response",
            "created_at": 1_700_000_000,
            "model": model,
            "status": "in_progress",
            "error": None,
            "incomplete_details": None,
            "output": [],
        }
        self._response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        self._request: web.Request | None = None
        self._numbers = count()
        self._text = ""

    async def answer(self, visit: Visit, turn: Turn, request: web.Request) -> web.StreamResponse:
        """Answer while the bot speaks; a trouble that is no part of a stream is an answer of its own."""
        self._request = request
        segment = await turn.take(self._write_words)
        trouble = segment.trouble
        if trouble is not None and trouble.kind in ("status", "hang", "empty"):
            return await answer_trouble(trouble, request, error=_ERROR)
        if trouble is not None and trouble.kind == "error":
            failed = {"status": "failed", "error": {"code": "server_error", "message": "the bot broke"}}
            await self._send("response.failed", response=self._whole | failed)
            return self._response
        if trouble is not None:
            data = '{"type": ' if trouble.kind == "not_json" else json.dumps({"delta": "x" * trouble.size})
            await self._write("response.output_text.delta", data)
            return self._response
        await self._end_message()
        await self._call(segment)
        if segment.is_foreign:
            await self._send("response.carousel-3000", cards=[])
        self._whole["status"] = "completed"
        await self._send("response.completed", response=self._whole)
        visit.said.append(self._whole)
        return self._response

    async def _write_words(self, text: str) -> None:
        if not text:
            await self._end_message()
            return
        if not self._text:
            await self._send("response.output_item.added", item=self._message(""), **self._place())
        self._text += text
        await self._send("response.output_text.delta", delta=text, content_index=0, **self._place())

    async def _end_message(self) -> None:
        if self._text:
            item, self._text = self._message(self._text) | {"status": "completed"}, ""
            await self._send("response.output_item.done", item=item, **self._place())
            self._whole["output"].append(item)

    async def _call(self, segment: Segment) -> None:
        for name in segment.calls:
            number = len(self._whole["output"])
            item = {
                "type": "function_call",
                "id": f"fc_{number}",
                "call_id": f"call_{number}",
                "name": name,
                "arguments": "{}",
                "status": "completed",
            }
            await self._send("response.output_item.done", item=item, output_index=number)
            self._whole["output"].append(item)

    def _message(self, text: str) -> dict[str, Any]:
        part = {"type": "output_text", "text": text, "annotations": []}
        identity = f"msg_{len(self._whole['output'])}"
        return {"type": "message", "id": identity, "role": "assistant", "status": "in_progress", "content": [part]}

    def _place(self) -> dict[str, Any]:
        number = len(self._whole["output"])
        return {"item_id": f"msg_{number}", "output_index": number}

    async def _send(self, kind: str, **fields: Any) -> None:  # noqa: ANN401 (fields of an event)
        event = {"type": kind, "sequence_number": next(self._numbers), **fields}
        await self._write(kind, json.dumps(event, ensure_ascii=False))

    async def _write(self, kind: str, data: str) -> None:
        assert self._request is not None, "set by answer"
        if not self._response.prepared:
            await self._response.prepare(self._request)
            created = {"type": "response.created", "sequence_number": next(self._numbers), "response": self._whole}
            await self._response.write(f"event: response.created\ndata: {json.dumps(created)}\n\n".encode())
        await self._response.write(f"event: {kind}\ndata: {data}\n\n".encode())


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    server = _Server(brain)
    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_get("/v1/models", list_models)
    app.router.add_post("/v1/responses", server.respond)
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
        "body": {"metadata": {"session": "{session_id}", "user": "{consumer_id}", "elapsed_s": "{elapsed_s} "}},
        "tools": [{"type": "function", "name": name, "parameters": {}, "strict": False} for name in FUNCTIONS],
        "tool_events": tool_events(),
        "tool_rounds": 50,
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


STREAMED = Fake(
    _serve, CANNOT, DIFFERS, made_from="OpenAI's OpenAPI document, as of 2026-08-21", checked_by="openai for Python"
)
"""Every answer is a stream of events."""
