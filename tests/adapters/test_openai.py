"""The traps of OpenAI's API: history, functions, streams that are not as the documentation has them, errors in them."""

import json
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from runaround.errors import BadStatus, BotFailed, Dropped, FileError, NotJson, Unauthorized, WrongShape
from runaround.model import Event, Evidence, Item, Message, Say, Speaker, TurnEnd

pytestmark = pytest.mark.anyio

BOT = Speaker.BOT
STARTED = Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED)


def a_call(number: int, name: str = "transfer_to_human") -> dict[str, Any]:
    return {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": "{}"}}


def completion(**message: Any) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
    return {"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice]}


def stream(*events: Any, done: bool = True, newline: str = "\n") -> web.Response:
    """Return a stream; an event that is text goes out as it is."""
    data = [one if isinstance(one, str) else f"data: {json.dumps(one)}" for one in events]
    blocks = [*data, *(["data: [DONE]"] if done else [])]
    return web.Response(
        text="".join(f"{block}{newline}{newline}" for block in blocks), content_type="text/event-stream"
    )


def delta(finish: str | None = None, **content: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": content, "finish_reason": finish}]}


def answering(*answers: Any):
    """Return a handler that gives one answer after another (the last stays) and keeps the requests."""
    waiting, requests = list(answers), []

    async def handle(request: web.Request) -> web.StreamResponse:
        requests.append(await request.json())
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return answer() if callable(answer) else web.json_response(answer)

    return handle, requests


def describe(url: str, **more: Any) -> dict[str, Any]:
    return {"adapter": "openai", "url": url, "model": "m", **more}


async def talk(adapter, case, *actions):
    session, welcome = await adapter.open(case, session=1)
    try:
        return [welcome, *[await session.send(action) for action in actions]]
    finally:
        await session.close()


async def test_the_whole_conversation_goes_along_exactly_as_it_was(serve, make_adapter, case) -> None:
    said = {"content": "  Hello  \n", "refusal": None, "annotations": [], "reasoning_content": "hm"}
    handle, requests = answering(completion(**said), completion(content="More"))
    async with serve(handle) as url:
        target = describe(url, system_prompt="Speak {lang}.", greeting="Hi {there}!", body={"temperature": 0})
        welcome, *_ = await talk(make_adapter(target), case, Say("a {text}"), Say("b"))

    assert (Message(BOT, "Hi {there}!"),) == welcome.messages
    assert requests[1] == {
        "temperature": 0,
        "model": "m",
        "messages": [
            {"role": "system", "content": "Speak zh."},
            {"role": "assistant", "content": "Hi {there}!"},
            {"role": "user", "content": "a {text}"},
            {"role": "assistant", "content": "  Hello  \n"},
            {"role": "user", "content": "b"},
        ],
    }


async def test_a_call_is_an_event_and_answered_and_words_around_it_stay_apart(serve, make_adapter, case) -> None:
    calls = [a_call(1, "find_order"), a_call(2)]
    handle, requests = answering(completion(content="One moment", tool_calls=calls), completion(content="Done"))
    async with serve(handle) as url:
        more = {"tool_events": {"transfer_to_human": "transfer_started"}, "tool_results": {"find_order": {"n": 1}}}
        _, reply = await talk(make_adapter(describe(url, **more)), case, Say("human"))

    assert (Message(BOT, "One moment"), STARTED, Message(BOT, "Done")) == reply.messages
    assert requests[1]["messages"][1:] == [
        {"role": "assistant", "content": "One moment", "tool_calls": calls},
        {"role": "tool", "tool_call_id": "call_1", "content": '{"n": 1}'},
        {"role": "tool", "tool_call_id": "call_2", "content": "done"},
    ]


async def test_one_call_may_be_several_events(serve, make_adapter, case) -> None:
    handle, _ = answering(completion(content=None, tool_calls=[a_call(1)]), completion(content=""))
    async with serve(handle) as url:
        target = describe(url, tool_events={"transfer_to_human": ["transfer_started", "human_joined"]})
        _, reply = await talk(make_adapter(target), case, Say("human"))

    assert (STARTED, Message(Speaker.SYSTEM, event=Event.HUMAN_JOINED)) == reply.messages


async def test_a_transfer_that_is_said_and_never_called_is_no_event(serve, make_adapter, case) -> None:
    handle, _ = answering(completion(content="I am calling transfer_to_human now."))
    async with serve(handle) as url:
        target = describe(url, tool_events={"transfer_to_human": "transfer_started"})
        _, reply = await talk(make_adapter(target), case, Say("human"))

    assert (Message(BOT, "I am calling transfer_to_human now."),) == reply.messages


async def test_a_model_that_calls_without_end_is_an_error(serve, make_adapter, case) -> None:
    handle, requests = answering(completion(content=None, tool_calls=[a_call(1)]))
    async with serve(handle) as url:
        with pytest.raises(BotFailed):
            await talk(make_adapter(describe(url, tool_rounds=2)), case, Say("hi"))

    assert 3 == len(requests)


async def test_nothing_is_asked_after_the_model_has_ended_the_visit(serve, make_adapter, case) -> None:
    handle, requests = answering(completion(content="Bye", tool_calls=[a_call(1, "end")]))
    async with serve(handle) as url:
        session, _ = await make_adapter(describe(url, tool_events={"end": "session_end"})).open(case, session=1)
        reply = await session.send(Say("hi"))
        with pytest.raises(Dropped):
            await session.send(Say("still there?"))
        await session.close()

    assert (TurnEnd.SESSION_END, 1) == (reply.ended_by, len(requests))


SPOKEN = {
    "refusal": (completion(content=None, refusal="I cannot."), ["I cannot."]),
    "parts": (completion(content=[{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]), ["ab"]),
    "filtered": (completion(content=None), []),
    "blank": (completion(content=" "), []),
}


@pytest.mark.parametrize(("answer", "texts"), SPOKEN.values(), ids=SPOKEN)
async def test_what_a_model_says_is_heard_wherever_it_stands(serve, make_adapter, case, answer, texts) -> None:
    handle, _ = answering(answer)
    async with serve(handle) as url:
        _, reply = await talk(make_adapter(describe(url)), case, Say("hi"))

    assert texts == [message.text for message in reply.messages]


PIECES = (delta(role="assistant", content="您"), delta(content=None), delta(content="好"), delta("stop"))
USAGE = {"choices": [], "usage": {"total_tokens": 3}}
STREAMS = {
    "usage": lambda: stream(*PIECES, USAGE),
    "usage_with_a_choice": lambda: stream(*PIECES, {"choices": [{"index": 0, "delta": {}}], "usage": {}}),
    "comments": lambda: stream(": ping", *PIECES, ": ping"),
    "carriage_returns": lambda: stream(*PIECES, newline="\r\n"),
    "unknown": lambda: stream(*({**one, "obfuscation": "x", "service_tier": "y"} for one in PIECES)),
    "not_marked": lambda: stream(*PIECES, done=False),
    "not_finished": lambda: stream(*PIECES[:3]),
    "not_streamed": lambda: web.json_response(completion(content="您好")),
    "several": lambda: stream(
        delta(content="您好"), {"choices": [{"index": 1, "delta": {"content": "x"}}]}, delta("stop")
    ),
}


@pytest.mark.parametrize("answer", STREAMS.values(), ids=STREAMS)
async def test_a_stream_adds_up_to_one_message(serve, make_adapter, case, answer) -> None:
    handle, requests = answering(answer)
    async with serve(handle) as url:
        _, reply, _ = await talk(make_adapter(describe(url, stream=True)), case, Say("hi"), Say("more"))

    assert (Message(BOT, "您好"),) == reply.messages
    assert {"role": "assistant", "content": "您好"} == requests[1]["messages"][1]
    assert (True, {"include_usage": True}) == (requests[0]["stream"], requests[0]["stream_options"])


async def test_calls_of_a_stream_are_put_together_by_their_index(serve, make_adapter, case) -> None:
    first, second = a_call(1), a_call(2, "find_order")
    pieces = [
        delta(tool_calls=[{**first, "index": 0, "function": {"name": "transfer_to_human", "arguments": ""}}]),
        delta(tool_calls=[{**second, "index": 1, "function": {"name": "find_order", "arguments": "{"}}]),
        delta(tool_calls=[{"index": 0, "function": {"arguments": "{}"}}, {"index": 1, "function": {"arguments": "}"}}]),
        delta("tool_calls"),
    ]
    handle, requests = answering(lambda: stream(*pieces), lambda: stream(delta("stop", content="ok")))
    async with serve(handle) as url:
        target = describe(url, stream=True, tool_events={"transfer_to_human": "transfer_started"})
        _, reply = await talk(make_adapter(target), case, Say("hi"))

    assert (STARTED, Message(BOT, "ok")) == reply.messages
    assert [first, second] == requests[1]["messages"][1]["tool_calls"]


async def test_the_record_says_when_a_stream_began_and_why_it_ended(serve, make_adapter, case) -> None:
    handle, _ = answering(lambda: stream(delta("length", content="Once upon")))
    async with serve(handle) as url:
        _, reply = await talk(make_adapter(describe(url, stream=True)), case, Say("hi"))

    assert "(it began after 0." in reply.exchanges[0].response
    assert '"finish_reason": "length"' in reply.exchanges[0].response
    assert TurnEnd.MARKER is reply.ended_by


ERROR = {"error": {"message": "overloaded", "type": "server_error"}}
TROUBLES = {
    "error_with_200": (False, lambda: web.json_response(ERROR), BotFailed),
    "error_in_a_stream": (True, lambda: stream(delta(content="One mo"), ERROR, done=False), BotFailed),
    "error_for_a_stream": (True, lambda: web.json_response(ERROR), BotFailed),
    "broken_off": (True, lambda: stream(delta(content="One mo"), done=False), Dropped),
    "half_an_event": (True, lambda: stream('data: {"choices": ', done=False), NotJson),
    "a_page": (True, lambda: web.Response(text="<html>", content_type="text/html"), NotJson),
    "no_choice": (False, lambda: web.json_response({"choices": []}), WrongShape),
    "no_completion": (False, lambda: web.json_response({"answer": "hi"}), WrongShape),
    "nothing": (False, web.Response, WrongShape),
    "no_chunk": (True, lambda: stream({"choices": [7]}), WrongShape),
    "key_refused": (False, lambda: web.json_response(ERROR, status=401), Unauthorized),
    "bad_request": (True, lambda: web.json_response(ERROR, status=400), BadStatus),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_a_trouble_is_told_by_its_kind_and_nothing_sent_again(serve, make_adapter, case, trouble) -> None:
    is_streamed, answer, kind = trouble
    handle, requests = answering(answer)
    async with serve(handle) as url:
        with pytest.raises(kind) as caught:
            await talk(make_adapter(describe(url, stream=is_streamed, name="Shop")), case, Say("hi"))

    assert kind is type(caught.value)
    assert str(caught.value).startswith(f"Shop (POST {url}/chat/completions)")
    assert 1 == len(requests) == len(caught.value.exchanges)


@pytest.mark.parametrize("api", ["chat_completions", "responses"])
async def test_files_go_along_and_stay_out_of_the_record(serve, make_adapter, case, tmp_path, api) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG" * 100)
    (tmp_path / "b.pdf").write_bytes(b"%PDF")
    evidence = (
        Evidence(Item.PHOTO, str(tmp_path / "a.png"), "image/png"),
        Evidence(Item.RECEIPT, str(tmp_path / "b.pdf"), "application/pdf"),
    )
    whole = {**completion(content="ok"), "id": "r1", "status": "completed", "output": []}
    handle, requests = answering(whole)
    async with serve(handle) as url:
        _, reply = await talk(make_adapter(describe(url, api=api)), case, Say("see", evidence))

    key, kinds = {
        "chat_completions": ("messages", ["text", "image_url", "file"]),
        "responses": ("input", ["input_text", "input_image", "input_file"]),
    }[api]
    assert kinds == [part["type"] for part in requests[0][key][0]["content"]]
    assert "iVBORw" not in str(reply.exchanges)
    assert "<a.png: 400 bytes, sha256" in reply.exchanges[0].request


RESPONSE = {"id": "r1", "object": "response", "status": "completed"}
HELLO = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello"}]}
REFUSED = {"type": "message", "role": "assistant", "content": [{"type": "refusal", "refusal": "I cannot."}]}
CALL = {"type": "function_call", "id": "f", "call_id": "c1", "name": "transfer_to_human", "arguments": "{}"}


async def test_responses_follow_each_other_by_their_id(serve, make_adapter, case) -> None:
    first = {**RESPONSE, "output": [{"type": "reasoning", "summary": []}, HELLO, CALL]}
    handle, requests = answering(first, {**RESPONSE, "id": "r2", "output": [REFUSED]})
    async with serve(handle) as url:
        target = describe(url, api="responses", system_prompt="Be kind.")
        adapter = make_adapter({**target, "tool_events": {"transfer_to_human": "transfer_started"}})
        _, reply, _ = await talk(adapter, case, Say("hi"), Say("more"))

    assert (Message(BOT, "Hello"), STARTED, Message(BOT, "I cannot.")) == reply.messages
    always = {"model": "m", "instructions": "Be kind."}
    result = {"type": "function_call_output", "call_id": "c1", "output": "done"}
    assert requests == [
        {**always, "input": [{"role": "user", "content": "hi"}]},
        {**always, "input": [result], "previous_response_id": "r1"},
        {**always, "input": [{"role": "user", "content": "more"}], "previous_response_id": "r2"},
    ]


ITEM_DONE = {"type": "response.output_item.done", "item": HELLO}
RESPONSE_STREAMS = {
    "all_at_the_end": [{"type": "response.completed", "response": {**RESPONSE, "output": [HELLO]}}],
    "items_only": [ITEM_DONE, {"type": "response.completed", "response": RESPONSE}],
    "cut": [ITEM_DONE, {"type": "response.incomplete", "response": {**RESPONSE, "status": "incomplete"}}],
}


@pytest.mark.parametrize("events", RESPONSE_STREAMS.values(), ids=RESPONSE_STREAMS)
async def test_a_streamed_response_is_what_its_last_event_or_its_items_say(serve, make_adapter, case, events) -> None:
    begun = {"type": "response.created", "response": {**RESPONSE, "status": "in_progress", "output": []}}
    handle, _ = answering(lambda: stream(begun, *events, done=False))
    async with serve(handle) as url:
        _, reply = await talk(make_adapter(describe(url, api="responses", stream=True)), case, Say("hi"))

    assert ((Message(BOT, "Hello"),), TurnEnd.MARKER) == (reply.messages, reply.ended_by)


RESPONSE_TROUBLES = {
    "error": ([{"type": "error", "code": "server_error", "message": "x"}], BotFailed),
    "failed": ([{"type": "response.failed", "response": {**RESPONSE, "status": "failed"}}], BotFailed),
    "broken_off": ([ITEM_DONE], Dropped),
}


@pytest.mark.parametrize(("events", "kind"), RESPONSE_TROUBLES.values(), ids=RESPONSE_TROUBLES)
async def test_a_streamed_response_that_fails_is_an_error(serve, make_adapter, case, events, kind) -> None:
    handle, _ = answering(lambda: stream(*events, done=False))
    async with serve(handle) as url:
        with pytest.raises(kind):
            await talk(make_adapter(describe(url, api="responses", stream=True)), case, Say("hi"))


MISTAKES = {
    "path": ({"url": "http://127.0.0.1:1/v1/chat/completions"}, "url: ends before '/chat/completions', which is added"),
    "plain_key": ({"key": "sk-1234"}, "key: a secret does not stand in a target file"),
    "ours": ({"body": {"messages": []}}, "body.messages: is written by the adapter"),
    "event": ({"tool_events": {"x": "gone"}}, "tool_events.x"),
    "limit_without_files": ({"files": False, "max_bytes": 7}, "max_bytes: has a meaning only with 'files'."),
}


def test_every_mistake_of_a_file_is_told_at_once(make_adapter) -> None:
    parts = [part for name, (part, _) in MISTAKES.items() if name != "event"]
    target = describe("")
    for part in parts:
        target |= part

    with pytest.raises(FileError) as caught:
        make_adapter(target)

    texts = [text for name, (_, text) in MISTAKES.items() if name != "event"]
    assert [] == [text for text in texts if text not in str(caught.value)]


def test_an_event_that_there_is_not_is_told(make_adapter) -> None:
    part, text = MISTAKES["event"]

    with pytest.raises(FileError, match=text):
        make_adapter({**describe("http://127.0.0.1:1"), **part})


async def test_the_key_is_sent_and_never_shown(serve, make_adapter, case) -> None:
    seen = []

    async def handle(request: web.Request) -> web.Response:
        seen.append((request.headers["Authorization"], request.query["v"], await request.json()))
        return web.json_response(completion(content=f"your key is {request.headers['Authorization'][7:]}"))

    async with serve(handle) as url:
        target = describe(url, key="env:KEY", query={"v": "1"}, body={"user": "{consumer_id}"})
        adapter = make_adapter(target, KEY="secret-key-7")
        _, reply = await talk(adapter, replace(case, consumer_id="ra-1"), Say("hi"))

    assert ("Bearer secret-key-7", "1", "ra-1") == (*seen[0][:2], seen[0][2]["user"])
    assert "secret-key-7" not in repr(reply)
    assert "your key is ***" == reply.messages[0].text
