"""How alike two messages are in what they tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.reading import likeness
from runaround.reading.likeness import content_of

ALIKE = {
    "same-words": ("The pool opens at noon.", "The pool opens at noon."),
    "courtesy-does-not-count": ("The pool opens at noon.", "I'm sorry to hear that. The pool opens at noon."),
    "case-and-marks": ("The pool opens at noon.", "THE POOL OPENS AT NOON!!!"),
    "synonyms-en": ("A refund takes some days.", "Getting your money back takes a few days."),
    "synonyms-zh": ("退款需要三天到账", "退钱要三天才能入账"),
    "courtesy-zh": ("泳池中午开放", "亲，非常抱歉给您带来不便，泳池中午开放哦"),
    "traditional": ("請您將機器重新開機", "请您将机器重新开机"),
    "full-width": ("ＶＩＰ会员专享", "VIP会员专享"),
}


@pytest.mark.parametrize(("left", "right"), ALIKE.values(), ids=ALIKE)
def test_what_tells_the_same_is_alike(left: str, right: str) -> None:
    assert likeness(content_of(left), content_of(right)) >= 0.55


DIFFERENT = {
    "other-topics-en": ("The pool opens at noon.", "Your invoice was sent by email."),
    "other-topics-zh": ("泳池中午开放", "发票已经发送到邮箱"),
    "only-courtesy-shared": (
        "Thank you for your patience! The pool is closed.",
        "Thank you for your patience! Pay by card.",
    ),
    "other-language": ("The pool opens at noon.", "泳池中午开放"),
}


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_tells_something_else_is_not(left: str, right: str) -> None:
    assert likeness(content_of(left), content_of(right)) < 0.4


@pytest.mark.parametrize("text", ["", "Hello!", "Thank you for your patience.", "您好", "非常抱歉给您带来不便", "👍"])
def test_a_courtesy_tells_nothing(text: str) -> None:
    assert 0.0 == content_of(text).weight
    assert 0.0 == likeness(content_of(text), content_of(text))


def test_numbers_and_days_are_kept_apart() -> None:
    content = content_of("order QX-20931 arrives on friday")

    assert {"qx-20931", "friday"} == set(content.values)


def test_names_are_kept_apart_and_forms_of_address_are_not() -> None:
    content = content_of("Dear Mr Osei, please ask for Marta at the desk.")

    assert {"@marta"} == set(content.values)


@given(st.text(), st.text())
def test_likeness_is_a_share_and_has_no_direction(left: str, right: str) -> None:
    here, there = content_of(left), content_of(right)

    assert likeness(here, there) == likeness(there, here)
    assert 0.0 <= likeness(here, there) <= 1.0 + 1e-9
