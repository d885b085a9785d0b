"""What is asked of a JSON answer holds or does not, by value and by type, and is told so that people can read it."""

from __future__ import annotations

import json

import pytest

from runaround.json_checks import MAX_TOLD, holds, tell
from runaround.model import JsonCheck

ORDER = {
    "refund": {"state": "已退款", "cents": 1200, "is_final": True, "note": None},
    "items": [{"name": "tea"}, {"name": "tea pot"}],
}

HOLDING = {
    "an equal text": JsonCheck("refund.state", equals="已退款"),
    "an equal number": JsonCheck("refund.cents", equals=1200),
    "a number written otherwise": JsonCheck("refund.cents", equals=1200.0),
    "an equal truth value": JsonCheck("refund.is_final", equals=True),
    "something is there": JsonCheck("items[1].name", exists=True),
    "nothing is there": JsonCheck("refund.reason", exists=False),
    "null counts as nothing": JsonCheck("refund.note", exists=False),
    "a place in a text is nothing": JsonCheck("refund.state.code", exists=False),
    "what cannot be applied finds nothing": JsonCheck("length(refund.cents)", exists=False),
    "a pattern in a text": JsonCheck("refund.state", matches="退款$"),
    "a pattern in a number": JsonCheck("refund.cents", matches="^12"),
    "a pattern in a list": JsonCheck("items[].name", matches="tea pot"),
    "a function": JsonCheck("length(items)", equals=2),
    "several at once": JsonCheck("refund.state", equals="已退款", matches="已", exists=True),
    "nothing asked": JsonCheck("refund.state"),
}

FAILING = {
    "another text": JsonCheck("refund.state", equals="退款中"),
    "a text for a number": JsonCheck("refund.cents", equals="1200"),
    "a number for a truth value": JsonCheck("refund.is_final", equals=1),
    "false for nothing": JsonCheck("refund.note", equals=False),
    "something that is missing": JsonCheck("refund.reason", exists=True),
    "something that is there": JsonCheck("refund.state", exists=False),
    "a pattern in nothing": JsonCheck("refund.note", matches=""),
    "a pattern that is not found": JsonCheck("refund.state", matches="^退款"),
    "one of several": JsonCheck("refund.state", equals="已退款", matches="booked"),
}


@pytest.mark.parametrize("check", HOLDING.values(), ids=HOLDING)
def test_it_holds(check: JsonCheck) -> None:
    assert holds(check, ORDER)


@pytest.mark.parametrize("check", FAILING.values(), ids=FAILING)
def test_it_does_not_hold(check: JsonCheck) -> None:
    assert not holds(check, ORDER)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("refund.state", 'refund.state = "已退款"'),
        ("refund.cents", "refund.cents = 1200"),
        ("refund.is_final", "refund.is_final = true"),
        ("refund.reason", "refund.reason = null"),
        ("items[0]", 'items[0] = {"name": "tea"}'),
    ],
)
def test_what_was_found_is_told(expression: str, expected: str) -> None:
    assert expected == tell(JsonCheck(expression, equals="anything"), ORDER)


def test_a_long_value_is_cut() -> None:
    told = tell(JsonCheck("text"), {"text": "长" * 100_000})

    assert f'text = "{"长" * (MAX_TOLD - 2)}…' == told


def test_nothing_invisible_is_told() -> None:
    hostile = json.loads('{"text": "a\\u001b[31m\\u007f\\u202eb\\ud800\\u200b\\n\\u3000c"}')

    told = tell(JsonCheck("text"), hostile)

    assert 'text = "a\\u001b[31m\\u007f\\u202eb\\ud800\\u200b\\n\u3000c"' == told


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 10**400])
def test_a_number_out_of_bounds_breaks_nothing(number: float) -> None:
    """Python reads `Infinity` and numbers of any length in JSON; arithmetic on them may overflow."""
    assert not holds(JsonCheck("avg(n) > `1` && ceil(n[0])", equals=2), {"n": [number, 1.5]})


def test_half_a_character_breaks_no_pattern() -> None:
    assert holds(JsonCheck("text", matches="a.b"), {"text": "a\ud800b"})


@pytest.mark.parametrize("check", [JsonCheck("a[", exists=True), JsonCheck("a", matches="(?=a)")])
def test_what_does_not_compile_is_our_mistake(check: JsonCheck) -> None:
    with pytest.raises(ValueError, match=r"a\[|RE2"):
        holds(check, {"a": "a"})
