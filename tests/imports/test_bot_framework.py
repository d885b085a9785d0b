"""Bot Framework transcripts become scenarios."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from runaround.imports import Expects, Fate, Imported, ImportedFile
from runaround.model import Check, Item, Scenario, ScriptLine

Bring = Callable[..., ImportedFile]
Load = Callable[[Imported], tuple[Scenario, ...]]
Fates = Callable[..., dict[str, int]]
PNG = b"\x89PNG\r\n\x1a\n and so on"


USER = {"id": "u1", "role": "user"}
BOT = {"id": "b1", "role": "bot"}


def message(sender: dict[str, str], text: str = "", at: str = "2024-03-01T09:00:00Z", **rest: Any) -> dict[str, Any]:
    """Return a message activity."""
    return {"type": "message", "from": sender, "channelId": "emulator", "text": text, "timestamp": at, **rest}


HERO = {
    "contentType": "application/vnd.microsoft.card.hero",
    "content": {"title": "Your order", "buttons": [{"type": "postBack", "title": "Refund", "value": "do_refund"}]},
}
CHAT = [
    {"type": "conversationUpdate", "from": USER, "channelId": "emulator", "membersAdded": [BOT]},
    message(BOT, "Hello!"),
    message(USER, "my order is broken"),
    {"type": "typing", "from": BOT, "channelId": "emulator"},
    {"type": "trace", "from": BOT, "channelId": "emulator", "name": "BotState", "value": {"deep": [1, 2]}},
    message(
        BOT,
        "Sorry! Which one?\nChoose:",
        suggestedActions={"actions": [{"type": "imBack", "title": "Order 12", "value": "order-12"}]},
    ),
    message(USER, "order-12"),
    message(BOT, attachments=[HERO]),
    message(USER, value="do_refund"),
    message(BOT, "Please send a photo."),
    message(
        USER,
        attachments=[
            {"contentType": "image/png", "contentUrl": f"data:image/png;base64,{base64.b64encode(PNG).decode()}"},
            {"contentType": "image/png", "contentUrl": "https://files.example/x.png"},
        ],
    ),
    {"type": "event", "name": "handoff.initiate", "from": BOT, "channelId": "emulator"},
    message(USER, "any news?", at="2024-03-04T10:00:00Z"),
    message(BOT, "It is booked.", at="2024-03-04T10:00:02Z"),
    {"type": "endOfConversation", "from": BOT, "channelId": "emulator"},
]


def test_what_the_user_did_becomes_fixed_lines(bring: Bring, load: Load) -> None:
    (imported,) = bring(json.dumps(CHAT), "chat.transcript").scenarios

    (scenario,) = load(imported)

    first = (
        ScriptLine("my order is broken"),
        ScriptLine(choose=("Order 12", "order-12")),
        ScriptLine(choose=("Refund",)),
        ScriptLine(send=(Item.PHOTO,)),
    )
    assert [first, (ScriptLine("any news?"),)] == [session.script for session in scenario.sessions]
    assert [0.0, 3 * 86400.0] == [session.after_s for session in scenario.sessions]


def test_what_the_bot_said_must_come_again(bring: Bring, load: Load) -> None:
    (imported,) = bring(json.dumps(CHAT), "chat.transcript").scenarios

    (scenario,) = load(imported)

    checks = (
        Check(1, contains=("Sorry! Which one?*Choose:",)),
        Check(2, contains=("Refund",)),
        Check(3, contains=("Please send a photo.",)),
        Check(1, session=2, contains=("It is booked.",)),
        Check(1, contains=("Order 12",)),
    )
    assert checks == scenario.expect.checks


def test_a_record_can_be_imported_without_its_answers(bring: Bring) -> None:
    (imported,) = bring(json.dumps(CHAT), "chat.transcript", expects=Expects.NOTHING).scenarios

    assert "expect" not in imported.document


def test_what_a_consumer_does_not_see_is_told(bring: Bring, fates: Fates) -> None:
    (imported,) = bring(json.dumps(CHAT), "chat.transcript").scenarios

    left = {"conversationUpdate", "what the bot must say first", "typing", "trace", "the words of a card"}
    left |= {"a file that was sent", "event", "endOfConversation"}
    assert left == set(fates(imported.account, Fate.LEFT_OUT))


def test_without_roles_the_bot_is_who_replies(bring: Bring) -> None:
    chat = [
        message({"id": "bot"}, "Welcome"),
        message({"id": "me"}, "退货"),
        message({"id": "bot"}, "好的", replyToId="1"),
    ]

    (imported,) = bring(json.dumps(chat), "old.transcript").scenarios

    assert [{"say": {"zh": "退货"}, "check": {"contains": {"zh": "好的"}}}] == imported.document["sessions"][0][
        "script"
    ]


def test_each_conversation_is_a_scenario(bring: Bring) -> None:
    chat = [message(USER, f"hello {name}", conversation={"id": name}) for name in ("a", "b", "a")]

    scenarios = bring(json.dumps(chat), "two.transcript").scenarios

    said = [[line["say"]["en"] for line in one.document["sessions"][0]["script"]] for one in scenarios]
    assert [["hello a", "hello a"], ["hello b"]] == said
