"""Every format is recognised by its content, and says who said what, when, in which session, with which buttons."""

from __future__ import annotations

import json

import pytest

from runaround.errors import Mistake
from runaround.model import Attachment, Button, Event, Speaker, Turn
from runaround.records import Format

HELLO = [("consumer", "Where is it?"), ("bot", "On its way.")]
MESSAGES = [{"role": "user", "content": "Where is it?"}, {"role": "assistant", "content": "On its way."}]
NATIVE = {"id": "a", "lang": "en", "turns": [{"speaker": "consumer", "text": "Hi"}]}
TRACKER = {
    "sender_id": "s1",
    "events": [
        {"event": "action", "name": "action_session_start", "timestamp": 1.0},
        {"event": "session_started", "timestamp": 1.0},
        {"event": "user", "text": "Where is it?", "timestamp": 2.5, "parse_data": {}},
        {"event": "slot", "name": "x", "value": 1, "timestamp": 2.6},
        {"event": "bot", "text": "On its way.", "timestamp": 3.0, "data": {}},
    ],
}
ACTIVITIES = [
    {"type": "message", "from": {"id": "u", "role": "user"}, "conversation": {"id": "c"}, "text": "Where is it?"},
    {"type": "typing", "from": {"id": "b", "role": "bot"}, "conversation": {"id": "c"}},
    {"type": "message", "from": {"id": "b", "role": "bot"}, "conversation": {"id": "c"}, "text": "On its way."},
]
SIMULATIONS = {
    "timestamp": "2025-01-01",
    "info": {"agent_info": {}},
    "tasks": [{"id": "1"}],
    "simulations": [{"id": "s", "task_id": "1", "trial": 0, "reward_info": {}, "messages": MESSAGES}],
}
CHATWOOT = {
    "meta": {},
    "payload": [
        {"id": 1, "content": "Where is it?", "message_type": 0, "conversation_id": 5, "created_at": 1700000000},
        {
            "id": 2,
            "content": "On its way.",
            "message_type": 1,
            "conversation_id": 5,
            "created_at": 1700000004,
            "sender": {"type": "agent_bot", "name": "Bo"},
        },
    ],
}
CHATS = {
    "chats": [
        {
            "id": "1.2",
            "type": "chat",
            "history": [
                {"type": "chat.memberjoin", "nick": "visitor", "timestamp": "2024-01-01T10:00:00Z"},
                {"type": "chat.msg", "sender_type": "Visitor", "nick": "visitor", "msg": "Where is it?"},
                {"type": "chat.msg", "sender_type": "Trigger", "nick": "agent:trigger", "msg": "On its way."},
            ],
        }
    ]
}
TICKETS = {
    "tickets": [
        {
            "id": 9,
            "requester_id": 1,
            "subject": "Parcel",
            "comments": [
                {"author_id": 1, "body": "Where is it?", "public": True},
                {"author_id": 2, "body": "Angry one.", "public": False},
                {"author_id": -1, "body": "On its way.", "public": True},
            ],
        }
    ]
}
SUNSHINE = {
    "id": "x",
    "messages": [
        {"author": {"type": "user"}, "content": {"type": "text", "text": "Where is it?"}},
        {"author": {"type": "business"}, "content": {"type": "text", "text": "On its way."}},
    ],
}
TABLE = "role,text\nuser,Where is it?\nbot,On its way.\n"

FORMATS = {
    "a list of messages": (MESSAGES, Format.MESSAGES),
    "an object with messages": ({"id": 4, "messages": MESSAGES}, Format.MESSAGES),
    "an array of objects": ([{"conversation": MESSAGES}], Format.MESSAGES),
    "an array of lists": ([MESSAGES], Format.MESSAGES),
    "a collection with from and value": (
        {"conversations": [{"from": "human", "value": "Where is it?"}, {"from": "gpt", "value": "On its way."}]},
        Format.MESSAGES,
    ),
    "messages one a line": ("\n".join(json.dumps(one) for one in MESSAGES), Format.MESSAGES),
    "a tracker": (TRACKER, Format.RASA),
    "trackers": ([TRACKER], Format.RASA),
    "events one a line": (
        "\n".join(json.dumps({"sender_id": "s1", **event}) for event in TRACKER["events"]),
        Format.RASA,
    ),
    "activities": (ACTIVITIES, Format.BOTFRAMEWORK),
    "activities in an object": ({"activities": ACTIVITIES}, Format.BOTFRAMEWORK),
    "simulations": (SIMULATIONS, Format.TAU2),
    "a page of Chatwoot": (CHATWOOT, Format.CHATWOOT),
    "conversations of Chatwoot": (
        {"data": {"meta": {}, "payload": [{"id": 5, "messages": CHATWOOT["payload"]}]}},
        Format.CHATWOOT,
    ),
    "webhooks of Chatwoot": (
        "\n".join(
            json.dumps({"event": "message_created", "conversation": {"id": 5}, **one}) for one in CHATWOOT["payload"]
        ),
        Format.CHATWOOT,
    ),
    "chats of Zendesk": (CHATS, Format.ZENDESK),
    "tickets of Zendesk": (TICKETS, Format.ZENDESK),
    "messaging of Zendesk": (SUNSHINE, Format.ZENDESK),
    "a table": (TABLE, Format.CSV),
    "plain text": ("User: Where is it?\nBot: On its way.\n", Format.TEXT),
}


@pytest.mark.parametrize(("content", "expected"), FORMATS.values(), ids=FORMATS)
def test_a_format_is_seen_from_its_content_and_read(reader, content: object, expected: Format) -> None:
    assert expected is reader.find_format(content)
    assert [HELLO] == reader.said(content)


@pytest.mark.parametrize("indent", [None, 1])
def test_our_own_lines_are_ours(reader, indent: int | None) -> None:
    text = json.dumps(NATIVE, indent=indent)

    assert Format.RUNAROUND is reader.find_format(text)
    assert [[("consumer", "Hi")]] == reader.said(text)


@pytest.mark.parametrize("text", ["", "just words", "a,b\n1,2\n", '{"a": 1}', "[1, 2]"])
def test_what_is_no_conversation_has_no_format(reader, text: str) -> None:
    assert reader.find_format(text) in {None, Format.RUNAROUND}


def test_orders_to_a_model_and_its_tools_are_seen_by_nobody(reader) -> None:
    unseen = [{"role": "system", "content": "Be nice."}, {"role": "tool", "content": "{}"}]
    calls = {"role": "assistant", "content": None, "tool_calls": [{}]}

    assert [HELLO] == reader.said([unseen[0], MESSAGES[0], calls, unseen[1], MESSAGES[1]])


def test_a_person_of_the_company_is_a_human(reader) -> None:
    messages = [*MESSAGES, {"role": "human_agent", "content": "Anna here."}]

    assert [[*HELLO, ("human", "Anna here.")]] == reader.said([{"messages": messages}])


def test_pictures_in_parts_are_attachments(reader) -> None:
    parts = [{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {"url": "https://x.example/a/b.png"}}]

    (talk,) = reader.talks([{"role": "user", "content": parts}])

    assert (Turn(Speaker.CONSUMER, "Look", attachments=(Attachment("image", "b.png"),)),) == talk.turns


def test_a_role_that_nobody_knows_is_a_mistake_and_not_left_out(reader) -> None:
    found = reader.items([{"messages": [*MESSAGES, {"role": "narrator", "content": "Meanwhile"}]}])

    text = "message 2: found role 'narrator'; expected user, assistant, human_agent or system."
    assert [Mistake("f", 1, "", text)] == found


def test_a_later_session_of_rasa_is_a_session_and_a_payload_the_button(reader) -> None:
    events = [
        {"event": "bot", "text": "Pick", "timestamp": 1, "data": {"buttons": [{"title": "Yes", "payload": "/yes"}]}},
        {"event": "user", "text": "/yes", "timestamp": 2},
        {"event": "user", "text": "/greet", "timestamp": 3},
        {"event": "session_started", "timestamp": 60},
        {"event": "agent", "text": "Anna here", "timestamp": 61},
    ]

    (talk,) = reader.talks({"sender_id": "s", "events": events})

    expected = (
        Turn(Speaker.BOT, "Pick", buttons=(Button("Yes", "/yes"),)),
        Turn(Speaker.CONSUMER, "Yes", clicked="Yes", at=1.0),
        Turn(Speaker.HUMAN, "Anna here", at=60.0, session=2),
    )
    assert expected == talk.turns


def test_a_handoff_of_the_bot_framework_is_signalled(reader) -> None:
    handoff = {"type": "event", "name": "handoff.initiate", "from": {"id": "b"}, "conversation": {"id": "c"}}
    joined = {**handoff, "name": "handoff.status", "value": {"state": "accepted"}}

    (talk,) = reader.talks([*ACTIVITIES, handoff, joined])

    assert [Event.TRANSFER_STARTED, Event.HUMAN_JOINED] == [turn.event for turn in talk.turns[2:]]


def test_the_words_of_cards_are_words_of_the_bot(reader) -> None:
    block = {"type": "TextBlock", "text": "Action items"}
    body = [{"type": "ColumnSet", "columns": [{"type": "Column", "items": [block]}]}]
    cards = [
        {
            "contentType": "application/vnd.microsoft.card.hero",
            "content": {"title": "Hello", "buttons": [{"title": "Go"}]},
        },
        {"contentType": "application/vnd.microsoft.card.adaptive", "content": {"body": body}},
        {"contentType": "application/vnd.microsoft.card.custom", "content": {"strange": 1}},
    ]
    shown = [{**ACTIVITIES[2], "text": None, "attachments": [card]} for card in cards]

    (talk,) = reader.talks([ACTIVITIES[0], *shown])

    expected = [
        ("Hello", (Button("Go"),), ()),
        ("Action items", (), ()),
        ("", (), (Attachment("file", "card"),)),
    ]
    assert expected == [(turn.text, turn.buttons, turn.attachments) for turn in talk.turns[1:]]


SHOWN = {
    "Rasa": {**TRACKER, "events": [*TRACKER["events"], {"event": "bot", "text": None, "data": {"custom": {"x": 1}}}]},
    "Zendesk": {
        **SUNSHINE,
        "messages": [*SUNSHINE["messages"], {"author": {"type": "business"}, "content": {"type": "location"}}],
    },
    "Chatwoot": {
        "payload": [
            *CHATWOOT["payload"],
            {**CHATWOOT["payload"][1], "id": 9, "content": None, "content_type": "cards"},
        ]
    },
}


@pytest.mark.parametrize("content", SHOWN.values(), ids=SHOWN)
def test_what_a_bot_shows_without_words_is_no_silence(reader, content: object) -> None:
    (talk,) = reader.talks(content)

    assert (Speaker.BOT, "", "file") == (talk.turns[2].speaker, talk.turns[2].text, talk.turns[2].attachments[0].kind)


def test_a_simulated_consumer_ends_with_a_mark_that_is_no_word(reader) -> None:
    messages = [*MESSAGES, {"role": "user", "content": "###TRANSFER###"}]

    (talk,) = reader.talks({"simulations": [{"task_id": "1", "trial": 2, "messages": messages}]})

    assert [None, None, Event.HUMAN_JOINED] == [turn.event for turn in talk.turns]
    assert ("1-2", [0.0, 0.0, 0.0]) == (talk.id, [turn.at for turn in talk.turns])


def test_who_reads_a_file_knows_better_than_its_roles(reader) -> None:
    messages = [*MESSAGES, {"role": "agent", "content": "Anna here."}]

    found = reader.said([{"messages": messages}], speakers={"agent": Speaker.HUMAN})

    assert [[*HELLO, ("human", "Anna here.")]] == found


def test_an_agent_of_zendesk_who_is_a_bot_can_be_named(reader) -> None:
    chat = CHATS["chats"][0]
    says = {"type": "chat.msg", "sender_type": "Agent", "nick": "agent:12", "name": "Answer Bot", "msg": "Hi"}

    found = reader.said({"chats": [{**chat, "history": [*chat["history"], says]}]}, speakers={"answerbot": Speaker.BOT})

    assert [[*HELLO, ("bot", "Hi")]] == found


def test_a_page_of_chatwoot_is_put_in_the_order_of_time(reader) -> None:
    private = {**CHATWOOT["payload"][0], "id": 3, "private": True, "content": "psst"}

    assert [HELLO] == reader.said({"payload": [private, *reversed(CHATWOOT["payload"])]})


def test_an_agent_who_joins_a_zendesk_chat_is_a_human_who_joined(reader) -> None:
    joins = {"type": "chat.memberjoin", "nick": "agent:12", "timestamp": "2024-01-01T10:00:09Z"}
    says = {"type": "chat.msg", "sender_type": "Agent", "nick": "agent:12", "msg": "Anna here"}
    chat = CHATS["chats"][0]

    (talk,) = reader.talks({"chats": [{**chat, "history": [*chat["history"], joins, says]}]})

    assert (Event.HUMAN_JOINED, Speaker.HUMAN) == (talk.turns[2].event, talk.turns[3].speaker)
