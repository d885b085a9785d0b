"""Passing phrases over must never lose one: the index tells what searching each set of phrases alone would tell."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from runaround.reading.lexicon import shipped
from runaround.reading.phrase_index import PhraseIndex
from runaround.reading.phrases import Phrases, compile_phrases
from runaround.reading.text import fold

ACTS = [phrases for book in shipped().books for rule in (*book.company, *book.consumer) for phrases in [rule.says]]
WRITTEN = [phrase for phrases in ACTS for phrase, _ in phrases.each]
PIECE = re.compile(r"[a-z']+\*?|[\u3400-\u9fff]+|[0-9]+|[^\s\w]")

pieces = st.sampled_from(WRITTEN).flatmap(lambda phrase: st.sampled_from(PIECE.findall(fold(phrase)) or [phrase]))
whole_phrases = st.sampled_from(WRITTEN).map(lambda phrase: re.sub(r"[][(){}<>|*^$]|\.\.\.", " ", phrase))
texts = st.lists(pieces | whole_phrases | st.text(max_size=4), max_size=14).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda between: fold(between.join(parts)))
)


def compiled(*phrases: str) -> Phrases:
    found = compile_phrases(phrases, {})
    assert found is not None
    return found


def test_sets_may_share_a_phrase() -> None:
    asks, thanks, both = compiled("a photo"), compiled("thank you"), compiled("a photo", "thank you")

    found = PhraseIndex([asks, thanks, both]).matching("send me a photo")

    assert {asks, both} == found


def test_no_phrases_match_nothing() -> None:
    assert frozenset() == PhraseIndex([]).matching("send me a photo")


@settings(deadline=None)  # the first search of a phrase compiles it
@given(texts)
def test_the_index_finds_what_each_set_of_phrases_finds(text: str) -> None:
    index = _index_of_acts()

    assert {phrases for phrases in ACTS if phrases.search(text)} == index.matching(text)


@cache
def _index_of_acts() -> PhraseIndex:
    return PhraseIndex(ACTS)


@settings(deadline=None)  # the first search of a phrase compiles it
@given(texts)
def test_each_side_is_asked_for_its_own_acts(text: str) -> None:
    company = {rule.says for book in shipped().books for rule in book.company}
    consumer = {rule.says for book in shipped().books for rule in book.consumer}

    assert {phrases for phrases in company if phrases.search(text)} == company & shipped().company_matches(text)
    assert {phrases for phrases in consumer if phrases.search(text)} == consumer & shipped().consumer_matches(text)
