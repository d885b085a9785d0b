"""Telling it all again after a transfer or in a later session, and the questions that are fair there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding, Item

Find = Callable[..., tuple[Finding, ...]]

JOINED = "S: [event human_joined]"
PROBLEM_EN = "C: The washer leaks from the door every time I use it, and the floor is wet."
PROBLEM_ZH = "C: 洗衣机转了一分钟就停了，一直滴滴响，里面还有很多水排不出去"
LOST = {
    "order-in-a-later-session-en": (
        Item.ORDER_NUMBER,
        (
            "C: My order 5512881 has not come.",
            "B: I'm on it.",
            "---",
            "C: Still not there.",
            "B: What is your order number?",
        ),
    ),
    "order-in-a-later-session-zh": (
        Item.ORDER_NUMBER,
        ("C: 我的订单88172055没发货", "B: 好的", "---", "C: 还是没发", "B: 您好，请提供一下订单号"),
    ),
    "phone-after-a-transfer-en": (
        Item.PHONE,
        ("C: My phone number is 07700 900123.", "B: Thanks.", "C: ok", JOINED, "H: Hi, can I take your phone number?"),
    ),
    "phone-after-a-transfer-zh": (
        Item.PHONE,
        ("C: 手机号13900001111，宽带断了", "B: 好的", "C: 嗯", JOINED, "H: 您好，请问您的手机号是多少"),
    ),
    "photo-after-a-transfer": (
        Item.PHOTO,
        ("C: See here. [image chair.jpg]", "B: Thanks.", "C: ok", JOINED, "H: Could you send me a photo?"),
    ),
    "the-problem-after-a-transfer-en": (
        Item.DESCRIPTION,
        (PROBLEM_EN, "B: Thanks.", "C: ok", JOINED, "H: Hi, Tom here. What seems to be the problem?"),
    ),
    "the-problem-after-a-transfer-zh": (
        Item.DESCRIPTION,
        (PROBLEM_ZH, "B: 好的", "C: 嗯", JOINED, "H: 您好，请问您遇到了什么问题？"),
    ),
    "the-problem-in-a-later-session-en": (
        Item.DESCRIPTION,
        (PROBLEM_EN, "B: Noted.", "---", "C: It still leaks.", "B: Hello! Please describe your problem."),
    ),
    "the-problem-in-a-later-session-traditional": (
        Item.DESCRIPTION,
        (PROBLEM_ZH, "B: 好的", "---", "C: 還是壞的，沒人聯繫我", "B: 您好，請描述一下您的問題"),
    ),
}


@pytest.mark.parametrize(("item", "talk"), LOST.values(), ids=LOST)
def test_asking_again_behind_a_boundary_is_found_with_its_item(find: Find, item: Item, talk: tuple[str, ...]) -> None:
    last = len([line for line in talk if line != "---"]) - 1

    assert Finding(last, "context_loss", (0,), item) in find(*talk)


def test_a_datum_given_on_both_sides_of_the_boundary_is_still_lost_context(find: Find) -> None:
    """Ruling 13: it does not become a repeated request."""
    found = find(
        "C: Order 5512881 has not come.",
        "B: I'm on it.",
        "---",
        "C: Order 5512881 has still not come.",
        "B: What is your order number?",
    )

    assert ["context_loss"] == [finding.kind for finding in found if finding.turn == 3]


def test_the_greeting_as_the_whole_answer_to_a_complaint_is_found(find: Find) -> None:
    found = find(PROBLEM_EN, "B: A technician will call.", "---", "C: Nobody has called me.", "B: How can I help you?")

    assert Finding(3, "context_loss", (0,), Item.DESCRIPTION) in found


def test_of_several_things_the_turn_is_marked_once(find: Find) -> None:
    found = find(
        "C: Order 5512881, my phone is 07700 900123, it has not come.",
        "B: I'm on it.",
        "---",
        "C: Still not there.",
        "B: Please give me your order number and your phone number.",
    )

    assert (Finding(3, "context_loss", (0,), Item.ORDER_NUMBER),) == found


SILENT = {
    "empty": (),
    "same-stage": (PROBLEM_EN, "B: I see. Does it leak while it fills?"),
    "one-identity-check-en": (
        "C: My phone number is 07700 900123.",
        "B: Thanks.",
        JOINED,
        "H: For security, can I take your phone number?",
    ),
    "one-identity-check-zh": ("C: 手机号13900001111，断网", JOINED, "H: 为了核实身份，请提供一下您的手机号"),
    "never-told-en": ("C: Agent please", "B: One moment.", JOINED, "H: Hello, what is the problem?"),
    "never-told-zh": ("C: 转人工", JOINED, "H: 您好，请问您遇到了什么问题？"),
    "a-greeting-that-opens": (PROBLEM_EN, "B: Noted.", "---", "B: Hello, how can I help you today?", "C: Hi"),
    "read-back-en": ("C: Order 5512881.", "B: Ok.", "---", "C: So?", "B: Your order number is 5512881, is that right?"),
    "read-back-zh": ("C: 订单88172055", "B: 好的", "---", "C: 怎么样了", "B: 您的订单号是88172055，对吗？"),
    "a-different-item": ("C: Order 5512881.", "B: Ok.", "---", "C: So?", "B: What is your phone number?"),
    "blurred": ("C: See. [image a.jpg]", JOINED, "H: The photo is blurred. Could you send a sharper photo?"),
    "it-was-wrong-before": (
        "C: My receipt. [file receipt.pdf]",
        "B: The file is damaged, please upload the receipt again.",
        "---",
        "C: I'm home now.",
        "B: Please upload the receipt.",
    ),
    "another-order-en": ("C: Order 5512881.", "B: Ok.", "---", "C: A new order now.", "B: What is the order number?"),
    "another-order-zh": ("C: 订单88172055", "B: 好的", "---", "C: 再查一个别的订单", "B: 请提供订单号"),
    "a-new-address": ("C: Deliver to 12 Mill Lane.", "B: Ok.", "---", "C: I moved.", "B: What's your new address?"),
    "the-thing-is-known-zh": ("C: 车牌沪A12345停车多扣了", JOINED, "H: 看到您的车牌沪A12345了，请问是哪天停的车？"),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == tuple(finding for finding in find(*talk) if finding.kind == "context_loss")
