"""Responses in the background: asked for again where they stand, and nothing is sent twice."""

import json
from typing import Any

import pytest
from aiohttp import web

from runaround.errors import Dropped
from runaround.model import Message, Say, Speaker, TurnEnd

pytestmark = pytest.mark.anyio

WORKS = {"id": "r/1", "object": "response", "status": "in_progress", "output": [], "background": True}


def item(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}


CREATED = {"type": "response.created", "sequence_number": 0, "response": WORKS}
FIRST = {"type": "response.output_item.done", "sequence_number": 1, "item": item("one")}
SECOND = {"type": "response.output_item.done", "sequence_number": 2, "item": item("two")}
LAST = {"type": "response.completed", "sequence_number": 3, "response": {**WORKS, "status": "completed"}}
SAID = (Message(Speaker.BOT, "one"), Message(Speaker.BOT, "two"))


class Server:
    """Gives one answer after another, and keeps what was asked."""

    def __init__(self, *answers: list | dict) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.method} {request.raw_path}")
        answer = self.answers.pop(0)
        if isinstance(answer, dict):
            return web.json_response(answer)
        text = "".join(f"data: {json.dumps(event)}\n\n" for event in answer)
        return web.Response(text=text, content_type="text/event-stream")


async def ask(server: Server, serve, make_adapter, case, **more: object):
    async with serve(server.handle) as url:
        adapter = make_adapter({"adapter": "openai", "url": url, "model": "m", "api": "responses", **more})
        session, _ = await adapter.open(case, session=1)
        try:
            return await session.send(Say("hi"))
        finally:
            await session.close()


async def test_a_stream_that_broke_is_taken_up_after_its_last_event(serve, make_adapter, case) -> None:
    server = Server([CREATED, FIRST], [SECOND, LAST])

    reply = await ask(server, serve, make_adapter, case, stream=True, query={"api-version": "1"})

    assert (SAID, TurnEnd.MARKER) == (reply.messages, reply.ended_by)
    assert [
        "POST /responses?api-version=1",
        "GET /responses/r%2F1?api-version=1&stream=true&starting_after=1",
    ] == server.asked


async def test_what_a_server_says_again_is_passed_over(serve, make_adapter, case) -> None:
    server = Server([CREATED, FIRST], [CREATED, FIRST, SECOND, LAST])

    reply = await ask(server, serve, make_adapter, case, stream=True)

    assert SAID == reply.messages


async def test_a_response_in_the_foreground_is_not_asked_for(serve, make_adapter, case) -> None:
    """Its model stops when nobody listens; what it had written until then is no answer."""
    created = {**CREATED, "response": {**WORKS, "background": False}}
    server = Server([created, FIRST])

    with pytest.raises(Dropped, match="before the answer was complete"):
        await ask(server, serve, make_adapter, case, stream=True)

    assert ["POST /responses"] == server.asked


async def test_a_response_that_is_still_worked_on_is_no_silence(serve, make_adapter, case) -> None:
    server = Server({**WORKS, "status": "queued"}, {**WORKS, "status": "completed", "output": [item("one")]})

    reply = await ask(server, serve, make_adapter, case)

    assert SAID[:1] == reply.messages
    assert ["POST /responses", "GET /responses/r%2F1"] == server.asked
