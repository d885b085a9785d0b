"""A bot behind OpenAI's chat completions, whole and streamed: written from the published OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
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

__all__ = ["STREAMED", "WHOLE"]

_ERROR = {"error": {"message": "the bot broke", "type": "server_error", "param": None, "code": None}}


class _Server:
    """The conversations of one bot. The client keeps them: what it sends must be what was said."""

    def __init__(self, brain: Brain) -> None:
        self._brain = brain
        self._visits = Visits()

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        content = await request.json()
        try:
            visit = self._visits.find(content, request.headers)
            turn = self._take_in(visit, content, request)
        except Refused as reason:
            error = {"message": str(reason), "type": "invalid_request_error", "param": None, "code": None}
            return web.json_response({"error": error}, status=400)
        if content.get("stream"):
            return await _Stream(self._visits.number(), content).answer(visit, turn, request)
        segment = await turn.take(_write_nothing)
        if segment.trouble is not None:
            return await answer_trouble(segment.trouble, request, error=_ERROR)
        message = _close(visit, turn, segment)
        extra = {"annotations": [{"type": "carousel-3000"}]} if segment.is_foreign else {}
        choice = {
            "index": 0,
            "message": {"refusal": None, **message, **extra},
            "finish_reason": "tool_calls" if segment.calls else "stop",
            "logprobs": None,
        }
        return web.json_response(_head(self._visits.number(), content) | {"choices": [choice], "usage": _usage()})

    def _take_in(self, visit: Visit, content: Mapping[str, Any], request: web.Request) -> Turn:
        """Check the history that the client sent, and return the reply that goes on or begins. Raises Refused."""
        messages = [one for one in content["messages"] if one["role"] not in ("system", "developer")]
        _check_calls(messages)
        if visit.said != [one | {"content": one["content"] or ""} for one in messages if one["role"] == "assistant"]:
            msg = "the assistant's messages are not those that were sent"
            raise Refused(msg)
        if messages[-1]["role"] == "tool":
            assert visit.turn is not None, "what was called was called in a reply"
            return visit.turn
        said = messages[-1]["content"]
        parts = [{"type": "text", "text": said}] if isinstance(said, str) else said
        text = "".join(part.get("text", "") for part in parts)
        words = Said(text, files=find_files(parts), headers=dict(request.headers))
        visit.turn = begin_turn(self._brain, visit, words, texts_at_once=1)
        return visit.turn


class _Stream:
    """One streamed answer: chunks as server-sent events, with comments and carriage returns between them."""

    def __init__(self, number: int, content: Mapping[str, Any]) -> None:
        self._head = _head(number, content) | {"object": "chat.completion.chunk"}
        self._is_counted = bool((content.get("stream_options") or {}).get("include_usage"))
        self._response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        self._request: web.Request | None = None

    async def answer(self, visit: Visit, turn: Turn, request: web.Request) -> web.StreamResponse:
        """Answer while the bot speaks; a trouble that is no part of a stream is an answer of its own."""
        self._request = request
        segment = await turn.take(self._write_words)
        trouble = segment.trouble
        if trouble is not None and trouble.kind in ("status", "hang", "empty"):
            return await answer_trouble(trouble, request, error=_ERROR)
        if trouble is not None and trouble.kind == "error":
            await self._write(json.dumps(_ERROR))
            return self._response
        if trouble is not None:
            text = '{"id": ' if trouble.kind == "not_json" else json.dumps(self._chunk({"content": "x" * trouble.size}))
            await self._write(text)
            return self._response
        message = _close(visit, turn, segment)
        for index, call in enumerate(message.get("tool_calls", [])):
            first = {"index": index, **call, "function": {**call["function"], "arguments": ""}}
            await self._send(self._chunk({"tool_calls": [first]}))
            await self._send(self._chunk({"tool_calls": [{"index": index, "function": {"arguments": "{}"}}]}))
        if segment.is_foreign:
            await self._send(self._head | {"object": "carousel-3000", "choices": []})
        await self._send(self._chunk({}, "tool_calls" if segment.calls else "stop"))
        if self._is_counted:
            await self._send(self._head | {"choices": [], "usage": _usage()})
        await self._write("[DONE]")
        return self._response

    async def _write_words(self, text: str) -> None:
        await self._send(self._chunk({"content": text} if text else {}))

    def _chunk(self, delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        return self._head | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]}

    async def _send(self, chunk: Mapping[str, Any]) -> None:
        await self._write(json.dumps(chunk, ensure_ascii=False))

    async def _write(self, data: str) -> None:
        assert self._request is not None, "set by answer"
        if not self._response.prepared:
            await self._response.prepare(self._request)
            role = self._chunk({"role": "assistant", "content": "", "refusal": None})
            await self._response.write(f": ping\r\n\r\ndata: {json.dumps(role)}\r\n\r\n".encode())
        await self._response.write(f"data: {data}\r\n\r\n".encode())


def _check_calls(messages: list[dict[str, Any]]) -> None:
    """Raise Refused unless every call of a function is followed by its result."""
    waiting: list[str] = []
    for message in messages:
        if message["role"] == "tool" and message["tool_call_id"] in waiting:
            waiting.remove(message["tool_call_id"])
        elif waiting or message["role"] == "tool":
            msg = "An assistant message with 'tool_calls' must be followed by tool messages responding to each of them."
            raise Refused(msg)
        waiting += [call["id"] for call in message.get("tool_calls", ())]
    if waiting:
        msg = f"the calls {waiting} have no result"
        raise Refused(msg)


def _close(visit: Visit, turn: Turn, segment: Segment) -> dict[str, Any]:
    """Return the message of an answer, which the client must send back as it is."""
    calls = [
        {"id": f"call_{len(visit.said)}_{index}", "type": "function", "function": {"name": name, "arguments": "{}"}}
        for index, name in enumerate(segment.calls)
    ]
    visit.turn = turn
    message = {"role": "assistant", "content": "".join(segment.texts)} | ({"tool_calls": calls} if calls else {})
    visit.said.append(message)
    return message | {"content": message["content"] or (None if calls else "")}


def _head(number: int, content: Mapping[str, Any]) -> dict[str, Any]:
    model = content["model"]
    return {"id": f"chatcmpl-{number}", "object": "chat.completion", "created": 1_700_000_000, "model": model}


def _usage() -> dict[str, int]:
    return {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}


async def _write_nothing(_text: str) -> None:
    """Take words that go out whole, with the answer."""


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float, *, is_streamed: bool) -> AsyncIterator[Served]:
    server = _Server(brain)
    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_get("/v1/models", list_models)
    app.router.add_post("/v1/chat/completions", server.complete)
    async with serve_app(app) as url:
        yield Served(f"{url}/v1", _describe(f"{url}/v1", quiet_s, is_streamed=is_streamed))


def _describe(url: str, quiet_s: float, *, is_streamed: bool) -> dict[str, Any]:
    """Return the content of a target file for a bot at `url`."""
    return {
        "adapter": "openai",
        "name": "fake",
        "url": url,
        "key": "env:TOKEN",
        "model": "fake",
        "stream": is_streamed,
        "system_prompt": "You help customers.",
        "body": {"metadata": {"session": "{session_id}", "user": "{consumer_id}", "elapsed_s": "{elapsed_s} "}},
        "tools": [{"type": "function", "function": {"name": name, "parameters": {}}} for name in FUNCTIONS],
        "tool_events": tool_events(),
        "tool_rounds": 50,
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


def _make(cannot: Mapping[str, str], *, is_streamed: bool) -> Fake:
    def serve(brain: Brain, quiet_s: float) -> AbstractAsyncContextManager[Served]:
        return _serve(brain, quiet_s, is_streamed=is_streamed)

    made_from = "OpenAI's OpenAPI document, as of 2026-08-21"
    return Fake(serve, {**CANNOT, **cannot}, DIFFERS, made_from=made_from, checked_by="openai for Python")


WHOLE = _make({"Piece": "an answer that comes whole has no pieces"}, is_streamed=False)
"""Every answer comes whole."""

STREAMED = _make({}, is_streamed=True)
"""Every answer is a stream of chunks."""
