"""By when a promise is certainly due: never too early, for nobody may be accused a day too soon."""

from __future__ import annotations

import pytest

from runaround.reading import asks_when, is_request, promised_s

HOUR_S, DAY_S = 3600.0, 86400.0
DUE = {
    "within 48 hours": 48 * HOUR_S,
    "within 30 minutes": 0.5 * HOUR_S,
    "in two to three days": 3 * DAY_S,
    "48小时内": 48 * HOUR_S,
    "两到三天内": 3 * DAY_S,
    "within 3 working days": 5 * DAY_S,
    "within 5 working days": 7 * DAY_S,
    "6个工作日": 10 * DAY_S,
    "by Thursday": 7 * DAY_S,
    "下周三之前": 14 * DAY_S,
    "next week": 14 * DAY_S,
    "本周内": 7 * DAY_S,
    "by the end of the month": 31 * DAY_S,
    "月底前": 31 * DAY_S,
    "by tomorrow": 2 * DAY_S,
    "明早": 2 * DAY_S,
    "today": DAY_S,
    "within 10 days, by Friday": 10 * DAY_S,
}


@pytest.mark.parametrize(("text", "due_s"), DUE.items(), ids=list(DUE))
def test_it_is_due_after(text: str, due_s: float) -> None:
    assert due_s == promised_s(text)


@pytest.mark.parametrize("text", ["", "as soon as possible", "尽快", "We will call you.", "room 12"])
def test_it_names_no_time(text: str) -> None:
    assert promised_s(text) is None


@pytest.mark.parametrize(
    "question",
    ["还要等多久", "幾時到帳", "什么时候能退", "How long will it take?", "when will it arrive", "¿Cuándo llega?"],
)
def test_who_asks_for_a_time_is_understood(question: str) -> None:
    assert asks_when(question)


@pytest.mark.parametrize("question", ["为什么退款没到", "How do I get my refund?", "¿Dónde está mi pedido?"])
def test_other_questions_ask_for_no_time(question: str) -> None:
    assert not asks_when(question)


@pytest.mark.parametrize(
    "told", ["2-3个工作日内会有结果", "审核需要3个工作日", "还有其他同事在处理", "you will have it in 2-3 days"]
)
def test_what_only_tells_asks_for_nothing(told: str) -> None:
    assert not is_request(told)
