"""Finer facts: a name is told to who asks for a name, and what nothing covers stays a gap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runaround.model import Item

DETAILS = {"name": "Maria Example", "email": "maria@example.org", "serial_number": "serial number SN-20831"}
ASK_NAME, ASK_EMAIL, ASK_BIRTH = "May I have your name?", "What is your email address?", "What is your date of birth?"


@pytest.fixture
def maria(oil):
    return replace(oil, details=DETAILS)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (ASK_NAME, "Maria Example"),
        (ASK_EMAIL, "maria@example.org"),
        ("Please send me the serial number.", "serial number SN-20831"),
        ("Could you give me your name and order number?", "order number 4471-20835, Maria Example"),
    ],
)
def test_what_is_asked_for_by_name_is_told(maria, play, reply, told):
    assert told == play(maria, reply)[1]


def test_chinese_names_are_told(maria, play):
    scenario = replace(maria, lang="zh", details={"name": "李小明", "email": "li@example.org"})

    assert ["李小明", "li@example.org"] == play(scenario, "请问您怎么称呼？", "请提供您的邮箱")[1:3]


def test_one_finer_fact_told_leaves_the_others_new(maria, play):
    script = play(maria, ASK_NAME, ASK_EMAIL, ASK_NAME)

    assert ["Maria Example", "maria@example.org", "I told you, Maria Example"] == script[1:4]


def test_a_finer_fact_that_is_not_there_is_a_gap_beside_one_that_is(maria, play):
    script = play(maria, "Please give me your name and date of birth.", "Your refund has been sent.")

    assert ["Maria Example, I don't have that", "thanks", "END solved other"] == script[1:]


def test_what_has_no_finer_fact_may_have_one_for_all_other_things(maria, play):
    scenario = replace(maria, facts={**maria.facts, Item.OTHER: "1 January 1980"})

    script = play(scenario, ASK_BIRTH, "Your refund has been sent.")

    assert ["1 January 1980", "thanks", "END solved"] == script[1:]


def test_what_the_consumer_lacks_is_declined_without_a_gap(maria, play):
    scenario = replace(maria, details={}, lacks=frozenset({Item.OTHER}))

    script = play(scenario, ASK_NAME, "Your refund has been sent.")

    assert ["I don't have a name", "thanks", "END solved"] == script[1:]


def test_a_done_that_asks_for_a_finer_fact_anew_is_answered_first(maria, play):
    script = play(maria, ASK_NAME, "Your refund has been sent. What is your email address?")

    assert ["Maria Example", "maria@example.org"] == script[1:3]
