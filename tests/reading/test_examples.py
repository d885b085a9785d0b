"""The examples beside the phrases: those of the house are kept, and what is not kept is told."""

from __future__ import annotations

import pytest

from runaround.reading import Act, Lexicon, shipped
from runaround.reading.examples import Example, examples_in, is_kept
from runaround.reading.lexicon import SHIPPED, data_of, read_template
from runaround.reading.phrasebook import load_data

COMPUTED = {Act.REQUEST, Act.QUESTION}
HOUSE = [(language, example) for language in SHIPPED for example in examples_in(data_of(language))]
ALONE = {language: Lexicon({language: data_of(language)}) for language in SHIPPED}


@pytest.mark.parametrize(("language", "example"), HOUSE, ids=lambda one: one if isinstance(one, str) else one.text)
def test_an_example_of_the_house_is_kept(language: str, example: Example) -> None:
    assert is_kept(example, ALONE[language])


@pytest.mark.parametrize(("language", "example"), HOUSE, ids=lambda one: one if isinstance(one, str) else one.text)
def test_an_example_is_kept_among_all_languages(language: str, example: Example) -> None:
    """The lexicon of the house has to find out the language first; a single short sentence may not tell it."""
    narrowed = shipped().narrow([example.text], declared=language)

    assert is_kept(example, narrowed)


@pytest.mark.parametrize("language", SHIPPED)
def test_the_acts_that_matter_most_have_examples(language: str) -> None:
    named = {example.name for example in examples_in(data_of(language))}

    assert {"fallback", "promise", "announce_transfer", "refuse_human", "ask_human", "object", "photo"} <= named


def test_a_line_that_is_not_read_so_is_not_kept() -> None:
    lexicon = ALONE["en"]
    wrong = Example("company", "fallback", "says", 0, "Your parcel is on its way.")
    right = Example("company", "fallback", "does_not_say", 0, "Your parcel is on its way.")

    assert [False, True] == [is_kept(wrong, lexicon), is_kept(right, lexicon)]


def test_items_and_deeds_have_examples_of_their_own_kind() -> None:
    lexicon = ALONE["es"]
    examples = (
        Example("items", "order_number", "asks", 0, "¿Cuál es tu número de pedido?"),
        Example("items", "order_number", "does_not_give", 0, "mi pedido no llega"),
        Example("deeds", "refund", "done", 0, "Hemos reembolsado el importe."),
        Example("deeds", "refund", "not_done", 0, "Le reembolsaremos el importe."),
    )

    assert [True] * 4 == [is_kept(example, lexicon) for example in examples]


@pytest.mark.parametrize("part", ["words", "request", "items", "deeds", "claims", "measures", "times"])
def test_the_template_has_every_part_of_the_english_phrasebook(part: str) -> None:
    template, english = load_data(read_template()), data_of("en")

    assert set(template) >= set(english) - {"letters", "learned"}
    assert part == "words" or set(english[part]) <= set(template[part])


def test_the_template_has_every_act() -> None:
    template = load_data(read_template())

    assert set(Act) - COMPUTED == {*template["company"], *template["consumer"]}
