"""The traps of playing Sunshine Conversations to a bot."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from runaround.adapter import Reply, Session
from runaround.errors import AdapterError, BadStatus, Dropped, FileError, Unauthorized, Unsupported
from runaround.model import Attachment, Button, Click, Event, Evidence, Item, Link, Message, Say, Speaker
from runaround_adapters.fakes._serving import find_port

pytestmark = pytest.mark.anyio

BOT, HUMAN, SYSTEM = Speaker.BOT, Speaker.HUMAN, Speaker.SYSTEM
STARTED, QUEUE, JOINED, FAILED, LEFT = (
    Message(SYSTEM, event=one)
    for one in (
        Event.TRANSFER_STARTED,
        Event.QUEUE,
        Event.HUMAN_JOINED,
        Event.TRANSFER_FAILED,
        Event.HUMAN_LEFT,
    )
)


def basic(key: str, secret: str) -> str:
    return f"Basic {base64.b64encode(f'{key}:{secret}'.encode()).decode()}"


KEY, DESK = basic("app_bot", "secret-one"), basic("app_desk", "secret-two")
BUSINESS = {"type": "business", "displayName": "Bot"}


def text(said: str, **more: Any) -> dict[str, Any]:
    return {"author": BUSINESS, "content": {"type": "text", "text": said, **more}}


class Bot:
    """Keeps the events that it is told of, and does to each thing of the consumer what comes next in `acts`."""

    def __init__(self, *acts: Callable[["Bot"], Any], statuses: tuple[int, ...] = ()) -> None:
        self.acts = list(acts)
        self.statuses = list(statuses)
        self.calls: list[web.Request] = []
        self.events: list[dict[str, Any]] = []
        self.answers: list[tuple[int, Any]] = []
        self.told = asyncio.Event()
        self.base = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.calls.append(request)
        events = (await request.json())["events"]
        self.events += events
        self.told.set()
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        for event in events:
            message = event["payload"].get("message")
            is_asked = event["type"] == "conversation:postback" or (message and message["author"]["type"] == "user")
            if is_asked and self.acts:
                await self.acts.pop(0)(self)
        return web.Response()

    async def call(self, path: str, body: object, *, key: str = KEY, method: str = "POST") -> Any:
        talk = self.events[-1]["payload"]["conversation"]["id"]
        url = f"{self.base}/v2/apps/runaround/conversations/{talk}{path}"
        async with (
            aiohttp.ClientSession(headers={"Authorization": key}) as client,
            client.request(method, url, json=body) as response,
        ):
            self.answers.append((response.status, await response.json()))
        return self.answers[-1][1]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [one["payload"] for one in self.events if one["type"] == kind]

    async def hear(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        async with asyncio.timeout(5):
            while len(self.of(kind)) < count:
                self.told.clear()
                await self.told.wait()
        return self.of(kind)


def says(*bodies: Mapping[str, Any]) -> Callable[[Bot], Any]:
    async def act(bot: Bot) -> None:
        for body in bodies:
            await bot.call("/messages", body)

    return act


def does(path: str, body: Mapping[str, Any], *, key: str = KEY) -> Callable[[Bot], Any]:
    return lambda bot: bot.call(path, body, key=key)


def both(*acts: Callable[[Bot], Any]) -> Callable[[Bot], Any]:
    async def act(bot: Bot) -> None:
        for one in acts:
            await one(bot)

    return act


@pytest.fixture
def visit(serve, make_adapter, case):
    """Open a visit to a bot: `async with visit(bot, human={...}) as (session, welcome)`."""

    @asynccontextmanager
    async def open_visit(bot: Bot, **more: Any) -> AsyncIterator[tuple[Session, Reply]]:
        port = find_port()
        bot.base = f"http://127.0.0.1:{port}"
        async with serve(bot.handle) as url:
            target = {
                "adapter": "zendesk",
                "url": url,
                "webhook_secret": "env:HOOK",
                "api": {"port": port, "key_id": "app_bot", "secret": "env:ONE"},
                "turn": {"quiet_s": 0.1, "longest_quiet_s": 0.2},
                "welcome": {"mode": "none"},
                "limits": {"reply_s": 1, "connect_s": 2},
                **more,
            }
            adapter = make_adapter(target, HOOK="hook-secret", ONE="secret-one", TWO="secret-two")
            try:
                session, welcome = await adapter.open(case, session=1)
                try:
                    yield session, welcome
                finally:
                    await session.close()
            finally:
                await adapter.close()

    return open_visit


async def test_a_call_is_as_zendesk_makes_it_and_what_comes_back_is_told_too(visit) -> None:
    bot = Bot(says(text("Hello!")))

    async with visit(bot, app_id="5ebee0975ac5304b664a12fa", metadata={"tier": "{lang}"}) as (session, _):
        reply = await session.send(Say("hi"))
        told = await bot.hear("conversation:message", 2)

    first = told[0]
    body = await bot.calls[0].json()
    assert bot.calls[0].headers["X-API-Key"] == "hook-secret"
    assert (body["app"]["id"], body["webhook"]["version"]) == ("5ebee0975ac5304b664a12fa", "v2")
    assert first["message"]["content"] == {"type": "text", "text": "hi"}
    assert first["conversation"]["metadata"] == {"tier": "zh"}
    assert first["conversation"]["activeSwitchboardIntegration"]["name"] == "bot"
    assert told[1]["message"]["author"]["type"] == "business"
    assert reply.messages == (Message(BOT, "Hello!"),)
    assert "secret" not in repr(reply)


async def test_every_kind_of_content_is_read(visit) -> None:
    actions = [
        {"type": "reply", "text": "Refund", "payload": "R"},
        {"type": "link", "text": "Rules", "uri": "https://shop.example/rules"},
        {"type": "locationRequest", "text": "Where?"},
    ]
    item = {"title": "Oil", "description": "1 l", "actions": [{"type": "postback", "text": "This", "payload": "P"}]}
    contents = [
        {"type": "text", "htmlText": "<p>One &amp; two</p>three", "actions": actions},
        {"type": "carousel", "items": [item]},
        {"type": "image", "mediaUrl": "https://shop.example/a/map.png?x=1", "altText": "a map", "text": "Here"},
        {"type": "form", "fields": [{"type": "email", "name": "e", "label": "Your address"}]},
        {"type": "location", "coordinates": {"lat": 1, "long": 2}, "location": {"name": "Shop", "address": "Street 1"}},
    ]
    bot = Bot(says(*({"author": BUSINESS, "content": one} for one in contents)))

    async with visit(bot) as (session, _):
        reply = await session.send(Say("hi"))
        with pytest.raises(Unsupported):
            await session.send(Click(Button("Where?")))

    assert reply.messages == (
        Message(
            BOT,
            "One & two\nthree",
            buttons=(Button("Refund", "R"), Button("Where?")),
            links=(Link("https://shop.example/rules", "Rules"),),
        ),
        Message(BOT, "Oil\n1 l", buttons=(Button("This", "P"),)),
        Message(BOT, "Here", attachments=(Attachment("image", "map.png", "a map"),)),
        Message(BOT, "Your address"),
        Message(BOT, "Shop\nStreet 1"),
    )


async def test_a_reply_is_words_with_a_payload_and_a_postback_is_an_event_of_its_own(visit) -> None:
    offers = [
        {"type": "reply", "text": "Refund", "payload": "R"},
        {"type": "postback", "text": "Agent", "payload": "A", "metadata": {"n": 1}},
    ]
    bot = Bot(says(text("Which?", actions=offers)), says(text("ok")), says(text("ok")))

    async with visit(bot, triggers=["conversation:message", "conversation:postback"]) as (session, _):
        first, second = (await session.send(Say("hi"))).messages[0].buttons
        await session.send(Click(first))
        await session.send(Click(second))

    said = [one["message"]["content"] for one in bot.of("conversation:message") if "userId" in one["message"]["author"]]
    assert said[1] == {"type": "text", "text": "Refund", "payload": "R"}
    assert [one["postback"] for one in bot.of("conversation:postback")] == [{"payload": "A", "metadata": {"n": 1}}]


@pytest.mark.parametrize(
    ("does_what", "expected", "active"),
    [
        ({"does": "accept", "says": "I am Ana."}, [STARTED, JOINED, Message(HUMAN, "I am Ana.")], "zd-agentWorkspace"),
        ({"does": "refuse"}, [STARTED, FAILED], "bot"),
        ({}, [STARTED, QUEUE], "zd-agentWorkspace"),
    ],
    ids=["accept", "refuse", "never"],
)
async def test_the_agents_do_what_the_target_file_says(visit, does_what, expected, active) -> None:
    bot = Bot(does("/passControl", {"switchboardIntegration": "zd:agentWorkspace", "metadata": {"why": "asked"}}))

    async with visit(bot, human=does_what) as (session, _):
        reply = await session.send(Say("a human, please"))
        passed = await bot.hear("switchboard:passControl", 2 if active == "bot" else 1)

    assert list(reply.messages) == expected
    assert active in [one["conversation"]["activeSwitchboardIntegration"]["name"] for one in passed]
    assert {"why": "asked"} in [one.get("metadata") for one in passed]


@pytest.mark.parametrize("is_told", [True, False])
async def test_a_bot_that_is_not_in_control_is_told_what_is_said_only_if_it_wants_that(visit, is_told: bool) -> None:
    bot = Bot(does("/offerControl", {"switchboardIntegration": "next"}), says(text("I am still here")))
    side = {"human": {"does": "accept"}, "switchboard": {"standby_events": is_told}}

    async with visit(bot, **side) as (session, _):
        await session.send(Say("a human"))
        reply = await session.send(Say("are you human?"))

    assert [one.speaker for one in reply.messages] == ([BOT, HUMAN] if is_told else [HUMAN])
    assert bool(bot.of("switchboard:acceptControl"))


async def test_a_desk_signals_by_itself_and_speaks_under_its_own_key(visit) -> None:
    bot = Bot(
        both(
            does("/offerControl", {"switchboardIntegration": "desk"}),
            does("/acceptControl", {}, key=DESK),
            lambda bot: bot.call("/messages", text("I am Li."), key=DESK),
        ),
        does("/passControl", {"switchboardIntegration": "bot"}, key=DESK),
        both(
            does("/passControl", {"switchboardIntegration": "desk"}),
            does("/passControl", {"switchboardIntegration": "bot"}, key=DESK),
        ),
    )

    async with visit(bot, desk={"key_id": "app_desk", "secret": "env:TWO"}) as (session, _):
        replies = [await session.send(Say("go on")) for _ in range(3)]

    assert [list(one.messages) for one in replies] == [
        [STARTED, QUEUE, JOINED, Message(HUMAN, "I am Li.")],
        [LEFT],
        [STARTED, FAILED],
    ]


async def test_what_the_api_refuses_is_told_as_it_tells_it_and_heard_by_nobody(visit) -> None:
    bot = Bot(
        both(
            does("/passControl", {"switchboardIntegration": "nobody"}),
            does("/offerControl", {"switchboardIntegration": "bot"}),
            does("/acceptControl", {}),
            does("/messages", {"content": {"type": "text", "text": "no author"}}),
            does("/messages", {"author": BUSINESS, "content": {"type": "hologram"}}),
            does("/activity", {"author": BUSINESS, "type": "dancing"}),
            does("/messages", {"author": {"type": "user"}, "content": {"type": "text", "text": "I am happy"}}),
        )
    )

    async with visit(bot) as (session, _):
        reply = await session.send(Say("hi"))
        await bot.hear("switchboard:acceptControl:failure")

    assert [status for status, _ in bot.answers] == [400] * 6 + [201]
    assert bot.answers[0][1]["errors"][0]["code"] == "switchboard_invalid_target"
    assert list(reply.messages) == [FAILED]
    assert any("hologram" in one.response and "HTTP 400" in one.response for one in reply.exchanges)


async def test_another_key_is_an_error_and_no_silence_of_the_bot(visit) -> None:
    bot = Bot(lambda bot: bot.call("/messages", text("hello"), key=basic("app_bot", "wrong")))

    async with visit(bot) as (session, _):
        with pytest.raises(Unauthorized, match=r"api\.key_id"):
            await session.send(Say("hi"))

    assert bot.answers[0][0] == 401


async def test_a_webhook_is_called_again_only_if_the_file_wants_it_and_with_the_same_event(visit) -> None:
    never, again, hopeless = Bot(statuses=(500,)), Bot(says(text("ok")), statuses=(500, 502)), Bot(statuses=(400, 200))

    async with visit(never) as (session, _):
        with pytest.raises(BadStatus):
            await session.send(Say("hi"))
    async with visit(again, retries={"times": 2, "after_s": 0.01}) as (session, _):
        reply = await session.send(Say("hi"))
    async with visit(hopeless, retries={"times": 2, "after_s": 0.01}) as (session, _):
        with pytest.raises(BadStatus):
            await session.send(Say("hi"))

    asked = [one["id"] for one in again.events[:3]]
    assert [one.text for one in reply.messages] == ["ok"]
    assert len(asked) == 3
    assert len(set(asked)) == 1
    assert [one.status for one in reply.exchanges if one.status][:3] == [500, 502, 200]
    assert (len(never.calls), len(hopeless.calls)) == (1, 1)


async def test_what_a_bot_asks_in_passing_is_answered(visit, tmp_path) -> None:
    picture = tmp_path / "oil.png"
    picture.write_bytes(b"\x89PNG")

    async def look(bot: Bot) -> None:
        talk = await bot.call("", None, method="GET")
        listed = await bot.call("/messages", None, method="GET")
        message = listed["messages"][0]
        app = f"{bot.base}/v2/apps/runaround"
        async with aiohttp.ClientSession(headers={"Authorization": KEY}) as client:
            async with client.get(f"{app}/users/{message['author']['userId']}") as response:
                user = (await response.json())["user"]
            async with client.get(message["content"]["mediaUrl"]) as response:
                content = await response.read()
            async with client.post(f"{app}/attachments", data={"source": picture.open("rb")}) as response:
                bot.answers.append((response.status, await response.json()))
        bot.answers.append((0, (talk["conversation"]["type"], user["externalId"], content)))
        await bot.call("/messages", text("I see it"))

    bot = Bot(look)

    async with visit(bot) as (session, _):
        reply = await session.send(Say("look", (Evidence(Item.PHOTO, str(picture), "image/png", "oil"),)))

    uploaded = next(body for status, body in bot.answers if status == 201 and "attachment" in body)
    assert (
        0,
        ("personal", bot.events[0]["payload"]["message"]["author"]["user"]["externalId"], b"\x89PNG"),
    ) in bot.answers
    assert uploaded["attachment"]["mediaType"] == "image/png"
    assert reply.fetched == {"oil.png": True}
    assert bot.events[0]["payload"]["message"]["content"]["text"] == "look"


async def test_a_deleted_conversation_is_over(visit) -> None:
    bot = Bot(lambda bot: bot.call("", None, method="DELETE"))

    async with visit(bot) as (session, _):
        reply = await session.send(Say("hi"))
        with pytest.raises(Dropped):
            await session.send(Say("hello?"))

    assert [one.event for one in reply.messages] == [Event.SESSION_END]


async def test_a_port_that_is_taken_is_told(serve, make_adapter, case) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        adapter = make_adapter({"adapter": "zendesk", "url": "http://127.0.0.1:9/", "api": {"port": port}})
        with pytest.raises(AdapterError, match=rf"{port}.*api\.port"):
            await adapter.open(case, session=1)
        await adapter.close()


async def test_every_mistake_of_a_file_is_told_at_once(make_adapter) -> None:
    target = {
        "adapter": "zendesk",
        "url": "http://me:secret@bot.example/",
        "webhook_secret": "in the open",
        "api": {"port": 0, "key_id": "app_1"},
        "triggers": ["conversation:dance"],
        "metadata": {"x": "{langg}"},
        "human": {"does": "dance"},
        "desk": {"key_id": "app_2", "secret": "env:NOWHERE"},
        "colour": "blue",
    }

    with pytest.raises(FileError) as found:
        make_adapter(target)

    keys = {one.path for one in found.value.mistakes}
    assert {"url", "webhook_secret", "api.port", "api", "triggers[0]", "metadata.x", "human.does", ""} <= keys
    assert "desk.secret" in keys
