"""Every act says by which words it is known."""

from __future__ import annotations

import pytest

from runaround.model import (
    ActOrigin,
    ActTrace,
    Attachment,
    Button,
    ItemOrigin,
    ItemTrace,
    Speaker,
    Transcript,
    Turn,
)
from runaround.reading import read, trace_turn


def trace(speaker: Speaker, text: str, *buttons: str) -> dict[str, ActTrace]:
    turn = Turn(speaker, text, buttons=tuple(Button(label) for label in buttons))
    return {one.act: one for one in trace_turn(read(Transcript("case", "en", (turn,))).turns[0]).acts}


def test_an_act_by_phrase_quotes_the_words_and_the_phrase() -> None:
    found = trace(Speaker.BOT, "Hello. I didn't understand that.")["fallback"]

    assert (ActOrigin.PHRASE, "i didn't understand that.") == (found.origin, found.sentence)
    assert found.words in found.sentence
    assert found.phrase


def test_a_chinese_phrase_is_quoted_as_it_is_written() -> None:
    found = trace(Speaker.CONSUMER, "我要转人工")["ask_human"]

    assert "人工" in found.words


def test_a_question_is_known_by_its_mark() -> None:
    assert ActOrigin.MARK is trace(Speaker.BOT, "Where?")["question"].origin


def test_a_request_is_known_by_what_it_asks_for() -> None:
    assert ActOrigin.ITEMS is trace(Speaker.BOT, "Please upload a photo.")["request"].origin


def test_a_menu_of_buttons_is_known_by_its_choices() -> None:
    assert ActOrigin.CHOICES is trace(Speaker.BOT, "", "Refund", "Delivery")["menu"].origin


def test_a_probe_says_nothing() -> None:
    assert {} == trace(Speaker.SYSTEM, "")


PHOTO = (Attachment("image", "a.jpg"),)
LONG = "The lamp came with a broken shade, the box was open and the seller does not answer my messages any more."
GIVEN = {
    "by-words": (Turn(Speaker.CONSUMER, "Order number QX-20931"), "order_number", ItemOrigin.PHRASE),
    "by-file": (Turn(Speaker.CONSUMER, "", attachments=PHOTO), "photo", ItemOrigin.FILE),
    "by-length": (Turn(Speaker.CONSUMER, LONG), "description", ItemOrigin.ACCOUNT),
    "as-an-answer": (Turn(Speaker.CONSUMER, "the blue house behind the church"), "address", ItemOrigin.ANSWER),
}


@pytest.mark.parametrize(("turn", "name", "origin"), GIVEN.values(), ids=GIVEN)
def test_what_is_given_says_how_that_is_known(turn: Turn, name: str, origin: ItemOrigin) -> None:
    question = Turn(Speaker.BOT, "What is your address?")

    found = {
        one.name: one.origin for one in trace_turn(read(Transcript("case", "en", (question, turn))).turns[1]).given
    }

    assert origin is found.get(name)


def test_what_is_asked_for_quotes_its_name() -> None:
    turn = Turn(Speaker.BOT, "请提供一下订单号")

    (item,) = trace_turn(read(Transcript("case", "zh", (turn,))).turns[0]).asked

    assert ItemTrace("order_number", ItemOrigin.PHRASE, "订单号", item.phrase) == item
