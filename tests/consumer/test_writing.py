"""How a consumer types: slips, no punctuation, two messages for one; and what none of that may touch."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runaround.consumer import consume
from runaround.consumer.writing import Hand, divide, hand_of, write
from runaround.model import Button, Event, Item, Link, Message, Say, Scenario, Speaker, Writing
from runaround.reading import read_message
from runaround.reading.acts import Act
from runaround.scenario_file import library_dir, load_scenarios

SLIPS = {
    "en": (("because", "becuase"), ("received", "recieved"), ("I've", "ive")),
    "zh": (("已经", "以经"), ("纸箱里面", "纸相里面"), ("纸箱", "纸厢")),
}
LIBRARY = load_scenarios(library_dir())
VALUES = re.compile(r"[^\s，。,]*[0-9@_][^\s，。,]*[0-9a-z]")


def typed(text: str, lang: str = "en", *, seed: int = 0, kept: tuple[str, ...] = (), **writing: object) -> str:
    hand = Hand(Writing(slips=SLIPS[lang], **writing), kept)
    return write(text, hand, rng=random.Random(seed))


def cut(text: str, *kept: str, share: float = 1.0) -> tuple[str, ...]:
    return divide(text, Hand(Writing(split=share), kept), rng=random.Random(0))


# --- slips --------------------------------------------------------------------------------------------


def test_known_slips_are_made() -> None:
    assert "Becuase Ive recieved one" == typed("Because I’ve received one", typos=1.0)


def test_the_longest_known_word_slips_in_a_script_without_blanks() -> None:
    assert "纸相里面以经空了" == typed("纸箱里面已经空了", "zh", typos=1.0)


def test_a_long_word_without_a_known_slip_gets_one_of_a_hand_in_a_hurry() -> None:
    texts = {typed("my bottle", seed=seed, typos=1.0).removeprefix("my ") for seed in range(60)}

    swapped, short, doubled = {"btotle", "botlte"}, {"bttle", "botle", "botte"}, {"boottle", "botttle", "bottlle"}
    assert swapped | short | doubled == texts


def test_no_share_means_no_slip() -> None:
    assert "because I've received one" == typed("because I've received one")


def test_a_share_is_a_share() -> None:
    slips = [typed("because", seed=seed, typos=0.3) for seed in range(300)].count("becuase")

    assert 60 <= slips <= 120


@pytest.mark.parametrize(
    "text",
    ["order 4471-20835", "Maria Example", "wren_arrived", "maria.arrived@example.org", "error1037code", "OKAYED"],
)
def test_codes_names_and_addresses_never_slip(text: str) -> None:
    assert {f"is {text} so"} == {typed(f"is {text} so", seed=seed, kept=("order",), typos=1.0) for seed in range(20)}


def test_a_fact_never_slips_nor_does_a_word_of_it_elsewhere() -> None:
    base = replace(LIBRARY[0], facts={Item.ADDRESS: "12 Sample Meadow"}, details={"name": "Maria Longname"})
    hand = hand_of(replace(base, writing=Writing(typos=1.0, punctuation=False)))

    texts = {write("Sample Meadow, Maria", hand, rng=random.Random(seed)) for seed in range(20)}

    assert {"Sample Meadow Maria"} == texts


# --- punctuation --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("I paid for two, only one came.", "i paid for two only one came"),
        ("Where is it? I want it.", "where is it? i want it"),
        ("我买了两桶油，只收到一桶。", "我买了两桶油 只收到一桶"),
        ("It cost 12.50, on 3.5.2024!", "it cost 12.50 on 3.5.2024"),
    ],
)
def test_marks_and_capitals_are_left_out(text: str, bare: str) -> None:
    assert bare == typed(text, punctuation=False)


# --- two messages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("My oil is missing. I paid for two.", ("My oil is missing.", "I paid for two.")),
        ("My oil is missing, I paid for two", ("My oil is missing", "I paid for two")),
        ("我买了两桶油，只收到一桶", ("我买了两桶油", "只收到一桶")),
        ("One two. Three four. Five six seven eight.", ("One two. Three four.", "Five six seven eight.")),
        ("My oil is missing", ("My oil is missing",)),
        ("Yes, correct", ("Yes, correct",)),
        ("", ("",)),
    ],
)
def test_a_message_of_two_parts_is_cut_where_one_ends(text: str, parts: tuple[str, ...]) -> None:
    assert parts == cut(text)


def test_no_share_cuts_nothing() -> None:
    assert ("My oil is missing. I paid for two.",) == cut("My oil is missing. I paid for two.", share=0.0)


def test_a_fact_is_not_cut_through() -> None:
    address = "12 Sample Road, flat 3"

    assert (f"I live at {address}",) == cut(f"I live at {address}", address)


# --- what holds for all -------------------------------------------------------------------------------


texts = st.sampled_from(
    sorted({text for one in LIBRARY for wordings in one.sayings.values() for text in wordings})
    + sorted({text for one in LIBRARY for text in (*one.sessions[0].opening, *one.facts.values())})
)
habits = st.builds(Writing, typos=st.floats(0, 1), split=st.floats(0, 1), punctuation=st.booleans())


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(LIBRARY), texts, habits, st.integers(0, 99))
def test_what_is_understood_stays_the_same(scenario: Scenario, text: str, writing: Writing, seed: int) -> None:
    """A bot may fail at slips; that it was asked for a human must be beyond doubt all the same."""
    hand = hand_of(replace(scenario, writing=replace(writing, slips=SLIPS[scenario.lang])))

    typed_text = write(text, hand, rng=random.Random(seed))

    assert understood(text) == understood(typed_text)
    assert VALUES.findall(text) == VALUES.findall(typed_text)


@settings(deadline=None)
@given(st.text(max_size=80), habits, st.integers(0, 9))
def test_any_text_can_be_typed_and_cut(text: str, writing: Writing, seed: int) -> None:
    hand = Hand(replace(writing, slips=SLIPS["en"] + SLIPS["zh"]), (text[3:9],) if text[3:9] else ())

    once, again = (
        [write(part, hand, rng=random.Random(seed)) for part in divide(text, hand, rng=random.Random(seed))]
        for _ in range(2)
    )

    assert once == again


def understood(text: str) -> tuple[object, ...]:
    said = read_message(Message(Speaker.CONSUMER, text))
    return said.acts, said.supplied, said.supplied_names, said.keys


# --- in a conversation --------------------------------------------------------------------------------


@pytest.fixture
def halving(oil: Scenario) -> Scenario:
    """The consumer of the missing oil, who sends every message of two sentences as two."""
    opening = replace(oil.sessions[0], opening=("I paid for two bottles. Only one arrived.",))
    return replace(oil, sessions=(opening,), writing=Writing(split=1.0))


def test_both_halves_are_sent_and_the_replies_to_both_are_heard_together(halving, play) -> None:
    script = play(halving, "What is your order number?", "And your phone number?", "Your refund has been sent.")

    halves = ["I paid for two bottles.", "Only one arrived."]
    assert [*halves, "order number 4471-20835, phone 555 010 4471", "thanks", "END solved"] == script


@pytest.mark.parametrize(
    ("reply", "rest"),
    [
        ("Your refund has been sent.", ["thanks", "END solved"]),
        ((Message(Speaker.SYSTEM, event=Event.SESSION_END),), ["END closed_by_company"]),
        (Message(Speaker.HUMAN, "Hi, Robin here."), ["I paid for two bottles.", "Only one arrived.", "thanks"]),
    ],
    ids=["settled", "closed", "a human came"],
)
def test_the_second_half_is_left_out_where_the_first_was_enough(halving, play, reply, rest) -> None:
    assert rest == play(halving, reply)[1 : 1 + len(rest)]


def test_only_the_second_half_says_that_it_is_the_rest(halving: Scenario) -> None:
    consumer = consume(halving, rng=random.Random(0), welcome=())

    sent = [next(consumer), consumer.send((Message(Speaker.BOT, "What is your order number?"),))]

    assert [Say("I paid for two bottles."), Say("Only one arrived.", continues=True)] == sent


def test_both_halves_count_as_turns(halving, play) -> None:
    script = play(replace(halving, patience=replace(halving.patience, turns=4)), "A.", "B.", "C.", "D.")

    assert ["that does not help", "I give up", "END out_of_patience"] == script[2:]


def test_nobody_sends_halves_with_the_last_turn_but_one(halving, play) -> None:
    script = play(replace(halving, patience=replace(halving.patience, turns=2)))

    assert script[0] == "I paid for two bottles. Only one arrived."


def test_files_go_with_the_second_half(halving, play) -> None:
    sayings = {**halving.sayings, "send": ("This is the photo. You can see one bottle.",)}

    script = play(replace(halving, sayings=sayings), None, "Please upload a photo.")

    assert ["This is the photo.", "You can see one bottle. <carton.png>"] == script[2:4]


def test_what_the_bot_offers_is_typed_as_it_stands(oil, play) -> None:
    scenario = replace(oil, writing=Writing(typos=1.0, punctuation=False, split=1.0))

    script = play(scenario, "1. Missing item or order\n2. Newsletter, weekly\n3. Other")

    assert script[1] == "missing item or order"


def test_buttons_and_links_are_not_typed_at_all(oil, play) -> None:
    shown = Message(Speaker.BOT, "", buttons=(Button("Missing item"),), links=(Link("https://bot.test/order"),))

    assert play(replace(oil, writing=Writing(typos=1.0)), shown)[1] == "[Missing item]"


def test_a_wish_for_a_human_stays_a_wish(oil) -> None:
    wishes = [text for one in LIBRARY for text in one.sayings["insist_human"]]
    hand = Hand(Writing(typos=1.0, punctuation=False))

    typed_wishes = [write(text, hand, rng=random.Random(seed)) for text in wishes for seed in range(5)]

    assert [] == [
        text for text in typed_wishes if Act.ASK_HUMAN not in read_message(Message(Speaker.CONSUMER, text)).acts
    ]
