"""Text of both languages fits into columns of a terminal."""

from __future__ import annotations

import pytest

from runaround.reports.columns import hang, lay_columns, measure, pad, wrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("one two three", ["one two", "three"]),
        ("我买了两桶油，只收到", ["我买了两", "桶油，只", "收到"]),
        ("我买了四桶，只收到", ["我买了四", "桶，只收", "到"]),
        ("我买了四桶油（两桶）", ["我买了四", "桶油（两", "桶）"]),
        ("a_very_long_word", ["a_very_l", "ong_word"]),
        ("买了 oil 两桶", ["买了 oil", "两桶"]),
    ],
)
def test_lines_break_where_people_would(text: str, expected: list[str]) -> None:
    assert expected == wrap(text, 8)


def test_a_closing_mark_never_begins_a_line() -> None:
    lines = wrap("一二三四，五六七八。九十（一二）三四！", 8)

    assert [] == [line for line in lines if line[0] in "，。）！"]
    assert [] == [line for line in lines if measure(line) > 8]


def test_what_follows_hangs_below_the_first_line() -> None:
    assert ["- one two", "  three"] == hang("one two three", 9, first="- ")


def test_columns_line_up_in_both_scripts() -> None:
    lines = lay_columns([["油少了"], ["a", "b"]], [8, 3])

    assert ["油少了    a", "          b"] == lines
    assert 8 == measure(pad("油少了", 8))
