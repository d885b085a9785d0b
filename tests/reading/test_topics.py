"""What companies inform anybody about, and whom that helps."""

from __future__ import annotations

import pytest

from runaround.reading import fitting_topics, told_topics
from runaround.reading.text import fold

OF_USE = {
    "paying-en": ("You can pay your bill online.", "how do I settle my invoice and what do I owe"),
    "password-en": ("You can reset your password on the login page.", "I can't log in"),
    "points-zh": ("您可以在会员中心查看积分余额", "我的积分怎么没了"),
    "delivery-zh": ("亲，默认发圆通快递", "什么时候发货"),
    "traditional": ("您可以在會員中心查詢積分及優惠券", "我的點數呢"),
}


@pytest.mark.parametrize(("told", "asked"), OF_USE.values(), ids=OF_USE)
def test_information_is_of_use_to_who_asks_for_it(told: str, asked: str) -> None:
    assert told_topics(fold(told)) & fitting_topics([fold(asked)])


OF_NO_USE = {
    "paying-en": ("You can pay your bill online.", "there is a gas smell in our staircase"),
    "points-zh": ("您可以在会员中心查看积分余额", "师傅几点能到"),
}


@pytest.mark.parametrize(("told", "asked"), OF_NO_USE.values(), ids=OF_NO_USE)
def test_information_is_of_no_use_to_who_asks_for_something_else(told: str, asked: str) -> None:
    topics = told_topics(fold(told))

    assert topics
    assert topics.isdisjoint(fitting_topics([fold(asked)]))


def test_what_is_said_of_the_case_is_of_no_topic() -> None:
    assert frozenset() == told_topics("it arrives on friday.")


def test_nothing_said_fits_nothing() -> None:
    assert frozenset() == fitting_topics([])
