"""What a company informs anybody about, and whom that helps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from runaround.reading.lexicon import Lexicon, choose_lexicon

__all__ = ["fitting_topics", "told_topics"]

_REMEMBERED = 4096


def told_topics(sentence: str, lexicon: Lexicon | None = None) -> frozenset[str]:
    """Return the topics that a company's folded sentence informs about, across all languages of the lexicon."""
    return _told(sentence, choose_lexicon(lexicon, sentence))


@lru_cache(maxsize=_REMEMBERED)
def _told(sentence: str, lexicon: Lexicon) -> frozenset[str]:
    matches = lexicon.company_matches(sentence)
    return frozenset(rule.name for book in lexicon.books for rule in book.topics if rule.says in matches)


def fitting_topics(sentences: Iterable[str], lexicon: Lexicon | None = None) -> frozenset[str]:
    """Return the topics that could be of use to a consumer who said these folded sentences."""
    return frozenset().union(*(_fitting(sentence, choose_lexicon(lexicon, sentence)) for sentence in sentences))


@lru_cache(maxsize=_REMEMBERED)
def _fitting(sentence: str, lexicon: Lexicon) -> frozenset[str]:
    matches = lexicon.consumer_matches(sentence)
    return frozenset(rule.name for book in lexicon.books for rule in book.topics if rule.fits in matches)
