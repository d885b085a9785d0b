"""Trouble answered by an advertisement, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

SELLING = {
    "plan-en": (
        "C: My router keeps dropping the connection every evening.",
        "B: Have you considered our Fibre Max package? Speeds up to 900 Mbps from just £35 a month.",
    ),
    "trade-in-en": (
        "C: the screen of my tablet has green lines, 3 months old",
        "B: It sounds like it's time for an upgrade! Trade in your old tablet and save up to $150 on the new Tab 9.",
    ),
    "insurance-en": (
        "C: My suitcase arrived with a broken wheel",
        "B: Protect your next trip with our Baggage Plus insurance, from €9 per flight. Would you like to add it?",
    ),
    "next-purchase-en": (
        "C: My order came with half the items missing.",
        "B: Customers who bought these items also love our new autumn collection. Use code FALL10 for 10% off!",
    ),
    "subscription-en": (
        "C: Your driver never came with my groceries, I waited all day",
        "B: With FreshPass you get unlimited deliveries for £7.99 per month. Start your free trial today!",
    ),
    "package-zh": (
        "C: 宽带天天掉线，打游戏卡死了",
        "B: 您好，建议您升级到千兆宽带套餐，每月仅需199元，速度更快更稳定。",
    ),
    "new-model-zh": (
        "C: 冰箱不制冷了，才买两个月",
        "B: 亲，我们最新款对开门冰箱正在做活动，直降800元，要不要看一下呢？",
    ),
    "longer-warranty-zh": ("C: 洗衣机漏水，地板都泡了", "B: 亲，现在购买延保服务只要199元，可多保两年，放心又省心~"),
    "membership-zh": ("C: 外卖送来汤全洒了", "B: 开通超级会员，每月领5张红包，单单立减，现在开通首月仅9.9元哦！"),
    "traditional": (
        "C: 會員積分被清零了，什麼都沒通知",
        "B: 現在升級白金會員只需$299，即享雙倍積分，要幫您辦理嗎？",
    ),
}


@pytest.mark.parametrize("talk", SELLING.values(), ids=SELLING)
def test_a_trouble_that_is_only_answered_by_selling_is_found(find: Find, talk: tuple[str, ...]) -> None:
    assert (Finding(1, "upsell", (0,)),) == find(*talk)


def test_it_refers_to_the_latest_report_of_the_trouble(find: Find) -> None:
    found = find(
        "C: 快递把箱子摔破了，里面的杯子碎了",
        "B: 很抱歉给您带来不便",
        "C: 所以呢？怎么赔？",
        "B: 亲，您下次寄件可以购买保价服务，只要2元起，更有保障哦",
    )

    assert (Finding(3, "upsell", (0,)),) == found


SILENT = {
    "empty": (),
    "asked-for-en": ("C: Which plan is faster than mine?", "B: Our Fibre Max package has 900 Mbps from £35 a month."),
    "asked-for-zh": ("C: 有没有比我现在便宜的套餐？", "B: 推荐您办理59元畅享套餐，流量20G，比较划算。"),
    "a-new-one-asked-for": (
        "C: My charger broke, can I buy a new one from you?",
        "B: Of course! The original charger costs $19, would you like to order it?",
    ),
    "free-remedy-first-en": (
        "C: My router keeps dropping the connection.",
        "B: Please restart the router and check the cable first. If that fails, an extender is available for £40.",
    ),
    "free-remedy-first-zh": (
        "C: 宽带老掉线",
        "B: 您先把光猫重启一下试试。如果您需要更高速度，也可以升级千兆套餐。",
    ),
    "paid-option-after-a-remedy-that-did-not-help": (
        "C: The signal in the attic keeps dropping.",
        "B: Please restart the router and move it away from the wall.",
        "C: It is still dropping up there.",
        "B: For attics our mesh extender is available from £40.",
    ),
    "settled-and-then-an-offer": (
        "C: The screen keeps freezing.",
        "B: Hold the power button for ten seconds.",
        "C: Thanks, it works now.",
        "B: Great! Would you like to add ScreenCare for $5 a month?",
    ),
    "goodwill": (
        "C: The seat next to me was broken on my flight.",
        "B: I am very sorry. I have credited 5,000 miles to your account.",
    ),
    "free-of-charge-zh": ("C: 酒店房间太吵了", "B: 我帮您换到安静的楼层，免费升级为大床房，您看可以吗？"),
    "the-cause-is-named": (
        "C: My gym card does not open the door.",
        "B: Your membership expired yesterday. You can renew it for €30 a month.",
    ),
    "more-of-what-ran-out-zh": ("C: 我的套餐流量老是不够用，网一断就麻烦", "B: 推荐您升级到畅享套餐，每月129元100GB"),
    "no-trouble": ("C: I want to book a table for two tonight.", "B: Sure! Would you like our wine pairing for $30?"),
    "diagnosed": (
        "C: I dropped my phone and the screen is cracked.",
        "B: Which model is it? With ScreenCare the repair is $29, otherwise it's $129.",
    ),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == tuple(finding for finding in find(*talk) if finding.family == "upsell")


def test_a_person_who_sells_is_not_the_bot(find: Find) -> None:
    found = find("C: My router keeps dropping the connection.", "H: Our Fibre Max package costs just £35 a month.")

    assert () == found
