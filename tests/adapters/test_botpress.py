"""The traps of Botpress's Chat API: streams that nobody keeps, keys, pieces, and a plugin that speaks for the bot."""

import json

import pytest

from runaround.conformance.stage import Script, Stage, a_case, say
from runaround.errors import FileError, Unauthorized, WrongShape
from runaround.fake import Break, Fake, Fetch, Piece, Said
from runaround.model import Event, Evidence, Item, Message, Say, Speaker
from runaround_adapters._botpress.hitl import HITL_TEXTS
from runaround_adapters._botpress.messages import tidy_payload
from runaround_adapters._botpress.signals import BotpressMap, SignalReader
from runaround_adapters._rules.mapping import ReplyMap
from runaround_adapters._rules.paths import ValuePath
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters.fakes.botpress import CHAT, serve

pytestmark = pytest.mark.anyio

HITL = {"hitl": {"assigned": "Li is here."}}


def served(personal_key: str | None) -> Fake:
    return Fake(lambda brain, quiet_s: serve(brain, quiet_s, personal_key=personal_key))


async def test_a_message_whose_pieces_broke_off_is_asked_for() -> None:
    """Pieces are signalled to who listens at that moment, and kept for nobody."""
    pieces = [Piece("p", "one "), Break(), Piece("p", "two"), Piece("p", "", is_last=True), say("more")]

    (reply,) = await Stage(CHAT, quiet_s=0.2).talk(Script([pieces]), Say("hi"))

    assert ["one two", "more"] == [one.text for one in reply.messages]


async def test_all_pages_of_what_was_missed_are_heard_in_order() -> None:
    texts = [str(number) for number in range(50)]

    (reply,) = await Stage(CHAT, quiet_s=0.2).talk(Script([[Break(), *map(say, texts)]]), Say("hi"))

    assert texts == [one.text for one in reply.messages]


async def test_a_consumer_who_comes_back_is_the_same_user_with_the_same_key() -> None:
    bot, case = Script([[say("hello")]]), a_case()
    stage = Stage(served(None), quiet_s=0.2)

    async with stage.meet(bot) as adapter:
        replies = []
        for number in (1, 2):
            session, _ = await adapter.open(case, session=number)
            replies.append(await session.send(Say("hi")))
            await session.close()

    assert ["user_1", "user_1"] == [visitor.consumer for visitor in bot.visitors]
    assert 2 == len({visitor.session for visitor in bot.visitors})
    assert "eyJ" not in repr(replies)


async def test_keys_are_signed_with_the_key_of_the_bots_maker() -> None:
    """Every variable holds the same secret there; a service that holds another refuses it."""
    (reply,) = await Stage(served("conformance-secret-31"), quiet_s=0.2).talk(Script([[say("hello")]]), Say("hi"))

    assert ["hello"] == [one.text for one in reply.messages]
    with pytest.raises(Unauthorized, match="Invalid user"):
        await Stage(served("another"), quiet_s=0.2).talk(Script([[say("hello")]]), Say("hi"))


async def test_a_bot_whose_maker_signs_keys_says_so_to_who_has_none(make_adapter, case) -> None:
    async with serve(Script(), 0.2, personal_key="another") as bot:
        adapter = make_adapter({"adapter": "botpress", "url": bot.url})

        with pytest.raises(Unauthorized, match="write it as encryption_key"):
            await adapter.open(case, session=1)


async def test_what_the_plugin_for_humans_says_is_what_happens() -> None:
    """It speaks in the bot's name, as do the humans; between its words the bot does not answer."""
    stage = Stage(CHAT, quiet_s=0.2).with_settings(**HITL)
    said = [HITL_TEXTS["handoff"], "Li is here.", "What is the number?", HITL_TEXTS["stopped"], "Anything else?"]

    (reply,) = await stage.talk(Script([[say(text) for text in said]]), Say("human"))

    assert (
        Message(Speaker.BOT, said[0]),
        Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED),
        Message(Speaker.SYSTEM, said[1], event=Event.HUMAN_JOINED),
        Message(Speaker.HUMAN, said[2]),
        Message(Speaker.SYSTEM, said[3], event=Event.HUMAN_LEFT),
        Message(Speaker.BOT, said[4]),
    ) == reply.messages


async def test_without_the_plugin_its_words_are_words() -> None:
    (reply,) = await Stage(CHAT, quiet_s=0.2).talk(Script([[say(HITL_TEXTS["assigned"])]]), Say("human"))

    assert (Message(Speaker.BOT, HITL_TEXTS["assigned"]),) == reply.messages


@pytest.mark.parametrize(("how", "texts"), [("bloc", ["see"]), ("apart", ["see", ""])])
async def test_words_and_files_go_as_one_message_or_as_several(tmp_path, how: str, texts: list[str]) -> None:
    path = tmp_path / "receipt.png"
    path.write_bytes(b"\x89PNG")
    bot = Script([[Fetch(), say("thanks")]])
    stage = Stage(CHAT, quiet_s=0.2).with_settings(upload={"how": how})

    (reply,) = await stage.talk(bot, Say("see", (Evidence(Item.RECEIPT, str(path), "image/png", "a receipt"),)))

    assert texts == [one.text for one in bot.heard]
    assert [("receipt.png", "image/*")] == [(file.name, file.media_type) for one in bot.heard for file in one.files]
    assert {"receipt.png": True} == dict(reply.fetched)
    assert all(isinstance(one, Said) for one in bot.heard)


CARD = {"type": "card", "title": "Shoes", "subtitle": "Red", "imageUrl": "https://x/a.png?size=1"}
BUY = {"label": "Buy", "value": "/buy"}
PAYLOADS = {
    "words": ({"type": "markdown", "markdown": "**hi**"}, ("**hi**", [], [])),
    "a choice": ({"type": "dropdown", "text": "Which?", "options": [BUY]}, ("Which?", [BUY], [])),
    "a card": (
        {**CARD, "actions": [{"action": "postback", **BUY}, {"action": "url", "label": "Help", "value": "https://y"}]},
        ("Shoes\nRed", [BUY, {"label": "Help", "url": "https://y"}], [{"name": "a.png", "type": "image"}]),
    ),
    "many cards": (
        {"type": "carousel", "items": [{**CARD, "actions": []}, {"type": "card", "title": "Hats", "actions": []}]},
        ("Shoes\nRed\nHats", [], [{"name": "a.png", "type": "image"}]),
    ),
    "a bloc": (
        {"type": "bloc", "items": [{"type": "text", "text": "See"}, {"type": "file", "fileUrl": "https://x/b.pdf"}]},
        ("See", [], [{"name": "b.pdf", "type": "file"}]),
    ),
    "a place": ({"type": "location", "title": "Shop", "latitude": 1.5, "longitude": 2}, ("Shop\n1.5, 2", [], [])),
}


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_type_of_message_is_read(name: str) -> None:
    payload, expected = PAYLOADS[name]

    tidied = tidy_payload(payload)

    assert tidied is not None
    assert expected == (tidied["text"], tidied["buttons"], tidied["files"])


def test_a_type_that_nobody_knows_is_not_guessed_at() -> None:
    assert tidy_payload({"type": "hologram", "text": "hi"}) is None


def reader(inbox: Inbox) -> SignalReader:
    paths = {name: ValuePath.of(name, name) for name in ("text",)} | {"messages": ValuePath.of("messages", "@")}
    return SignalReader(BotpressMap(ReplyMap(paths, {}, {}, {})), inbox, repr, own="me")


def delta(number: int, text: str) -> str:
    return json.dumps({"type": "message_stream_delta", "data": {"streamId": "s", "sequence": number, "delta": text}})


async def test_pieces_that_are_withdrawn_are_no_message_and_hold_up_nothing() -> None:
    """A bot whose model fails takes back what it has begun, and says something else."""
    inbox = Inbox(TurnRules(reply_s=5, quiet_s=0.05))
    signals = reader(inbox)
    inbox.begin_message()

    for text in (delta(2, "two"), delta(1, "one "), '{"type": "message_stream_abort", "data": {"streamId": "s"}}'):
        signals.put(text)
    message = {"id": "1", "userId": "bot", "isBot": True, "payload": {"type": "text", "text": "Sorry."}}
    signals.put(json.dumps({"type": "message_created", "data": message}))
    signals.put(delta(3, "three"))

    assert ["Sorry."] == [one.text for one in (await inbox.take_reply()).messages]


async def test_what_nobody_explains_is_no_silence() -> None:
    """A message of a new type came, and the bot must not be accused of having said nothing."""
    inbox = Inbox(TurnRules(reply_s=0.05))
    inbox.begin_message()

    message = {"id": "1", "userId": "bot", "isBot": True, "payload": {"type": "hologram", "colour": "blue"}}
    reader(inbox).put(json.dumps({"type": "message_created", "data": message}))

    with pytest.raises(WrongShape, match="hologram"):
        await inbox.take_reply()


async def test_an_event_that_nobody_maps_is_no_message_and_no_mistake() -> None:
    inbox = Inbox(TurnRules(reply_s=0.05))
    inbox.begin_message()

    event = {"id": None, "userId": "bot", "isBot": True, "payload": {"open": "calendar"}}
    reader(inbox).put(json.dumps({"type": "event_created", "data": event}))

    assert () == (await inbox.take_reply()).messages


async def test_pieces_are_put_in_the_order_that_they_count() -> None:
    inbox = Inbox(TurnRules())
    signals = reader(inbox)

    for text in (delta(2, "two"), delta(1, "one ")):
        signals.put(text)

    assert "one two" == inbox.finish("s")


def test_every_mistake_of_a_file_is_told_at_once(make_adapter) -> None:
    target = {
        "adapter": "botpress",
        "url": "https://chat.botpress.cloud/id",
        "user_key": "env:KEY",
        "encryption_key": "env:KEY",
        "user": {"id": "{nobody}"},
        "human": "metadata.",
    }

    with pytest.raises(FileError) as told:
        make_adapter(target, KEY="a-secret")

    places = {mistake.path for mistake in told.value.mistakes}
    assert {"encryption_key", "user.id", "human"} <= places
