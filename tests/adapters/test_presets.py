"""Presets, each against a small server that answers as the builder's documentation says."""

import json
from typing import Any

import pytest
from aiohttp import web

from runaround.errors import FileError
from runaround.model import Button, Click, Event, Message, Say, Speaker, TurnEnd
from runaround_adapters._http.presets import find_presets, load_preset

pytestmark = pytest.mark.anyio

BOT = Speaker.BOT
HELLO = Message(BOT, "Hello! What is it about?")


def as_events(*events: dict[str, Any], name: str = "") -> web.Response:
    head = f"{name}:\n" if name else ""
    text = "".join(f"{head}data: {json.dumps(event)}\n\n" for event in events)
    return web.Response(text=text, content_type="text/event-stream")


def as_lines(*events: dict[str, Any]) -> web.Response:
    return web.Response(text="".join(f"{json.dumps(event)}\n" for event in events), content_type="application/json")


def typebot(request: web.Request, _content: Any) -> web.Response:
    rich = {"id": "b1", "type": "text", "content": {"type": "markdown", "markdown": HELLO.text}}
    items = [{"id": "i1", "content": "Refund"}, {"id": "i2", "content": "A human"}]
    body = {"messages": [rich], "input": {"id": "x", "type": "choice input", "items": items}}
    return web.json_response({"sessionId": "s7", **body} if request.path.endswith("startChat") else body)


def voiceflow(_request: web.Request, content: Any) -> web.Response:
    if content["action"]["type"] == "path-2":
        return web.json_response([{"type": "path", "payload": {"path": "x"}}, {"type": "end", "payload": {}}])
    buttons = [{"name": "A human", "request": {"type": "path-2", "payload": {"label": "A human"}}}]
    said = {"type": "text", "payload": {"message": HELLO.text, "slate": {"id": "1"}}}
    return web.json_response(
        [{"type": "flow", "payload": {}}, said, {"type": "choice", "payload": {"buttons": buttons}}]
    )


N8N_STREAM = (
    {"type": "begin", "metadata": {"nodeId": "n", "nodeName": "AI Agent"}},
    {"type": "item", "content": "Hello! ", "metadata": {"nodeId": "n"}},
    {"type": "item", "content": "What is it about?", "metadata": {"nodeId": "n"}},
    {"type": "end", "metadata": {"nodeId": "n"}},
)
DIFY_STREAM = (
    {"event": "workflow_started", "conversation_id": "c1", "data": {}},
    {"event": "message", "message_id": "m", "conversation_id": "c1", "answer": "Hello! "},
    {"event": "message", "message_id": "m", "conversation_id": "c1", "answer": "What is it about?"},
    {"event": "message_end", "message_id": "m", "conversation_id": "c1", "metadata": {}},
)
FLOWISE_STREAM = (
    {"event": "start", "data": "Hello"},
    {"event": "token", "data": "Hello! "},
    {"event": "token", "data": "What is it about?"},
    {"event": "metadata", "data": {"chatId": "c"}},
    {"event": "end", "data": "[DONE]"},
)
LANGFLOW = {"session_id": "s", "outputs": [{"outputs": [{"results": {"message": {"text": HELLO.text, "id": "1"}}}]}]}

ANSWERS = {
    "dify": lambda *_: web.json_response({"answer": HELLO.text, "conversation_id": "c1", "message_id": "m1"}),
    "dify_stream": lambda *_: as_events(*DIFY_STREAM),
    "flowise": lambda *_: web.json_response({"text": HELLO.text, "chatId": "c", "chatMessageId": "m1"}),
    "flowise_stream": lambda *_: as_events(*FLOWISE_STREAM, name="message"),
    "langflow": lambda *_: web.json_response(LANGFLOW),
    "n8n": lambda *_: web.json_response({"output": HELLO.text}),
    "n8n_stream": lambda *_: as_lines(*N8N_STREAM),
    "typebot": typebot,
    "voiceflow": voiceflow,
}
REQUESTS = {
    "dify": ("/chat-messages", "query", "hi"),
    "dify_stream": ("/chat-messages", "response_mode", "streaming"),
    "flowise": ("/api/v1/prediction/x1", "question", "hi"),
    "flowise_stream": ("/api/v1/prediction/x1", "streaming", True),
    "langflow": ("/api/v1/run/x1", "input_value", "hi"),
    "n8n": ("/", "chatInput", "hi"),
    "n8n_stream": ("/", "action", "sendMessage"),
    "typebot": ("/api/v1/sessions/s7/continueChat", "message", {"type": "text", "text": "hi"}),
    "voiceflow": (None, "action", {"type": "text", "payload": "hi"}),
}
"""What the last request is: its path, and a key of its content with the value."""


def describe(name: str, url: str) -> dict[str, Any]:
    preset = load_preset(name)
    given = {key: "env:BOT_KEY" if key == "key" else "x1" for key in preset.needed}
    return {"preset": name, "url": url, **({"with": given} if given else {})}


@pytest.mark.parametrize("name", find_presets())
async def test_a_builder_is_talked_to_as_its_documentation_says(serve, make_adapter, case, name) -> None:
    requests: list[tuple[str, Any]] = []

    async def handle(request: web.Request) -> web.Response:
        requests.append((request.path, await request.json()))
        return ANSWERS[name](request, requests[-1][1])

    async with serve(handle) as url:
        session, _ = await make_adapter(describe(name, url), BOT_KEY="secret-1").open(case, session=1)
        replies = [await session.send(Say("hi")), await session.send(Say("hi"))]
        await session.close()

    path, key, value = REQUESTS[name]
    assert (path or requests[-1][0], value) == (requests[-1][0], requests[-1][1][key])
    assert HELLO == replies[0].messages[0]
    ids_repeat = name in ("dify", "flowise", "langflow")  # the server above gives every message the same id
    assert ids_repeat or replies[1].messages[0] == HELLO


async def test_a_preset_knows_the_conversation_again(serve, make_adapter, case) -> None:
    requests = []

    async def handle(request: web.Request) -> web.Response:
        requests.append(await request.json())
        return as_events(*DIFY_STREAM)

    async with serve(handle) as url:
        session, _ = await make_adapter(describe("dify_stream", url), BOT_KEY="secret-1").open(case, session=1)
        reply, _ = [await session.send(Say("hi")), await session.send(Say("more"))]
        await session.close()

    assert TurnEnd.MARKER is reply.ended_by
    assert ["", "c1"] == [one["conversation_id"] or "" for one in requests]


async def test_buttons_and_the_end_of_a_builder(serve, make_adapter, case) -> None:
    async def handle(request: web.Request) -> web.Response:
        return voiceflow(request, await request.json())

    async with serve(handle) as url:
        session, welcome = await make_adapter(describe("voiceflow", url), BOT_KEY="secret-1").open(case, session=1)
        button = welcome.messages[1].buttons[0]
        reply = await session.send(Click(button=button))
        await session.close()

    assert (HELLO, Button("A human", "path-2")) == (welcome.messages[0], button)
    assert (Message(Speaker.SYSTEM, event=Event.SESSION_END),) == reply.messages


MISTAKES = {
    "unknown": ({"preset": "flowize"}, "no preset 'flowize'. Known: "),
    "missing": ({"preset": "flowise"}, "the preset flowise needs 'flow': the id of the chatflow."),
    "superfluous": ({"preset": "n8n", "with": {"flow": "x"}}, "the preset n8n takes basic."),
    "alone": ({"with": {"flow": "x"}, "request": "{text}", "reply": {}}, "has a meaning only with 'preset'."),
    "plain_secret": ({"preset": "dify", "with": {"key": "app-1234"}}, "a secret does not stand in a target file"),
}


@pytest.mark.parametrize(("part", "text"), MISTAKES.values(), ids=MISTAKES)
def test_what_is_wrong_with_a_preset_is_told(make_adapter, part, text) -> None:
    with pytest.raises(FileError) as caught:
        make_adapter({"url": "http://127.0.0.1:1", **part})

    assert text in str(caught.value)


def test_a_target_file_may_say_it_otherwise(make_adapter) -> None:
    own = {"headers": {"X-Shop": "1"}, "reply": {"text": "answer", "buttons": {"list": "b"}}}

    assert make_adapter({**describe("n8n", "http://127.0.0.1:1"), **own}).capabilities.buttons
