"""Claims of success that the case disproves, and disputes in which nobody has said anything wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

DISPROVED = {
    "by-the-company-en": (
        (4, 5),
        ("C: My refund?", "B: The refund has been issued.", "C: ok", "---", "B: Hello.",
         "C: The order page still says pending.", "B: The refund was never processed."),
    ),
    "by-the-company-zh": (
        (4,),
        ("C: 退款呢", "B: 退款已原路退回，请查收", "C: 好的", "---", "C: 没收到钱", "B: 您的退款还在审核中，还没有退"),
    ),
    "no-record-of-it": (
        (4,),
        ("C: I want to complain.", "B: Your complaint has been registered.", "C: fine", "---", "C: Any news?",
         "B: There is no record of a complaint from you."),
    ),
    "no-record-of-it-zh": (
        (4,),
        ("C: 我要报修", "B: 已为您报修成功", "C: 好", "---", "C: 怎么没人来", "B: 系统里没有查到您的报修记录"),
    ),
    "by-a-record-en": (
        (2,),
        ("C: Where is it?", "B: Your parcel has been shipped.",
         'C: The tracking page still says "label created" [screenshot t.png]', "B: I see."),
    ),
    "by-a-record-zh": (
        (2,),
        ("C: 什么时候发货", "B: 您的订单已发货", "C: 订单页面还是显示待发货 [screenshot a.png]", "B: 请耐心等待"),
    ),
    "anybody-would-see-it-en": (
        (2,),
        ("C: I'm locked out.", "B: I've unlocked your account.", "C: It still says locked.", "B: One moment."),
    ),
    "anybody-would-see-it-traditional": (
        (2,),
        ("C: 停水了", "B: 搶修已完成，供水已恢復", "C: 我家還是沒水", "B: 請稍候"),
    ),
    "charged-after-the-cancellation": (
        (3,),
        ("C: Cancel it.", "B: Your subscription has been cancelled.", "C: ok", "---", "C: You charged me again!",
         "B: I'm sorry."),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("proof", "talk"), DISPROVED.values(), ids=DISPROVED)
def test_the_claim_is_marked_and_proven_by_what_comes_later(
    find: Find, proof: tuple[int, ...], talk: tuple[str, ...]
) -> None:
    assert [(1, proof[0])] == [
        (finding.turn, next(ref for ref in finding.refs if ref in proof))
        for finding in find(*talk)
        if finding.kind == "false_resolution"
    ]


SILENT = {
    "empty": (),
    "human-service-done-away-with-zh": (
        "C: 我要真人跟我说，很急",
        "B: 人工服务已经取消了，全部由智能客服处理。",
        "---",
        "C: 上次我就说了搬家师傅骚扰我，到现在还没停，你们到底管不管？",
        "B: 这件事很严重，如果有人身危险，请立刻报警。",
    ),
    "a-promise-en": (
        "C: Refund?",
        "B: Your refund will be issued within 5 days.",
        "C: Not there.",
        "B: Not yet issued.",
    ),
    "a-promise-zh": ("C: 退款", "B: 退款会在3个工作日内到账", "C: 没到账", "B: 退款还在审核中"),
    "not-disputed": ("C: Cancel.", "B: I've cancelled your order.", "C: Thanks!", "B: You're welcome."),
    "it-takes-its-time-en": (
        "C: Refund?",
        "B: The refund has been issued, it takes 3 to 5 days to arrive.",
        "C: My bank says nothing has arrived.",
        "B: Please wait.",
    ),
    "it-takes-its-time-zh": ("C: 退款", "B: 已为您退款，1-3个工作日到账", "C: 银行说没收到", "B: 请您耐心等待"),
    "the-word-of-the-consumer-alone": (
        "C: Parcel?",
        "B: It was delivered on Monday.",
        "C: I did not get it.",
        "B: Let me ask the courier.",
    ),
    "another-deed": (
        "C: My address changed.",
        "B: Your address has been updated.",
        "C: But the parcel hasn't come.",
        "B: It has not been shipped yet.",
    ),
    "another-thing-zh": ("C: 两件", "B: 外套已发货", "C: 裤子呢", "B: 裤子还未发货"),
    "another-order": (
        "C: Two orders",
        "B: Order QX-20931 has been cancelled.",
        "C: The other one is wrong too, cancel it.",
        "B: Order QX-77120 has not been cancelled, it has left.",
    ),
    "a-step-not-a-success": ("C: No internet.", "B: I have restarted your line.", "C: Still nothing.", "B: Hm."),
    "a-condition": ("C: Cancel.", "B: Once it has been cancelled you get an email.", "C: I got none.", "B: Not yet."),
    "a-question-zh": ("C: 开发票", "B: 请问发票已开具了吗？", "C: 没有", "B: 发票还未开具，马上开"),
    "a-refusal": ("C: Cancel.", "B: Booking KX8821 cannot be cancelled.", "C: No!", "B: It cannot be cancelled."),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == tuple(finding for finding in find(*talk) if finding.kind == "false_resolution")


def test_every_claim_that_is_wrong_is_marked(find: Find) -> None:
    found = find(
        "C: I'm locked out.",
        "B: I've unlocked your account.",
        "C: It still says locked.",
        "B: Sorry! Now your account is unlocked.",
        "C: No, it is still locked.",
        "B: I'm sorry.",
    )

    assert [1, 3] == [finding.turn for finding in found if finding.kind == "false_resolution"]
