"""Every rule of the phrasebooks is asked in one pass; only phrases whose place matters are searched alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from runaround.reading.lexicon import shipped
from runaround.reading.matches import _company_phrases, _consumer_phrases
from runaround.reading.phrases import Phrases
from runaround.reading.rules import Phrasebook

SEARCHED_ALONE = {
    "between",
    "joins",
    "within",
    "formulas",
    "same",
    "claims",
    "measures",
    "conditions",
    "periods",
    "links",
    "times",
    "values",
}
"""Parts whose phrases are looked for by themselves, for what stands around them or as one step of another reading."""


def phrases_in(value: Any) -> Iterator[Phrases]:
    if isinstance(value, Phrases):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from phrases_in(one)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in SEARCHED_ALONE:
                yield from phrases_in(getattr(value, field.name))


@pytest.mark.parametrize("book", shipped().books, ids=lambda book: book.language)
def test_no_rule_of_a_phrasebook_is_left_out_of_the_pass_over_a_sentence(book: Phrasebook) -> None:
    asked = {id(phrases) for phrases in (*_company_phrases(book), *_consumer_phrases(book))}

    assert [] == [phrases.each[0] for phrases in phrases_in(book) if id(phrases) not in asked]
