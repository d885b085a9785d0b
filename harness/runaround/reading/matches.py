"""Which phrases of the phrasebooks stand in a sentence: all that one side may mean, asked at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from runaround.reading.phrase_index import PhraseIndex
from runaround.reading.phrasebook import ActRule, DeedRules, Phrasebook, books_for, phrasebooks
from runaround.reading.phrases import Phrases

__all__ = ["company_matches", "consumer_matches", "held_rules"]


def company_matches(sentence: str) -> frozenset[Phrases]:
    """Return what matches a folded sentence of the company: acts, deeds, items, topics, claims, of every language."""
    return _company_index().matching(sentence)


def consumer_matches(sentence: str) -> frozenset[Phrases]:
    """Return what matches a folded sentence of the consumer: acts, deeds missed, items given, topics that would fit."""
    return _consumer_index().matching(sentence)


def held_rules(sentence: str, *, by_consumer: bool) -> Iterator[ActRule]:
    """Yield the rules by which a folded sentence of one side does an act, of every language."""
    matches = consumer_matches(sentence) if by_consumer else company_matches(sentence)
    for book in books_for(sentence):
        yield from (rule for rule in (book.consumer if by_consumer else book.company) if rule.holds(matches))


@cache
def _company_index() -> PhraseIndex:
    return PhraseIndex(phrases for book in phrasebooks() for phrases in _company_phrases(book) if phrases)


@cache
def _consumer_index() -> PhraseIndex:
    return PhraseIndex(phrases for book in phrasebooks() for phrases in _consumer_phrases(book) if phrases)


def _company_phrases(book: Phrasebook) -> list[Phrases | None]:
    acts = [phrases for rule in book.company for phrases in (rule.says, rule.unless)]
    items = [phrases for rule in book.items for phrases in (rule.nouns, rule.asks)]
    request = [book.request.before, book.request.after, book.request.unless]
    topics = [rule.says for rule in book.topics]
    return [*acts, *items, *request, *topics, *_deed_phrases(book.done), *_deed_phrases(book.undone), book.claiming]


def _consumer_phrases(book: Phrasebook) -> list[Phrases | None]:
    acts = [phrases for rule in book.consumer for phrases in (rule.says, rule.unless)]
    items = [rule.gives for rule in book.items]
    return [*acts, *items, *(rule.fits for rule in book.topics), *_deed_phrases(book.missed)]


def _deed_phrases(rules: DeedRules) -> list[Phrases | None]:
    return [*(phrases for _, phrases in rules.by_name), rules.unless]
