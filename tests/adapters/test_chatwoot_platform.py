"""The traps of standing in for Chatwoot: signatures, tokens, bots that hear themselves, people, calls it refuses."""

import asyncio
import hashlib
import hmac
import json
import socket
import time
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from runaround.conformance.stage import Script, a_case, say
from runaround.errors import AdapterError, BadStatus, FileError, TimedOut, Unauthorized, Unreachable
from runaround.fake import Bubble, Fetch
from runaround.model import Button, Click, Event, Evidence, Item, Message, Say, Speaker, Wait
from runaround.target_file import make_target
from runaround_adapters.fakes.chatwoot_platform import serve as serve_fake

pytestmark = pytest.mark.anyio

QUIET_S = 0.2
SECRET = "a-webhook-secret"
SECRETS = {"TOKEN": SECRET, "BOT": "an-access-token"}
TRANSFER = Bubble(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED))


async def talk(target, *actions) -> list:
    """Return the welcome, and the replies to `actions`."""
    adapter = make_target(target, SECRETS, file="test").adapter
    try:
        session, welcome = await adapter.open(a_case(), session=1)
        try:
            replies = [welcome]
            for action in actions:
                waits = isinstance(action, Wait)
                replies.append(await (session.listen(action.seconds) if waits else session.send(action)))
            return replies
        finally:
            await session.close()
    finally:
        await adapter.close()


def told(reply) -> list:
    return [one.event or (one.speaker, one.text) for one in reply.messages]


async def test_events_are_signed_and_the_token_is_checked() -> None:
    bot = Script([[say("hello")]], first=[say("Welcome")])
    async with serve_fake(bot, QUIET_S, secret=SECRET, token="an-access-token") as served:
        welcome, reply = await talk({**served.target, "token": "env:BOT"}, Say("hi"))
        with pytest.raises(Unauthorized):
            await talk({key: one for key, one in served.target.items() if key != "secret"})

    assert [told(welcome), told(reply)] == [[(Speaker.BOT, "Welcome")], [(Speaker.BOT, "hello")]]
    assert "an-access-token" not in repr((welcome, reply))


async def test_a_bot_with_another_token_is_no_silent_bot() -> None:
    async with serve_fake(Script([[say("hello")]]), QUIET_S, token="of-somebody-else") as served:
        with pytest.raises(Unauthorized, match="expected the header api_access_token"):
            await talk({**served.target, "token": "env:BOT"}, Say("hi"))


@pytest.mark.parametrize(
    ("does", "then"),
    [
        ("accept", [Event.TRANSFER_STARTED, Event.HUMAN_JOINED, (Speaker.HUMAN, "I am Li.")]),
        ("refuse", [Event.TRANSFER_STARTED, Event.TRANSFER_FAILED]),
        ("never", [Event.TRANSFER_STARTED, Event.QUEUE]),
    ],
)
async def test_people_do_as_the_target_file_says(does: str, then: list) -> None:
    bot = Script([[say("One moment."), TRANSFER], [say("I am still here.")]])
    async with serve_fake(bot, QUIET_S) as served:
        human = {"does": does, **({"says": "I am Li."} if does == "accept" else {})}
        _, first, second = await talk({**served.target, "human": human}, Say("human"), Say("thanks"))

    speakers = [one.speaker for one in second.messages]
    assert told(first) == [(Speaker.BOT, "One moment."), *then]
    assert len(bot.heard) == 2, "Chatwoot tells the bot of every message, whoever has the conversation"
    assert (Speaker.HUMAN in speakers) is (does == "accept")


async def test_a_file_is_an_address_that_the_bot_is_seen_to_fetch(tmp_path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG" * 10)
    bot = Script([[Fetch(), say("thanks")]])
    async with serve_fake(bot, QUIET_S) as served:
        _, reply = await talk(
            served.target, Say("see", (Evidence(Item.PHOTO, str(tmp_path / "photo.png"), "image/png"),))
        )

    assert [(one.name, one.media_type) for one in bot.heard[0].files] == [("photo.png", "image")]
    assert dict(reply.fetched) == {"photo.png": True}


@pytest.mark.parametrize("clicks", ["submit", "say"])
async def test_a_click_is_submitted_or_said(clicks: str) -> None:
    bot = Script([[say("Which?", buttons=(Button("Refund", "/refund"),))], [say("ok")]])
    async with serve_fake(bot, QUIET_S) as served:
        _, _, second = await talk(
            {**served.target, "clicks": clicks}, Say("hi"), Click(button=Button("Refund", "/refund"))
        )

    assert (bot.heard[1].text, bot.heard[1].button) == ("Refund", "/refund" if clicks == "submit" else "")
    assert told(second) == [(Speaker.BOT, "ok")]


# Bots of our own, which do what a test wants them to do.


class Bot:
    """Keeps what it is told; a test adds to `answer` what it does about a message of the consumer's."""

    def __init__(self, answer) -> None:
        self.events: list[dict] = []
        self.answered: list[tuple[int, object]] = []
        self._answer = answer
        self.chatwoot = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        event = await request.json()
        self.events.append(event)
        if event["event"] == "message_created" and event["message_type"] == "incoming":
            return await self._answer(self, event) or web.Response()
        return web.Response(status=500 if event["event"] == "conversation_created" else 200)

    async def call(self, event: dict, method: str, path: str, **how) -> None:
        url = f"{self.chatwoot}/api/v1/accounts/{event['account']['id']}/conversations/{event['conversation']['id']}"
        async with ClientSession() as client, client.request(method, url + path, **how) as response:
            text = await response.text()
            self.answered.append((response.status, json.loads(text) if text else None))


@asynccontextmanager
async def behind(serve, find_port, bot: Bot, **more):
    port = find_port()
    bot.chatwoot = f"http://127.0.0.1:{port}"
    async with serve(bot.take) as url:
        turn, listen = {"quiet_s": QUIET_S, "longest_quiet_s": QUIET_S}, {"port": port}
        about = {"adapter": "chatwoot_platform", "url": f"{url}/hook", "listen": listen, "turn": turn}
        yield {**about, "welcome": {"wait_s": QUIET_S}, "limits": {"reply_s": 10 * QUIET_S}, **more}


@pytest.fixture
def find_port():
    def find() -> int:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            return one.getsockname()[1]

    return find


async def test_what_a_bot_does_over_the_api_is_done_and_answered(serve, find_port) -> None:
    async def answer(bot: Bot, event: dict) -> None:
        await bot.call(event, "POST", "/messages", json={"content": "a note", "private": True})
        await bot.call(event, "POST", "/labels", json={"labels": ["refund"]})
        await bot.call(event, "GET", "/labels")
        await bot.call(event, "POST", "/custom_attributes", json={"custom_attributes": {"order": "7"}})
        await bot.call(event, "POST", "/toggle_priority", json={"priority": "high"})
        await bot.call(event, "GET", "")
        await bot.call(event, "POST", "/messages", data={"content": "form", "message_type": "outgoing"})
        await bot.call(event, "GET", "/messages")

    bot = Bot(answer)
    async with behind(serve, find_port, bot) as target:
        _, reply = await talk(target, Say("hi"))

    statuses = [status for status, _ in bot.answered]
    (_, note), (_, labels), (_, listed), (_, kept), _, (_, conversation), _, (_, messages) = bot.answered
    assert told(reply) == [(Speaker.BOT, "form")]
    assert statuses == [200] * 8
    assert (note["message_type"], note["private"], labels, listed) == (1, True, labels, {"payload": ["refund"]})
    assert kept == {"custom_attributes": {"order": "7"}}
    assert (conversation["labels"], conversation["priority"], conversation["status"]) == (["refund"], "high", "pending")
    assert [one["content"] for one in messages["payload"]] == ["hi", "a note", "form"]


async def test_a_bot_is_told_of_its_own_messages_and_of_every_change(serve, find_port) -> None:
    async def answer(bot: Bot, event: dict) -> None:
        await bot.call(event, "POST", "/messages", json={"content": "One moment."})
        await bot.call(event, "POST", "/toggle_status", json={"status": "open"})
        await bot.call(event, "POST", "/toggle_status", json={"status": "resolved"})

    bot = Bot(answer)
    async with behind(serve, find_port, bot) as target:
        _, reply, _ = await talk({**target, "start": ["webwidget_triggered"]}, Say("hi"), Wait(QUIET_S))

    changes = [
        one["changed_attributes"][0]["status"] for one in bot.events if one["event"] == "conversation_status_changed"
    ]
    assert told(reply)[-1] is Event.SESSION_END
    assert [one["event"] for one in bot.events] == [
        "webwidget_triggered",
        "message_created",
        "message_created",
        "conversation_opened",
        "conversation_status_changed",
        "conversation_resolved",
        "conversation_status_changed",
    ]
    assert [one["sender"]["type"] for one in bot.events if one["event"] == "message_created"] == [
        "contact",
        "agent_bot",
    ]
    assert [(one["previous_value"], one["current_value"]) for one in changes] == [
        ("pending", "open"),
        ("open", "resolved"),
    ]


async def test_a_message_that_chatwoot_would_refuse_reaches_nobody(serve, find_port) -> None:
    wrong = [
        {"content": "pick", "content_type": "carousel"},
        {"content": "pick", "content_type": "input_select"},
        {"content": "pick", "content_type": "cards", "content_attributes": {"items": [{"title": "no actions"}]}},
        {"content": "pick", "message_type": "shout"},
    ]

    async def answer(bot: Bot, event: dict) -> None:
        for body in wrong:
            await bot.call(event, "POST", "/messages", json=body)
        await bot.call(event, "POST", "/toggle_status", json={"status": "closed"})
        await bot.call(event, "POST", "/assign", json={})

    bot = Bot(answer)
    async with behind(serve, find_port, bot) as target:
        _, reply = await talk(target, Say("hi"))

    record = "".join(one.request for one in reply.exchanges)
    assert reply.messages == ()
    assert [status for status, _ in bot.answered] == [422] * 5 + [404]
    assert "HTTP 422" in record
    assert "'carousel' is not a valid content_type" in record


async def test_who_is_assigned_is_asked_and_who_is_unassigned_leaves(serve, find_port) -> None:
    async def answer(bot: Bot, event: dict) -> None:
        is_first = event["content"] == "human"
        await bot.call(event, "POST", "/assignments", json={"assignee_id": 2 if is_first else None})
        await bot.call(event, "POST", "/messages", json={"content": "done"})

    bot = Bot(answer)
    async with behind(serve, find_port, bot, human={"does": "accept"}) as target:
        _, first, second = await talk(target, Say("human"), Say("back to the bot"))

    assert [one for one in told(first) if isinstance(one, Event)] == [Event.TRANSFER_STARTED, Event.HUMAN_JOINED]
    assert [one for one in told(second) if isinstance(one, Event)] == [Event.HUMAN_LEFT]


async def test_a_webhook_that_works_before_it_answers_is_told_what_chatwoot_would_do(serve, find_port) -> None:
    async def answer(bot: Bot, event: dict) -> None:
        await asyncio.sleep(60)

    async with behind(serve, find_port, Bot(answer), webhook_s=0.2) as target:
        with pytest.raises(TimedOut, match="after which Chatwoot gives a conversation to people"):
            await talk(target, Say("hi"))


async def test_a_bot_that_refuses_a_message_is_an_error_and_one_that_knows_no_events_is_not(serve, find_port) -> None:
    async def answer(bot: Bot, event: dict) -> web.Response:
        return web.Response(status=500)

    bot = Bot(answer)
    async with behind(serve, find_port, bot) as target:
        with pytest.raises(BadStatus, match="HTTP 500"):
            await talk(target, Say("hi"))

    assert [one["event"] for one in bot.events] == ["conversation_created", "message_created"]


async def test_a_bot_that_is_not_there_is_told_before_anything_is_said(find_port) -> None:
    target = {
        "adapter": "chatwoot_platform",
        "url": f"http://127.0.0.1:{find_port()}/",
        "listen": {"port": find_port()},
    }

    with pytest.raises(Unreachable):
        await talk(target)


async def test_a_port_that_is_taken_is_told(serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.Response()

    async with serve(handle) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(AdapterError, match=r"listen\.port"):
            await talk({"adapter": "chatwoot_platform", "url": url, "listen": {"port": port}})


async def test_a_signature_is_made_of_the_time_and_of_what_is_sent(serve, find_port) -> None:
    """As a bot that checks it does it: over the bytes, not over JSON that it has written anew."""
    seen: list[bool] = []

    async def take(request: web.Request) -> web.Response:
        stamp, body = request.headers["X-Chatwoot-Timestamp"], await request.read()
        digest = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        is_fresh = abs(time.time() - int(stamp)) < 60
        seen.append(is_fresh and request.headers["X-Chatwoot-Signature"] == f"sha256={digest}")
        seen.append(len(request.headers["X-Chatwoot-Delivery"]) == 36)
        return web.Response()

    async with serve(take) as url:
        listen, turn = {"port": find_port()}, {"quiet_s": QUIET_S}
        about = {"adapter": "chatwoot_platform", "url": url, "secret": "env:TOKEN", "listen": listen, "turn": turn}
        await talk({**about, "limits": {"reply_s": 0.5}, "welcome": {"mode": "none"}}, Say("退款 👩🏽‍💻 \u2028"))

    assert seen == [True] * 4


def test_every_mistake_of_a_file_is_told(make_adapter) -> None:
    with pytest.raises(FileError) as caught:
        make_adapter(
            """
            adapter: chatwoot_platform
            url: https://me@bot.example
            token: plain
            secret: env:NOT_SET
            contact: {name: "{nobody}"}
            start: [message_created]
            human: {does: dance}
            """
        )

    mistakes = str(caught.value)
    for words in ("token", "NOT_SET", "nobody", "start[0]", "human.does", "holds a password"):
        assert words in mistakes
