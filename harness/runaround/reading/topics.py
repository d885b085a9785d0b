"""What a company informs anybody about, and whom that helps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from runaround.reading.matches import company_matches, consumer_matches
from runaround.reading.phrasebook import phrasebooks

__all__ = ["fitting_topics", "told_topics"]

_REMEMBERED = 4096


@lru_cache(maxsize=_REMEMBERED)
def told_topics(sentence: str) -> frozenset[str]:
    """Return the topics that a company's folded sentence informs about, across all languages."""
    matches = company_matches(sentence)
    return frozenset(rule.name for book in phrasebooks() for rule in book.topics if rule.says in matches)


def fitting_topics(sentences: Iterable[str]) -> frozenset[str]:
    """Return the topics that could be of use to a consumer who said these folded sentences."""
    return frozenset().union(*map(_fitting, sentences))


@lru_cache(maxsize=_REMEMBERED)
def _fitting(sentence: str) -> frozenset[str]:
    matches = consumer_matches(sentence)
    return frozenset(rule.name for book in phrasebooks() for rule in book.topics if rule.fits in matches)
