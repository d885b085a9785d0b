"""Menus that stand in the text, and the keys that consumers press."""

from __future__ import annotations

import pytest

from runaround.model import Button, Link, Message, Speaker
from runaround.reading import read_message
from runaround.reading.menus import WrittenOption, answers_by_key, chosen_keys, read_menu
from runaround.reading.text import fold

MENUS = {
    "press-en": ("For billing, press 1. For faults, press 2.", (("billing", "1"), ("faults", "2"))),
    "say-en": ("To book a table, say table. To cancel, say cancel.", (("book a table", "table"), ("cancel", "cancel"))),
    "star-and-hash": ("For the main menu press star, to hear this again press #.",
                      (("main menu", "star"), ("hear this again", "hash"))),
    "press-zh": ("查询话费请按1，报修请按2", (("查询话费", "1"), ("报修", "2"))),
    "numbered-lines": ("1. Delivery\n2. Returns\n3. Payment", (("delivery", "1"), ("returns", "2"), ("payment", "3"))),
    "numbered-zh": ("1、查物流 2、退换货", (("查物流", "1"), ("退换货", "2"))),
    "numbered-and-told-how": ("1. Delivery 2. Returns. Reply with the number.", (("delivery", "1"), ("returns", "2"))),
    "lettered": ("Choose: A. Delivery B. Returns", (("delivery", "a"), ("returns", "b"))),
    "lettered-zh": ("请选择：A、退款 B、换货", (("退款", "a"), ("换货", "b"))),
    "key-first-zh": ("请按1查询订单，按2退款", (("查询订单", "1"), ("退款", "2"))),
    "key-last-zh": ("查询订单请按1退款请按2投诉请按3", (("查询订单", "1"), ("退款", "2"), ("投诉", "3"))),
    "initials-are-no-menu": ("Your parcel was signed for by Mr A. Sample and B. Sample.", ()),
    "an-article-is-no-menu": ("Is it a refund or b", ()),
    "dates-are-no-menu": ("Open on 24 December and on 2 January.", ()),
    "prices-are-no-menu": ("A costs 4.90, B costs 7.50.", ()),
    "one-option-is-no-menu": ("1. Delivery", ()),
    "plain-text": ("Your parcel is on its way.", ()),
    "empty": ("", ()),
}  # fmt: skip


@pytest.mark.parametrize(("text", "options"), MENUS.values(), ids=MENUS)
def test_options_are_read(text: str, options: tuple[tuple[str, str], ...]) -> None:
    assert tuple(WrittenOption(*option) for option in options) == read_menu(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "1. Delivery 2. Returns. Reply with the number.",
        "Please type the letter of your choice: A. Delivery B. Returns",
        "For billing, press 1. For faults, press 2.",
        "1、查物流 2、退换货，请回复数字",
        "请按1查询订单，按2退款",
    ],
)
def test_a_menu_says_that_it_is_answered_by_key(text: str) -> None:
    assert answers_by_key(fold(text))


@pytest.mark.parametrize(
    "text", ["1. Delivery\n2. Returns", "请选择：1 退款 2 换货", "Please enter your order number."]
)
def test_a_menu_that_names_no_key_is_answered_in_words(text: str) -> None:
    assert not answers_by_key(fold(text))


@pytest.mark.parametrize(
    ("text", "keys"),
    [("2", {"2"}), ("(presses 2)", {"2"}), ("按#", {"hash"}), ("star", {"star"}), ("QX-20931", set()), ("two", set())],
)
def test_the_keys_that_a_consumer_presses(text: str, keys: set[str]) -> None:
    assert keys == chosen_keys(fold(text))


def test_choices_are_buttons_links_and_options_in_order() -> None:
    said = read_message(
        Message(
            Speaker.BOT,
            "1. Delivery\n2. Main menu",
            buttons=(Button("Go back"), Button("Returns")),
            links=(Link("https://bot.test/a", "Help"), Link("https://bot.test/b")),
        )
    )

    assert ("Go back", "Returns", "Help", "https://bot.test/b", "delivery", "main menu") == said.choices
    assert ("Go back", "2") == said.ways_back


def test_a_consumer_shows_no_choices() -> None:
    assert () == read_message(Message(Speaker.CONSUMER, "1. Delivery\n2. Returns")).choices
