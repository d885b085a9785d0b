"""The phrasebooks by which conversations are read: those of the house, and what a company or a sector adds.

    shipped()                          -> the phrasebooks of the house
    shipped().adding(data, name=...)   -> with those of a company too
    lexicon.narrow(texts)              -> those of the languages in which the texts are written

A lexicon is a value that is handed in: the same text is read in the same way by the same lexicon. Chinese is told by
its characters; languages of the Latin script share their letters, and are told by their function words, over all of a
conversation: a loan word, or a name, makes no other language of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

from runaround.reading.matches import index_company, index_consumer
from runaround.reading.phrase_index import PhraseIndex
from runaround.reading.phrasebook import LATIN, build_phrasebook, function_words, load_data
from runaround.reading.phrases import Phrases
from runaround.reading.rules import ActRule, Phrasebook
from runaround.reading.text import fold

__all__ = ["SHIPPED", "Lexicon", "add_data", "choose_lexicon", "data_of", "read_template", "shipped"]

SHIPPED = ("en", "es", "zh")
"""Languages with a phrasebook of the house; the first is that of texts in Latin letters of which nothing is known."""

_WORD = re.compile(r"[a-z]+")
_REMEMBERED = 8192  # texts recur: bots repeat themselves
_LEAST_SHARE = 1 / 3
_FEW = 4
_SEVERAL = 2


class Lexicon:
    """Phrasebooks by language. Equal only to itself, so that what was read by it can be remembered by it."""

    def __init__(self, data: Mapping[str, Mapping[str, Any]], *, added: Sequence[str] = ()) -> None:
        """Take the content of a phrasebook for each language; nothing is compiled before it is needed.

        added: what of it is not of the house, as reports name it.
        """
        self.data = dict(data)
        self.added = tuple(added)
        self._books: dict[str, Phrasebook] = {}
        self._narrower: dict[frozenset[str], Lexicon] = {}
        latin = [language for language, book in self.data.items() if book.get("letters", LATIN) == LATIN]
        self._latin = tuple(latin)
        self._counts = lru_cache(_REMEMBERED)(self._count)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it reads, sorted."""
        return tuple(sorted(self.data))

    @cached_property
    def books(self) -> tuple[Phrasebook, ...]:
        """The phrasebooks, compiled, sorted by language."""
        return tuple(self._book(language) for language in self.languages)

    def adding(self, data: Mapping[str, Any], *, name: str) -> Lexicon:
        """Return this lexicon with the phrases of one more file; a language of its own is read by that file alone.

        name: how reports name the file.
        """
        language = data["language"]
        merged = add_data(self.data.get(language, {}), data)
        made = Lexicon({**self.data, language: merged}, added=(*self.added, name))
        made._books = {known: book for known, book in self._books.items() if known != language}
        return made

    def company_matches(self, sentence: str) -> frozenset[Phrases]:
        """Return what matches a folded sentence of the company, of every language."""
        return self._company.matching(sentence)

    def consumer_matches(self, sentence: str) -> frozenset[Phrases]:
        """Return what matches a folded sentence of the consumer, of every language."""
        return self._consumer.matching(sentence)

    def books_for(self, sentence: str) -> tuple[Phrasebook, ...]:
        """Return the phrasebooks of the letters in which a folded sentence is written; none for others.

        Where several languages share the letters, those with the most function words are taken.
        """
        books = tuple(book for book in self.books if book.letters.search(sentence))
        if len(self._latin) < _SEVERAL:
            return books
        counts = dict(zip(self._latin, self._counts(sentence), strict=True))
        most = max(counts.values())
        return tuple(book for book in books if counts.get(book.language, most) == most)

    def held_rules(self, sentence: str, *, by_consumer: bool) -> Iterator[ActRule]:
        """Yield the rules by which a folded sentence of one side does an act, of every language."""
        matches = self.consumer_matches(sentence) if by_consumer else self.company_matches(sentence)
        for book in self.books_for(sentence):
            yield from (rule for rule in (book.consumer if by_consumer else book.company) if rule.holds(matches))

    def narrow(self, texts: Iterable[str], *, declared: str = "") -> Lexicon:
        """Return the lexicon of the languages in which texts are written.

        Of languages that share their letters, the one with most function words counts, others with a third of all.
        declared: the language that the record names; it counts where hardly anything else tells the language.
        """
        if len(self._latin) < _SEVERAL:
            return self
        return self._speaking(self._chosen(self._sum(texts), declared))

    def language_of(self, texts: Iterable[str]) -> str:
        """Return the language in which texts are written; one with letters of its own wins over Latin ones."""
        folded = [fold(text) for text in texts]
        own = (name for name in self.languages if name not in self._latin)
        for language in own:
            if any(self._book(language).letters.search(text) for text in folded):
                return language
        found = self._sum(folded)
        return max(self._latin, key=lambda language: found[language])

    def _sum(self, texts: Iterable[str]) -> Mapping[str, int]:
        """Return how many function words of each language of the Latin script stand in texts."""
        columns = zip(*map(self._counts, texts), strict=True)
        return dict.fromkeys(self._latin, 0) | dict(zip(self._latin, map(sum, columns), strict=False))

    def _chosen(self, found: Mapping[str, int], declared: str) -> frozenset[str]:
        total = sum(found.values())
        first = declared if declared in self._latin else self._latin[0]
        if not total:
            return frozenset({first})
        often = {language for language in self._latin if found[language] >= _LEAST_SHARE * total}
        return frozenset(often | {first} if total < _FEW and declared in self._latin else often)

    def _speaking(self, latin: frozenset[str]) -> Lexicon:
        if latin not in self._narrower:
            kept = {name: data for name, data in self.data.items() if name in latin or name not in self._latin}
            narrowed = Lexicon(kept, added=self.added)
            narrowed._books = self._books
            self._narrower[latin] = narrowed
        return self._narrower[latin]

    @cached_property
    def _company(self) -> PhraseIndex:
        return index_company(self.books)

    @cached_property
    def _consumer(self) -> PhraseIndex:
        return index_consumer(self.books)

    @cached_property
    def _marks(self) -> tuple[frozenset[str], ...]:
        """The function words of each language that shares its letters with others, without those of several."""
        words = [function_words(self.data[language]) for language in self._latin]
        often = Counter(word for marks in words for word in marks)
        return tuple(frozenset(word for word in marks if often[word] == 1) for marks in words)

    def _count(self, text: str) -> tuple[int, ...]:
        """Return how many function words of each language of the Latin script stand in a text."""
        words = _WORD.findall(fold(text))
        return tuple(sum(map(marks.__contains__, words)) for marks in self._marks)

    def _book(self, language: str) -> Phrasebook:
        if language not in self._books:
            self._books[language] = build_phrasebook(self.data[language])
        return self._books[language]


def add_data(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of two phrasebooks of one language: the lines of `more` follow those of `base`."""
    merged = dict(base)
    for key, value in more.items():
        old = merged.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            merged[key] = add_data(old, value)
        elif isinstance(old, str) and isinstance(value, str) and "\n" in f"{old}{value}":
            merged[key] = f"{old.rstrip()}\n{value}"
        elif value is not None:
            merged[key] = value
    return merged


@cache
def data_of(language: str) -> Mapping[str, Any]:
    """Return the content of the phrasebook of the house in one language."""
    return load_data((files(__package__) / f"{language}.yaml").read_text(encoding="utf-8"))


def read_template() -> str:
    """Return the text of an empty phrasebook with comments; LANG stands for the language."""
    return (files(__package__) / "template.yaml").read_text(encoding="utf-8")


@cache
def shipped() -> Lexicon:
    """Return the phrasebooks of the house."""
    return Lexicon({language: data_of(language) for language in SHIPPED})


def choose_lexicon(lexicon: Lexicon | None, text: str) -> Lexicon:
    """Return the lexicon by which a text is read: the one given, or those of the house for its language."""
    return lexicon or shipped().narrow((text,))
