"""The shipped phrasebooks are whole: both languages, both sides, every item; and mistakes in one are told."""

from __future__ import annotations

import pytest
import yaml

from runaround.model import Item
from runaround.reading import Act
from runaround.reading.lexicon import data_of, shipped
from runaround.reading.phrasebook import parse_phrasebook
from runaround.reading.phrases import PhraseError
from runaround.reading.rules import Phrasebook

BOOKS = {book.language: book for book in shipped().books}
COMPUTED = {Act.REQUEST, Act.QUESTION}
"""Acts that no phrase names: they follow from the items asked for and from marks of punctuation."""


def _acts(book: Phrasebook) -> set[Act]:
    return {rule.act for rule in (*book.company, *book.consumer)}


def test_there_are_three_languages() -> None:
    assert ["en", "es", "zh"] == sorted(BOOKS)


@pytest.mark.parametrize("language", BOOKS)
def test_every_act_has_phrases_in_every_language(language: str) -> None:
    assert set(Act) - COMPUTED == _acts(BOOKS[language])


@pytest.mark.parametrize("language", BOOKS)
def test_every_item_can_be_asked_for_in_every_language(language: str) -> None:
    assert set(Item) == {rule.item for rule in BOOKS[language].items if rule.nouns or rule.asks}


@pytest.mark.parametrize("part", ["items", "measures"])
def test_a_name_is_the_same_in_every_language(part: str) -> None:
    """Findings compare what was asked for by name; topics are a language's own."""
    names = [{rule.name for rule in getattr(book, part)} for book in BOOKS.values()]

    assert [names[0]] * len(names) == names


@pytest.mark.parametrize("language", BOOKS)
def test_no_phrase_matches_nothing(language: str) -> None:
    """A phrase of optional words only would be found in every sentence."""
    rules = (*BOOKS[language].company, *BOOKS[language].consumer)

    assert [] == [rule.act for rule in rules if rule.says.search("")]


MISTAKES = {
    "unknown-act": ({"company": {"yodel": {"says": "yodel"}}}, ValueError, "'yodel' is not a valid Act"),
    "unknown-item": ({"items": {"banjo": {"nouns": "banjo"}}}, ValueError, "'banjo' is not a valid Item"),
    "wrong-phrase": ({"company": {"greeting": {"says": "{nobody}"}}}, PhraseError, "no word list 'nobody'"),
}


@pytest.mark.parametrize(("change", "error", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told(change: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message.replace(".", r"\.")):
        parse_phrasebook(yaml.safe_dump({**data_of("en"), **change}, allow_unicode=True))


def test_what_has_no_phrase_matches_nothing() -> None:
    """A language is begun with an empty template, and checked from the first phrase on."""
    book = parse_phrasebook("language: xx\ncompany:\n  greeting:\n    says: |\n")

    assert [False] == [bool(rule.says.search("hello")) for rule in book.company]
    assert book.request.before.search("hello") is None


def test_a_topic_that_fits_nobody_is_left_out() -> None:
    """It would accuse every company that tells of it."""
    book = parse_phrasebook("language: xx\ntopics:\n  parking:\n    says: |\n      parking\n    fits: |\n")

    assert () == book.topics
