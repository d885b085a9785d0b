"""A human who is taken if offered, and never asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runaround.model import Button, Event, HumanWish, Message, Patience, Speaker

OFFER = "Would you like to talk to a human agent?"
TIPS = [f"Parcels can be split, part {n}." for n in "abcdefgh"]


@pytest.fixture
def patient(oil):
    """Takes a human who is offered, and insists once."""
    return replace(oil, human=HumanWish(None, None, persistence=1), patience=Patience(8, 40.0))


def test_who_takes_only_offers_never_asks(patient, play):
    script = play(patient, *TIPS)

    assert ["that does not help"] * 6 + ["I give up", "END out_of_patience"] == script[1:]


def test_an_offer_is_taken_and_the_transfer_waited_for(patient, play):
    script = play(patient, OFFER, "I'm connecting you to a human agent now.", Message(Speaker.HUMAN, "Hi."))

    assert ["yes, a human", "(waits 10 s)", "one bottle of two arrived"] == script[1:4]


def test_an_accepted_offer_that_comes_to_nothing_is_insisted_on(patient, play):
    script = play(patient, OFFER, *TIPS)

    assert ["yes, a human", "a human, not a bot", "I give up", "END out_of_patience"] == script[1:]


def test_who_is_announced_unasked_is_waited_for_and_asked_after(patient, play):
    script = play(patient, "I'm transferring you to a human agent now.")

    assert [*["(waits 10 s)"] * 4, "where is the agent?"] == script[1:6]


def test_a_button_for_a_human_is_taken_once_the_bot_does_not_help(patient, play):
    buttons = (Button("Talk to a person"), Button("Tips"))
    welcome = Message(Speaker.BOT, "Hello! How can I help?", buttons=buttons)

    script = play(patient, Message(Speaker.BOT, "Parcels can be split.", buttons=buttons), welcome=welcome)

    assert ["one bottle of two arrived", "[Talk to a person]"] == script[:2]


def test_a_button_for_a_human_is_left_alone_while_the_bot_helps(patient, play):
    shown = Message(Speaker.BOT, "What is your order number?", buttons=(Button("Talk to a person"),))

    assert play(patient, shown)[1] == "order number 4471-20835"


def test_a_human_who_comes_unasked_is_talked_to(patient, play):
    joined = (Message(Speaker.SYSTEM, event=Event.HUMAN_JOINED), Message(Speaker.HUMAN, "What is your phone number?"))

    assert ["phone 555 010 4471", "thanks", "END human_joined"] == play(patient, joined)[1:]


def test_a_transfer_that_has_failed_by_the_end_of_a_reply_is_not_waited_for(patient, play) -> None:
    started, failed = (Message(Speaker.SYSTEM, event=one) for one in (Event.TRANSFER_STARTED, Event.TRANSFER_FAILED))
    reply = (Message(Speaker.BOT, "I'm connecting you to a human agent now."), started, failed)

    assert "(waits" not in " ".join(play(patient, reply)[1:2])


def test_a_transfer_that_is_tried_again_in_the_same_reply_is_waited_for(patient, play) -> None:
    started, failed = (Message(Speaker.SYSTEM, event=one) for one in (Event.TRANSFER_STARTED, Event.TRANSFER_FAILED))

    assert "(waits 10 s)" == play(patient, (started, failed, started))[1]
