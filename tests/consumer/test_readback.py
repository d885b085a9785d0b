"""What a bot reads back: right, it is confirmed; wrong, it is put right; and a bot's own numbers are let pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runaround.model import Button, HumanWish, Item, Message, Speaker

ORDER = "no, that is wrong, order number 4471-20835"
PHONE = "no, that is wrong, phone 555 010 4471"
YES = "yes, correct"


@pytest.fixture
def banking(oil):
    return replace(oil, facts={**oil.facts, Item.ACCOUNT: "account olive_4471"})


@pytest.fixture
def zh(oil):
    facts = {Item.ORDER_NUMBER: "订单号447120835", Item.PHONE: "手机号 138 0000 4471", Item.ACCOUNT: "账号olive_4471"}
    names = {"item_order_number": ("订单号",), "item_phone": ("手机号",), "item_account": ("账号",)}
    said = {**oil.sayings, **names, "correct": ("不对",), "confirm": ("对",)}
    return replace(oil, lang="zh", facts=facts, sayings=said, sessions=(replace(oil.sessions[0], opening=("油少了",)),))


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("Is it order 8841, correct?", ORDER),
        ("So your order number is 4471-20853, is that right?", ORDER),
        ("Just to check: your phone number is 555 010 4417, correct?", PHONE),
        ("I have your account as olive_4472. Is that right?", "no, that is wrong, account olive_4471"),
        ("Is your order number 8841?", ORDER),
        ("I have your mobile number as 555 010 0000, correct?", PHONE),
        ("Would you like me to look up order 8841?", ORDER),
        ("I have order number 8841 and phone number 555 010 0000. Is that right?", f"{ORDER}, phone 555 010 4471"),
    ],
)
def test_a_wrong_value_is_put_right(banking, play, reply, answer):
    assert answer == play(banking, reply)[1]


@pytest.mark.parametrize(
    "reply",
    [
        "Is it order 4471-20835, correct?",
        "Is it order number 447120835, correct?",
        "The order ending in 0835, is that right?",
        "Phone number 555***4471, is that right?",
        "So that is two bottles for 12.50, is that right?",
        "Your order of 1299 yuan, is that right?",
        "Your order from 2024-05-12, is that right?",
        "I have noted ticket number 99120 for you, is that right?",
        "Is your order number 4471-20835?",
    ],
)
def test_a_right_value_is_confirmed_and_what_is_the_bot_s_own_is_let_pass(banking, play, reply):
    assert YES == play(banking, reply)[1]


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("您的订单号是8841234，对吗？", "不对，订单号447120835"),
        ("跟您核对一下，手机号13800004417，对吗？", "不对，手机号 138 0000 4471"),
        ("您的联系电话是13800004400，对吗？", "不对，手机号 138 0000 4471"),
        ("您的账号是olive_4472，对吗？", "不对，账号olive_4471"),
        ("您的訂單號是8841234嗎？", "不对，订单号447120835"),
        ("订单号447120835，对吗？", "对"),
        ("手机号138****4471，对吗？", "对"),
        ("工单号88123456已登记，对吗？", "对"),
        ("您的快递单号是88123456，对吗？", "对"),
        ("您一共付了1299元，对吗？", "对"),
    ],
)
def test_chinese_values_are_compared_too(zh, play, reply, answer):
    assert answer == play(zh, reply)[1]


def test_a_garbled_value_that_was_told_just_now_needs_no_name(oil, play):
    script = play(oil, "What is your order number?", "Just to check: 4471-20853, is that right?")

    assert ["order number 4471-20835", ORDER] == script[1:3]


def test_the_same_mistake_again_is_not_put_right_for_ever(oil, play):
    script = play(oil, *["Is it order 8841, correct?"] * 4)

    assert [ORDER, "that does not help"] == script[1:3]


def test_a_wrong_value_in_a_statement_is_the_bot_s_own(oil, play):
    assert ORDER not in play(oil, "Your replacement order 99120 is being packed.")


def test_numbers_from_the_story_are_not_wrong(oil, play):
    scenario = replace(oil, facts={**oil.facts, Item.DESCRIPTION: "it says error 1037"})

    assert YES == play(scenario, "The phone shows 1037, is that right?")[1]


def test_a_name_of_one_character_is_not_found_inside_another_word(zh, play):
    scenario = replace(zh, facts={Item.ORDER_NUMBER: "单号447120835"}, sayings={**zh.sayings, "item_order_number": ()})

    replies = ("您的工单号是88123456，对吗？", "您的单号是88123456，对吗？")

    assert ["对", "不对，单号447120835"] == play(scenario, *replies)[1:3]


# --- yes or no ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("Do you mean that one bottle arrived?", YES),
        ("Are you asking about a missing item?", YES),
        ("Do you mean your gym membership?", "one bottle of two arrived"),
        ("Are you trying to cancel your order?", "one bottle of two arrived"),
        ("Are you looking for a refund for the order?", YES),
        ("Are you asking about the bottle, or about an invoice?", "one bottle of two arrived"),
    ],
)
def test_what_the_bot_takes_it_for_is_confirmed_if_it_is_certain_and_else_told_again(oil, play, reply, answer):
    assert answer == play(oil, reply)[1]


def test_a_yes_is_given_by_its_button(oil, play):
    shown = Message(Speaker.BOT, "Do you mean that one bottle arrived?", buttons=(Button("Yes"), Button("No")))

    assert play(oil, shown)[1] == "[Yes]"


def test_asking_what_is_meant_is_a_failure_only_when_it_is_asked_again(oil, play):
    scenario = replace(oil, human=HumanWish(at_turn=None, after_failures=1))

    script = play(scenario, *["Do you mean your gym membership?"] * 2)

    assert ["one bottle of two arrived", "human please"] == script[1:3]


def test_a_menu_that_asks_what_it_is_about_is_a_failure_where_nothing_fits(oil, play):
    menu = Message(Speaker.BOT, "Is it about your bill? Please choose.", buttons=(Button("Bill"), Button("Tips")))

    assert "human please" == play(replace(oil, human=HumanWish(None, after_failures=1)), menu)[1]


def test_who_asked_for_a_human_is_not_led_away_by_a_question(oil, play):
    scenario = replace(oil, human=HumanWish(at_turn=1, after_failures=None))

    assert "a human, not a bot" == play(scenario, "Are you asking about the bottle?")[1]


# --- menus by key -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("menu", "answer"),
    [
        ("1. Missing item 2. Newsletter. Please reply with the number.", "1"),
        ("Reply with a letter: A. Newsletter B. Missing item", "b"),
        ("For the newsletter, press 1. For a missing item, press 2.", "2"),
        ("1. Newsletter\n2. Missing item", "missing item"),
    ],
)
def test_a_menu_is_answered_the_way_it_asks_for(oil, play, menu, answer):
    assert answer == play(oil, menu)[1]


@pytest.mark.parametrize(
    ("menu", "answer"),
    [
        ("请选择：1 退款 2 查物流", "退款"),
        ("请回复数字选择：1、查物流 2、退款", "2"),
        ("请按1查物流，按2退款", "2"),
        ("查物流请按1，退款请按2", "2"),
    ],
)
def test_a_chinese_menu_is_answered_the_way_it_asks_for(zh, play, menu, answer):
    assert answer == play(replace(zh, choices=("退款",)), menu)[1]


def test_a_human_behind_a_key_is_reached_by_it(oil, play):
    scenario = replace(oil, human=HumanWish(at_turn=2, after_failures=None))

    assert play(scenario, "For tips, press 1. For an agent, press 0.")[1] == "0"
