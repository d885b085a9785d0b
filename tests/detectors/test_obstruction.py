"""Clear decisions that are held up, in four ways, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

OFFERED_AGAIN = {
    "discount-then-month-en": (
        "C: I'd like to cancel my subscription.",
        "B: Sorry to see you go! How about three months at half price?",
        "C: No, thank you. Please cancel.",
        "B: We'd hate to lose you. We can also give you a free month.",
    ),
    "pause-then-cheaper-plan-en": (
        "C: cancel my membership",
        "B: Before you go, did you know you can pause for up to 3 months?",
        "C: not interested, cancel",
        "B: Many members switch to our Basic plan for just $4.99. Shall I move you?",
    ),
    "keep-it-for-less-en": (
        "C: I'd like to return this phone",
        "B: We could give you a £50 discount if you keep it.",
        "C: I don't want a discount, I want to return it.",
        "B: What if we offered £80?",
    ),
    "another-teacher-then-lessons-zh": (
        "C: 我要退课，剩下的钱退给我",
        "B: 可以为您换一位老师哦",
        "C: 不换，退钱",
        "B: 亲，现在退课不划算，给您送10节课好不好",
    ),
    "discount-then-month-zh": (
        "C: 帮我取消自动续费",
        "B: 续费会员可享8折，现在取消就没有优惠了，建议您保留哦",
        "C: 取消",
        "B: 亲，再送您一个月，保留会员好不好呢",
    ),
    "half-price-then-upgrade-traditional": (
        "C: 我決定不續約了，請幫我辦退租",
        "B: 續約可享半價三個月喔，很多用戶都續了",
        "C: 不用，退租",
        "B: 那幫您升級500M，月租不變好嗎",
    ),
}


@pytest.mark.parametrize("talk", OFFERED_AGAIN.values(), ids=OFFERED_AGAIN)
def test_a_second_offer_after_a_clear_no_is_found(find: Find, talk: tuple[str, ...]) -> None:
    assert (Finding(3, "obstruction", (0, 2)),) == find(*talk)


AT_ONCE = {
    "by-letter-only-en": (
        "C: I want to close my account.",
        "B: Accounts can only be closed by sending us a signed letter by post.",
    ),
    "by-phone-en": (
        "C: Please cancel my gym contract",
        "B: To cancel, please call our retention team at 0800 333 444, Mon-Fri 9-5.",
    ),
    "at-the-counter-zh": ("C: 我要取消宽带", "B: 取消业务需要机主本人携带身份证到营业厅办理"),
    "in-the-shop-traditional": ("C: 請幫我退訂，我不要續約了", "B: 退訂需請您親洽門市辦理喔"),
    "a-voucher-for-money-en": (
        "C: The jacket arrived torn. I want my money back.",
        "B: We're sorry! We can offer you a £20 voucher for your next order.",
    ),
    "store-credit-already-added-en": (
        "C: My order never came. Refund me.",
        "B: As an apology, we have added 30 dollars in store credit to your account.",
    ),
    "a-voucher-for-money-zh": ("C: 飞机票取消了，要求退现金", "B: 您好，本次取消仅可退为旅行代金券，有效期一年"),
    "points-for-money-zh": ("C: 货不对板，退钱", "B: 看到了，给您返50积分可以吗"),
}


@pytest.mark.parametrize("talk", AT_ONCE.values(), ids=AT_ONCE)
def test_a_detour_and_credit_for_money_are_found_the_first_time(find: Find, talk: tuple[str, ...]) -> None:
    """Ruling 12."""
    assert (Finding(1, "obstruction", (0,)),) == find(*talk)


NEW_FEES = {
    "never-told-en": (
        ("C: I want to cancel my policy", "B: A £75 cancellation fee applies.", "C: Nobody told me about any fee."),
        Finding(1, "obstruction", (0,)),
    ),
    "never-told-zh": (
        ("C: 我要退掉这个课程", "B: 退费需扣除30%的服务费", "C: 报名的时候可没说要扣钱"),
        Finding(1, "obstruction", (0,)),
    ),
    "said-to-be-free-en": (
        (
            "C: Cancel my booking please.",
            "B: Your booking can be cancelled free of charge. Shall I go ahead?",
            "C: Yes",
            "B: A cancellation fee of €80 will be charged for this booking.",
        ),
        Finding(3, "obstruction", (0, 1)),
    ),
    "said-to-be-free-zh": (
        ("C: 退票", "B: 您好，这张票可以免费退", "C: 好，退吧", "B: 退票需要收取20%手续费哦"),
        Finding(3, "obstruction", (0, 1)),
    ),
}


@pytest.mark.parametrize(("talk", "finding"), NEW_FEES.values(), ids=NEW_FEES)
def test_a_fee_that_was_not_told_is_found(find: Find, talk: tuple[str, ...], finding: Finding) -> None:
    assert finding in find(*talk)


def test_a_refund_promised_and_then_turned_into_credit_is_found(find: Find) -> None:
    found = find(
        "C: I sent the March box back. I'd like the £36 back on my card.",
        "B: I've passed this to accounts, the refund will be made within 3 working days.",
        "C: thank you",
        "---",
        "C: A week later and no refund.",
        "B: Apologies for the wait! I can add £36 of Bonebox credit to your account right away.",
    )

    assert Finding(4, "obstruction", (0,)) in found


SILENT = {
    "empty": (),
    "one-offer-en": (
        "C: I want to cancel my subscription.",
        "B: We could offer you 50% off for three months. Interested?",
        "C: No, please cancel.",
        "B: Done. Your subscription is cancelled and ends on 30 June.",
    ),
    "one-offer-zh": ("C: 我要退订", "B: 送您一个月会员好吗", "C: 不要", "B: 好的，已为您退订，祝您生活愉快"),
    "a-first-offer-after-the-reason": (
        "C: Cancel my phone contract please.",
        "B: Sure, may I ask why you're leaving?",
        "C: Too expensive.",
        "B: I can offer you 30% off for a year!",
    ),
    "an-offer-that-is-taken": (
        "C: I want to cancel, it's too expensive.",
        "B: I can offer 30% off. Would that help?",
        "C: What would I pay then?",
        "B: $7 a month for 12 months.",
        "C: fine",
        "B: Great. Annual plans have another 10% off.",
    ),
    "a-question-is-no-decision-en": (
        "C: How do I cancel my subscription?",
        "B: To cancel, please call our team on 0800 333 444.",
    ),
    "a-question-is-no-decision-zh": ("C: 退改政策是什么", "B: 起飞前24小时免费退，之后收取30%手续费"),
    "credit-on-top-of-the-refund-en": (
        "C: Refund please, the lamp is broken.",
        "B: I've refunded £30 to your card. As an apology, here's also a £5 voucher.",
    ),
    "credit-on-top-of-the-refund-zh": ("C: 我要退款", "B: 已为您原路退款38元，另外补偿您一张5元优惠券"),
    "a-choice-of-money-and-credit-en": (
        "C: I want my money back.",
        "B: You can choose: refund to your card, or store credit with a 10% bonus. Which do you prefer?",
    ),
    "a-choice-of-money-and-credit-zh": ("C: 我要退款", "B: 您可以选择退回原支付方式，也可以退到余额，您看选哪个"),
    "credit-that-is-asked-for": ("C: Refund me, store credit is fine.", "B: I've added a £15 voucher to your account."),
    "a-voucher-for-a-complaint-zh": ("C: 配送太慢了", "B: 抱歉，补偿您一张3元红包", "C: 好吧"),
    "a-fee-that-is-told-in-time-en": (
        "C: I'd like to cancel my contract",
        "B: Your minimum term runs until March, so a fee of £60 applies. Do you want to go ahead?",
        "C: Yes",
        "B: Cancelled. The £60 will be on your final bill.",
    ),
    "a-fee-that-is-told-in-time-zh": (
        "C: 我要退票",
        "B: 根据规定退票需收取10%手续费，共35元，您确认退吗",
        "C: 确认",
        "B: 已为您退票，款项3天内到账",
    ),
    "a-step-required-by-law": (
        "C: I want to close my account.",
        "B: By law we need to verify your identity first. Please upload your ID.",
        "C: [file id.pdf]",
        "B: Thanks, your account is closed.",
    ),
    "chasing-money-that-is-due": (
        "C: I cancelled my booking last week, where's the refund?",
        "B: Please contact the hotel for the refund.",
    ),
    "a-parcel-that-is-sent-back-zh": ("C: 我要退货", "B: 好的，请将商品寄回至杭州市余杭区仓库，收到后退款"),
    "where-to-hand-it-in": (
        "C: I want to return these shoes",
        "B: Of course. Print the label and drop the box at any post office.",
    ),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == tuple(finding for finding in find(*talk) if finding.kind == "obstruction")
