"""What the adapter `http` sends and hears when nothing goes wrong."""

import asyncio
import json
from dataclasses import replace

import pytest
from aiohttp import web

from runaround.adapter import Capabilities, Reply
from runaround.model import Button, Click, Event, Link, Message, Placing, Say, Speaker, TurnEnd

pytestmark = pytest.mark.anyio

BOT, SYSTEM = Speaker.BOT, Speaker.SYSTEM


def said(*texts: str) -> tuple[Message, ...]:
    return tuple(Message(BOT, text) for text in texts)


def unasked(*texts: str) -> tuple[Message, ...]:
    return tuple(replace(message, placing=Placing.UNSOLICITED) for message in said(*texts))


async def talk(adapter, case, *actions) -> list[Reply]:
    session, _ = await adapter.open(case, session=1)
    replies = [await session.send(action) for action in actions]
    await session.close()
    await adapter.close()
    return replies


def answering(*bodies):
    """Return a handler that gives one body after another and keeps the requests' JSON."""
    waiting, requests = list(bodies), []

    async def handle(request: web.Request) -> web.Response:
        requests.append(await request.json() if request.can_read_body else None)
        return web.json_response(waiting.pop(0))

    return handle, requests


async def test_a_message_goes_out_and_the_answer_comes_in(serve, make_adapter, case) -> None:
    handle, requests = answering({"text": "您好，请问有什么可以帮您？"})
    async with serve(handle) as url:
        adapter = make_adapter({"url": url, "request": {"message": "{text}"}, "reply": {}})

        (reply,) = await talk(adapter, case, Say("我买了两桶油，只收到一桶 🛢"))

    assert requests == [{"message": "我买了两桶油，只收到一桶 🛢"}]
    assert reply.messages == said("您好，请问有什么可以帮您？")
    assert reply.ended_by is TurnEnd.RESPONSE


async def test_several_messages_keep_their_order_and_equal_ones_stay_apart(serve, make_adapter, case) -> None:
    handle, _ = answering({"messages": [{"text": "b"}, {"text": "a"}, {"text": "a"}, "plain"]})
    async with serve(handle) as url:
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, "reply": {"messages": "messages"}})

        (reply,) = await talk(adapter, case, Say("hi"))

    assert reply.messages == said("b", "a", "a", "plain")
    assert len(reply.arrived_s) == 4


async def test_a_message_with_an_id_is_heard_once_and_one_without_always(serve, make_adapter, case) -> None:
    body = {"messages": [{"id": 1, "text": "same"}, {"id": 2, "text": "same"}, {"text": "same"}]}
    handle, _ = answering(body, body)
    async with serve(handle) as url:
        reply_map = {"messages": "messages", "id": "id"}
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, "reply": reply_map})

        first, second = await talk(adapter, case, Say("1"), Say("2"))

    assert (first.messages, second.messages) == (said("same", "same", "same"), said("same"))


SILENCE = {
    "whole_list": ([], {"messages": "@"}),
    "empty_list": ({"messages": []}, {}),
    "null": ({"messages": None}, {}),
    "empty_object": ({}, {}),
    "empty_text": ({"messages": [{"text": ""}]}, {}),
    "null_text": ({"messages": [{"text": None}]}, {}),
    "described": ({"ok": True}, {"silent": "ok"}),
    "skipped": ({"messages": [{"type": "typing"}]}, {"skip": "type == 'typing'"}),
}


@pytest.mark.parametrize(("body", "more"), SILENCE.values(), ids=SILENCE.keys())
async def test_a_silent_bot_is_no_error(serve, make_adapter, case, body, more) -> None:
    handle, _ = answering(body)
    async with serve(handle) as url:
        reply_map = {"messages": "messages", **more}
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, "reply": reply_map})

        (reply,) = await talk(adapter, case, Say("hi"))

    assert ((), ()) == (reply.messages, reply.arrived_s)


async def test_an_empty_body_is_silence(serve, make_adapter, case) -> None:
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(status=204)

    async with serve(handle) as url:
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, "reply": {}})

        (reply,) = await talk(adapter, case, Say("hi"))

    assert () == reply.messages


async def test_buttons_links_and_attachments_are_mapped(serve, make_adapter, case) -> None:
    handle, _ = answering(
        {
            "text": "选一个",
            "quick": ["转人工", {"t": "退款", "v": "/refund"}, {"t": "帮助", "u": "https://shop.example/help"}],
            "cards": [{"url": "https://shop.example/form", "title": "表单"}, "https://shop.example/raw"],
            "files": [{"name": "https://cdn.example/a/guide.png", "type": "image/png", "alt": "guide"}],
        }
    )
    async with serve(handle) as url:
        adapter = make_adapter(
            f"""
            url: {url}
            request: {{m: "{{text}}"}}
            reply:
              buttons: {{list: quick, label: t, value: v, url: u}}
              links: {{list: cards}}
              attachments: {{list: files, describes: alt}}
            """
        )

        (reply,) = await talk(adapter, case, Say("hi"))

    (message,) = reply.messages
    assert message.buttons == (Button("转人工"), Button("退款", "/refund"))
    assert message.links == (
        Link("https://shop.example/help", "帮助"),
        Link("https://shop.example/form", "表单"),
        Link("https://shop.example/raw"),
    )
    assert [("image", "guide.png", "guide")] == [(one.kind, one.name, one.describes) for one in message.attachments]


async def test_links_in_text_are_found_and_the_text_stays(serve, make_adapter, case) -> None:
    text = (
        "看 [表单](https://shop.example/form?a=(1)) 或 https://shop.example/faq。<a href='https://x.example/'>这里</a>"
    )
    handle, _ = answering({"text": text}, {"text": text})
    async with serve(handle) as url:
        target = {"url": url, "request": {"m": "{text}"}}
        with_links = make_adapter({**target, "reply": {}})
        without = make_adapter({**target, "reply": {"links_in_text": False}})

        (found,) = (await talk(with_links, case, Say("hi")))[0].messages
        (plain,) = (await talk(without, case, Say("hi")))[0].messages

    links = (
        Link("https://shop.example/form?a=(1)", "表单"),
        Link("https://shop.example/faq"),
        Link("https://x.example/", "这里"),
    )
    assert (found.text, found.links) == (text, links)
    assert plain.links == ()


async def test_a_signal_and_the_words_beside_it_are_two_messages(serve, make_adapter, case) -> None:
    handle, _ = answering(
        [
            {"from": "bot", "text": "正在为您转接", "type": "handoff"},
            {"from": "system", "text": "前面还有3人", "type": "queue"},
            {"from": "agent", "text": "您好，我是小王", "type": "join"},
            {"from": "me", "text": "转人工"},
            {"from": "system", "type": "bye"},
        ]
    )
    async with serve(handle) as url:
        adapter = make_adapter(
            f"""
            url: {url}
            request: {{m: "{{text}}"}}
            reply:
              speaker: {{value: from, map: {{agent: human, me: consumer}}}}
              events:
                transfer_started: "type == 'handoff'"
                queue: "type == 'queue'"
                human_joined: "type == 'join'"
                session_end: "type == 'bye'"
            """
        )

        (reply,) = await talk(adapter, case, Say("转人工"))

    assert reply.messages == (
        Message(BOT, "正在为您转接"),
        Message(SYSTEM, event=Event.TRANSFER_STARTED),
        Message(SYSTEM, "前面还有3人", event=Event.QUEUE),
        Message(SYSTEM, event=Event.HUMAN_JOINED),
        Message(Speaker.HUMAN, "您好，我是小王"),
        Message(SYSTEM, event=Event.SESSION_END),
    )
    assert reply.ended_by is TurnEnd.SESSION_END


async def test_a_transfer_that_is_only_said_is_no_event(serve, make_adapter, case) -> None:
    handle, _ = answering({"text": "I am connecting you to an agent now.", "handoff": False})
    async with serve(handle) as url:
        reply_map = {"whole_events": {"transfer_started": "handoff"}}
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, "reply": reply_map})

        (reply,) = await talk(adapter, case, Say("human"))

    assert reply.messages == said("I am connecting you to an agent now.")


async def test_an_event_of_the_whole_answer_is_told_when_it_begins(serve, make_adapter, case) -> None:
    states = [(True, "one"), (True, "two"), (False, "three"), (True, "four")]
    handle, _ = answering(*[{"waiting": waiting, "text": text} for waiting, text in states])
    async with serve(handle) as url:
        reply_map = {"whole_events": {"queue": "waiting"}}
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, "reply": reply_map})

        replies = await talk(adapter, case, *[Say(text) for _, text in states])

    queue = Message(SYSTEM, event=Event.QUEUE)
    expected = [(*said("one"), queue), said("two"), said("three"), (*said("four"), queue)]
    assert expected == [reply.messages for reply in replies]


CLICKS = {
    "value": (Click(button=Button("退款", "/refund")), ["退款", "退款", "/refund", None]),
    "label_only": (Click(button=Button("退款")), ["退款", "退款", "退款", None]),
    "link": (Click(link=Link("https://x.example/f", "表单")), ["表单", "", "", "https://x.example/f"]),
    "bare_link": (Click(link=Link("https://x.example/f")), ["https://x.example/f", "", "", "https://x.example/f"]),
}


@pytest.mark.parametrize(("click", "expected"), CLICKS.values(), ids=CLICKS.keys())
async def test_a_click_fills_its_placeholders_and_the_text(serve, make_adapter, case, click, expected) -> None:
    handle, requests = answering("ok")
    async with serve(handle) as url:
        request = {"all": ["{text}", "{button.label}", "{button.value}"], "url": "{link.url?}"}
        adapter = make_adapter({"url": url, "request": request, "reply": {}})

        await talk(adapter, case, click)

    (sent,) = requests
    assert expected == [*sent["all"], sent.get("url")]


async def test_a_click_may_have_a_request_of_its_own(serve, make_adapter, case) -> None:
    handle, requests = answering("ok", "ok")
    async with serve(handle) as url:
        target = {"url": url, "request": {"say": "{text}"}, "click": {"request": {"pay": "{button}"}}, "reply": {}}
        adapter = make_adapter(target)

        await talk(adapter, case, Say("hi"), Click(button=Button("a", "b")))

    assert requests == [{"say": "hi"}, {"pay": {"label": "a", "value": "b"}}]


async def test_text_is_data_and_never_a_template(serve, make_adapter, case) -> None:
    text = '{session_id} {{x}} env:HOME "quotes" \\ \r\n\x1b[31m \u202e' + "长" * 10_000
    handle, requests = answering({"text": text})
    async with serve(handle) as url:
        adapter = make_adapter({"url": url, "request": {"m": "{text}", "{text}": "Hi {text}"}, "reply": {}})

        (reply,) = await talk(adapter, case, Say(text))

    assert requests == [{"m": text, "{text}": f"Hi {text}"}]
    assert reply.messages == said(text)


async def test_half_a_character_and_control_characters_are_heard_as_they_came(serve, make_adapter, case) -> None:
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(text='{"text": "a\\ud800 \\u0000\\u0007"}', content_type="application/json")

    async with serve(handle) as url:
        (reply,) = await talk(make_adapter({"url": url, "request": "{text}", "reply": {}}), case, Say("hi"))

    assert said("a\ud800 \x00\x07") == reply.messages


async def test_a_lone_surrogate_is_sent_as_the_replacement_character(serve, make_adapter, case) -> None:
    handle, requests = answering("ok", "ok")
    async with serve(handle) as url:
        target = {"url": url + "/{text}", "headers": {"X-Text": "{consumer_id}"}, "query": {"q": "{text}"}}
        adapter = make_adapter({**target, "request": {"a": "{text}", "b": "{button}"}, "reply": {}})

        await talk(adapter, case, Say("a\ud800b"), Click(button=Button("\udfff")))

    assert requests == [{"a": "a\ufffdb", "b": None}, {"a": "\ufffd", "b": {"label": "\ufffd", "value": "\ufffd"}}]


async def test_a_form_and_a_query_carry_placeholders(serve, make_adapter, case) -> None:
    seen = []

    async def handle(request: web.Request) -> web.Response:
        seen.append((request.method, request.path_qs, dict(await request.post())))
        return web.json_response("ok")

    async with serve(handle) as url:
        adapter = make_adapter(
            f"""
            url: {url}/chat/{{lang}}?v=1
            query: {{n: "{{session}}", none: "{{button.value?}}"}}
            body: form
            request: {{q: "{{text}}", flag: true}}
            reply: {{}}
            """
        )

        await talk(adapter, case, Say("a&b=中"))

    assert seen == [("POST", "/chat/zh?v=1&n=1", {"q": "a&b=中", "flag": "true"})]


async def test_every_case_is_a_new_consumer_and_a_second_visit_is_the_same_one(serve, make_adapter, case) -> None:
    handle, requests = answering(*["ok"] * 3)
    async with serve(handle) as url:
        request = {"m": "{text}", "who": "{consumer_id}", "visit": "{session_id}"}
        adapter = make_adapter({"url": url, "request": request, "reply": {}})

        for session in (1, 2, 1):
            visit, _ = await adapter.open(case, session=session)
            await visit.send(Say("hi"))
            await visit.close()

    first, second, other = requests
    assert first["who"] == second["who"] != other["who"]
    assert 3 == len({one["visit"] for one in requests})


async def test_cookies_stay_within_a_visit(serve, make_adapter, case) -> None:
    seen = []

    async def handle(request: web.Request) -> web.Response:
        seen.append(request.cookies.get("sid"))
        response = web.json_response("ok")
        response.set_cookie("sid", f"s{len(seen)}")
        return response

    async with serve(handle) as url:
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, "reply": {}})
        await talk(adapter, case, Say("1"), Say("2"))
        await talk(adapter, case, Say("3"))

    assert [None, "s1", None] == seen


async def test_values_taken_from_answers_go_into_later_calls(serve, make_adapter, case) -> None:
    requests = []

    async def handle(request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        requests.append((request.method, request.path, body))
        if request.path == "/open":
            return web.json_response({"data": {"id": "a/../b"}, "messages": [{"text": "Welcome"}]})
        return web.json_response({"messages": [{"text": "ok"}], "state": {"step": len(requests)}})

    async with serve(handle) as url:
        adapter = make_adapter(
            f"""
            url: {url}/talk/{{session_id}}
            request: {{m: "{{text}}", state: "{{state?}}"}}
            take: {{state: state}}
            open: {{url: "{url}/open", request: {{user: shop}}, take: {{session_id: data.id}}, welcome: true}}
            close: {{url: "{url}/talk/{{session_id}}", method: DELETE}}
            reply: {{messages: messages}}
            """
        )
        visit, welcome = await adapter.open(case, session=1)
        await visit.send(Say("1"))
        await visit.send(Say("2"))
        await visit.close()
        await visit.close()

    assert welcome.messages == said("Welcome")
    assert requests == [
        ("POST", "/open", {"user": "shop"}),
        ("POST", "/talk/a/../b", {"m": "1"}),
        ("POST", "/talk/a/../b", {"m": "2", "state": {"step": 2}}),
        ("DELETE", "/talk/a/../b", None),
    ]


async def test_polling_hears_what_nobody_asked_for(serve, make_adapter, case) -> None:
    polls = [[], [{"id": "1", "text": "late"}], [{"id": "1", "text": "late"}, {"id": "2", "text": "late"}], []]

    async def handle(request: web.Request) -> web.Response:
        return web.json_response(polls.pop(0) if request.method == "GET" else [])

    async with serve(handle) as url:
        poll = {"url": url, "every_s": 0.01}
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, "poll": poll, "reply": {"id": "id"}})
        visit, _ = await adapter.open(case, session=1)
        heard = [await visit.listen(5), await visit.listen(5), await visit.listen(0)]
        await visit.close()

    assert [(reply.messages, reply.ended_by) for reply in heard] == [
        (unasked("late"), TurnEnd.LISTENED),
        (unasked("late"), TurnEnd.LISTENED),
        ((), TurnEnd.TIME_LIMIT),
    ]


async def test_a_bot_that_answers_only_when_polled_is_waited_for(serve, make_adapter, case) -> None:
    polls = [[], ["here"]]

    async def handle(request: web.Request) -> web.Response:
        return web.json_response(polls.pop(0)) if request.method == "GET" else web.Response(status=202)

    async with serve(handle) as url:
        poll = {"url": url, "every_s": 0.01, "for_reply_s": 5}
        adapter = make_adapter({"url": url, "request": {"m": "{text}"}, "poll": poll, "reply": {}})

        (reply,) = await talk(adapter, case, Say("hi"))

    assert (said("here"), TurnEnd.LISTENED) == (reply.messages, reply.ended_by)


async def test_without_polling_listening_is_waiting(make_adapter, case) -> None:
    adapter = make_adapter({"url": "http://127.0.0.1:1", "request": {"m": "{text}"}, "reply": {}})
    visit, welcome = await adapter.open(case, session=1)

    heard = await visit.listen(0)
    await visit.close()

    assert (Reply(), Reply(ended_by=TurnEnd.TIME_LIMIT)) == (welcome, heard)


async def test_capabilities_are_what_the_target_file_describes(make_adapter) -> None:
    target = {"url": "http://127.0.0.1:1", "request": {"m": "{text}"}}
    bare = make_adapter({**target, "reply": {"links_in_text": False}})
    rich = make_adapter(
        {
            **target,
            "poll": {},
            "upload": {"how": "base64"},
            "reply": {"buttons": {"list": "b"}, "events": {"queue": "q"}},
        }
    )

    assert Capabilities(buttons=False, links=False) == bare.capabilities
    assert Capabilities(uploads=True, handoff_signal=True, unsolicited=True) == rich.capabilities


async def test_the_record_shows_what_went_over_the_wire(serve, make_adapter, case) -> None:
    handle, _ = answering({"text": "好", "more": {"unknown": [1]}})
    async with serve(handle) as url:
        adapter = make_adapter({"url": f"{url}/chat", "request": {"m": "{text}"}, "reply": {}})

        (reply,) = await talk(adapter, case, Say("你好"))

    (exchange,) = reply.exchanges
    assert exchange.request == (
        f'POST {url}/chat\nAccept: application/json\nContent-Type: application/json\n\n{{"m": "你好"}}'
    )
    assert exchange.response.startswith("HTTP 200\n")
    assert exchange.response.endswith("\n\n" + json.dumps({"text": "好", "more": {"unknown": [1]}}))
    assert (1, 200, None) == (exchange.attempt, exchange.status, exchange.turn)
    assert 0 <= exchange.at <= exchange.at + exchange.took_s <= reply.arrived_s[0]


async def test_messages_are_spread_over_the_second(serve, make_adapter, case) -> None:
    handle, requests = answering(*["ok"] * 6)
    async with serve(handle) as url:
        target = {"url": url, "request": {"m": "{text}"}, "reply": {}, "limits": {"per_second": 50}}
        adapter = make_adapter(target)
        began = asyncio.get_running_loop().time()

        await asyncio.gather(*[talk(adapter, case, Say("a"), Say("b")) for _ in range(3)])

    assert 6 == len(requests)
    assert asyncio.get_running_loop().time() - began >= 5 / 50
