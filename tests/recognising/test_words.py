"""What a bot said in JSON that nobody has described: where the words stand, and what is no words."""

from typing import Any

import pytest

from runaround.recognising import find_words, find_words_in_events

SAID = "你好 / Hello"

BODIES: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "flat": ({"reply": "Hi there"}, "Hi there", {"text": "reply"}),
    "one word": ({"id": "a1", "reply": "Hello"}, "Hello", {"text": "reply"}),
    "chinese api": (
        {
            "code": 0,
            "msg": "success",
            "data": {"answer": "您好，请问有什么可以帮您？", "sessionId": "9f8e7d6c5b4a3210"},
        },
        "您好，请问有什么可以帮您？",
        {"text": "data.answer"},
    ),
    "chinese keys": ({"状态": "成功", "数据": {"回复": "您好"}}, "您好", {"text": '"数据"."回复"'}),
    "list of texts": ({"replies": ["Hi", "How can I help?"]}, "Hi\nHow can I help?", {"messages": "replies"}),
    "list of entries": (
        {"messages": [{"id": "1", "type": "text", "text": "Hi"}, {"id": "2", "type": "text", "text": "How are you?"}]},
        "Hi\nHow are you?",
        {"messages": "messages", "text": "text"},
    ),
    "root list": ([{"recipient_id": "u", "text": "Hi there"}], "Hi there", {"messages": "@", "text": "text"}),
    "nested lists": (
        {"output": [{"type": "message", "content": [{"type": "output_text", "text": "Good day to you"}]}]},
        "Good day to you",
        {"messages": "output[].content", "text": "text"},
    ),
    "buttons": (
        {"text": "选一个吧", "quick_replies": [{"title": "退款", "payload": "/refund"}]},
        "选一个吧",
        {"text": "text", "buttons": {"list": "quick_replies", "label": "title", "value": "payload"}},
    ),
    "plain buttons": (
        {"answer": "Which one?", "options": ["Refund", "Exchange"]},
        "Which one?",
        {"text": "answer", "buttons": {"list": "options"}},
    ),
    "own words come back": (
        {"history": [{"role": "user", "content": SAID}, {"role": "assistant", "content": "Hello, how can I help?"}]},
        "Hello, how can I help?",
        {"messages": "history", "text": "content", "skip": "role == 'user'"},
    ),
    "echoed beside": ({"query": SAID, "result": "We are open."}, "We are open.", {"text": "result"}),
    "meta beside": (
        {"intent": "greeting of a person", "created_at": "2026-11-22T10:00:00Z", "response": {"message": "Hello!"}},
        "Hello!",
        {"text": "response.message"},
    ),
    "just a text": ("Hello there", "Hello there", {}),
}


@pytest.mark.parametrize(("body", "text", "reply"), BODIES.values(), ids=BODIES)
def test_the_words_are_found_with_their_place(body: Any, text: str, reply: dict[str, Any]) -> None:
    found = find_words(body, said=SAID)

    assert found is not None
    assert (text, reply) == (found.text, dict(found.reply))


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        None,
        {"status": "ok"},
        {"code": 200, "message": "success"},
        {"session_id": "0123456789abcdef0123", "token": "abc def"},
        {"reply": SAID},
        {"reply": "   "},
        {"url": "https://bot.example/x"},
        {"detail": [{"loc": ["body", "message"], "msg": "", "type": "value_error.missing"}]},
        {"conversationId": "c1", "token": "t", "expires_in": 1800},
    ],
)
def test_what_is_no_words_is_not_taken_for_them(body: object) -> None:
    assert None is find_words(body, said=SAID)


STREAMS: dict[str, tuple[list[Any], str, dict[str, Any]]] = {
    "pieces": (
        [{"delta": "Hel"}, {"delta": "lo"}, {"delta": " there"}, {"event": "end"}],
        "Hello there",
        {"piece": "delta"},
    ),
    "all so far": (
        [{"text": "您好"}, {"text": "您好，请"}, {"text": "您好，请问有什么事？"}],
        "您好，请问有什么事？",
        {"piece": "text", "cumulative": True},
    ),
    "whole messages": (
        [{"type": "message", "text": "Hello, this is the shop."}, {"type": "message", "text": "How can I help you?"}],
        "Hello, this is the shop.\nHow can I help you?",
        {},
    ),
    "one": ([{"type": "start"}, {"data": {"answer": "您好"}}], "您好", {}),
}


@pytest.mark.parametrize(("events", "text", "signals"), STREAMS.values(), ids=STREAMS)
def test_a_stream_is_read_as_pieces_or_as_messages(events: list[Any], text: str, signals: dict[str, Any]) -> None:
    found = find_words_in_events(events, said=SAID)

    assert found is not None
    assert (text, signals) == (found.text, dict(found.signals))


def test_a_stream_without_words_is_none() -> None:
    assert None is find_words_in_events([{"event": "ping"}, 7, None], said=SAID)


def test_an_enormous_body_is_looked_at_in_its_beginning_only() -> None:
    body = {"items": [{"n": [{"x": "1"}] * 50}] * 2000, "reply": "Hello there"}

    found = find_words(body, said=SAID)

    assert found is not None
    assert "Hello there" == found.text
