"""Which phrases of phrasebooks stand in a sentence: all that one side may mean, asked at once."""

from __future__ import annotations

from collections.abc import Iterable

from runaround.reading.phrase_index import PhraseIndex
from runaround.reading.phrases import Phrases
from runaround.reading.rules import DeedRules, Phrasebook

__all__ = ["index_company", "index_consumer"]


def index_company(books: Iterable[Phrasebook]) -> PhraseIndex:
    """Return the index of what companies say: acts, deeds, items, topics, claims, of every book."""
    return PhraseIndex(phrases for book in books for phrases in _company_phrases(book) if phrases)


def index_consumer(books: Iterable[Phrasebook]) -> PhraseIndex:
    """Return the index of what consumers say: acts, deeds missed, items given, topics that would fit."""
    return PhraseIndex(phrases for book in books for phrases in _consumer_phrases(book) if phrases)


def _company_phrases(book: Phrasebook) -> list[Phrases | None]:
    acts = [phrases for rule in book.company for phrases in (rule.says, rule.unless)]
    items = [phrases for rule in book.items for phrases in (rule.nouns, rule.asks)]
    request = [book.request.before, book.request.nearby, book.request.after, book.request.unless]
    topics = [rule.says for rule in book.topics]
    deeds = [*_deed_phrases(book.done), *_deed_phrases(book.undone)]
    return [*acts, *items, *_sorts(book), *request, *topics, *deeds, book.claiming, *_learned_phrases(book)]


def _consumer_phrases(book: Phrasebook) -> list[Phrases | None]:
    acts = [phrases for rule in book.consumer for phrases in (rule.says, rule.unless)]
    items = [*(rule.gives for rule in book.items), *_sorts(book)]
    return [*acts, *items, *(rule.fits for rule in book.topics), *_deed_phrases(book.missed), *_learned_phrases(book)]


def _sorts(book: Phrasebook) -> list[Phrases]:
    return [phrases for rule in book.items for _, phrases in rule.sorts]


def _deed_phrases(rules: DeedRules) -> list[Phrases | None]:
    return [*(phrases for _, phrases in rules.by_name), rules.unless]


def _learned_phrases(book: Phrasebook) -> list[Phrases | None]:
    return [phrases for rule in book.learned.values() for phrases in (rule.says, *rule.unless)]
