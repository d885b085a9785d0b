"""Tells in one pass which of many sets of phrases match a text.

Most phrases cannot match a given sentence because a word is missing. Those are passed over by an index of needed
words (`phrase_needs`); only the rest are searched, one by one, which costs far less than one pattern made of hundreds
of phrases: RE2 works its automata out while it searches, and novel text makes it work each of them out anew.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from operator import add
from weakref import WeakKeyDictionary

from runaround.reading.phrase_needs import DIGIT, Need, NeedReader
from runaround.reading.phrases import CJK, Phrases, compile_test

__all__ = ["PhraseIndex"]

_LATIN = re.compile(r"[0-9A-Za-z_]+")
_DIGIT = re.compile(r"[0-9]")
_WORDS_REMEMBERED = 1 << 16
_TEXTS_REMEMBERED = 4096  # sentences recur: consumers hear them, detectors read them, and bots repeat themselves

_Needs = tuple[Need, ...]
_needs_read: WeakKeyDictionary[Phrases, tuple[_Needs, ...]] = WeakKeyDictionary()
"""What each phrase of a set needs: our own sets are indexed again with every other choice of phrasebooks."""


@dataclass(frozen=True, eq=False)
class _Entry:
    """One phrase: what it needs besides the need that it is looked up by, and the sets that it belongs to."""

    source: str
    needs: _Needs
    owners: frozenset[Phrases]

    @cached_property
    def matches(self) -> Callable[[bytes], bool]:
        """Whether the phrase stands in a text; compiled when one first holds all it needs, which is never for most."""
        return compile_test(self.source)


def _needs_of(phrases: Phrases, readers: dict[int, NeedReader]) -> tuple[_Needs, ...]:
    """Return what each phrase of a set needs. readers: those of other sets, by the identity of their word lists."""
    found = _needs_read.get(phrases)
    if found is None:
        reader = readers.setdefault(id(phrases.words), NeedReader(phrases.words))
        found = _needs_read[phrases] = tuple(reader.read(phrase) for phrase, _ in phrases.each)
    return found


class PhraseIndex:
    """Many sets of phrases, asked together."""

    def __init__(self, sets: Iterable[Phrases]) -> None:
        """Index the sets; they may share phrases."""
        owners: dict[str, set[Phrases]] = defaultdict(set)
        needs: dict[str, _Needs] = {}
        readers: dict[int, NeedReader] = {}
        for phrases in sets:
            for (_, source), found in zip(phrases.each, _needs_of(phrases, readers), strict=True):
                owners[source].add(phrases)
                needs[source] = found
        frequency = Counter(key for found in needs.values() for need in found for key in need)
        self._pair_keys = frozenset(key for key in frequency if " " in key)
        self._word_keys = frozenset(key for key in frequency if _LATIN.match(key)) - self._pair_keys
        self._other_keys = frozenset(frequency) - self._word_keys - self._pair_keys
        self._longest = max(map(len, self._word_keys), default=0)
        self._always: list[_Entry] = []
        self._by_key: dict[str, list[_Entry]] = defaultdict(list)
        for source, found in needs.items():
            rarest, *rest = sorted(found, key=lambda need: sum(frequency[key] for key in need)) or [frozenset()]
            entry = _Entry(source, tuple(rest), frozenset(owners[source]))
            for row in [self._by_key[key] for key in rarest] or [self._always]:
                row.append(entry)
        self._keys_of_word = lru_cache(_WORDS_REMEMBERED)(self._find_keys_of_word)
        self.matching = lru_cache(_TEXTS_REMEMBERED)(self._matching)

    def _matching(self, text: str) -> frozenset[Phrases]:
        """Return the sets of which a phrase matches the folded text: as `Phrases.search` of each would tell."""
        keys = self._keys_in(text)
        encoded = text.encode()
        found: set[Phrases] = set()
        for entry in chain(self._always, *(self._by_key.get(key, ()) for key in keys)):
            # A loop, not `any` or a method, which take twice as long: this is where judging spends most of its time.
            for need in entry.needs:
                if need.isdisjoint(keys):
                    break
            else:
                if not entry.owners <= found and entry.matches(encoded):
                    found |= entry.owners
        return frozenset(found)

    def _keys_in(self, text: str) -> set[str]:
        words = _LATIN.findall(text)
        keys: set[str] = set().union(*map(self._keys_of_word, set(words)))
        # Whatever stands between them: a phrase that parts two words by more than a blank only needs each of them.
        keys |= self._pair_keys.intersection(map("{} {}".format, words, words[1:]))
        keys |= self._other_keys.intersection(text)
        if CJK.search(text):
            keys |= self._other_keys.intersection(map(add, text, text[1:]))
        if _DIGIT.search(text):
            keys.add(DIGIT)
        return keys

    def _find_keys_of_word(self, word: str) -> frozenset[str]:
        beginnings = (word[:length] + "*" for length in range(1, min(len(word), self._longest) + 1))
        return self._word_keys & {word, *beginnings}
