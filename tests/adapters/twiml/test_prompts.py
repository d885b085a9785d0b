"""What menus say: in three languages, key first and key last, with one verb for all of them."""

from __future__ import annotations

import pytest

from runaround_adapters._twiml.prompts import find_options, find_typed

PROMPTS = {
    "English, key last": (
        "For refunds, press 1. For orders, press 2. To speak to an agent, press zero.",
        {"1": "refunds", "2": "orders", "0": "speak to an agent"},
    ),
    "English, key first": (
        "Press 1 for refunds, 2 for orders, or 0 to speak to an agent.",
        {"1": "refunds", "2": "orders", "0": "speak to an agent"},
    ),
    "English, a verb each": (
        "Press 1 for refunds, press 2 for orders or press star for an operator.",
        {"1": "refunds", "2": "orders", "*": "an operator"},
    ),
    "English, in a sentence": (
        "Thank you for calling. If you'd like to track a parcel press 1, otherwise for anything else press pound.",
        {"1": "track a parcel", "#": "anything else"},
    ),
    "English, numbers in the option": (
        "Please press 1 for delivery in 1 or 2 days, or press 2 for express.",
        {"1": "delivery in 1 or 2 days", "2": "express"},
    ),
    "two languages": ("For refunds press 1, 转人工请按 0", {"1": "refunds", "0": "转人工"}),
    "Chinese, key last": ("退款请按1，转人工请按0。", {"1": "退款", "0": "转人工"}),
    "Chinese, in words": ("欢迎致电，查询订单请按一，返回上一级请按星号。", {"1": "查询订单", "*": "返回上一级"}),
    "Chinese, key first": ("按1退款，按2查询订单，按9返回上一级", {"1": "退款", "2": "查询订单", "9": "返回上一级"}),
    "Chinese, conditions": ("如需退款，请按1；如您需要人工服务，请按0键。", {"1": "退款", "0": "人工服务"}),
    "Chinese, traditional": ("轉人工請按 0，返回請按 9", {"0": "轉人工", "9": "返回"}),
    "Spanish, key last": (
        "Para reembolsos, pulse 1. Para hablar con un agente, marque el cero.",
        {"1": "reembolsos", "0": "hablar con un agente"},
    ),
    "Spanish, key first": ("Pulse 1 para ventas, 2 para soporte.", {"1": "ventas", "2": "soporte"}),
    "a number that is read out": ("Your order number is 12345678.", {}),
    "a number to type": ("Please enter your order number, followed by the pound key.", {}),
    "a number to ring": ("Press 18005550100 on your phone.", {}),
    "no menu": ("We open at 9. How can I help?", {}),
}


@pytest.mark.parametrize(("prompt", "expected"), PROMPTS.values(), ids=PROMPTS)
def test_a_prompt_has_the_options_that_it_names(prompt: str, expected: dict[str, str]) -> None:
    assert expected == {option.value: option.label for option in find_options(prompt)}


def test_a_prompt_without_end_is_read_to_its_limit() -> None:
    assert [] == [option.label for option in find_options("press " * 100_000) if option.label == "press"]


MENU = find_options("For refunds, press 1. For orders, press 2.")


def test_a_prompt_in_two_languages_has_each_option_in_both() -> None:
    options = find_options("For refunds, press 1. 退款请按1。 For refunds, press 1.")

    assert [("refunds", "1"), ("退款", "1")] == [(option.label, option.value) for option in options]


TYPED = {
    "a key": ("1", 1, MENU, "1"),
    "an option's own words": ("Refunds", 1, MENU, "1"),
    "a count at a menu presses nothing": ("it has been 2 weeks", 1, MENU, ""),
    "a key that nobody named": ("0", 1, MENU, "0"),
    "a key beside words": ("An agent, please (presses 0)", 1, MENU, "0"),
    "a key beside Chinese words": ("转人工（按0）", 1, MENU, "0"),
    "a number in words": ("My order is 8842-1137, from May 3", None, (), "88421137"),
    "the number of the right length": ("order 88421137, code 4471", 4, (), "4471"),
    "no number": ("I do not know", 8, (), ""),
    "a count is no number to type": ("for 2 weeks", None, (), ""),
}


@pytest.mark.parametrize(("words", "most", "options", "expected"), TYPED.values(), ids=TYPED)
def test_a_caller_presses_what_is_meant(words, most, options, expected) -> None:
    assert expected == find_typed(words, most=most, options=options)
