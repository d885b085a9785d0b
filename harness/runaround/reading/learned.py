"""Reads dialogue acts by what was learned from the utterances under `training/`: a linear model over features.

Phrases read what they were written for; this reads what is like it. Weights are whole numbers, so that the same text
has the same score on every machine. `make train` writes the models; how well they do stands in them and in
`docs/learned.md`.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from math import sqrt
from struct import unpack
from typing import Any

from runaround.reading.acts import Act
from runaround.reading.features import features_of
from runaround.reading.lexicon import Lexicon

__all__ = ["LEARNED", "SIDES", "Learned", "Measured", "load_model", "read_learned", "row_as_text", "why_learned"]

_REMEMBERED = 8192
_KNOWN = frozenset(Act)
_FIELD_BITS, _MIDDLE = 32, 1 << 30
_ZERO = 0x180  # the letter that stands for 0 where a row of numbers is written as text: no control, no escape in JSON
_NAMES = 4  # names and codes in Latin letters stand in Chinese sentences too
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]")

LEARNED = ("en", "zh")
_COMPANY, _CONSUMER = "company", "consumer"
SIDES = (_COMPANY, _CONSUMER)


@dataclass(frozen=True, slots=True)
class Measured:
    """What an act's score must reach, and how well that does on utterances of other writers than those learned from."""

    least: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Learned:
    """One model, for one language and one side.

    rows: for each feature, the numbers of acts, each with its weight, as `row_as_text` writes them.
    packed: the features met so far with their weights for all acts as one number, a field for each, so that the weights
    of a text's features are summed for all acts at once. Fields may be negative; `_fields` parts them. A text meets few
    of the features, so that a row is packed when it is first needed.
    """

    acts: tuple[str, ...]
    measured: tuple[Measured, ...]
    biases: tuple[float, ...]
    scale: float
    rows: Mapping[str, str]
    packed: dict[str, int] = field(default_factory=dict, compare=False)

    def scores(self, text: str) -> tuple[float, ...]:
        """Return the score of every act, in the order of `acts`."""
        found = features_of(text)
        sums = _fields(sum(map(self._weights, self.rows.keys() & found)), len(self.acts))
        unit = self.scale / sqrt(len(found) or 1)
        return tuple(total * unit + bias for total, bias in zip(sums, self.biases, strict=True))

    def acts_of(self, text: str) -> Iterator[Act]:
        """Yield the acts whose score is high enough."""
        for act, measured, score in zip(self.acts, self.measured, self.scores(text), strict=True):
            if score >= measured.least and act in _KNOWN:
                yield Act(act)

    def why(self, text: str, act: str, *, most: int = 5) -> tuple[tuple[str, float], ...]:
        """Return the features that speak most for and against `act`, with their weights, the heaviest first."""
        number = self.acts.index(act)
        known = sorted(self.rows.keys() & features_of(text))
        weighed = [(feature, _fields(self._weights(feature), len(self.acts))[number]) for feature in known]
        return tuple(sorted((pair for pair in weighed if pair[1]), key=lambda pair: -abs(pair[1]))[:most])

    def _weights(self, feature: str) -> int:
        """Return the packed weights of a feature that the model has."""
        weights = self.packed.get(feature)
        if weights is None:
            weights = self.packed[feature] = _packed(self.rows[feature])
        return weights


def row_as_text(row: Iterable[int]) -> str:
    """Return whole numbers from -255 to 255, a letter for each: 40,000 rows are loaded in a tenth of the time."""
    return "".join(chr(_ZERO + number) for number in row)


def _packed(row: str) -> int:
    """Return a row of numbers of acts, each with its weight, as one number."""
    numbers = [ord(letter) - _ZERO for letter in row]
    return sum(weight << _FIELD_BITS * act for act, weight in zip(numbers[::2], numbers[1::2], strict=True))


@cache
def _middles(count: int) -> int:
    return sum(_MIDDLE << _FIELD_BITS * place for place in range(count))


def _fields(total: int, count: int) -> tuple[int, ...]:
    """Return the `count` fields of a sum of packed weights, each within +-2**30."""
    above = total + _middles(count)
    fields = unpack(f"<{count}I", above.to_bytes(_FIELD_BITS // 8 * count, "little"))
    return tuple(field - _MIDDLE for field in fields)


@lru_cache(maxsize=_REMEMBERED)
def read_learned(sentence: str, lexicon: Lexicon, *, by_consumer: bool) -> frozenset[Act]:
    """Return the acts that a folded sentence does, as far as it is like what was learned."""
    side = _CONSUMER if by_consumer else _COMPANY
    found = {act for lang in _languages(sentence, lexicon) for act in load_model(lang, side).acts_of(sentence)}
    if not found:
        return frozenset()
    return frozenset(act for act in found if _may_be_read(act, sentence, lexicon, by_consumer=by_consumer))


def why_learned(sentence: str, lexicon: Lexicon, act: Act, *, by_consumer: bool) -> tuple[tuple[str, float], ...]:
    """Return the features of a folded sentence that speak most for and against `act`, with their weights."""
    side = _CONSUMER if by_consumer else _COMPANY
    models = [load_model(lang, side) for lang in _languages(sentence, lexicon)]
    return next((model.why(sentence, act) for model in models if act in model.acts), ())


def _may_be_read(act: Act, sentence: str, lexicon: Lexicon, *, by_consumer: bool) -> bool:
    """Say whether a phrasebook lets an act be read so, and the sentence has what the act needs."""
    rules = [book.learned[act] for book in lexicon.books_for(sentence) if act in book.learned]
    matches = lexicon.consumer_matches(sentence) if by_consumer else lexicon.company_matches(sentence)
    return bool(rules) and any(rule.holds(matches) for rule in rules)


def _languages(sentence: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the languages of a sentence that were learned; what has some Latin letters in Chinese is Chinese."""
    languages = [book.language for book in lexicon.books_for(sentence) if book.language in LEARNED]
    if len(languages) > 1 and len(_LATIN.findall(sentence)) <= _NAMES * len(_HAN.findall(sentence)):
        return ("zh",)
    return tuple(languages)


@cache
def load_model(lang: str, side: str) -> Learned:
    """Return the shipped model of a language ("en", "zh") and a side ("company", "consumer")."""
    packed = (files(__package__) / f"learned.{lang}.{side}.json.gz").read_bytes()
    return _model(json.loads(gzip.decompress(packed)))


def _model(data: Mapping[str, Any]) -> Learned:
    return Learned(
        acts=tuple(data["acts"]),
        measured=tuple(Measured(*row) for row in data["measured"]),
        biases=tuple(data["biases"]),
        scale=data["scale"],
        rows=data["weights"],
    )
