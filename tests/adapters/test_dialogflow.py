"""The traps of Dialogflow CX: what answers hold, cards and their clicks, a signal that changes nothing, errors."""

from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from runaround.errors import (
    BadStatus,
    BotFailed,
    Dropped,
    FileError,
    RateLimited,
    Unauthorized,
    Unsupported,
    WrongShape,
)
from runaround.model import Attachment, Button, Click, Event, Link, Message, Say, Speaker, TurnEnd

pytestmark = pytest.mark.anyio

BOT = Speaker.BOT
STARTED = Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED)
ENDED = Message(Speaker.SYSTEM, event=Event.SESSION_END)
AGENT = "projects/shop/locations/europe-west1/agents/0f7a1c52-aaaa"
SHOP = "https://shop.example"


def describe(url: str, **more: Any) -> dict[str, Any]:
    return {"adapter": "dialogflow", "agent": AGENT, "token": "env:TOKEN", "url": url, **more}


def text(*texts: str) -> dict[str, Any]:
    return {"text": {"text": list(texts)}, "responseType": "HANDLER_PROMPT"}


def cards(*several: Any) -> dict[str, Any]:
    return {"payload": {"richContent": list(several)}}


def answer(*messages: Any, **more: Any) -> dict[str, Any]:
    result = {"responseMessages": list(messages), "match": {"matchType": "NO_MATCH"}, **more}
    return {"responseId": "r", "queryResult": result, "responseType": "FINAL"}


def answering(*answers: Any):
    """Return a handler that gives one answer after another (the last stays) and keeps the requests."""
    waiting, requests = list(answers), []

    async def handle(request: web.Request) -> web.StreamResponse:
        requests.append((request, await request.json()))
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return found() if callable(found) else web.json_response(found)

    return handle, requests


async def talk(adapter, case, *actions):
    session, welcome = await adapter.open(case, session=1)
    try:
        return [welcome, *[await session.send(action) for action in actions]]
    finally:
        await session.close()


async def test_parameters_are_sent_once_and_query_parameters_each_time(serve, make_adapter, case) -> None:
    handle, requests = answering(answer(text("Welcome")), answer(text("Hello")))
    async with serve(handle) as url:
        target = describe(
            url,
            environment="live",
            language={"zh": "zh-tw"},
            session_id="{consumer_id}",
            open={"event": "WELCOME"},
            headers={"X-Goog-User-Project": "billing"},
            parameters={"visit": "{session}", "tier": "gold"},
            query_params={"timeZone": "Asia/Shanghai", "payload": {"who": "{consumer_id}"}},
        )
        adapter = make_adapter(target, TOKEN="ya29.token")
        welcome, *_ = await talk(adapter, replace(case, consumer_id="ra-1"), Say("a {text}"))

    always = {"timeZone": "Asia/Shanghai", "payload": {"who": "ra-1"}}
    assert (Message(BOT, "Welcome"),) == welcome.messages
    assert {f"/v3/{AGENT}/environments/live/sessions/ra-1:detectIntent"} == {one.path for one, _ in requests}
    assert [body for _, body in requests] == [
        {
            "queryInput": {"event": {"event": "WELCOME"}, "languageCode": "zh-tw"},
            "queryParams": {**always, "parameters": {"visit": 1, "tier": "gold"}},
        },
        {"queryInput": {"text": {"text": "a {text}"}, "languageCode": "zh-tw"}, "queryParams": always},
    ]
    headers = requests[0][0].headers
    assert ("Bearer ya29.token", "billing") == (headers["Authorization"], headers["X-Goog-User-Project"])


INFO = {"type": "info", "title": "Parcel", "subtitle": "On its way", "image": {"rawUrl": "https://x/p.png?s=1"}}
CHIPS = {"type": "chips", "options": [{"text": "Refund"}, {"text": "Shop", "link": SHOP}]}
LIST = {"type": "list", "title": "A human", "subtitle": "9 to 5", "event": {"event": "HUMAN"}}
SAID = {
    "words": (
        [text("Hello"), text(f"see {SHOP}")],
        [Message(BOT, "Hello"), Message(BOT, f"see {SHOP}", links=(Link(SHOP),))],
    ),
    "info": (
        [cards([{**INFO, "anchor": {"href": SHOP}}])],
        [Message(BOT, "Parcel\nOn its way", (), (Link(SHOP, "Parcel"),), (Attachment("image", "p.png"),))],
    ),
    "one card, one message": (
        [cards([{"type": "description", "title": "Hi", "text": ["a", "b"]}, CHIPS])],
        [Message(BOT, "Hi\na\nb", (Button("Refund"),), (Link(SHOP, "Shop"),))],
    ),
    "two cards": (
        [cards([CHIPS], [LIST])],
        [
            Message(BOT, "", (Button("Refund"),), (Link(SHOP, "Shop"),)),
            Message(BOT, "9 to 5", (Button("A human", "HUMAN"),)),
        ],
    ),
    "picture": (
        [cards([{"type": "image", "rawUrl": "https://x/p.png", "accessibilityText": "a parcel"}])],
        [Message(BOT, "", attachments=(Attachment("image", "p.png", "a parcel"),))],
    ),
    "heard, not shown": ([{"outputAudioText": {"ssml": "<speak>Hi<break/>there</speak>"}}], [Message(BOT, "Hi there")]),
    "heard and shown": ([text("Hi"), {"outputAudioText": {"text": "Hi, dear"}}], [Message(BOT, "Hi")]),
    "own payload": ([{"payload": {"say": "Hi"}}], [Message(BOT, "Hi")]),
    "silent kinds": ([{"conversationSuccess": {}}, {"knowledgeInfoCard": {}}], []),
    "unknown beside words": ([text("Hi"), {"payload": {"widget": 1}}, {"hologram": {}}], [Message(BOT, "Hi")]),
    "phone transfer": ([{"telephonyTransferCall": {"phoneNumber": "+1"}}], [STARTED]),
    "nothing": ([], []),
}


@pytest.mark.parametrize(("messages", "expected"), SAID.values(), ids=SAID)
async def test_every_kind_of_message_says_what_it_says(serve, make_adapter, case, messages, expected) -> None:
    handle, _ = answering(answer(*messages))
    async with serve(handle) as url:
        adapter = make_adapter(describe(url, payload={"text": "say"}), TOKEN="ya29.token")
        _, reply = await talk(adapter, case, Say("hi"))

    assert (tuple(expected), TurnEnd.RESPONSE) == (reply.messages, reply.ended_by)


async def test_a_choice_triggers_its_event_or_is_said(serve, make_adapter, case) -> None:
    button = {"type": "button", "text": "Stop", "event": {"name": "STOP"}}  # as in Dialogflow ES
    handle, requests = answering(answer(cards([LIST, button, CHIPS])))
    async with serve(handle) as url:
        session, _ = await make_adapter(describe(url), TOKEN="ya29.token").open(case, session=1)
        (shown,) = (await session.send(Say("hi"))).messages
        for one in shown.buttons:
            await session.send(Click(one))
        await session.close()

    sent = [{key: value for key, value in body["queryInput"].items() if key != "languageCode"} for _, body in requests]
    said = [{"text": {"text": words}} for words in ("hi", "Refund")]
    assert [said[0], {"event": {"event": "HUMAN"}}, {"event": {"event": "STOP"}}, said[1]] == sent


async def test_an_agent_that_signals_a_human_keeps_answering_and_is_heard(serve, make_adapter, case) -> None:
    """The signal changes nothing in Dialogflow; that the bot goes on is what is to be found."""
    handle, _ = answering(answer(text("One moment"), {"liveAgentHandoff": {}}), answer(text("What else?")))
    async with serve(handle) as url:
        _, first, second = await talk(
            make_adapter(describe(url), TOKEN="ya29.token"), case, Say("human"), Say("hello?")
        )

    assert ((Message(BOT, "One moment"), STARTED), (Message(BOT, "What else?"),)) == (first.messages, second.messages)


async def test_who_takes_over_goes_on_when_the_agent_has_ended(serve, make_adapter, case) -> None:
    handle, requests = answering(answer({"liveAgentHandoff": {}}, text("One moment"), {"endInteraction": {}}))
    async with serve(handle) as url:
        adapter = make_adapter(describe(url, human={"does": "accept"}), TOKEN="ya29.token")
        _, first, second = await talk(adapter, case, Say("human"), Say("我的快递坏了"))

    joined = Message(Speaker.SYSTEM, event=Event.HUMAN_JOINED)
    assert [STARTED, Message(BOT, "One moment"), joined] == list(first.messages[:3])
    spoke = [message.speaker for message in (*first.messages[3:], *second.messages)]
    assert ([Speaker.HUMAN] * 2, 1, TurnEnd.RESPONSE) == (spoke, len(requests), first.ended_by)


async def test_nothing_is_sent_after_the_end(serve, make_adapter, case) -> None:
    handle, requests = answering(answer(text("Bye"), {"endInteraction": {}}))
    async with serve(handle) as url:
        session, _ = await make_adapter(describe(url), TOKEN="ya29.token").open(case, session=1)
        reply = await session.send(Say("hi"))
        with pytest.raises(Dropped):
            await session.send(Say("still there?"))
        await session.close()

    assert ((Message(BOT, "Bye"), ENDED), TurnEnd.SESSION_END, 1) == (reply.messages, reply.ended_by, len(requests))


async def test_a_page_or_a_payload_may_signal_too(serve, make_adapter, case) -> None:
    page = {"currentPage": {"displayName": "Queue"}}
    handle, _ = answering(answer(text("Wait"), {"payload": {"handoff": "full"}}, **page))
    async with serve(handle) as url:
        target = describe(
            url,
            events={"queue": "queryResult.currentPage.displayName == 'Queue'"},
            payload={"events": {"transfer_failed": "handoff == 'full'"}},
        )
        _, reply = await talk(make_adapter(target, TOKEN="ya29.token"), case, Say("human"))

    told = [Message(Speaker.SYSTEM, event=event) for event in (Event.TRANSFER_FAILED, Event.QUEUE)]
    assert (Message(BOT, "Wait"), *told) == reply.messages


def refusing(status: int, code: str, **headers: str):
    error = {"error": {"code": status, "message": "no", "status": code}}
    return lambda: web.json_response(error, status=status, headers=headers)


FAILED_WEBHOOK = {"webhookStatuses": [{}, {"code": 14, "message": "State: URL_TIMEOUT"}]}
TROUBLES = {
    "token": (refusing(401, "UNAUTHENTICATED"), Unauthorized),
    "rights": (refusing(403, "PERMISSION_DENIED"), Unauthorized),
    "internal": (refusing(500, "INTERNAL"), BotFailed),
    "unavailable": (refusing(503, "UNAVAILABLE"), BotFailed),
    "deadline": (refusing(504, "DEADLINE_EXCEEDED"), BotFailed),
    "no agent": (refusing(404, "NOT_FOUND"), BadStatus),
    "wrong": (refusing(400, "INVALID_ARGUMENT"), BadStatus),
    "a page": (lambda: web.Response(status=502, text="<html>"), BadStatus),
    "quota": (refusing(429, "RESOURCE_EXHAUSTED", **{"Retry-After": "900"}), RateLimited),
    "webhook": (lambda: web.json_response(answer(**FAILED_WEBHOOK)), BotFailed),
    "no result": (lambda: web.json_response({"queryResult": []}), WrongShape),
    "unknown": (lambda: web.json_response(answer({"toolCall": {"tool": "x"}})), WrongShape),
    "unexplained": (lambda: web.json_response(answer({"payload": {"widget": 1}})), WrongShape),
}


@pytest.mark.parametrize(("found", "kind"), TROUBLES.values(), ids=TROUBLES)
async def test_a_trouble_is_told_by_its_kind_and_nothing_sent_again(serve, make_adapter, case, found, kind) -> None:
    handle, requests = answering(found)
    async with serve(handle) as url:
        with pytest.raises(kind) as caught:
            await talk(make_adapter(describe(url, name="Shop"), TOKEN="ya29.token"), case, Say("hi"))

    assert kind is type(caught.value)
    assert str(caught.value).startswith(f"Shop (POST {url}/v3/projects/shop")
    assert 1 == len(requests) == len(caught.value.exchanges)


async def test_an_expression_that_does_not_fit_is_told_and_not_passed_over(serve, make_adapter, case) -> None:
    """Buttons that were lost in silence would make a bot look as if it offered none."""
    handle, _ = answering(answer(text("Hi"), {"payload": {"say": "Which?", "choices": "A, B"}}))
    async with serve(handle) as url:
        adapter = make_adapter(
            describe(url, payload={"text": "say", "buttons": {"list": "choices"}}), TOKEN="ya29.token"
        )
        with pytest.raises(WrongShape, match=r"payload\.buttons\.list \(choices\) found 'A, B'; expected a list"):
            await talk(adapter, case, Say("hi"))


async def test_a_webhook_that_failed_beside_words_is_the_agents_own_matter(serve, make_adapter, case) -> None:
    handle, _ = answering(answer(text("Sorry"), **FAILED_WEBHOOK))
    async with serve(handle) as url:
        _, reply = await talk(make_adapter(describe(url), TOKEN="ya29.token"), case, Say("hi"))

    assert (Message(BOT, "Sorry"),) == reply.messages


@pytest.mark.parametrize(("lang", "code"), [("zh", "zh-cn"), ("es", "es")])
async def test_a_language_goes_by_the_code_that_google_has_for_it(serve, make_adapter, case, lang, code) -> None:
    handle, requests = answering(answer())
    async with serve(handle) as url:
        visitor = replace(case, scenario=replace(case.scenario, lang=lang))
        await talk(make_adapter(describe(url), TOKEN="ya29.token"), visitor, Say("hi"))

    assert code == requests[0][1]["queryInput"]["languageCode"]


async def test_a_language_without_a_code_is_not_played(serve, make_adapter, case) -> None:
    handle, requests = answering(answer())
    async with serve(handle) as url:
        with pytest.raises(Unsupported, match="no language code for the language 'zh'"):
            await talk(make_adapter(describe(url, language={"en": "en-us"}), TOKEN="ya29.token"), case, Say("hi"))

    assert [] == requests


async def test_the_token_is_never_shown(serve, make_adapter, case) -> None:
    handle, _ = answering(answer(text("your token is ya29.token")))
    async with serve(handle) as url:
        _, reply = await talk(make_adapter(describe(url), TOKEN="ya29.token"), case, Say("hi"))

    assert ("your token is ***", False) == (reply.messages[0].text, "ya29.token" in repr(reply))


def test_every_mistake_of_a_file_is_told_at_once(make_adapter) -> None:
    target = describe(
        "http://127.0.0.1:1",
        token="ya29.plain",
        credentials="env:CREDENTIALS",
        headers={"X-Api-Key": "plain"},
        query_params={"parameters": {}, "payload": "{nobody}"},
        events={"transfer_started": "a ="},
    )

    with pytest.raises(FileError) as caught:
        make_adapter(target)

    expected = (
        "token: goes without 'credentials'",
        "token: a secret does not stand in a target file",
        "headers.X-Api-Key: a secret does not stand in a target file",
        "query_params.parameters: is sent by the key 'parameters'",
        "query_params.payload: unknown placeholder 'nobody'",
        "events.transfer_started: 'a =' is not a JMESPath expression",
    )
    assert [] == [part for part in expected if part not in str(caught.value)]


@pytest.mark.parametrize("agent", ["0f7a1c52", "projects/shop/agent", "projects/shop/locations/global/agents/"])
def test_an_agent_goes_by_its_whole_name(make_adapter, agent) -> None:
    with pytest.raises(FileError, match=r"agent: .*projects/…/locations/…/agents/…"):
        make_adapter({**describe("http://127.0.0.1:1"), "agent": agent}, TOKEN="ya29.token")
