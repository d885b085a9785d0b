"""Text from strangers can be printed and shown, and its tricks are in plain sight."""

from __future__ import annotations

import html
import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.reports.hostile import cut, escape_json, make_visible, mark_visible, on_one_line

anything = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x7f\x9b2J", "\\x7f<U+009B>2J"),
        ("a\u202eb\u202c\u2066c", "a<U+202E>b<U+202C><U+2066>c"),
        ("a\u200bb\ufeffc\u00add", "a<U+200B>b<U+FEFF>c<U+00AD>d"),
        ("half \ud83d", "half <U+D83D>"),
        ("tag\U000e0041", "tag<U+E0041>"),
        ("a\u200db", "a<U+200D>b"),
        ("a\ufe0f\ufe0f", "a\ufe0f<U+FE0F>"),
        ("a\u2028b", "a<U+2028>b"),
    ],
    ids=["escape", "c1", "bidi", "zero width", "surrogate", "tag", "joiner", "selectors", "separator"],
)
def test_what_cannot_be_seen_is_spelt_out(text: str, shown: str) -> None:
    assert shown == make_visible(text)


@pytest.mark.parametrize(
    "text",
    ["买了两桶油，只收到一桶～", "naïve café\n\tline", "👩‍💻 👍🏽 ❤️ 1️⃣ 🏳️‍🌈", "مرحبا שלום", "<b>&amp;"],
    ids=["chinese", "latin", "emoji", "right to left", "markup"],
)
def test_ordinary_writing_stays_as_it_is(text: str) -> None:
    assert text == make_visible(text)


def test_all_line_breaks_become_one_kind() -> None:
    assert "a\nb\nc\nd" == make_visible("a\r\nb\rc\nd")


@given(anything)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    shown = make_visible(text)

    shown.encode()
    left = {unicodedata.category(character) for character in shown if character not in "\n\t\u200d"}
    assert not left & {"Cc", "Cs", "Zl", "Zp"}
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]", shown)


@given(anything)
def test_making_visible_twice_is_making_visible_once(text: str) -> None:
    assert make_visible(text) == make_visible(make_visible(text))


def test_html_is_escaped_and_marks_are_framed() -> None:
    expected = '&lt;b&gt;<span class="mark">\\x1b&lt;U+202E&gt;</span>&#34;x'

    assert expected == str(mark_visible('<b>\x1b\u202e"x'))


def test_a_mark_typed_as_letters_is_not_framed() -> None:
    assert "&lt;U+202E&gt;" == str(mark_visible("<U+202E>"))


def test_html_over_a_limit_counts_what_it_leaves_out() -> None:
    assert "abc… (+97)" == str(mark_visible("abc" + "d" * 97, limit=3))


@given(anything)
def test_html_says_what_the_plain_text_says(text: str) -> None:
    without_frames = re.sub(r'<span class="mark">|</span>', "", str(mark_visible(text)))

    assert make_visible(text) == html.unescape(without_frames)


@given(anything)
def test_json_with_escapes_says_the_same(text: str) -> None:
    document = json.dumps({"text": text}, ensure_ascii=False)

    escaped = escape_json(document)

    escaped.encode()
    assert json.loads(json.dumps(text)) == json.loads(escaped)["text"]


def test_one_line_is_one_line_and_short() -> None:
    assert "a b \\x1b c" == on_one_line(" a\n\tb \x1b  c ")
    assert "x" * 79 + "…" == on_one_line("x" * 100_000)


def test_a_text_a_little_over_the_limit_is_not_cut() -> None:
    assert ("x" * 110, "") == cut("x" * 110, 100)
    assert ("x" * 100, "x" * 11) == cut("x" * 111, 100)
