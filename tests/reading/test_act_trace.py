"""Every act says by which words it is known."""

from __future__ import annotations

from runaround.model import ActOrigin, ActTrace, Button, Speaker, Transcript, Turn
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
