"""The traps of Amazon Lex V2: what answers hold, errors by name, transfers that only the target file can see."""

import json
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
from runaround.model import Attachment, Button, Click, Event, Evidence, Item, Link, Message, Say, Speaker, TurnEnd

pytestmark = pytest.mark.anyio

BOT, HUMAN = Speaker.BOT, Speaker.HUMAN
STARTED = Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED)
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret-key-7"}
HANDOFF = {"transfer_started": "sessionState.intent.name == 'TalkToAgent'"}


def describe(url: str, **more: Any) -> dict[str, Any]:
    always = {"adapter": "lex", "bot": "ABCDEFGHIJ", "alias": "TSTALIASID", "locale": "en_US", "region": "eu-west-1"}
    return {**always, "url": url, **more}


def plain(text: str) -> dict[str, str]:
    return {"contentType": "PlainText", "content": text}


def custom(payload: object) -> dict[str, str]:
    return {"contentType": "CustomPayload", "content": payload if isinstance(payload, str) else json.dumps(payload)}


def answer(*messages: Any, intent: str = "Order", **attributes: str) -> dict[str, Any]:
    state = {"intent": {"name": intent, "state": "InProgress"}, "sessionAttributes": attributes}
    return {**({"messages": list(messages)} if messages else {}), "sessionState": state, "sessionId": "s"}


def answering(*answers: Any):
    """Return a handler that gives one answer after another (the last stays) and keeps the requests."""
    waiting, requests = list(answers), []

    async def handle(request: web.Request) -> web.StreamResponse:
        requests.append((request, await request.json() if request.can_read_body else None))
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return found() if callable(found) else web.json_response(found)

    return handle, requests


async def talk(adapter, case, *actions):
    session, welcome = await adapter.open(case, session=1)
    try:
        return [welcome, *[await session.send(action) for action in actions]]
    finally:
        await session.close()


async def test_attributes_of_the_session_are_sent_once_and_those_of_requests_each_time(
    serve, make_adapter, case
) -> None:
    handle, requests = answering(answer(plain("Hello")))
    async with serve(handle) as url:
        target = describe(
            url,
            locale={"zh": "zh_CN", "en": "en_US"},
            session_id="{consumer_id}:1",
            session_attributes={"lang": "{lang}"},
            request_attributes={"x-amz-lex:accept-content-types": "PlainText", "visit": "{session}"},
        )
        await talk(make_adapter(target, **KEYS), replace(case, consumer_id="ra 1"), Say("a {text}"), Say("b"))

    attributes = {"x-amz-lex:accept-content-types": "PlainText", "visit": "1"}
    path = "/bots/ABCDEFGHIJ/botAliases/TSTALIASID/botLocales/zh_CN/sessions/ra%201:1/text"
    assert {path} == {request.raw_path for request, _ in requests}
    assert [body for _, body in requests] == [
        {"text": "a {text}", "requestAttributes": attributes, "sessionState": {"sessionAttributes": {"lang": "zh"}}},
        {"text": "b", "requestAttributes": attributes},
    ]


CARD = {"title": "Which one?", "subtitle": "Tap", "imageUrl": "https://s3/x/parcel.png?sig=1"}
PICKER = {
    "templateType": "ListPicker",
    "version": "1.0",
    "data": {
        "content": {"title": "Which one?", "elements": [{"title": "Apple", "subtitle": "1 EUR"}, {"title": "Pear"}]}
    },
}
TIMES = {
    "templateType": "TimePicker",
    "data": {"content": {"title": "When?", "timeslots": [{"date": "2026-11-22T10"}]}},
}
SHOP = "https://shop.example"
SPEECH = "<speak>It is <sub alias='number one'>#1</sub>,<break time='1s'/>A &amp; B.</speak>"
PICTURE = Attachment("image", "parcel.png")
BUTTONS = {"imageResponseCard": {**CARD, "buttons": [{"text": "A", "value": "a"}]}}
FRUITS = Message(BOT, "Which one?", (Button("Apple"), Button("Pear")))
SERIES = {"templateType": "Carousel", "data": {"content": {"elements": [{**PICKER, "templateType": "Panel"}]}}}
SAID = {
    "words": ([plain(f"see {SHOP}")], [Message(BOT, f"see {SHOP}", links=(Link(SHOP),))]),
    "speech": ([{"contentType": "SSML", "content": SPEECH}], [Message(BOT, "It is number one, A & B.")]),
    "card": (
        [plain("Hm."), {"contentType": "ImageResponseCard", **BUTTONS}],
        [Message(BOT, "Hm."), Message(BOT, "Which one?\nTap", (Button("A", "a"),), (), (PICTURE,))],
    ),
    "markdown": ([custom("**Hello**")], [Message(BOT, "**Hello**")]),
    "number": ([custom("42")], [Message(BOT, "42")]),
    "list picker": ([custom(PICKER)], [FRUITS]),
    "time picker": ([custom(TIMES)], [Message(BOT, "When?", (Button("2026-11-22T10"),))]),
    "carousel": ([custom(SERIES)], [FRUITS]),
    "own payload": ([custom({"say": "Hi", "end": False})], [Message(BOT, "Hi")]),
    "unknown beside words": ([plain("Hi"), custom({"widget": 1}), {"contentType": "Hologram"}], [Message(BOT, "Hi")]),
    "nothing": ([], []),
}


@pytest.mark.parametrize(("messages", "expected"), SAID.values(), ids=SAID)
async def test_every_kind_of_message_says_what_it_says(serve, make_adapter, case, messages, expected) -> None:
    handle, _ = answering(answer(*messages))
    async with serve(handle) as url:
        adapter = make_adapter(describe(url, payload={"text": "say"}), **KEYS)
        _, reply = await talk(adapter, case, Say("hi"))

    assert (tuple(expected), TurnEnd.RESPONSE) == (reply.messages, reply.ended_by)


async def test_the_value_of_a_button_is_said_for_it(serve, make_adapter, case) -> None:
    handle, requests = answering(answer())
    async with serve(handle) as url:
        await talk(make_adapter(describe(url), **KEYS), case, Click(Button("A", "a")), Click(Button("B")))

    assert ["a", "B"] == [body["text"] for _, body in requests]


async def test_a_transfer_is_told_when_it_begins_to_hold(serve, make_adapter, case) -> None:
    transfer = answer(plain("One moment"), intent="TalkToAgent")
    handle, _ = answering(transfer, transfer, answer(plain("Back")), transfer)
    async with serve(handle) as url:
        adapter = make_adapter(describe(url, events=HANDOFF), **KEYS)
        _, *replies = await talk(adapter, case, *[Say("human")] * 4)

    told = [STARTED in reply.messages for reply in replies]
    assert ([True, False, False, True], True) == (told, adapter.capabilities.handoff_signal)
    assert (Message(BOT, "One moment"), STARTED) == replies[0].messages


async def test_a_transfer_that_is_only_said_is_no_event(serve, make_adapter, case) -> None:
    handle, _ = answering(answer(plain("TalkToAgent: connecting you")))
    async with serve(handle) as url:
        _, reply = await talk(make_adapter(describe(url, events=HANDOFF), **KEYS), case, Say("human"))

    assert (Message(BOT, "TalkToAgent: connecting you"),) == reply.messages


async def test_who_takes_over_is_spoken_to_and_the_bot_no_longer(serve, make_adapter, case) -> None:
    """Lex only names an intent; what becomes of it is up to the client, which is us."""
    handle, requests = answering(answer(plain("One moment"), intent="TalkToAgent"))
    async with serve(handle) as url:
        human = {"does": "accept", "says": "I am Li."}
        adapter = make_adapter(describe(url, events={**HANDOFF, "session_end": "sessionState"}, human=human), **KEYS)
        _, first, second = await talk(adapter, case, Say("human"), Say("我的快递坏了"))

    joined = Message(Speaker.SYSTEM, event=Event.HUMAN_JOINED)
    assert (Message(BOT, "One moment"), STARTED, joined, Message(HUMAN, "I am Li.")) == first.messages
    assert ([HUMAN], 1) == ([message.speaker for message in second.messages], len(requests))
    assert adapter.capabilities.human_side


async def test_where_nobody_takes_over_the_bot_is_spoken_to(serve, make_adapter, case) -> None:
    handle, requests = answering(answer(intent="TalkToAgent"), answer(plain("Nobody is there.")))
    async with serve(handle) as url:
        adapter = make_adapter(describe(url, events=HANDOFF, human={"does": "off_duty"}), **KEYS)
        _, first, second = await talk(adapter, case, Say("human"), Say("and now?"))

    assert (STARTED, Message(Speaker.SYSTEM, event=Event.TRANSFER_FAILED)) == first.messages
    assert ((Message(BOT, "Nobody is there."),), 2) == (second.messages, len(requests))


async def test_the_bot_speaks_first_where_it_is_asked_to_and_its_session_is_deleted(serve, make_adapter, case) -> None:
    handle, requests = answering(answer(plain("Welcome")))
    async with serve(handle) as url:
        target = describe(url, open={"text": "hello"}, delete_session=True)
        welcome, *_ = await talk(make_adapter(target, **KEYS), case)

    assert (Message(BOT, "Welcome"),) == welcome.messages
    assert [("POST", {"text": "hello"}), ("DELETE", None)] == [(request.method, body) for request, body in requests]
    assert requests[0][0].path == requests[1][0].path + "/text"


async def test_nothing_is_sent_after_the_end(serve, make_adapter, case) -> None:
    handle, requests = answering(answer(plain("Bye"), done="yes"))
    async with serve(handle) as url:
        target = describe(url, events={"session_end": "sessionState.sessionAttributes.done == 'yes'"})
        session, _ = await make_adapter(target, **KEYS).open(case, session=1)
        reply = await session.send(Say("hi"))
        with pytest.raises(Dropped):
            await session.send(Say("still there?"))
        await session.close()

    assert (TurnEnd.SESSION_END, 1) == (reply.ended_by, len(requests))


def refusing(status: int, name: str, **headers: str):
    kind = {"x-amzn-ErrorType": f"{name}:http://internal.amazon.com/coral/"} if name else {}
    return lambda: web.json_response({"message": "no"}, status=status, headers={**kind, **headers})


TROUBLES = {
    "lambda": (refusing(424, "DependencyFailedException"), BotFailed),
    "building": (refusing(502, "BadGatewayException"), BotFailed),
    "lex": (refusing(500, "InternalServerException"), BotFailed),
    "rights": (refusing(403, "AccessDeniedException"), Unauthorized),
    "old token": (refusing(400, "ExpiredTokenException"), Unauthorized),
    "imitation": (lambda: web.json_response({"__type": "com.x#DependencyFailedException"}, status=400), BotFailed),
    "wrong": (refusing(400, "ValidationException"), BadStatus),
    "no bot": (refusing(404, "ResourceNotFoundException"), BadStatus),
    "busy": (refusing(409, "ConflictException"), BadStatus),
    "limit": (refusing(429, "ThrottlingException", **{"Retry-After": "900"}), RateLimited),
    "list": (lambda: web.json_response([]), WrongShape),
    "no list": (lambda: web.json_response({"messages": "hi"}), WrongShape),
    "no kind": (lambda: web.json_response(answer({"content": "hi"})), WrongShape),
    "unknown": (lambda: web.json_response(answer({"contentType": "Hologram"})), WrongShape),
    "unexplained": (lambda: web.json_response(answer(custom({"widget": 1}))), WrongShape),
}


@pytest.mark.parametrize(("found", "kind"), TROUBLES.values(), ids=TROUBLES)
async def test_a_trouble_is_told_by_its_kind_and_nothing_sent_again(serve, make_adapter, case, found, kind) -> None:
    handle, requests = answering(found)
    async with serve(handle) as url:
        with pytest.raises(kind) as caught:
            await talk(make_adapter(describe(url, name="Shop"), **KEYS), case, Say("hi"))

    assert kind is type(caught.value)
    assert str(caught.value).startswith(f"Shop (POST {url}/bots/ABCDEFGHIJ")
    assert 1 == len(requests) == len(caught.value.exchanges)


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (Say("长" * 1025), "Lex takes 1024 characters a message; the consumer says 1025"),
        (Say("see", (Evidence(Item.PHOTO, "/a.png", "image/png"),)), "carries no files; the consumer sends a.png"),
    ],
    ids=["long", "file"],
)
async def test_what_lex_cannot_carry_is_not_sent(serve, make_adapter, case, action, reason) -> None:
    handle, requests = answering(answer())
    async with serve(handle) as url:
        with pytest.raises(Unsupported, match=reason):
            await talk(make_adapter(describe(url), **KEYS), case, action)

    assert [] == requests


async def test_a_language_without_a_locale_is_not_played(serve, make_adapter, case) -> None:
    handle, _ = answering(answer())
    async with serve(handle) as url:
        with pytest.raises(Unsupported, match="no locale for the language 'zh'"):
            await talk(make_adapter(describe(url, locale={"en": "en_US"}), **KEYS), case, Say("hi"))


async def test_keys_sign_and_are_never_shown(serve, make_adapter, case) -> None:
    handle, requests = answering(answer(plain("your key is secret-key-7, your token lent-token-8")))
    async with serve(handle) as url:
        adapter = make_adapter(describe(url), **KEYS, AWS_SESSION_TOKEN="lent-token-8")
        _, reply = await talk(adapter, case, Say("hi"))

    headers = requests[0][0].headers
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token" in headers["Authorization"]
    assert "lent-token-8" == headers["X-Amz-Security-Token"]
    assert [] == [text for text in ("secret-key-7", "lent-token-8", "AKIDEXAMPLE") if text in repr(reply)]


async def test_a_token_belongs_to_the_key_it_came_with(serve, make_adapter, case) -> None:
    handle, requests = answering(answer())
    environ = {**KEYS, "AWS_SESSION_TOKEN": "of-another-key", "MY_ID": "AKIDMINE", "MY_KEY": "my-secret"}
    async with serve(handle) as url:
        adapter = make_adapter(describe(url, key_id="env:MY_ID", secret_key="env:MY_KEY"), **environ)
        await talk(adapter, case, Say("hi"))

    headers = requests[0][0].headers
    assert ("Credential=AKIDMINE/" in headers["Authorization"], False) == (True, "X-Amz-Security-Token" in headers)


def test_every_mistake_of_a_file_is_told_at_once(make_adapter) -> None:
    target = describe(
        "http://127.0.0.1:1",
        secret_key="plain-text",
        request_attributes={"who": "{nobody}"},
        events={"transfer_started": "a ="},
        payload={"text": "]"},
    )

    with pytest.raises(FileError) as caught:
        make_adapter(target)

    expected = (
        "key_id: the environment variable AWS_ACCESS_KEY_ID is not set",
        "secret_key: a secret does not stand in a target file",
        "request_attributes.who: unknown placeholder 'nobody'",
        "events.transfer_started: 'a =' is not a JMESPath expression",
        "payload.text: ']' is not a JMESPath expression",
    )
    assert [] == [text for text in expected if text not in str(caught.value)]


def test_the_name_of_an_alias_is_not_its_id(make_adapter) -> None:
    with pytest.raises(FileError, match=r"alias: .*the ID \(not the name\) of the alias"):
        make_adapter(describe("http://127.0.0.1:1", alias="prod-live"), **KEYS)
