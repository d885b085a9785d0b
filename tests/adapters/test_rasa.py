"""The traps of Rasa: what stands behind an empty answer, and what each channel makes of one message."""

import pytest
from aiohttp import web

from runaround.errors import BotFailed, FileError, WrongShape
from runaround.model import Attachment, Button, Click, Event, Link, Message, Say, Speaker
from runaround_adapters._rasa.messages import tidy_message

pytestmark = pytest.mark.anyio

LISTEN = {"event": "action", "name": "action_listen"}


class Rasa:
    """A server with one answer to everything, and a tracker that says what it is told to."""

    def __init__(self, answer: list, events: list | None = None, *, is_paused: bool = False) -> None:
        self.answer, self.events, self.is_paused = answer, events, is_paused
        self.requests: list[tuple[str, object]] = []

    async def handle(self, request: web.Request) -> web.Response:
        if request.path.endswith("/tracker"):
            if self.events is None:
                return web.Response(status=404)
            return web.json_response({"events": self.events, "paused": self.is_paused})
        body = await request.json()
        self.requests.append((request.query_string, {key: body[key] for key in body if key != "sender"}))
        return web.json_response(self.answer)


async def talk(rasa: Rasa, serve, make_adapter, case, *actions: Say | Click, **more: object) -> list:
    async with serve(rasa.handle) as url:
        adapter = make_adapter({"adapter": "rasa", "url": url, **more}, RASA_TOKEN="rasa-token")
        session, _ = await adapter.open(case, session=1)
        try:
            return [await session.send(action) for action in actions]
        finally:
            await session.close()
            await adapter.close()


async def test_a_pause_is_told_when_it_begins(serve, make_adapter, case) -> None:
    rasa = Rasa([], [{"event": "user", "text": "hi"}], is_paused=True)

    replies = await talk(rasa, serve, make_adapter, case, Say("hi"), Say("hi"))

    assert [(Message(Speaker.SYSTEM, event=Event.TRANSFER_STARTED),), ()] == [reply.messages for reply in replies]


async def test_a_message_that_the_tracker_does_not_hold_was_lost_in_a_crash(serve, make_adapter, case) -> None:
    with pytest.raises(BotFailed, match="does not hold"):
        await talk(Rasa([], []), serve, make_adapter, case, Say("hi"))


async def test_an_old_message_of_the_same_words_is_not_taken_for_the_new_one(serve, make_adapter, case) -> None:
    rasa = Rasa([], [{"event": "user", "text": "hi"}, LISTEN])

    with pytest.raises(BotFailed, match="does not hold"):
        await talk(rasa, serve, make_adapter, case, Say("hi"), Say("hi"))


async def test_a_fallback_without_words_is_silence(serve, make_adapter, case) -> None:
    fallback = [{"event": "action", "name": "action_default_fallback"}, {"event": "rewind"}, LISTEN]

    (reply,) = await talk(Rasa([], [{"event": "user", "text": "hi"}, *fallback]), serve, make_adapter, case, Say("hi"))

    assert () == reply.messages


async def test_an_action_that_left_nothing_is_no_silence(serve, make_adapter, case) -> None:
    events = [{"event": "user", "text": "hi"}, {"event": "action", "name": "action_book"}, LISTEN]

    with pytest.raises(BotFailed, match="action_book"):
        await talk(Rasa([], events), serve, make_adapter, case, Say("hi"))


async def test_without_a_tracker_nothing_is_silence(serve, make_adapter, case) -> None:
    (reply,) = await talk(Rasa([]), serve, make_adapter, case, Say("hi"))

    assert () == reply.messages


async def test_a_choice_sends_its_payload_and_the_token_goes_along(serve, make_adapter, case) -> None:
    rasa = Rasa([{"text": "ok"}])

    await talk(rasa, serve, make_adapter, case, Click(button=Button("Refund", "/refund")), token="env:RASA_TOKEN")

    assert [("token=rasa-token", {"message": "/refund"})] == rasa.requests


async def test_a_custom_message_that_the_file_does_not_explain_is_no_silence(serve, make_adapter, case) -> None:
    with pytest.raises(WrongShape, match="carousel"):
        await talk(Rasa([{"custom": {"type": "carousel"}}]), serve, make_adapter, case, Say("hi"))


async def test_a_button_with_an_address_is_a_link(serve, make_adapter, case) -> None:
    rasa = Rasa([{"text": "See", "buttons": [{"title": "Help", "url": "https://shop.example/help"}]}])

    (reply,) = await talk(rasa, serve, make_adapter, case, Say("hi"))

    assert (Message(Speaker.BOT, "See", links=(Link("https://shop.example/help", "Help"),)),) == reply.messages


def test_a_card_of_socketio_is_words_buttons_and_a_picture() -> None:
    card = {"title": "Shoes", "subtitle": "Red", "image_url": "https://x/a.png", "buttons": [{"title": "Buy"}]}

    tidied = tidy_message({"attachment": {"type": "template", "payload": {"elements": card}}})

    files = [{"name": "https://x/a.png", "type": "image"}]
    assert ("Shoes\nRed", [{"title": "Buy"}], files) == (tidied["text"], tidied["buttons"], tidied["files"])


@pytest.mark.parametrize("sent", ["https://x/a.png", {"type": "image", "payload": {"src": "https://x/a.png"}}])
async def test_attachments_come_in_two_ways(serve, make_adapter, case, sent) -> None:
    (reply,) = await talk(Rasa([{"attachment": sent}]), serve, make_adapter, case, Say("hi"))

    assert ["a.png"] == [one.name for one in reply.messages[0].attachments]
    assert isinstance(reply.messages[0].attachments[0], Attachment)


def test_every_mistake_of_a_file_is_told_at_once(make_adapter) -> None:
    document = {"adapter": "rasa", "url": "http://x", "turn": {"quiet_s": 1}, "token": "env:NOT_SET", "text": "a ||"}

    with pytest.raises(FileError) as caught:
        make_adapter(document)

    assert {"turn", "token", "text"} == {mistake.path.strip(".") for mistake in caught.value.mistakes}
