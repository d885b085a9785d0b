"""A telephone menu comes first: who hears keys presses one, and tells the story where words are heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runaround.model import Button, Channel, HumanWish, Message, Speaker

KEYS = "For a missing item, press 1. To speak to an agent, press 0."
MENU = Message(Speaker.BOT, KEYS, buttons=(Button("a missing item", "1"), Button("speak to an agent", "0")))


@pytest.fixture
def caller(oil):
    """The same consumer, by telephone."""
    return replace(oil, channel=Channel.VOICE)


def test_who_hears_a_fitting_key_first_presses_it(caller, play) -> None:
    assert "[a missing item]" == play(caller, welcome=MENU)[0]


def test_who_wants_a_person_at_once_presses_the_key_for_one(caller, play) -> None:
    caller = replace(caller, human=HumanWish(at_turn=1, persistence=1))

    assert "[speak to an agent]" == play(caller, welcome=MENU)[0]


def test_who_hears_no_fitting_key_says_what_it_is_about(caller, play) -> None:
    menu = Message(Speaker.BOT, "For opening hours, press 1.", buttons=(Button("opening hours", "1"),))

    assert "one bottle of two arrived" == play(caller, welcome=menu)[0]


def test_who_is_asked_for_words_says_them(caller, play) -> None:
    asked = Message(Speaker.BOT, "What is it about?", buttons=(Button("a missing item"),))

    assert "one bottle of two arrived" == play(caller, welcome=asked)[0]


def test_who_writes_says_what_it_is_about_beside_a_menu(oil, play) -> None:
    assert "one bottle of two arrived" == play(oil, welcome=MENU)[0]
