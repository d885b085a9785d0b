"""What a company claims to have done, what it takes back, and what the consumer misses."""

from __future__ import annotations

import pytest

from runaround.model import Message, Speaker
from runaround.reading import read_message
from runaround.reading.lexicon import shipped

CLAIMED = {
    "The refund has been issued to your card.": {"refund"},
    "I've cancelled your subscription.": {"cancel"},
    "Your parcel has been shipped.": {"send"},
    "The legs were delivered on the 14th, so this has been sorted.": {"deliver", "fix"},
    "I've unlocked your account.": {"unlock"},
    "退款已原路退回，请查收": {"refund"},
    "已为您取消自动续费": {"cancel"},
    "您的訂單已發貨": {"send"},
    "故障已修复，网络已恢复正常": {"fix"},
    "投诉已为您提交成功": {"file"},
    "Your refund will be issued within 5 days.": set(),
    "Once it has been cancelled you will get an email.": set(),
    "Has the invoice been sent?": set(),
    "Saturday is fully booked.": set(),
    "退款会在3个工作日内到账": set(),
    "会员取消成功后会短信通知您": set(),
    "发票已开具了吗？": set(),
    "": set(),
}
UNDONE = {
    "The refund was never processed.": {"refund"},
    "Your subscription is still active.": {"cancel"},
    "The parcel has not been dispatched yet.": {"send"},
    "There is no record of a complaint from you.": {"file"},
    "您的退款还在审核中": {"refund"},
    "发票尚未开具": {"mail"},
    "系统里没有查到您的预约记录": {"book"},
    "If the refund has not been issued by Friday, write again.": set(),
    "如果退款还没有到账，请联系我们": set(),
    "The booking cannot be cancelled.": set(),
}
MISSED = {
    "It still says locked.": {"unlock"},
    "You charged me again!": {"cancel"},
    "页面显示待发货": {"send"},
    "我家还是没水": {"fix"},
    "Where is my parcel?": set(),
    "谢谢": set(),
}


@pytest.mark.parametrize(("text", "deeds"), CLAIMED.items(), ids=list(CLAIMED))
def test_the_company_claims(text: str, deeds: set[str]) -> None:
    assert deeds <= read_message(Message(Speaker.BOT, text)).done
    assert bool(deeds) == bool(read_message(Message(Speaker.BOT, text)).done)


@pytest.mark.parametrize(("text", "deeds"), UNDONE.items(), ids=list(UNDONE))
def test_the_company_says_that_it_was_not_done(text: str, deeds: set[str]) -> None:
    assert deeds <= read_message(Message(Speaker.BOT, text)).undone
    assert bool(deeds) == bool(read_message(Message(Speaker.BOT, text)).undone)


@pytest.mark.parametrize(("text", "deeds"), MISSED.items(), ids=list(MISSED))
def test_the_consumer_misses(text: str, deeds: set[str]) -> None:
    assert deeds <= read_message(Message(Speaker.CONSUMER, text)).undone
    assert bool(deeds) == bool(read_message(Message(Speaker.CONSUMER, text)).undone)


def test_a_sentence_that_denies_a_deed_does_not_claim_it() -> None:
    said = read_message(
        Message(Speaker.BOT, "The refund has been sent to the bank, but the refund has not been issued.")
    )

    assert (False, True) == ("refund" in said.done, "refund" in said.undone)


def test_a_consumer_claims_nothing() -> None:
    assert frozenset() == read_message(Message(Speaker.CONSUMER, "The refund has been issued.")).done


def test_the_deeds_of_all_languages_are_the_same() -> None:
    deeds = [[name for name, _ in book.done.by_name] for book in shipped().books]

    assert [deeds[0]] * len(deeds) == deeds
