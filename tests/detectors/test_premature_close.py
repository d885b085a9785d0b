"""Ended by the company while the problem is open, and endings that are right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runaround.model import Finding

Find = Callable[..., tuple[Finding, ...]]

OVER_AN_OBJECTION = {
    "session-ends-en": (
        "C: My password mail never comes",
        "B: Check your spam folder.",
        "C: not there either, what now?",
        "B: Glad I could help! This conversation is now closed. [event session_end]",
    ),
    "line-drops-after-the-words-en": (
        "C: where is my luggage",
        "B: Please check the airport website.",
        "C: It's not on there",
        "B: Wishing you a pleasant day. Goodbye.",
        "S: [event hang_up]",
    ),
    "case-closed-en": (
        "C: my kid bought coins by accident, 200 dollars",
        "B: Purchases are final.",
        "C: that can't be legal",
        "B: We consider this matter closed.",
    ),
    "by-a-human-agent-en": (
        "C: I need my medical results today",
        "H: They're not ready.",
        "C: The lab says they sent them yesterday, please look again",
        "H: Sorry, shift's over. Closing the chat. [event session_end]",
    ),
    "given-what-was-asked-for-zh": (
        "C: 我的外卖送错了",
        "B: 麻烦提供订单号",
        "C: 5520，送来的是别人的饭",
        "B: 好的，很高兴为您服务，再见 [event session_end]",
    ),
    "claimed-to-be-solved-zh": (
        "C: 退款什么时候到",
        "B: 一般很快",
        "C: 已经一周了还没到",
        "B: 您的问题已解决，本次会话已关闭",
    ),
    "ticket-closed-zh": (
        "C: 退货被拒了，凭什么",
        "B: 超过七天不能退",
        "C: 我第三天就申请了",
        "B: 您的工单已关闭",
    ),
    "session-ends-traditional": (
        "C: 訂單一直沒出貨",
        "B: 請您耐心等候",
        "C: 已經兩週了，到底什麼時候出？",
        "B: 感謝您的來訊，本次對話已結束 [event session_end]",
    ),
}


@pytest.mark.parametrize("talk", OVER_AN_OBJECTION.values(), ids=OVER_AN_OBJECTION)
def test_an_ending_over_an_open_matter_is_found(find: Find, talk: tuple[str, ...]) -> None:
    assert Finding(3, "premature_close", (2,)) in find(*talk)


AT_ONCE = {
    "en": ("C: I was charged twice for my rent", "B: Thank you for calling City Bank. Goodbye. [event hang_up]"),
    "zh": ("C: 楼下井盖丢了，很危险", "B: 感谢来电，再见 [event hang_up]"),
}


@pytest.mark.parametrize("talk", AT_ONCE.values(), ids=AT_ONCE)
def test_nothing_but_a_goodbye_answers_nothing(find: Find, talk: tuple[str, ...]) -> None:
    assert (Finding(1, "premature_close", (0,)),) == find(*talk)


def test_a_line_that_drops_after_a_transfer_and_a_goodbye_is_both(find: Find) -> None:
    """Ruling 6."""
    found = find(
        "C: Just give me an operator.",
        "B: One moment, I'm connecting you to an operator.",
        "B: Thank you for using RoadMate. Goodbye. [event hang_up]",
    )

    assert {"handoff_failure/broken", "premature_close"} == {finding.kind for finding in found}


SILENT = {
    "empty": (),
    "thanked-en": ("C: Where is it?", "B: It arrives tomorrow.", "C: Great, thanks!", "B: Bye! [event session_end]"),
    "thanked-zh": ("C: 订单到哪了", "B: 明天到", "C: 好的谢谢", "B: 不客气，再见 [event session_end]"),
    "nothing-else-en": (
        "C: Reset my password",
        "B: Done, check your mail. Anything else?",
        "C: No.",
        "B: Thanks for contacting us. Goodbye. [event session_end]",
    ),
    "nothing-else-zh": (
        "C: 改地址",
        "B: 已为您修改。请问还有其他问题吗？",
        "C: 没有了",
        "B: 感谢来电，再见 [event hang_up]",
    ),
    "it-works-again-en": (
        "C: My router is broken",
        "B: Try turning it off and on.",
        "C: It works now",
        "B: Glad to hear it! This chat is now closed. [event session_end]",
    ),
    "it-works-again-zh": ("C: 路由器连不上", "B: 重启试试", "C: 可以了", "B: 太好了，会话已结束 [event session_end]"),
    "will-try-at-home-zh": ("C: 我回家试试，不行再找你", "B: 好的，再见 [event session_end]"),
    "the-consumer-leaves-in-anger": ("C: Forget it, I'll call my bank.", "B: I'm sorry. Goodbye. [event session_end]"),
    "announced-silence-en": (
        "C: My parcel is lost",
        "B: Could you give me the order number?",
        "B: Are you still there?",
        "B: As I haven't heard from you, I'm closing this chat. [event session_end]",
    ),
    "announced-silence-zh": (
        "C: 包裹丢了",
        "B: 请提供订单号",
        "B: 您还在吗？",
        "B: 由于您长时间未回复，会话已关闭 [event session_end]",
    ),
    "time-to-answer": (
        "C: my order is wrong",
        "B: Which item is wrong?",
        "B: This chat is now closed. [event session_end] [after 600]",
    ),
    "settled-by-the-same-words-en": (
        "C: The kettle is broken",
        "B: I've sent a new one, order N-3321. Goodbye! [event hang_up]",
    ),
    "answered-by-the-same-words-zh": ("C: 查余额", "B: 您的余额为31元，感谢来电，再见 [event hang_up]"),
    "a-complaint-that-is-filed": (
        "C: I want to complain",
        "B: I've filed your complaint, reference CM-2231. You'll hear from us by Friday. Goodbye. [event session_end]",
    ),
    "closed-on-request-zh": ("C: 帮我关闭工单，已经解决了", "B: 工单已关闭"),
    "a-closing-that-is-only-announced": (
        "C: 查话费",
        "B: 您的话费余额20元。如无回复，会话将在5分钟后关闭",
        "C: 流量呢",
        "B: 剩余3G",
    ),
    "something-else-is-closed": ("C: 店关门了吗", "B: 该门店已关闭，最近的门店在南京路"),
    "nobody-says-who-left": ("C: Where is the nearest store?", "B: 12 High Street.", "S: [event session_end]"),
}


@pytest.mark.parametrize("talk", SILENT.values(), ids=SILENT)
def test_it_is_silent_about(find: Find, talk: tuple[str, ...]) -> None:
    assert () == find(*talk)


def test_a_line_that_drops_after_a_transfer_without_a_goodbye_is_broken_only(find: Find) -> None:
    """Ruling 6."""
    found = find("C: agent", "B: Connecting you to an agent.", "S: [event hang_up]")

    assert ["handoff_failure/broken"] == [finding.kind for finding in found]
