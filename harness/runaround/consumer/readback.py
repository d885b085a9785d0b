"""Compares numbers and codes that a bot reads back with what the consumer knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runaround.consumer.heard import Heard
from runaround.consumer.memory import Memory
from runaround.model import Item, Say
from runaround.reading.acts import Act
from runaround.reading.lexicon import shipped
from runaround.reading.rules import Phrasebook
from runaround.reading.text import fold, is_question, split_sentences
from runaround.reading.values import find_values

__all__ = ["find_wrong"]

_STORIES = frozenset({Item.DESCRIPTION, Item.FORM, Item.ADDRESS})
"""Facts whose numbers stand for many things: no single one of them is what a bot reads back."""

_SHORTEST = 3
_NEAR = 40
_LAST_WORD = re.compile(r"(?:[a-z][a-z-]*|[\u3400-\u9fff]{1,2})\Z")
_NOT_PLAIN = re.compile(r"[^a-z0-9]")

_Values = tuple[str, ...]


def find_wrong(memory: Memory, heard: Heard) -> tuple[str, ...]:
    """Return what a question of the bot gets wrong, by item or finer name, in the order of the scenario.

    A value is wrong only if the consumer never speaks of such a one, nor of one that begins or ends so, and if the name
    of what it should be stands right before it, or one of the same length was told just now. All else is let pass:
    the bot may speak of a number of its own.
    """
    known = dict(_known(memory))
    own = {value for values in known.values() for value in values} | _mentioned(memory)
    told = _last_told(memory)
    wrong = {
        want
        for sentence in _questions(heard)
        for place, written in find_values(sentence)
        if not any(_agree(_plain(written), mine) for mine in own)
        for want, values in known.items()
        if _is_named(want, sentence[:place], memory) or _is_like(_plain(written), values, told)
    }
    return tuple(want for want in known if want in wrong and want not in memory.corrected)


def _questions(heard: Heard) -> Iterator[str]:
    """Yield the sentences that ask, and those that a question for a yes is about."""
    for reading in heard.readings:
        is_read_back = reading.acts >= {Act.CONFIRM, Act.QUESTION}
        sentences = split_sentences(fold(reading.message.text))
        yield from (sentence for sentence in sentences if is_read_back or is_question(sentence))


# --- what the consumer knows -------------------------------------------------------------------------------


def _known(memory: Memory) -> Iterator[tuple[str, _Values]]:
    """Yield the values of each fact that has some."""
    for want, text in _facts(memory).items():
        values = _values_in(text)
        if values:
            yield want, values


def _facts(memory: Memory) -> dict[str, str]:
    scenario = memory.scenario
    return {
        **{str(item): text for item, text in scenario.facts.items() if item not in _STORIES},
        **scenario.details,
    }


def _mentioned(memory: Memory) -> set[str]:
    """Return the values in what else the consumer says: an error code, a sum, a house number."""
    scenario = memory.scenario
    texts = [text for item, text in scenario.facts.items() if item in _STORIES]
    texts += [text for visit in scenario.sessions for text in (*visit.opening, *(line.say for line in visit.script))]
    texts += [text for wordings in scenario.sayings.values() for text in wordings]
    texts += [text for reaction in scenario.reactions for text in reaction.does.say]
    return {value for text in texts for value in _values_in(text)}


def _last_told(memory: Memory) -> _Values:
    return _values_in(memory.last_turn.text) if isinstance(memory.last_turn, Say) else ()


def _values_in(text: str) -> _Values:
    return tuple(_plain(value) for _, value in find_values(fold(text)))


# --- comparing ---------------------------------------------------------------------------------------------


def _plain(value: str) -> str:
    return _NOT_PLAIN.sub("", value)


def _agree(value: str, mine: str) -> bool:
    """Return whether two values are the same; a bot may show the beginning or the end alone, or mask the middle."""
    is_part = len(value) >= _SHORTEST and (mine.startswith(value) or mine.endswith(value))
    return value == mine or is_part or value.endswith(mine)


def _is_like(value: str, values: _Values, told: _Values) -> bool:
    """Return whether a value looks like a garbled one of `values` that was told just now."""
    return any(len(value) == len(mine) and mine in told for mine in values)


def _is_named(want: str, before: str, memory: Memory) -> bool:
    """Return whether the text before a value ends with a name for `want`."""
    rest = _without_link(before[-_NEAR:])
    if any(_ends_with_name(rest, _name_at_end(text)) for text in _names_of(want, memory)):
        return True
    # A phone has many names, all of one thing; those of orders and accounts may be of other things (ticket, parcel).
    return want == Item.PHONE and any(
        not _without_link(before[match.end() :])
        for book in _books(before)
        for rule in book.items
        if rule.name == want and rule.nouns
        for match in rule.nouns.finditer(before)
    )


def _without_link(text: str) -> str:
    """Return `text` without the words at its end that link a name with its value: "number is", 号码为."""
    while True:
        rest = text
        for book in _books(text):
            rest = book.links.sub("", rest)
        if rest == text:
            return text
        text = rest


def _books(text: str) -> tuple[Phrasebook, ...]:
    """Return the phrasebooks of the language of a text."""
    return shipped().narrow((text,)).books


def _ends_with_name(text: str, name: str) -> bool:
    """Return whether `text` ends with `name` as a word; a single character must not be the end of another word."""
    rest = text.removesuffix(name)
    if not name or rest == text:
        return False
    if name.isascii():
        return not (rest[-1:].isascii() and rest[-1:].isalpha())
    if len(name) > 1 or not rest or rest[-1:].isascii():
        return True
    return any(rest[-1:] in book.before_name for book in _books(text))


def _names_of(want: str, memory: Memory) -> Iterator[str]:
    """Yield what the consumer calls a thing: the words of the fact before its value, and the usual name."""
    fact = fold(_facts(memory)[want])
    places = find_values(fact)
    yield fact[: places[0][0]] if places else fact
    yield from (fold(name) for name in memory.scenario.sayings.get(f"item_{want}", ()))


def _name_at_end(text: str) -> str:
    found = _LAST_WORD.search(_without_link(text))
    return found[0] if found else ""
