"""What was measured is told so that nobody takes a human who never came for a quick one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runaround.model import Censored, Handoff, Item, Lasting, Measurements, Run
from runaround.reports import console, html
from runaround.reports.measured import Row, tell_measurements, tell_sums, tell_wait
from runaround.reports.measured_json import describe_measurements
from runaround.reports.texts import LANGUAGES, find_texts

EN, ZH = find_texts("en"), find_texts("zh")


def way(*, reached: bool, requests: int = 2, seconds: float | None = 185.0) -> Measurements:
    """Return a case in which a human was reached, or asked for in vain."""
    return Measurements(
        consumer_turns=4,
        characters=80,
        requests_to_human=Censored(requests, reached),
        turns_to_human=Censored(4, reached),
        seconds_to_human=None if seconds is None else Censored(seconds, reached),
        menu_steps_to_human=Censored(1, reached),
    )


WAITS = {
    "reached": (way(reached=True), "3 min 5 s", "3分5秒"),
    "in vain": (way(reached=False), "not in 3 min 5 s", "3分5秒内未等到"),
    "never asked": (way(reached=False, requests=0), "–", "–"),
    "came unasked": (way(reached=True, requests=0), "3 min 5 s", "3分5秒"),
    "in vain, without times": (
        way(reached=False, seconds=None),
        "not reached; the record holds no times",
        "未等到；记录中没有时间",
    ),
}


@pytest.mark.parametrize(("measured", "english", "chinese"), WAITS.values(), ids=WAITS)
def test_the_time_to_a_human_says_whether_one_came(measured: Measurements, english: str, chinese: str) -> None:
    assert (english, chinese) == (tell_wait(measured, EN), tell_wait(measured, ZH))


def test_what_was_spent_in_vain_is_told_as_a_bound() -> None:
    rows = tell_measurements(way(reached=False), EN)

    assert Row("Way to a human", "not reached after 2 requests, 4 turns, 1 menu step") == rows[0]


def test_json_keeps_bounds_apart_from_values() -> None:
    told = describe_measurements(way(reached=False))

    assert (None, None) == (told["turns_to_human"], told["seconds_to_human"])
    assert {"asked": True, "reached": False, "requests": 2, "turns": 4, "seconds": 185.0, "menu_steps": 1} == told[
        "to_human"
    ]


@pytest.mark.parametrize(("reached", "told"), [(True, "3 min 5 s"), (False, "not reached after 3 min 5 s")])
def test_the_sum_of_one_case_is_that_case(one_bot: Run, reached: bool, told: str) -> None:
    totals = one_bot.scorecards[0].totals
    assert totals is not None
    one = Lasting(cases=1, reached=int(reached), median=185.0 if reached else None, longest=185.0)

    rows = tell_sums(replace(totals, seconds_to_human=one), EN)

    assert Row("Time to a human", told) in rows


def test_no_row_is_told_of_no_cases() -> None:
    assert [] == tell_sums(None, EN)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("handoff", [kind for kind in Handoff if kind is not Handoff.OPEN])
def test_every_handoff_has_words(handoff: Handoff, lang: str) -> None:
    texts = find_texts(lang)

    rows = tell_measurements(Measurements(handoff=handoff), texts)

    assert Row(texts.words["measured.handoff"], texts.words[f"handoff.{handoff}"]) in rows


def test_items_demanded_before_a_human_are_named() -> None:
    measured = Measurements(requests_to_human=Censored(1), demanded=(Item.PHOTO, Item.PHONE))

    assert Row("Data demanded before a human", "a photo and a phone number") in tell_measurements(measured, EN)


def test_console_and_page_tell_the_same_rows(one_bot: Run) -> None:
    rows = tell_sums(one_bot.scorecards[0].totals, EN)
    text, page = console.render(one_bot), html.render(one_bot)

    assert [] == [row for row in rows if f"  {row.label}: {row.text}" not in text]
    assert [] == [row for row in rows if f"<dd>{row.text}</dd>".replace("'", "&#39;") not in page]
