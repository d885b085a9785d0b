"""The shipped phrasebooks are whole: both languages, both sides, every item; and mistakes in one are told."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from runaround.model import Item
from runaround.reading import Act
from runaround.reading.phrasebook import Phrasebook, parse_phrasebook, phrasebooks
from runaround.reading.phrases import PhraseError

BOOKS = {book.language: book for book in phrasebooks()}
COMPUTED = {Act.REQUEST, Act.QUESTION}
"""Acts that no phrase names: they follow from the items asked for and from marks of punctuation."""


def _acts(book: Phrasebook) -> set[Act]:
    return {rule.act for rule in (*book.company, *book.consumer)}


def test_there_are_two_languages() -> None:
    assert ["en", "zh"] == sorted(BOOKS)


@pytest.mark.parametrize("language", BOOKS)
def test_every_act_has_phrases_in_every_language(language: str) -> None:
    assert set(Act) - COMPUTED == _acts(BOOKS[language])


@pytest.mark.parametrize("language", BOOKS)
def test_every_item_can_be_asked_for_in_every_language(language: str) -> None:
    assert set(Item) == {rule.item for rule in BOOKS[language].items if rule.nouns or rule.asks}


def test_the_names_of_items_are_those_of_the_other_language() -> None:
    english, chinese = ({rule.name for rule in BOOKS[language].items} for language in ("en", "zh"))

    assert english == chinese


@pytest.mark.parametrize("language", BOOKS)
def test_no_phrase_matches_nothing(language: str) -> None:
    """A phrase of optional words only would be found in every sentence."""
    rules = (*BOOKS[language].company, *BOOKS[language].consumer)

    assert [] == [rule.act for rule in rules if rule.says.search("")]


def _shipped(language: str = "en") -> dict[str, object]:
    book: dict[str, object] = yaml.safe_load((files("runaround.reading") / f"{language}.yaml").read_text("utf-8"))
    return book


MISTAKES = {
    "unknown-act": ({"company": {"yodel": {"says": "yodel"}}}, ValueError, "'yodel' is not a valid Act"),
    "unknown-item": ({"items": {"banjo": {"nouns": "banjo"}}}, ValueError, "'banjo' is not a valid Item"),
    "act-without-phrases": (
        {"company": {"greeting": {"says": ""}}},
        PhraseError,
        "greeting: no phrase; write at least one.",
    ),
    "wrong-phrase": ({"company": {"greeting": {"says": "{nobody}"}}}, PhraseError, "no word list 'nobody'"),
    "request-without-phrases": (
        {"request": {**_shipped()["request"], "before": ""}},  # type: ignore[dict-item]  # YAML is a mapping here
        PhraseError,
        "request.before: no phrase; write at least one.",
    ),
}


@pytest.mark.parametrize(("change", "error", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told(change: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message.replace(".", r"\.")):
        parse_phrasebook(yaml.safe_dump({**_shipped(), **change}, allow_unicode=True))
