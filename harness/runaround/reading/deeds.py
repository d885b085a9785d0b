"""Reads what a company claims to have done, and what either side says was not done after all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from runaround.reading.matches import company_matches, consumer_matches
from runaround.reading.phrasebook import books_for
from runaround.reading.text import is_question

__all__ = ["read_done", "read_missed", "read_undone"]

_REMEMBERED = 4096  # as in reading single messages: bots repeat themselves
_NONE: frozenset[str] = frozenset()


def read_done(sentences: Iterable[str]) -> frozenset[str]:
    """Return the deeds that sentences of the company claim as done; a question or a condition claims nothing."""
    return _NONE.union(*(_done(sentence) for sentence in sentences))


def read_undone(sentences: Iterable[str]) -> frozenset[str]:
    """Return the deeds of which sentences of the company say that they were not done, or left no trace."""
    return _NONE.union(*(_undone(sentence) for sentence in sentences))


def read_missed(sentences: Iterable[str]) -> frozenset[str]:
    """Return the deeds of which sentences of the consumer tell that they did not happen, as far as they can see."""
    return _NONE.union(*(_missed(sentence) for sentence in sentences))


@lru_cache(maxsize=_REMEMBERED)
def _done(sentence: str) -> frozenset[str]:
    if is_question(sentence):
        return _NONE
    matches = company_matches(sentence)
    return _NONE.union(*(book.done.named(matches) for book in books_for(sentence))) - _undone(sentence)


@lru_cache(maxsize=_REMEMBERED)
def _undone(sentence: str) -> frozenset[str]:
    if is_question(sentence):
        return _NONE
    matches = company_matches(sentence)
    return _NONE.union(*(book.undone.named(matches) for book in books_for(sentence)))


@lru_cache(maxsize=_REMEMBERED)
def _missed(sentence: str) -> frozenset[str]:
    matches = consumer_matches(sentence)
    return _NONE.union(*(book.missed.named(matches) for book in books_for(sentence)))
