"""A thank-you that ends a message politely accepts nothing; one that answers what was done does."""

from __future__ import annotations

import pytest

from runaround.model import Message, Speaker
from runaround.reading import Act, read_message

POLITE = {
    "behind an objection": "No, that was another parcel. Thanks.",
    "behind a question": "When will it come? Thank you very much!",
    "behind an account": "My voucher is rejected at checkout. Thanks",
    "in the last clause": "Please cancel my subscription, thanks",
    "twice": "Please cancel my subscription, thanks. Thank you!",
    "in Chinese, behind an objection": "不对，这是另一个包裹。谢谢",
    "in Chinese, in the last clause": "帮我改到明天下午，谢谢您",
    "in Cantonese": "我嘅單仲未到呀。唔該",
}
MEANT = {
    "alone": "Thank you!",
    "in front": "Thanks, but that was another parcel.",
    "behind what was settled": "It works again now. Thanks!",
    "behind yes": "Ok, thanks",
    "in Chinese, alone": "谢谢",
    "in Chinese, behind yes": "好的，谢谢",
    "in Chinese, behind what was settled": "退款收到了，谢谢",
}


def acts_of(text: str) -> frozenset[Act]:
    """Return what a consumer does with `text`."""
    return read_message(Message(Speaker.CONSUMER, text)).acts


@pytest.mark.parametrize("text", POLITE.values(), ids=POLITE)
def test_thanks_out_of_politeness_accept_nothing(text: str) -> None:
    assert Act.THANK not in acts_of(text)


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT)
def test_thanks_for_what_was_done_are_thanks(text: str) -> None:
    assert Act.THANK in acts_of(text)


def test_they_are_still_said() -> None:
    """How a case came out is read from the mood too, and whoever thanks is in a better one."""
    said = read_message(Message(Speaker.CONSUMER, "When will it come? Thanks.")).sentences

    assert [False, True] == [sentence.does(Act.THANK) for sentence in said]


@pytest.mark.parametrize("text", ["2, thanks", "2\n谢谢"])
def test_a_key_is_pressed_politely(text: str) -> None:
    assert {"2"} == read_message(Message(Speaker.CONSUMER, text)).keys


def company_acts(text: str) -> frozenset[Act]:
    """Return what a bot does with `text`."""
    return read_message(Message(Speaker.BOT, text)).acts


@pytest.mark.parametrize(
    "text",
    ["感谢您的咨询！正在为您转接人工。", "感谢您的耐心等待。我们查到您的包裹还在仓库。"],
)
def test_thanks_in_front_of_an_answer_take_no_leave(text: str) -> None:
    assert company_acts(text).isdisjoint({Act.CLOSING, Act.GOODBYE})


@pytest.mark.parametrize("text", ["感谢您的来电。", "没有查到您的包裹。感谢您的来电。", "感谢您的咨询！再见！"])
def test_thanks_at_the_end_may_take_leave(text: str) -> None:
    assert Act.GOODBYE in company_acts(text)
