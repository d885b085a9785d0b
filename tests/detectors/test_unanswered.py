"""Replies that talk past the question, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

ANOTHER_MATTER = {
    "product-en": (
        "C: How do I change the delivery date of my order?",
        "B: Our store offers more than 200 brands of shoes and accessories for the whole family.",
    ),
    "how-to-en": (
        "C: Can I take my cat on the flight?",
        "B: You can check in online from 48 hours before departure.",
    ),
    "points-en": ("C: Is the hotel's pool heated in winter?", "B: Members earn 10 points for every euro spent."),
    "paying-en": (
        "C: My boiler shows error F28, what does it mean?",
        "B: You can pay your bill online, by phone or by direct debit.",
    ),
    "misheard-en": (
        "C: There's a gas smell in our staircase!",
        "B: Okay, submitting a meter reading. Please say the numbers on your meter.",
    ),
    "invoice-zh": ("C: 我的快递到哪了？", "B: 您好，您可以在“我的-发票中心”申请开具电子发票。"),
    "seats-zh": ("C: 请问婴儿票怎么买？", "B: 您可以提前48小时在APP上办理值机并选择座位。"),
    "company-zh": ("C: 保险理赔要哪些材料？", "B: 我们公司成立于1998年，在全国拥有500多家分支机构。"),
    "tip-zh": ("C: 这个月没人住水费还涨了三倍，怎么申请复核？", "B: 温馨提示：入冬后请做好室外管道的保温防冻。"),
    "traditional": ("C: 這個行李箱可以放多少公斤？", "B: 您可以在會員中心查詢您的點數及優惠券。"),
}


@pytest.mark.parametrize("talk", ANOTHER_MATTER.values(), ids=ANOTHER_MATTER)
def test_information_on_another_matter_is_found(find: Find, talk: tuple[str, ...]) -> None:
    assert (Finding(1, "unanswered", (0,)),) == find(*talk)


PASSED_OVER = {
    "en": (
        "C: How do I restart the modem?",
        "B: Unplug it for 30 seconds and plug it back in.",
        "C: I did, it still blinks red. Is there an outage in my street?",
        "B: Unplug the modem for 30 seconds, then plug it back in.",
    ),
    "zh": (
        "C: 路由器连不上网",
        "B: 请您重启路由器，等待30秒后再试。",
        "C: 重启过了没用。是不是你们机房出事了？",
        "B: 请您把路由器断电30秒后重新启动。",
    ),
}


@pytest.mark.parametrize("talk", PASSED_OVER.values(), ids=PASSED_OVER)
def test_an_old_answer_to_a_new_question_is_found_beside_the_loop(find: Find, talk: tuple[str, ...]) -> None:
    """Ruling 2."""
    assert (Finding(3, "loop/answer", (1,)), Finding(3, "unanswered", (2,))) == find(*talk)


def test_an_old_answer_without_a_new_question_is_only_a_loop(find: Find) -> None:
    """Ruling 2."""
    found = find(
        "C: My modem blinks red.",
        "B: Unplug it for 30 seconds and plug it back in.",
        "C: I did, it still blinks red.",
        "B: Unplug the modem for 30 seconds, then plug it back in.",
    )

    assert (Finding(3, "loop/answer", (1,)),) == found


def test_a_wish_for_a_human_that_is_passed_over_is_another_kind_s_matter(find: Find) -> None:
    """Ruling 5."""
    found = find("C: I want to speak to a person.", "B: You can check in online from 48 hours before departure.")

    assert (Finding(1, "handoff_failure/ignored", (0,)),) == found


def test_an_advertisement_after_a_fault_report_is_only_an_upsell(find: Find) -> None:
    """Ruling 5."""
    found = find("C: 充电宝坏了还不进去，一直扣费", "B: 新用户注册即可领取5元优惠券，首单立减，快来参与吧！")

    assert (Finding(1, "upsell", (0,)),) == found


SILENT = {
    "empty": (),
    "answered-en": (
        "C: How do I change the delivery date?",
        'B: Open your order in the app and tap "Reschedule".',
    ),
    "answered-zh": ("C: 婴儿票怎么买", "B: 婴儿票需要先购买成人票，再拨打95583添加"),
    "information-that-fits-en": ("C: Are you open on Sunday?", "B: Our hours are Monday to Friday, 9 to 6."),
    "information-that-fits-zh": ("C: 电费怎么多了两百", "B: 您可以在“用电分析”里查看每天的用电量"),
    "fits-what-the-case-is-about": (
        "C: I forgot my password.",
        "B: Which account is it?",
        "C: The one for my shop",
        'B: You can reset your password under "Forgot password" on the login page.',
    ),
    "clarifying": ("C: How many kilos can I bring?", "B: Which airline are you flying with?"),
    "clarifying-after-information": (
        "C: I've a question about my boiler",
        "B: You can view your balance in the app at any time. What would you like to know?",
    ),
    "fallback": ("C: How do I unlink my phone?", "B: I'm sorry, I didn't understand. Could you rephrase?"),
    "refusal": ("C: What is the interest rate?", "B: I can't give advice on that here for legal reasons."),
    "of-the-case-itself": ("C: Who signed for it?", 'B: The driver noted "neighbour, no. 12".'),
    "opening": ("C: 你好", "B: 您好，您可以咨询订单、物流、售后等问题"),
    "what-there-is-zh": ("C: 你们有什么服务", "B: 本酒店提供免费WiFi、停车场和早餐。"),
    "the-same-answer-to-the-same-question": (
        "C: When do you open?",
        "B: We open at nine in the morning, every day of the week.",
        "C: When do you open on the holiday?",
        "B: We open at nine in the morning, every day of the week.",
    ),
    "asked-to-say-it-again": (
        "C: What's the account?",
        "B: Sort code 20-00-00, account 55779911, reference is your name.",
        "C: Sorry, the baby was screaming, say again?",
        "B: Sort code 20-00-00, account 55779911, reference is your name.",
    ),
    "a-reproach-is-no-question": (
        "C: 司机多收了我的车费",
        "B: 车费由起步价、里程费、时长费三部分组成。",
        "C: 除了这一句你还会说别的吗",
        "B: 车费由起步价、里程费、时长费三部分组成。",
    ),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == tuple(finding for finding in find(*talk) if finding.family == "unanswered")
