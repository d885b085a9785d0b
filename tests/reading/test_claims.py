"""What a sentence of the company affirms or denies."""

from __future__ import annotations

import pytest

from runaround.reading import Claim, claims_of
from runaround.reading.claims import without_amounts
from runaround.reading.text import fold

DAY_S = 86400.0


def claimed(text: str) -> set[tuple[str, float]]:
    """Return names and values of what `text` claims."""
    return {(claim.name, claim.good) for claim in claims_of(fold(text))}


STATED = {
    "in-stock-en": ("The blue one is in stock.", ("stock", 1.0)),
    "not-in-stock-en": ("The blue one is not in stock.", ("stock", 0.0)),
    "in-stock-zh": ("白色有现货", ("stock", 1.0)),
    "not-in-stock-zh": ("白色缺货了", ("stock", 0.0)),
    "free-en": ("Returns are free of charge.", ("free", 1.0)),
    "not-free-en": ("A cancellation fee of €156 applies.", ("free", 0.0)),
    "free-zh": ("安装是免费的", ("free", 1.0)),
    "not-free-zh": ("退票需要收取20%的手续费", ("free", 0.0)),
    "traditional": ("退票需要收取手續費", ("free", 0.0)),
    "full-width": ("ＴＨＥ ＢＬＵＥ ＯＮＥ ＩＳ ＳＯＬＤ ＯＵＴ", ("stock", 0.0)),
    "allowed-zh": ("这款支持七天无理由退货", ("allowed", 1.0)),
    "not-allowed-en": ("This fare cannot be changed.", ("allowed", 0.0)),
    "time-limit-en": ("The return window is 28 days.", ("window", 28 * DAY_S)),
    "time-limit-zh": ("价保期是30天", ("window", 30 * DAY_S)),
    "price-en": ("The activation fee is $1,035.50.", ("price", -1035.5)),
    "price-zh": ("检测费是150元", ("price", -150.0)),
}


@pytest.mark.parametrize(("text", "claim"), STATED.values(), ids=STATED)
def test_it_is_read_as_a_claim(text: str, claim: tuple[str, float]) -> None:
    assert claim in claimed(text)


NOTHING_CLAIMED = {
    "question-en": "Is the blue one in stock?",
    "question-zh": "白色有现货吗",
    "condition-en": "If the blue one is in stock, we send it today.",
    "condition-zh": "如果白色有现货，今天就发",
    "only-before-a-time": "You can cancel free of charge up to 24 hours before arrival.",
    "only-for-some": "Delivery is free for members.",
    "a-day-in-may-is-no-may": "See you on 8 May.",
    "empty": "",
}


@pytest.mark.parametrize("text", NOTHING_CLAIMED.values(), ids=NOTHING_CLAIMED)
def test_nothing_is_claimed(text: str) -> None:
    assert set() == claimed(text)


def test_a_time_limit_is_what_a_measure_is_about_and_no_condition_of_it() -> None:
    assert ("window", 60 * DAY_S) in claimed("You can return items within 60 days for a refund.")


def test_two_amounts_are_no_price() -> None:
    assert not any(name == "price" for name, _ in claimed("The fee is $10 or $12."))


def test_a_clause_is_kept_with_its_claim() -> None:
    claims = claims_of("订单提交了,白色缺货了")

    assert Claim("stock", 0.0, "白色缺货了") in claims


def test_amounts_of_money_are_taken_out_and_other_numbers_stay() -> None:
    assert "room 12 costs  a night" == without_amounts("room 12 costs $90 a night").replace("   ", "  ")
