"""Statements taken back, and everything that only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

TAKEN_BACK = {
    "stock-en": (
        "C: Is the grey sofa in stock?",
        "B: Yes, the grey sofa is in stock and can be delivered next week.",
        "C: Great, I want one",
        "B: I'm sorry, the grey sofa is currently out of stock.",
    ),
    "fee-en": (
        "C: Can I cancel my booking for free?",
        "B: Yes, you can cancel free of charge.",
        "C: ok please cancel it",
        "B: Your booking can be cancelled for a cancellation fee of $40.",
    ),
    "cover-en": (
        "C: Am I covered for water damage?",
        "B: Yes, water damage is covered by your policy.",
        "C: Then I'd like to file a claim, a pipe burst",
        "B: Water damage is not covered by your policy.",
    ),
    "refund-en": (
        "C: Where is my refund?",
        "B: Your refund of $80 has been issued to your card.",
        "C: It's not there, two weeks now",
        "B: I can see that no refund has been issued for this order.",
    ),
    "time-limit-en": (
        "C: How long can I return it?",
        "B: You have 30 days to return the item.",
        "C: I got it 20 days ago, send me a label",
        "B: The return period is 14 days, so it has expired.",
    ),
    "price-en": (
        "C: How much is the activation?",
        "B: The activation fee is $10.",
        "C: ok go ahead",
        "B: The activation fee is $35.",
    ),
    "stock-zh": (
        "C: 这款白色的还有货吗",
        "B: 亲，白色有现货的，当天发货哦",
        "C: 那我要一件",
        "B: 亲，白色暂时缺货了呢",
    ),
    "allowed-zh": (
        "C: 这个能七天无理由退吗",
        "B: 支持七天无理由退货的，请放心",
        "C: 那我申请退货",
        "B: 亲，这款不支持七天无理由退货哦",
    ),
    "refund-zh": (
        "C: 退款退了吗",
        "B: 退款已经原路退回到您的银行卡了",
        "C: 没收到啊",
        "B: 您的退款还在审核中，请耐心等待",
    ),
    "price-protection-zh": (
        "C: 现在申请价保来得及吗",
        "B: 价保期是30天，您还在价保期内",
        "C: 好，申请价保",
        "B: 价保期是7天，您已经超过价保期了",
    ),
    "traditional": (
        "C: 可以異地還車嗎",
        "B: 可以異地還車的",
        "C: 那我就這樣還",
        "B: 這台車不支援異地還車",
    ),
}


@pytest.mark.parametrize("talk", TAKEN_BACK.values(), ids=TAKEN_BACK)
def test_a_statement_that_is_taken_back_is_found_at_the_later_one(find: Find, talk: tuple[str, ...]) -> None:
    """It is no loop as well: to deny in the same words is not to say again."""
    also = (Finding(1, "false_resolution", (3,)), Finding(3, "obstruction", (1, 2)))
    assert (Finding(3, "contradiction", (1,)),) == tuple(one for one in find(*talk) if one not in also)


def test_a_claim_of_success_that_turns_out_wrong_is_found_in_a_later_session(find: Find) -> None:
    """Ruling 11."""
    found = find(
        "C: 我要退费",
        "B: 好的，退费申请已为您提交成功。",
        "C: 好",
        "---",
        "C: 钱没到",
        "B: 您好，查询到您名下没有退费申请记录哦。",
    )

    assert Finding(4, "contradiction", (1,)) in found


SILENT = {
    "empty": (),
    "no-human-twice-zh": (
        "C: 快给我转人工",
        "B: 很抱歉，无法为您转接人工，这里只有智能客服。",
        "C: 叫你们负责人来",
        "B: 目前不支持转人工，请您继续向我提问。",
    ),
    "another-object-en": (
        "C: Is the grey sofa in stock?",
        "B: Yes, the grey sofa is in stock.",
        "C: And the blue one?",
        "B: The blue sofa is out of stock.",
    ),
    "another-object-zh": ("C: 白色还有货吗", "B: 白色有现货", "C: 黑色呢", "B: 黑色缺货了哦"),
    "another-model": (
        "C: Is the phone available in red?",
        "B: Yes, the red Pico 6 is available.",
        "C: I'll take the Pico 8 in red then",
        "B: The red Pico 8 is out of stock.",
    ),
    "a-condition-en": (
        "C: Is delivery free?",
        "B: Delivery is free for members.",
        "C: I am not a member.",
        "B: Then there is a delivery charge of £4.",
    ),
    "a-condition-zh": (
        "C: 退票要手续费吗",
        "B: 开车前8天以上退票不收手续费",
        "C: 我明天的车",
        "B: 那需要收取20%的手续费",
    ),
    "the-error-is-admitted-en": (
        "C: Is it in stock?",
        "B: Yes, the lamp is in stock.",
        "C: Reserve one",
        "B: I am sorry, I made a mistake: the lamp is out of stock.",
    ),
    "the-error-is-admitted-zh": (
        "C: 台灯有货吗",
        "B: 台灯有现货的亲",
        "C: 拍一件",
        "B: 不好意思亲，刚才看错了，台灯没货了",
    ),
    "progress-en": (
        "C: Has my parcel left?",
        "B: Your parcel has not been shipped yet.",
        "C: And now?",
        "B: Your parcel has been shipped.",
    ),
    "progress-zh": ("C: 退款退了吗", "B: 您的退款还在审核中", "C: 现在呢", "B: 您的退款已经原路退回"),
    "sent-and-not-yet-there": ("C: 快递呢", "B: 您的快递已发出", "C: 到哪了", "B: 还没有送达，目前在武汉中转"),
    "news-from-the-consumer": (
        "C: Can I return the shoes?",
        "B: Yes, the shoes can be returned.",
        "C: I wore them in the rain for a month.",
        "B: Sorry, shoes worn in the rain cannot be returned.",
    ),
    "another-day": (
        "C: Is parking free?",
        "B: Parking is free on Sundays.",
        "C: I come on Monday",
        "B: On Mondays parking costs 3 euros an hour.",
    ),
    "both-in-one-answer": (
        "C: Can I have my deposit back?",
        "B: The deposit cannot be refunded, but the course can be refunded.",
        "C: Really?",
        "B: The deposit cannot be refunded.",
    ),
    "not-told-before-is-no-other-word": (
        "C: Only the lamp came. Where is the desk?",
        "B: The walnut desk was sent apart. I can confirm the lamp was delivered. Let me check on the walnut desk.",
        "C: Hurry up please",
        "B: I see that the walnut desk is currently in transit and is estimated to arrive tomorrow.",
        "C: but why was it not mentioned earlier? I needed it today!",
    ),
    "a-person-puts-it-right": (
        "C: Is the grey sofa in stock?",
        "B: Yes, the grey sofa is in stock.",
        "C: Great, I want one",
        "H: The grey sofa is out of stock.",
    ),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == tuple(finding for finding in find(*talk) if finding.family == "contradiction")
