"""The traps of Chatwoot's client API: proofs of identity, other conversations, notes, forms and cards, who has it."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from runaround.conformance.stage import Script, Stage, a_case, say
from runaround.errors import AdapterError, BotFailed, FileError, Unauthorized
from runaround.fake import Bubble, Pause
from runaround.model import Button, Click, Event, Evidence, Item, Link, Message, Say, Speaker, TurnEnd, Wait
from runaround.target_file import make_target
from runaround_adapters._chatwoot.course import Course
from runaround_adapters.fakes.chatwoot import CABLE
from runaround_adapters.fakes.chatwoot import serve as serve_fake

pytestmark = pytest.mark.anyio

QUIET_S = 0.2
TOKEN = "an-hmac-token-of-ours"
SECRETS = {"TOKEN": TOKEN}
OTHER = 99


def signal(event: Event) -> Bubble:
    return Bubble(Message(Speaker.SYSTEM, event=event))


async def talk(target, *actions) -> list:
    """Return the welcome, and the replies to `actions`."""
    adapter = make_target(target, SECRETS, file="test").adapter
    session, welcome = await adapter.open(a_case(), session=1)
    try:
        replies = [welcome]
        for action in actions:
            waits = isinstance(action, Wait)
            replies.append(await (session.listen(action.seconds) if waits else session.send(action)))
        return replies
    finally:
        await session.close()
        await adapter.close()


async def test_identity_is_proven_and_the_proof_stays_secret() -> None:
    async with serve_fake(Script([[say("hello")]]), QUIET_S, hmac_token=TOKEN) as served:
        welcome, reply = await talk(served.target, Say("hi"))
        with pytest.raises(Unauthorized):
            await talk({key: one for key, one in served.target.items() if key != "hmac_token"})

    record = "".join(one.request + one.response for one in (*welcome.exchanges, *reply.exchanges))
    assert [one.text for one in reply.messages] == ["hello"]
    assert '"identifier_hash": "***"' in record
    assert '"pubsub_token": "***"' in record
    assert "/contacts/***/conversations" in record


async def test_all_visits_of_a_consumer_are_one_contact() -> None:
    bot = Script([[say("hello")]])
    case = a_case()
    async with Stage(CABLE, QUIET_S).meet(bot) as adapter:
        for number in (1, 2):
            session, _ = await adapter.open(case, session=number)
            await session.close()

    assert {one.consumer for one in bot.visitors} == {case.consumer_id}
    assert len({one.session for one in bot.visitors}) == 2


async def test_what_comes_by_asking_is_the_same() -> None:
    shown = say("Which?", buttons=(Button("Refund", "/refund"),))
    talks = [[signal(Event.TRANSFER_STARTED), shown, Pause(0.1), shown], [say("ok")]]
    async with serve_fake(Script(talks, first=[say("Welcome")]), QUIET_S) as served:
        polled = {**served.target, "receive": "polling", "poll": {"every_s": QUIET_S / 4}}
        polled["welcome"] = {"wait_s": 5 * QUIET_S}
        welcome, first, second = await talk(polled, Say("hi"), Click(button=Button("Refund", "/refund")))

    assert [one.text for one in welcome.messages] == ["Welcome"]
    assert sorted((one.text, one.event) for one in first.messages if one.text) == [("Which?", None)] * 2
    assert Event.TRANSFER_STARTED in [one.event for one in first.messages]
    assert [one.text for one in second.messages] == ["ok"]


async def test_a_choice_is_submitted_on_the_message_that_offered_it() -> None:
    bot = Script([[say("Which?", buttons=(Button("Refund", "/refund"),))], [say("ok")]])
    async with serve_fake(bot, QUIET_S) as served:
        _, first, second = await talk(served.target, Say("hi"), Click(button=Button("Refund", "/refund")))

    (patch,) = [one.request for one in second.exchanges if one.request.startswith("PATCH")]
    assert '{"submitted_values": [{"title": "Refund", "value": "/refund"}]}' in patch
    assert (bot.heard[1].text, bot.heard[1].button) == ("Refund", "/refund")
    assert first.messages[0].buttons == (Button("Refund", "/refund"),)


async def test_files_go_along_with_their_words(tmp_path) -> None:
    (tmp_path / "发票.png").write_bytes(b"\x89PNG" * 10)
    bot = Script([[say("thanks")]])
    async with serve_fake(bot, QUIET_S) as served:
        await talk(served.target, Say("看", (Evidence(Item.RECEIPT, str(tmp_path / "发票.png"), "image/png"),)))

    assert [(one.text, [(file.name, file.size) for file in one.files]) for one in bot.heard] == [
        ("看", [("发票.png", 40)])
    ]


async def test_a_transfer_that_people_give_back_has_failed_and_one_that_they_end_is_over() -> None:
    transfer = [signal(Event.TRANSFER_STARTED), signal(Event.TRANSFER_FAILED), say("Nobody is there.")]
    again = [signal(Event.HUMAN_JOINED), signal(Event.HUMAN_LEFT), signal(Event.SESSION_END)]
    async with serve_fake(Script([transfer, again]), QUIET_S) as served:
        _, first, second = await talk(served.target, Say("human"), Say("human!"))

    assert [one.event or one.text for one in first.messages] == [
        Event.TRANSFER_STARTED,
        Event.TRANSFER_FAILED,
        "Nobody is there.",
    ]
    assert [one.event for one in second.messages] == [
        Event.TRANSFER_STARTED,
        Event.HUMAN_JOINED,
        Event.HUMAN_LEFT,
        Event.SESSION_END,
    ]
    assert second.ended_by is TurnEnd.SESSION_END


def test_who_speaks_on_after_the_end_is_no_transfer() -> None:
    """Chatwoot opens a resolved conversation again, and leaves it with the person who had it."""
    course = Course("pending")

    told = [
        course.note(status, is_assigned=is_assigned)
        for status, is_assigned in [("open", True), ("resolved", True), ("pending", True), ("open", True)]
    ]

    assert told == [
        (Event.TRANSFER_STARTED, Event.HUMAN_JOINED),
        (Event.SESSION_END,),
        (),
        (Event.TRANSFER_STARTED, Event.HUMAN_JOINED),
    ]


def test_who_is_handed_over_to_nobody_waits() -> None:
    """Chatwoot tells of a change twice: as a change of the status, and as the conversation that it is now."""
    course = Course("pending")

    told = [course.note("open", is_assigned=is_assigned) for is_assigned in (False, False, None, False, True, True)]

    assert told == [(Event.TRANSFER_STARTED,), (Event.QUEUE,), (), (), (Event.HUMAN_JOINED,), ()]


# A server that says on the cable what a test wants it to say.


@asynccontextmanager
async def chatwoot(serve, *events, messages=(), refuses: bool = False):
    """Serve the client API of one conversation, number 1; after each message of the consumer come `events`."""
    sockets: list[web.WebSocketResponse] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/cable":
            socket = web.WebSocketResponse(protocols=("actioncable-v1-json",))
            await socket.prepare(request)
            await socket.send_json({"type": "welcome"})
            async for frame in socket:
                kind = "reject_subscription" if refuses else "confirm_subscription"
                sockets.append(socket)
                await socket.send_json({"identifier": json.loads(frame.data)["identifier"], "type": kind})
            return socket
        if request.path.endswith("/contacts"):
            return web.json_response({"source_id": "a-source-of-ours", "pubsub_token": "a-token-of-theirs", "id": 5})
        if request.path.endswith("/conversations"):
            return web.json_response({"id": 1, "status": "pending", "messages": list(messages)})
        for name, data in events:
            await sockets[-1].send_json({"identifier": "x", "message": {"event": name, "data": data}})
        return web.json_response({"id": 1000, "content": "hi", "message_type": 0})

    async with serve(handle) as url:
        turn = {"quiet_s": QUIET_S, "longest_quiet_s": QUIET_S}
        limits = {"reply_s": 10 * QUIET_S}
        target = {"adapter": "chatwoot", "url": url, "inbox": "abc", "turn": turn, "limits": limits}
        yield {**target, "welcome": {"wait_s": QUIET_S}}


def message(number: int, content: str | None, **more) -> tuple[str, dict]:
    return "message.created", {"id": number, "content": content, "message_type": 1, "conversation_id": 1, **more}


async def test_only_what_is_for_the_consumer_is_heard(serve) -> None:
    events = [
        message(1001, "a note", private=True),
        message(1002, "of another visit", conversation_id=OTHER),
        message(1003, "mine, from the other side", message_type=0),
        ("conversation.typing_on", {"conversation": {"id": OTHER}}),
        ("conversation.status_changed", {"id": OTHER, "status": "resolved"}),
        message(1005, "second", sender={"type": "user", "name": "Li"}),
        message(1004, "first", sender={"type": "agent_bot"}),
        message(1006, "We are closed.", message_type=3),
        ("message.updated", {"id": 1004, "content": "changed", "message_type": 1, "conversation_id": 1}),
    ]
    async with chatwoot(serve, *events) as target:
        _, reply = await talk(target, Say("hi"))

    assert [(one.speaker, one.text) for one in reply.messages] == [
        (Speaker.BOT, "first"),
        (Speaker.HUMAN, "second"),
        (Speaker.BOT, "We are closed."),
    ]


async def test_cards_forms_and_articles_are_shown_and_taken(serve) -> None:
    link = {"type": "link", "text": "Track", "uri": "https://shop.example/track"}
    postback = {"type": "postback", "text": "Cancel", "payload": "CANCEL"}
    options = [{"label": "Late", "value": "late"}]
    shown = {
        "cards": [{"title": "Order 7", "description": "On its way", "actions": [link, postback]}],
        "form": [{"name": "why", "label": "Why?", "type": "select", "options": options}],
        "article": [{"title": "Returns", "description": "How", "link": "https://shop.example/returns"}],
    }
    events = [
        message(2000 + number, None, content_type=kind, content_attributes={"items": items})
        for number, (kind, items) in enumerate(shown.items())
    ]
    async with chatwoot(serve, *events) as target:
        _, reply, said, filled = await talk(
            target, Say("hi"), Click(button=Button("Cancel", "CANCEL")), Click(button=Button("Late", "late"))
        )

    assert [(one.text, one.buttons, one.links) for one in reply.messages] == [
        ("Order 7\nOn its way", (Button("Cancel", "CANCEL"),), (Link("https://shop.example/track", "Track"),)),
        ("Why?", (Button("Late", "late"),), ()),
        ("How", (), (Link("https://shop.example/returns", "Returns"),)),
    ]
    assert '"content": "CANCEL"' in "".join(one.request for one in said.exchanges)
    assert '"submitted_values": [{"name": "why", "value": "late"}]' in "".join(one.request for one in filled.exchanges)


async def test_a_message_that_did_not_get_through_is_an_error(serve) -> None:
    failed = {"id": 1000, "message_type": 0, "conversation_id": 1, "status": "failed"}
    told = {"content_attributes": {"external_error": "Timed out reading data"}}
    async with chatwoot(serve, ("message.updated", {**failed, **told})) as target:
        with pytest.raises(BotFailed, match="Timed out reading data"):
            await talk(target, Say("hi"))


async def test_what_was_said_in_a_conversation_before_is_no_news(serve) -> None:
    old = [{"id": 1, "content": "hi", "message_type": 0}, {"id": 2, "content": "old", "message_type": 1}]
    async with chatwoot(serve, message(2, "old"), message(1001, "new"), messages=old) as target:
        welcome, reply = await talk(target, Say("hi"))

    assert [[one.text for one in one.messages] for one in (welcome, reply)] == [[], ["new"]]


async def test_a_contact_that_may_not_listen_is_told_so(serve) -> None:
    async with chatwoot(serve, refuses=True) as target:
        with pytest.raises(Unauthorized, match="subscription was rejected"):
            await talk(target)


async def test_a_server_without_a_cable_is_unreachable_and_not_silent(serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        if request.path == "/cable":
            raise web.HTTPNotFound
        return web.json_response({"source_id": "a-source-of-ours", "pubsub_token": "a-token-of-theirs"})

    async with serve(handle) as url:
        with pytest.raises(AdapterError, match="answered HTTP 404; expected 101"):
            await talk({"adapter": "chatwoot", "url": url, "inbox": "abc"})


async def test_polling_goes_on_without_the_status_where_the_server_does_not_tell_it(serve) -> None:
    asked: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        asked.append(request.path)
        if request.path.endswith("/contacts"):
            return web.json_response({"source_id": "a-source-of-ours", "pubsub_token": ""})
        if request.method == "POST":
            return web.json_response({"id": 1, "status": "pending"})
        if request.path.endswith("/messages"):
            return web.json_response([{"id": 2, "content": "hello", "message_type": 1}])
        raise web.HTTPNotFound

    async with serve(handle) as url:
        polls = {"receive": "polling", "poll": {"every_s": 0.05}, "welcome": {"wait_s": 1.0}}
        turn = {"turn": {"quiet_s": QUIET_S}}
        (welcome,) = await talk({"adapter": "chatwoot", "url": url, "inbox": "abc", **polls, **turn})
        await asyncio.sleep(0)

    assert [one.text for one in welcome.messages] == ["hello"]
    assert len([path for path in asked if path.endswith("/conversations/1")]) == 1


def test_every_mistake_of_a_file_is_told(make_adapter) -> None:
    with pytest.raises(FileError) as caught:
        make_adapter(
            """
            adapter: chatwoot
            url: https://me@chat.example
            hmac_token: plain
            contact: {identifier_hash: x, name: "{nobody}"}
            poll: {every_s: 1}
            colour: red
            """
        )

    told = str(caught.value)
    for words in ("inbox", "hmac_token", "identifier_hash", "nobody", "receive: polling", "holds a password", "colour"):
        assert words in told
