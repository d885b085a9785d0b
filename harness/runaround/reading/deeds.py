"""Reads what a company claims to have done, and what either side says was not done after all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from runaround.reading.lexicon import Lexicon, choose_lexicon
from runaround.reading.text import is_question

__all__ = ["read_done", "read_missed", "read_undone"]

_REMEMBERED = 4096  # as in reading single messages: bots repeat themselves
_NONE: frozenset[str] = frozenset()


def read_done(sentences: Iterable[str], lexicon: Lexicon | None = None) -> frozenset[str]:
    """Return the deeds that sentences of the company claim as done; a question or a condition claims nothing."""
    return _NONE.union(*(_done(sentence, choose_lexicon(lexicon, sentence)) for sentence in sentences))


def read_undone(sentences: Iterable[str], lexicon: Lexicon | None = None) -> frozenset[str]:
    """Return the deeds of which sentences of the company say that they were not done, or left no trace."""
    return _NONE.union(*(_undone(sentence, choose_lexicon(lexicon, sentence)) for sentence in sentences))


def read_missed(sentences: Iterable[str], lexicon: Lexicon | None = None) -> frozenset[str]:
    """Return the deeds of which sentences of the consumer tell that they did not happen, as far as they can see."""
    return _NONE.union(*(_missed(sentence, choose_lexicon(lexicon, sentence)) for sentence in sentences))


@lru_cache(maxsize=_REMEMBERED)
def _done(sentence: str, lexicon: Lexicon) -> frozenset[str]:
    if is_question(sentence):
        return _NONE
    matches = lexicon.company_matches(sentence)
    return _NONE.union(*(book.done.named(matches) for book in lexicon.books_for(sentence))) - _undone(sentence, lexicon)


@lru_cache(maxsize=_REMEMBERED)
def _undone(sentence: str, lexicon: Lexicon) -> frozenset[str]:
    if is_question(sentence):
        return _NONE
    matches = lexicon.company_matches(sentence)
    return _NONE.union(*(book.undone.named(matches) for book in lexicon.books_for(sentence)))


@lru_cache(maxsize=_REMEMBERED)
def _missed(sentence: str, lexicon: Lexicon) -> frozenset[str]:
    matches = lexicon.consumer_matches(sentence)
    return _NONE.union(*(book.missed.named(matches) for book in lexicon.books_for(sentence)))
