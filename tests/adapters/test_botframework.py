"""The traps of talking straight to a Bot Framework bot."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from runaround.adapter import Reply
from runaround.errors import AdapterError, FileError, NotJson, WrongShape
from runaround.model import Click, Event, Evidence, Item, Link, Message, Placing, Say, Speaker, TurnEnd

pytestmark = pytest.mark.anyio

BOT, SYSTEM = Speaker.BOT, Speaker.SYSTEM


class Bot:
    """Answers every message with the next list of activities, and keeps what it was sent."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.taken: list[dict] = []

    async def handle(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.taken.append(activity)
        if activity["type"] != "message":
            return web.json_response({"activities": []})
        answer = self.answers.pop(0)
        return answer if isinstance(answer, web.Response) else web.json_response({"activities": answer})


async def talk(serve, make_adapter, case, bot: Bot, *actions, **target) -> list[Reply]:
    async with serve(bot.handle) as url:
        adapter = make_adapter({"adapter": "botframework", "url": f"{url}/api/messages", **target})
        session, welcome = await adapter.open(case, session=1)
        try:
            return [welcome, *[await session.send(action) for action in actions]]
        finally:
            await session.close()
            await adapter.close()


def message(text: str = "", **more) -> dict:
    return {"type": "message", "text": text, **more}


async def test_a_visit_begins_with_the_arrival_of_the_consumer(serve, make_adapter, case) -> None:
    bot = Bot([message("hello")])

    await talk(serve, make_adapter, case, bot, Say("hi"), activity={"channelData": {"clock": "{elapsed_s}"}})

    joined, said = bot.taken
    assert (joined["type"], joined["membersAdded"]) == ("conversationUpdate", [{"id": joined["from"]["id"]}])
    assert (said["text"], said["deliveryMode"], said["channelId"]) == ("hi", "expectReplies", "emulator")
    assert (said["conversation"], said["from"]) == (joined["conversation"], joined["from"])
    assert said["channelData"] == {"clock": 0}
    assert said["id"] != joined["id"]


ADAPTIVE = {
    "type": "AdaptiveCard",
    "body": [
        {"type": "TextBlock", "text": "Your order"},
        {"type": "ColumnSet", "columns": [{"items": [{"type": "TextBlock", "text": "4471"}]}]},
        {"type": "FactSet", "facts": [{"title": "State", "value": "sent"}]},
        {"type": "Input.ChoiceSet", "id": "reason", "choices": [{"title": "Broken", "value": "b"}]},
    ],
    "actions": [
        {"type": "Action.Submit", "title": "Send", "data": {"form": 7}},
        {"type": "Action.Submit", "title": "Help", "data": "help me"},
        {"type": "Action.OpenUrl", "title": "Track", "url": "https://t.example/1"},
    ],
}
CARDS = {
    "imBack": ({"type": "imBack", "title": "Yes", "value": "yes!"}, {"text": "yes!"}),
    "postBack": (
        {"type": "postBack", "title": "Yes", "value": "/yes"},
        {"text": "/yes", "channelData": {"postBack": True}},
    ),
    "postBack of an object": (
        {"type": "postBack", "title": "Yes", "value": {"a": 1}},
        {"value": {"a": 1}, "channelData": {"postBack": True}},
    ),
    "messageBack": (
        {"type": "messageBack", "title": "Yes", "text": "y", "value": {"a": 1}, "displayText": "Yes!"},
        {"text": "y", "value": {"a": 1}, "channelData": {"messageBack": {"displayText": "Yes!"}}},
    ),
}


@pytest.mark.parametrize(("action", "sent"), CARDS.values(), ids=CARDS)
async def test_a_click_is_told_as_the_offer_wants_it_told(serve, make_adapter, case, action, sent) -> None:
    card = {"contentType": "application/vnd.microsoft.card.hero", "content": {"title": "Sure?", "buttons": [action]}}
    bot = Bot([message(attachments=[card])], [message("ok")])
    async with serve(bot.handle) as url:
        adapter = make_adapter({"adapter": "botframework", "url": url})
        session, _ = await adapter.open(case, session=1)
        offered = (await session.send(Say("hi"))).messages[0]

        await session.send(Click(offered.buttons[0]))

        await session.close()
        await adapter.close()
    assert (offered.text, offered.buttons[0].label) == ("Sure?", "Yes")
    clicked = bot.taken[-1]
    assert {key: clicked[key] for key in ("text", "value", "channelData") if key in clicked} == sent


async def test_an_adaptive_card_is_read_and_submitted(serve, make_adapter, case) -> None:
    card = {"contentType": "application/vnd.microsoft.card.adaptive", "content": ADAPTIVE}
    bot = Bot([message("Look:", attachments=[card])], [], [], [])
    async with serve(bot.handle) as url:
        adapter = make_adapter({"adapter": "botframework", "url": url})
        session, _ = await adapter.open(case, session=1)
        (shown,) = (await session.send(Say("hi"))).messages

        for button in shown.buttons:
            await session.send(Click(button))

        await session.close()
        await adapter.close()
    assert shown.text == "Look:\nYour order\n4471\nState: sent"
    assert shown.links == (Link("https://t.example/1", "Track"),)
    assert [one.label for one in shown.buttons] == ["Send", "Help", "Broken"]
    told = [(one.get("text"), one.get("value")) for one in bot.taken[2:]]
    assert told == [(None, {"form": 7}), ("help me", None), (None, {"form": 7, "reason": "b"})]


async def test_what_a_bot_signals_and_what_a_target_file_maps_are_events(serve, make_adapter, case) -> None:
    started = {"type": "event", "name": "handoff.initiate", "value": {}}
    states = [
        {"type": "event", "name": "handoff.status", "value": value}
        for value in ({"state": "accepted"}, '{"state": "completed"}', {"state": "of mind"}, "no state")
    ]
    human = message("I am Li.", channelData={"by": "agent"})
    queue = {"type": "event", "name": "queue.position"}
    bot = Bot([started, queue, *states[:1], human, *states[1:]])

    _, reply = await talk(
        serve, make_adapter, case, bot, Say("a human"),
        human="channelData.by == 'agent'", events={"queue": "name == 'queue.position'"},
    )  # fmt: skip

    assert [(one.speaker, one.event, one.text) for one in reply.messages] == [
        (SYSTEM, Event.TRANSFER_STARTED, ""),
        (SYSTEM, Event.QUEUE, ""),
        (SYSTEM, Event.HUMAN_JOINED, ""),
        (Speaker.HUMAN, None, "I am Li."),
        (SYSTEM, Event.HUMAN_LEFT, ""),
    ]


async def test_a_bot_that_only_speaks_is_heard_without_its_markup(serve, make_adapter, case) -> None:
    bot = Bot([{"type": "message", "speak": '<speak version="1.0">Please <break/>wait &amp; see</speak>'}])

    _, reply = await talk(serve, make_adapter, case, bot, Say("hi"))

    assert reply.messages == (Message(BOT, "Please wait & see"),)


async def test_a_bot_that_sends_back_what_it_was_sent_is_heard(serve, make_adapter, case) -> None:
    """The id stays on the copy in some SDKs; the sender does not."""
    taken: list[dict] = []

    async def handle(request: web.Request) -> web.Response:
        taken.append(await request.json())
        copies = [{**taken[-1], "from": {"id": "bot"}}] if taken[-1]["type"] == "message" else []
        return web.json_response({"activities": copies})

    bot = Bot()
    bot.handle = handle  # type: ignore[method-assign]

    _, reply = await talk(serve, make_adapter, case, bot, Say("echo"))

    assert reply.messages == (Message(BOT, "echo"),)


async def test_a_message_that_is_changed_later_is_another_message(serve, make_adapter, case) -> None:
    bot = Bot([message("Working …")])
    async with serve(bot.handle) as url, aiohttp.ClientSession() as client:
        adapter = make_adapter({"adapter": "botframework", "url": url})
        session, _ = await adapter.open(case, session=1)
        await session.send(Say("hi"))
        sent = bot.taken[-1]
        here = f"{sent['serviceUrl']}/v3/conversations/{sent['conversation']['id']}/activities"

        async with client.post(here, json=message("Ready")) as first:
            told = await first.json()
        async with client.put(f"{here}/{told['id']}", json=message("Ready!", id=told["id"])) as changed:
            assert changed.status == 200
        heard = await session.listen(5.0)
        async with client.post(f"{here}/x", data=b"[") as broken:
            refused = broken.status
        await session.close()
        async with client.post(here, json=message("Too late")) as late:
            closed = late.status
        await adapter.close()

    assert [(one.text, one.placing) for one in heard.messages] == [("Ready", Placing.LATE), ("Ready!", Placing.LATE)]
    assert (refused, closed) == (400, 404)


async def test_a_file_can_go_along_in_the_activity(serve, make_adapter, case, tmp_path) -> None:
    (tmp_path / "p.png").write_bytes(b"\x89PNG")
    bot = Bot([message("thanks")])

    _, reply = await talk(
        serve, make_adapter, case, bot,
        Say("see", (Evidence(Item.PHOTO, str(tmp_path / "p.png"), "image/png"),)), upload={"how": "base64"},
    )  # fmt: skip

    (sent,) = bot.taken[-1]["attachments"]
    assert sent == {"contentType": "image/png", "name": "p.png", "contentUrl": "data:image/png;base64,iVBORw=="}
    assert "iVBORw" not in str(reply.exchanges)


ANSWERS = {
    "a page": (lambda: web.Response(text="<html>"), NotJson),
    "another object": (lambda: web.json_response({"reply": "hi"}), WrongShape),
    "a list of texts": (lambda: web.json_response({"activities": ["hi"]}), WrongShape),
    "a text": (lambda: web.json_response("hi"), WrongShape),
}


@pytest.mark.parametrize(("answer", "error"), ANSWERS.values(), ids=ANSWERS)
async def test_an_answer_of_another_shape_is_no_silence(serve, make_adapter, case, answer, error) -> None:
    with pytest.raises(error):
        await talk(serve, make_adapter, case, Bot(answer()), Say("hi"))


async def test_goodbye_is_said_where_the_target_file_wants_it(serve, make_adapter, case) -> None:
    bot = Bot([message("hello")])

    await talk(serve, make_adapter, case, bot, Say("hi"), goodbye=True)

    assert bot.taken[-1]["type"] == "endOfConversation"


async def test_no_activity_makes_a_bot_greet_where_none_is_wanted(serve, make_adapter, case) -> None:
    bot = Bot([message("hello")])

    _, reply = await talk(serve, make_adapter, case, bot, Say("hi"), welcome={"mode": "none"})

    assert [one["type"] for one in bot.taken] == ["message"]
    assert reply.ended_by is TurnEnd.RESPONSE


async def test_after_the_end_nothing_is_sent(serve, make_adapter, case) -> None:
    bot = Bot([{"type": "endOfConversation", "text": "Bye."}])

    with pytest.raises(AdapterError, match="ended the conversation"):
        await talk(serve, make_adapter, case, bot, Say("bye"), Say("are you there?"))

    assert len(bot.taken) == 2


async def test_hostile_activities_break_nothing(serve, make_adapter, case) -> None:
    odd = [
        {"type": 7, "from": "me", "channelData": [], "entities": {"type": "x"}},
        message(attachments=[{"contentType": None, "content": []}], suggestedActions=[1]),
        message(
            "still here", suggestedActions={"actions": [{"type": "imBack"}, None, {"type": "invoke", "title": "x"}]}
        ),
        {"type": "event", "name": None, "value": [[]]},
    ]

    _, reply = await talk(serve, make_adapter, case, Bot(odd), Say("hi"))

    assert [one.text for one in reply.messages if one.text] == ["still here"]


async def test_every_mistake_of_a_file_is_told_at_once(make_adapter) -> None:
    target = {
        "adapter": "botframework",
        "url": "http://me:secret@bot.example/api/messages",
        "headers": {"Authorization": "Bearer abc"},
        "activity": {"text": "x", "locale": "{langg}"},
        "events": {"queue": "name =="},
        "turn": {"quiet_s": 1},
        "upload": {"how": "base64", "serve": {}},
        "colour": "blue",
    }

    with pytest.raises(FileError) as found:
        make_adapter(target)

    keys = {one.path for one in found.value.mistakes}
    assert {"url", "headers.Authorization", "activity.text", "activity.locale", "events.queue", "turn"} <= keys
    assert {"upload.serve", ""} <= keys


async def test_visits_at_the_same_time_share_the_connector_and_nothing_else(serve, make_adapter, case) -> None:
    bot = Bot(*[[message("ok")]] * 4)
    async with serve(bot.handle) as url:
        adapter = make_adapter({"adapter": "botframework", "url": url})
        visits = await asyncio.gather(*(adapter.open(case, session=1) for _ in range(4)))
        for session, _ in visits:
            await session.send(Say("hi"))
            await session.close()
        await adapter.close()

    addresses = {one["serviceUrl"] for one in bot.taken}
    assert len(addresses) == 4
    assert len({one.rpartition("/")[0] for one in addresses}) == 1
