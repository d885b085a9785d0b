"""Streamed answers, and replies that are asked for message by message, over HTTP."""

import json
from collections.abc import Iterator

import pytest
from aiohttp import web

from runaround.errors import BotFailed, Dropped, FileError, NotJson, TooLarge, Unauthorized, WrongShape
from runaround.model import Message, Placing, Say, Speaker, TurnEnd
from runaround_adapters._rules.events import EventReader, StreamEvent, StreamKind

pytestmark = pytest.mark.anyio

BOT = Speaker.BOT
PIECES = {"piece": "delta", "whole": "type == 'done'", "failure": "type == 'error'"}


def sse(*data: object, end: str = "") -> web.Response:
    text = "".join(f"data: {one if isinstance(one, str) else json.dumps(one)}\n\n" for one in data)
    return web.Response(text=text + end, content_type="text/event-stream")


def describe(url: str, **more: object) -> dict[str, object]:
    return {"url": url, "request": {"m": "{text}"}, "stream": "sse", "reply": {}, **more}


async def ask(serve, make_adapter, case, answer, **more):
    """Return the reply to one message."""

    async def handle(_request: web.Request) -> web.StreamResponse:
        return answer()

    async with serve(handle) as url:
        session, _ = await make_adapter(describe(url, **more)).open(case, session=1)
        try:
            return await session.send(Say("hi"))
        finally:
            await session.close()


def cut(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_events_are_the_same_wherever_the_stream_is_cut(newline: str, size: int) -> None:
    lines = ["\ufeff: ping", "event: a", 'data: {"x": "中"}', "", "id: 7", "", "data: 1", "data:2", "", "data: end"]
    reader = EventReader(StreamKind.SSE)

    found = [event for chunk in cut(newline.join(lines).encode(), size) for event in reader.add(chunk)]
    found += reader.add(b"", is_last=True)

    assert [StreamEvent('{"x": "中"}', "a"), StreamEvent("1\n2"), StreamEvent("end")] == found


HEARD = {
    "messages": (lambda: sse({"text": "a"}, {"text": "a"}), {}, ["a", "a"], TurnEnd.RESPONSE),
    "done": (lambda: sse({"text": "a"}, "[DONE]", {"text": "b"}), {}, ["a"], TurnEnd.MARKER),
    "end_of_turn": (
        lambda: sse({"text": "a"}, {"type": "end"}, {"text": "b"}),
        {"signals": {"end_of_turn": "type == 'end'"}},
        ["a"],
        TurnEnd.MARKER,
    ),
    "pieces": (
        lambda: sse({"delta": "a"}, {"delta": "b"}, {"type": "done"}, {"delta": "c"}),
        {"signals": PIECES},
        ["ab", "c"],
        TurnEnd.RESPONSE,
    ),
    "plain_words": (
        lambda: sse("Hello ", "there"),
        {"signals": {"piece": "data"}},
        ["Hello there"],
        TurnEnd.RESPONSE,
    ),
    "json_after_all": (lambda: web.json_response({"text": "a"}), {}, ["a"], TurnEnd.RESPONSE),
    "lines": (
        lambda: web.Response(text='{"text": "a"}\n\n{"text": "b"}', content_type="application/json"),
        {"stream": "ndjson"},
        ["a", "b"],
        TurnEnd.RESPONSE,
    ),
    "silence": (lambda: sse(end=": ping\n\n"), {}, [], TurnEnd.RESPONSE),
}


@pytest.mark.parametrize("expected", HEARD.values(), ids=HEARD)
async def test_what_a_stream_says_is_heard(serve, make_adapter, case, expected) -> None:
    answer, more, texts, ended_by = expected

    reply = await ask(serve, make_adapter, case, answer, **more)

    assert (texts, ended_by) == ([message.text for message in reply.messages], reply.ended_by)
    assert {Placing.ANSWER} >= {message.placing for message in reply.messages}


FAILING = {
    "failure": (lambda: sse({"delta": "a"}, {"type": "error"}), {"signals": PIECES}, BotFailed),
    "half_an_event": (lambda: sse({"text": "a"}, '{"text": '), {}, NotJson),
    "no_line": (lambda: web.Response(text="<html>"), {"stream": "ndjson"}, NotJson),
    "a_page": (lambda: web.Response(text="<html>", content_type="text/html"), {}, NotJson),
    "nothing_known": (lambda: sse({"kind": "x"}), {}, WrongShape),
    "huge": (lambda: sse({"text": "x" * 5000}), {"limits": {"body_bytes": 1000}}, TooLarge),
    "not_let_in": (lambda: web.Response(status=403), {}, Unauthorized),
}


@pytest.mark.parametrize("expected", FAILING.values(), ids=FAILING)
async def test_a_stream_that_fails_is_an_error_and_in_the_record(serve, make_adapter, case, expected) -> None:
    answer, more, kind = expected

    with pytest.raises(kind) as caught:
        await ask(serve, make_adapter, case, answer, **more)

    assert 1 == len(caught.value.exchanges)


async def test_a_stream_that_breaks_off_is_an_error_and_what_came_is_in_the_record(
    serve_raw, make_adapter, case
) -> None:
    async def break_off(_request, writer) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99\r\n\r\n"
        writer.write(head + b'data: {"text": "One moment"}\n\n')
        await writer.drain()

    async with serve_raw(break_off) as url:
        session, _ = await make_adapter(describe(url)).open(case, session=1)
        with pytest.raises(Dropped) as caught:
            await session.send(Say("hi"))
        await session.close()

    assert "One moment" in caught.value.exchanges[0].response


async def test_a_name_in_one_stream_names_nothing_in_the_next(serve, make_adapter, case) -> None:
    """Many builders name their streams by a node of the flow, which speaks again and again."""

    async def handle(_request: web.Request) -> web.Response:
        return sse({"node": "n", "delta": "same"}, {"node": "n", "type": "done"})

    async with serve(handle) as url:
        target = describe(url, signals={**PIECES, "stream": "node"})
        session, _ = await make_adapter(target).open(case, session=1)
        replies = [await session.send(Say("hi")) for _ in range(2)]
        await session.close()

    assert [(Message(BOT, "same"),)] * 2 == [reply.messages for reply in replies]


async def test_a_polled_reply_of_several_messages_is_one_reply(serve, make_adapter, case) -> None:
    polls = [[], [{"t": "one"}], [], [{"t": "two"}]]

    async def handle(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.Response(status=202)
        return web.json_response({"items": polls.pop(0) if polls else []})

    async with serve(handle) as url:
        more = {"poll": {"every_s": 0.02}, "turn": {"quiet_s": 0.3}, "reply": {"messages": "items", "text": "t"}}
        session, _ = await make_adapter({"url": url, "request": {"m": "{text}"}, **more}).open(case, session=1)
        reply = await session.send(Say("hi"))
        await session.close()

    assert (["one", "two"], TurnEnd.QUIET) == ([message.text for message in reply.messages], reply.ended_by)


async def test_a_welcome_that_comes_by_asking_is_no_answer(serve, make_adapter, case) -> None:
    polls = [[], [{"t": "Welcome"}]]

    async def handle(request: web.Request) -> web.Response:
        if request.method == "POST":
            return web.json_response({"items": [{"t": "answer"}]})
        return web.json_response({"items": polls.pop(0) if polls else []})

    async with serve(handle) as url:
        more = {"poll": {"every_s": 0.02}, "welcome": {"wait_s": 5}, "reply": {"messages": "items", "text": "t"}}
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, **more})
        session, welcome = await adapter.open(case, session=1)
        reply = await session.send(Say("hi"))
        await session.close()

    assert (Message(BOT, "Welcome"),) == welcome.messages
    assert (Message(BOT, "answer"),) == reply.messages


MISTAKES = {
    "whole_events": ({"reply": {"whole_events": {"queue": "q"}}}, "reply.whole_events: a stream has no whole answer"),
    "pieces": ({"stream": None, "signals": {"piece": "p"}}, "signals.piece: has a meaning only with 'stream'."),
    "turn": ({"turn": {}}, "turn: has a meaning only with 'poll'"),
}


@pytest.mark.parametrize(("more", "text"), MISTAKES.values(), ids=MISTAKES)
def test_what_has_no_meaning_is_told(make_adapter, more, text) -> None:
    target = {key: value for key, value in describe("http://127.0.0.1:1", **more).items() if value is not None}

    with pytest.raises(FileError) as caught:
        make_adapter(target)

    assert text in str(caught.value)
