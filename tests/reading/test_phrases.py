"""The small language of phrasebooks: what each of its signs matches, and what is told about mistakes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.reading.lexicon import shipped
from runaround.reading.phrase_index import PhraseIndex
from runaround.reading.phrases import PhraseError, compile_finder, compile_phrases
from runaround.reading.text import fold

WORDS = {"person": ("agent", "real person", "客服"), "nested": ("{person}", "nobody"), "circle": ("{circle}",)}

MATCHES = {
    "words": ("put me through", "please put me through now", True),
    "words-in-order": ("put me through", "through me put", False),
    "whole-words-only": ("art", "party", False),
    "case": ("Put Me", "PUT ME", True),
    "commas-and-blanks": ("no thanks", "no,   thanks", True),
    "traditional": ("转人工", "轉人工", True),
    "full-width": ("press 1", "ｐｒｅｓｓ　１", True),
    "chinese-inside-a-sentence": ("人工", "我要人工客服", True),
    "choice-first": ("(photo|picture) please", "photo please", True),
    "choice-second": ("(photo|picture) please", "picture please", True),
    "choice-neither": ("(photo|picture) please", "image please", False),
    "optional-there": ("send [me] it", "send me it", True),
    "optional-missing": ("send [me] it", "send it", True),
    "optional-once": ("send [me] it", "send me me it", False),
    "any-number": ("send [me|us]* it", "send me us me it", True),
    "any-number-none": ("send [me|us]* it", "send it", True),
    "any-ending": ("connect*", "connecting", True),
    "any-ending-none": ("connect*", "connect", True),
    "any-ending-of-a-whole-word": ("credit*", "credit_card_29", False),
    "no-other-beginning": ("connect*", "disconnect", False),
    "gap": ("speak ... manager", "speak to your good manager", True),
    "gap-too-wide": ("speak ... manager", "speak " + "very " * 20 + "manager", False),
    "gap-stays-in-its-line": ("speak ... manager", "speak to\nyour manager", False),
    "gap-chinese": ("联系...客服", "联系一下你们客服", True),
    "gap-chinese-is-shorter": ("联系...客服", "联系" + "一" * 13 + "客服", False),
    "word-list": ("a {person}", "a real person", True),
    "word-list-nested": ("{nested}", "nobody", True),
    "number": ("<n> minutes", "25 minutes", True),
    "code": ("order <code>", "order QX-20931", True),
    "code-is-not-a-word": ("order <code>", "order today", False),
    "code-spoken": ("order <code>", "order five five one two", True),
    "code-spoken-chinese": ("单号<code>", "单号八八一七二零", True),
    "phone": ("call <phone>", "call 07700 900123", True),
    "money-before": ("costs <money>", "costs $1,200.50", True),
    "money-behind": ("costs <money>", "costs 12 euros", True),
    "money-chinese": ("只要<money>", "只要199元", True),
    "money-needs-a-currency": ("costs <money>", "costs 12 hours", False),
    "email": ("<email>", "me@example.org", True),
    "start": ("^ menu", "menu please", True),
    "start-behind-a-mark": ("^ menu", "... menu", True),
    "not-at-the-start": ("^ menu", "the menu", False),
    "end": ("please $", "now please!", True),
    "not-at-the-end": ("please $", "please now", False),
    "part-of-a-short-form": ("n't", "don't", True),
    "signs-are-literal": ("a+b", "aab", False),
}


@pytest.mark.parametrize(("phrase", "text", "found"), MATCHES.values(), ids=MATCHES)
def test_a_phrase_matches(phrase: str, text: str, *, found: bool) -> None:
    pattern = compile_phrases([phrase], WORDS)

    assert pattern is not None
    assert found == bool(pattern.search(fold(text)))


@pytest.mark.parametrize(("phrase", "text", "found"), MATCHES.values(), ids=MATCHES)
def test_an_index_finds_a_phrase_where_it_matches(phrase: str, text: str, *, found: bool) -> None:
    phrases = compile_phrases([phrase], WORDS)
    assert phrases is not None

    matching = PhraseIndex([phrases]).matching(fold(text))

    assert (frozenset({phrases}) if found else frozenset()) == matching


def test_no_phrases_are_no_pattern() -> None:
    assert compile_phrases([], WORDS) is None


MISTAKES = {
    "unknown-list": ("a {persona}", "'a {persona}': no word list 'persona'; there are circle, nested, person."),
    "unknown-value": (
        "<fax>",
        "'<fax>': no value <fax>; there are n, word, money, code, handle, phone, mobile, email.",
    ),
    "circle": ("{circle}", "'{circle}': word lists refer to each other in a circle."),
    "star-behind-chinese": ("人*", "'人*': a star stands only behind a Latin word or a square bracket."),
}


@pytest.mark.parametrize(("phrase", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_the_phrase(phrase: str, message: str) -> None:
    with pytest.raises(PhraseError) as caught:
        compile_phrases(["fine", phrase], WORDS)

    assert message == str(caught.value)


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "[a", "(a|(b)"])
def test_a_bracket_too_few_is_told_with_the_phrase(phrase: str) -> None:
    with pytest.raises(PhraseError, match="brackets do not match") as caught:
        compile_phrases(["fine", phrase], WORDS)

    assert str(caught.value).startswith(f"{phrase!r}: ")


@given(st.lists(st.sampled_from(["refund", "money back", "wi-fi", "宽带", "退款", "x", "\ue000", "1"]), max_size=12))
def test_the_finder_finds_what_each_pattern_finds(words: list[str]) -> None:
    patterns = [pattern for book in shipped().books for pattern, _ in book.same]
    text = " ".join(words)

    found = compile_finder(patterns)(text)

    assert [place for place, pattern in enumerate(patterns) if pattern.search(text)] == found


def test_time_grows_with_the_length_of_the_text_and_no_faster() -> None:
    """Nested repetitions make backtracking matchers hang; ten times the text may take ten times as long."""
    pattern = compile_phrases(["[a|b|a b]* ... [b|a]* ... c $"], WORDS)
    assert pattern is not None

    started = time.process_time()
    found = pattern.search("a b " * 50_000 + "d")

    assert found is None
    assert time.process_time() - started < 5.0
