"""The traps of playing WhatsApp's Cloud API to a bot."""

import asyncio
import dataclasses
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from runaround.adapter import Reply, Session
from runaround.errors import BadStatus, FileError, Unauthorized, Unsupported, WrongShape
from runaround.model import (
    Attachment,
    Button,
    Click,
    Event,
    Evidence,
    Item,
    Link,
    Message,
    Placing,
    Say,
    ScenarioSession,
    Speaker,
)
from runaround_adapters.fakes._serving import find_port

pytestmark = pytest.mark.anyio

BOT, HUMAN, SYSTEM = Speaker.BOT, Speaker.HUMAN, Speaker.SYSTEM
STARTED, QUEUE, JOINED, FAILED, LEFT = (
    Message(SYSTEM, event=one)
    for one in (Event.TRANSFER_STARTED, Event.QUEUE, Event.HUMAN_JOINED, Event.TRANSFER_FAILED, Event.HUMAN_LEFT)
)
NUMBER = "106540352242922"


def text(said: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": {"body": said}, **more}


def button(*titles: str) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": title.upper(), "title": title}} for title in titles]
    return {"type": "button", "body": {"text": "Which?"}, "action": {"buttons": replies}}


class Bot:
    """Keeps what it is told, and does to each message of the consumer what comes next in `acts`."""

    def __init__(self, *acts: Callable[["Bot"], Any], statuses: tuple[int, ...] = (), challenge: str = "") -> None:
        self.acts = list(acts)
        self.statuses = list(statuses)
        self.challenge = challenge
        self.asked: list[Mapping[str, str]] = []
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []
        self.changes: list[dict[str, Any]] = []
        self.answers: list[tuple[int, Any]] = []
        self.told = asyncio.Event()
        self.base = ""

    async def handle(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            self.asked.append(request.query)
            return web.Response(text=self.challenge or request.query["hub.challenge"])
        self.bodies.append(await request.read())
        self.signatures.append(request.headers.get("X-Hub-Signature-256", ""))
        self.changes.append(json.loads(self.bodies[-1])["entry"][0]["changes"][0])
        self.told.set()
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        if self.messages and self.messages[-1] in self._inside(self.changes[-1]) and self.acts:
            await self.acts.pop(0)(self)
        return web.Response()

    @staticmethod
    def _inside(change: Mapping[str, Any]) -> list[dict[str, Any]]:
        value = change["value"]
        return [*value.get("messages", []), *value.get("standby", {}).get("messages", [])]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [one for change in self.changes for one in self._inside(change)]

    async def call(self, what: str, body: Mapping[str, Any], *, token: str = "secret-one", to: str = "") -> Any:
        whole = {"messaging_product": "whatsapp", "to": to or f"+{self.messages[-1]['from']}", **body}
        return await self.post(f"/v23.0/{NUMBER}/{what}", whole, token)

    async def post(self, path: str, body: Mapping[str, Any], token: str = "secret-one") -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as client,
            client.post(self.base + path, json=body) as response,
        ):
            self.answers.append((response.status, await response.json()))
        return self.answers[-1][1]

    async def hear(self, field: str, count: int = 1) -> list[dict[str, Any]]:
        def found() -> list[dict[str, Any]]:
            return [one["value"] for one in self.changes if one["field"] == field or field in one["value"]]

        async with asyncio.timeout(5):
            while len(found()) < count:
                self.told.clear()
                await self.told.wait()
        return found()


def says(*bodies: Mapping[str, Any], token: str = "secret-one") -> Callable[[Bot], Any]:
    async def act(bot: Bot) -> None:
        for body in bodies:
            await bot.call("messages", body, token=token)

    return act


def controls(action: str, *, token: str = "secret-one", **more: Any) -> Callable[[Bot], Any]:
    return lambda bot: bot.call("thread_control", {"action": action, **more}, token=token)


def both(*acts: Callable[[Bot], Any]) -> Callable[[Bot], Any]:
    async def act(bot: Bot) -> None:
        for one in acts:
            await one(bot)

    return act


ROWS = [{"id": "R1", "title": "Refund", "description": "money back"}, {"id": "R2", "title": "Agent"}]
PARAMETERS = {"display_text": "Rules", "url": "https://shop.example/rules"}
KINDS: list[dict[str, Any]] = [
    {"type": "interactive", "interactive": {"header": {"type": "text", "text": "Hi"}, **button("Yes")}},
    {
        "type": "interactive",
        "interactive": {
            "type": "list",
            "body": {"text": "Choose"},
            "action": {"button": "Open", "sections": [{"title": "All", "rows": ROWS}]},
        },
    },
    {
        "type": "interactive",
        "interactive": {
            "type": "cta_url",
            "body": {"text": "Read"},
            "action": {"name": "cta_url", "parameters": PARAMETERS},
        },
    },
    {"type": "document", "document": {"link": "https://shop.example/a.pdf", "caption": "Here"}},
    {
        "type": "template",
        "template": {
            "name": "late",
            "components": [
                {"type": "body", "parameters": [{"type": "text", "text": "4711"}]},
                {"type": "button", "sub_type": "quick_reply", "parameters": [{"payload": "STOP"}]},
            ],
        },
    },
    {"type": "location", "location": {"name": "Shop", "address": "Street 1"}},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana"}, "phones": [{"phone": "+1555"}]}]},
    {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": "👍"}},
]


@pytest.fixture
def target(serve, make_adapter):
    """Make an adapter for a bot: `async with target(bot, human={...}) as adapter`."""

    @asynccontextmanager
    async def make(bot: Bot, **more: Any) -> AsyncIterator[Any]:
        port = find_port()
        bot.base = f"http://127.0.0.1:{port}"
        async with serve(bot.handle) as url:
            document = {
                "adapter": "whatsapp",
                "url": url,
                "app_secret": "env:APP",
                "api": {"port": port, "token": "env:ONE"},
                "turn": {"quiet_s": 0.1, "longest_quiet_s": 0.2},
                "limits": {"reply_s": 1, "connect_s": 2},
                **more,
            }
            adapter = make_adapter(document, APP="app-secret", ONE="secret-one", TWO="secret-two", VERIFY="verify-me")
            try:
                yield adapter
            finally:
                await adapter.close()

    return make


@pytest.fixture
def visit(target, case):
    """Open a visit to a bot: `async with visit(bot, human={...}) as (session, welcome)`."""

    @asynccontextmanager
    async def open_visit(bot: Bot, **more: Any) -> AsyncIterator[tuple[Session, Reply]]:
        async with target(bot, **more) as adapter:
            session, welcome = await adapter.open(case, session=1)
            try:
                yield session, welcome
            finally:
                await session.close()

    return open_visit


async def test_a_call_is_signed_over_its_bytes_and_what_becomes_of_an_answer_is_told(visit) -> None:
    bot = Bot(says(text("你好")))

    async with visit(bot, verify_token="env:VERIFY", profile_name="{case_id}") as (session, _):
        reply = await session.send(Say("退款 🛢️"))
        statuses = await bot.hear("statuses", 3)

    value = bot.changes[0]["value"]
    digest = hmac.new(b"app-secret", bot.bodies[0], hashlib.sha256).hexdigest()
    assert bot.asked[0]["hub.verify_token"] == "verify-me"
    assert bot.signatures[0] == f"sha256={digest}"
    assert value["metadata"]["phone_number_id"] == NUMBER
    assert value["contacts"][0]["wa_id"] == value["messages"][0]["from"]
    assert value["contacts"][0]["profile"] == {"name": "case-1"}
    assert value["messages"][0]["text"] == {"body": "退款 🛢️"}
    assert bot.answers[0][1]["contacts"][0]["wa_id"] == value["messages"][0]["from"]
    assert [one["statuses"][0]["status"] for one in statuses] == ["sent", "delivered", "read"]
    assert {one["statuses"][0]["id"] for one in statuses} == {bot.answers[0][1]["messages"][0]["id"]}
    assert reply.messages == (Message(BOT, "你好"),)
    assert "secret" not in repr(reply)


async def test_every_kind_of_message_is_read(visit) -> None:
    bot = Bot(says(*KINDS))

    async with visit(bot) as (session, _):
        reply = await session.send(Say("hi"))

    assert reply.messages == (
        Message(BOT, "Hi\nWhich?", buttons=(Button("Yes", "YES"),)),
        Message(BOT, "Choose", buttons=(Button("Refund", "R1"), Button("Agent", "R2"))),
        Message(BOT, "Read", links=(Link("https://shop.example/rules", "Rules"),)),
        Message(BOT, "Here", attachments=(Attachment("file", "a.pdf"),)),
        Message(BOT, "[late]\n4711", buttons=(Button("STOP", "STOP"),)),
        Message(BOT, "Shop\nStreet 1"),
        Message(BOT, "Ana\n+1555"),
    )
    assert [status for status, _ in bot.answers] == [200] * 8


async def test_a_choice_is_told_with_the_message_that_offered_it(visit) -> None:
    place = {"type": "location_request_message", "body": {"text": "Where?"}, "action": {"name": "send_location"}}
    bot = Bot(says({"type": "interactive", "interactive": button("Yes", "No")}), says(text("ok")))
    nosy = Bot(says({"type": "interactive", "interactive": place}))

    async with visit(bot) as (session, _):
        shown = (await session.send(Say("hi"))).messages[0].buttons
        await session.send(Click(shown[1]))
    async with visit(nosy) as (session, _):
        (asked,) = (await session.send(Say("hi"))).messages[0].buttons
        with pytest.raises(Unsupported):
            await session.send(Click(asked))

    clicked = bot.messages[1]
    assert clicked["interactive"] == {"type": "button_reply", "button_reply": {"id": "NO", "title": "No"}}
    assert clicked["context"]["id"] == bot.answers[0][1]["messages"][0]["id"]


async def test_a_file_is_fetched_when_its_content_is_and_not_before(visit, tmp_path) -> None:
    picture = tmp_path / "oil.png"
    picture.write_bytes(b"\x89PNG")
    headers = {"Authorization": "Bearer secret-one"}
    seen: list[Any] = []

    async def ask(bot: Bot) -> None:
        async with aiohttp.ClientSession() as client:
            path = f"{bot.base}/v23.0/{bot.messages[-1]['image']['id']}"
            async with client.get(path, headers=headers) as response:
                seen.append(await response.json())
            async with client.get(seen[0]["url"]) as response:
                seen.append(response.status)
        await bot.call("messages", text("I see"))

    async def fetch(bot: Bot) -> None:
        async with aiohttp.ClientSession() as client, client.get(seen[0]["url"], headers=headers) as response:
            seen.append(await response.read())
        await bot.call("messages", text("I do see"))

    photo = Evidence(Item.PHOTO, str(picture), "image/png", "oil")
    async with visit(Bot(ask, fetch)) as (session, _):
        first = await session.send(Say("look", (photo,)))
        second = await session.send(Say("well?"))

    assert (seen[0]["file_size"], seen[0]["sha256"]) == (4, hashlib.sha256(b"\x89PNG").hexdigest())
    assert seen[1:] == [401, b"\x89PNG"]
    assert (first.fetched, second.fetched) == ({"oil.png": False}, {"oil.png": True})


async def test_a_message_that_quotes_an_older_one_is_late(visit) -> None:
    async def quote(bot: Bot) -> None:
        await bot.call("messages", text("to the first", context={"message_id": bot.messages[0]["id"]}))
        await bot.call("messages", text("to the second", context={"message_id": bot.messages[1]["id"]}))

    async with visit(Bot(says(text("one")), quote)) as (session, _):
        await session.send(Say("first"))
        reply = await session.send(Say("second"))

    assert [one.placing for one in reply.messages] == [Placing.LATE, Placing.ANSWER]
    assert reply.answers == (1, None)


@pytest.mark.parametrize(
    ("side", "expected", "owner"),
    [
        ({"does": "accept", "says": "I am Ana."}, [STARTED, JOINED, Message(HUMAN, "I am Ana.")], "standby"),
        ({"does": "queue_full"}, [STARTED, FAILED], "messages"),
        ({}, [STARTED, QUEUE], "standby"),
    ],
    ids=["accept", "queue_full", "never"],
)
async def test_control_is_passed_to_the_people_whom_the_target_file_has(visit, side, expected, owner) -> None:
    bot = Bot(controls("pass", metadata="asked"), says(text("I am still here")))

    async with visit(bot, human=side) as (session, _):
        reply = await session.send(Say("a human, please"))
        after = await session.send(Say("hello?"))

    said = next(one for one in bot.changes if bot.messages[-1] in Bot._inside(one))
    assert list(reply.messages) == expected
    assert said["field"] == owner
    assert Message(BOT, "I am still here") in after.messages
    assert (HUMAN in [one.speaker for one in after.messages]) == (side.get("does") == "accept")
    assert ("messaging_handovers" in [one["field"] for one in bot.changes]) == (owner == "messages")


async def test_a_bot_that_releases_control_has_the_next_message(visit) -> None:
    bot = Bot(controls("pass"), controls("release"), says(text("Here I am.")))

    async with visit(bot, human={"does": "accept", "says": "I am Ana."}) as (session, _):
        replies = [await session.send(Say("go on")) for _ in range(3)]

    assert LEFT in replies[1].messages
    assert replies[2].messages == (Message(BOT, "Here I am."),)
    assert [one["field"] for one in bot.changes if Bot._inside(one)] == ["messages", "standby", "messages"]


async def test_a_desk_signals_by_itself_and_speaks_with_its_own_token(visit) -> None:
    bot = Bot(
        both(controls("pass"), says(text("I am Li."), token="secret-two")),
        controls("pass", token="secret-two", control_pass={"target_role": "ai_agent"}),
        both(controls("pass"), controls("release", token="secret-two")),
        both(controls("take"), controls("pass", control_pass={"target_role": "nobody"}), controls("dance")),
    )

    async with visit(bot, desk={"token": "env:TWO"}) as (session, _):
        replies = [await session.send(Say("go on")) for _ in range(4)]

    assert [list(one.messages) for one in replies] == [
        [STARTED, JOINED, Message(HUMAN, "I am Li.")],
        [LEFT],
        [STARTED, FAILED],
        [FAILED],
    ]
    assert [status for status, _ in bot.answers[-3:]] == [400, 400, 400]
    assert bot.answers[-3][1]["error"]["error_subcode"] == 2494191


async def test_after_a_day_only_templates_arrive(target, case) -> None:
    later = (ScenarioSession(("hi",)), ScenarioSession(("hi",), after_s=90_000.0))
    case = dataclasses.replace(case, scenario=dataclasses.replace(case.scenario, sessions=later))
    bot = Bot(says(text("now")), says(text("again")))
    template = {"type": "template", "template": {"name": "are_you_there"}}

    async with target(bot, statuses=[], clock=True) as adapter:
        first, _ = await adapter.open(case, session=1)
        await first.send(Say("hi"))
        await first.close()
        second, _ = await adapter.open(case, session=2)
        await bot.call("messages", text("news"))
        await bot.call("messages", template)
        heard = await second.listen(1)
        failed = await bot.hear("statuses")
        reply = await second.send(Say("back"))
        await second.close()

    sent = [int(one["timestamp"]) for one in bot.messages]
    assert [one.text for one in heard.messages] == ["[are_you_there]"]
    assert failed[0]["statuses"][0]["errors"][0]["code"] == 131047
    assert [one.text for one in reply.messages] == ["again"]
    assert len({one["from"] for one in bot.messages}) == 1
    assert 90_000 <= sent[1] - sent[0] < 90_100


async def test_a_chat_that_is_opened_is_told_of_if_the_bot_greets(visit) -> None:
    bot = Bot(says(text("Welcome")), says(text("answer")))

    async with visit(bot, welcome={"mode": "expected"}) as (session, welcome):
        reply = await session.send(Say("hi"))

    assert [one["type"] for one in bot.messages] == ["request_welcome", "text"]
    assert ([one.text for one in welcome.messages], [one.text for one in reply.messages]) == (["Welcome"], ["answer"])


async def test_what_the_api_refuses_is_told_as_it_tells_it_and_heard_by_nobody(visit) -> None:
    async def blunder(bot: Bot) -> None:
        await bot.call("messages", {"type": "hologram", "hologram": {}})
        await bot.call("messages", {"type": "text"})
        await bot.call("messages", text("whom?"), to="15550000000")
        await bot.post("/v23.0/somewhere", {})
        await bot.call("messages", {"status": "read", "message_id": bot.messages[-1]["id"]})

    bot = Bot(blunder)

    async with visit(bot) as (session, _):
        reply = await session.send(Say("hi"))

    assert [status for status, _ in bot.answers] == [400, 400, 400, 404, 200]
    assert [body["error"]["code"] for _, body in bot.answers[:3]] == [100, 100, 131030]
    assert reply.messages == ()
    assert any("hologram" in one.response and "HTTP 400" in one.response for one in reply.exchanges)


@pytest.mark.parametrize(
    ("act", "error", "says_what"),
    [
        (says(text("hello"), token="wrong"), Unauthorized, r"api\.token"),
        (
            lambda bot: bot.post("/1234/messages", {"to": bot.messages[-1]["from"], **text("hello")}),
            WrongShape,
            "phone_number_id",
        ),
    ],
    ids=["token", "number"],
)
async def test_a_bot_that_is_set_up_for_another_number_is_an_error_and_not_silent(visit, act, error, says_what) -> None:
    async with visit(Bot(act)) as (session, _):
        with pytest.raises(error, match=says_what):
            await session.send(Say("hi"))


async def test_a_verification_that_is_not_answered_with_the_challenge_is_an_error(visit) -> None:
    with pytest.raises(WrongShape, match=r"hub\.challenge"):
        async with visit(Bot(challenge="It works."), verify_token="env:VERIFY"):
            pass


async def test_a_webhook_is_called_again_only_if_the_file_wants_it_and_with_the_same_message(visit) -> None:
    never, again = Bot(statuses=(500,)), Bot(says(text("ok")), statuses=(500, 503))

    async with visit(never) as (session, _):
        with pytest.raises(BadStatus):
            await session.send(Say("hi"))
    async with visit(again, retries={"times": 2, "after_s": 0.01}) as (session, _):
        reply = await session.send(Say("hi"))

    assert len(never.messages) == 1
    assert len(again.messages) == 3
    assert len({one["id"] for one in again.messages}) == 1
    assert [one.status for one in reply.exchanges if one.status][:3] == [500, 503, 200]


async def test_every_mistake_of_a_file_is_told_at_once(make_adapter) -> None:
    target = {
        "adapter": "whatsapp",
        "url": "ftp://bot.example/",
        "app_secret": "in the open",
        "api": {"port": 8096},
        "phone_number_id": "my shop",
        "statuses": ["seen"],
        "human": {"does": "accept"},
        "desk": {"token": "env:NOWHERE"},
        "retries": {"times": 0},
        "colour": "blue",
    }

    with pytest.raises(FileError) as found:
        make_adapter(target)

    keys = {one.path for one in found.value.mistakes}
    assert {"url", "app_secret", "phone_number_id", "statuses[0]", "human", "desk", "desk.token", ""} <= keys
    assert "retries.times" in keys
