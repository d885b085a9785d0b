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
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from math import sqrt
from operator import lshift
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
_NUMBERS = {chr(_ZERO + number): number for number in range(-255, 256)}
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


class _Packed(dict[str, int]):
    """The features met so far, each with its weights for all acts as one number, a field for each.

    So the weights of a text's features are summed for all acts at once. Fields may be negative; `_fields` parts them. A
    text meets few of the features, so that a row is packed when it is first needed.
    """

    def __init__(self, rows: Mapping[str, str]) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, feature: str) -> int:
        row = self._rows[feature]
        acts, weights = map(_NUMBERS.__getitem__, row[::2]), map(_NUMBERS.__getitem__, row[1::2])
        packed: int = sum(map(lshift, weights, map(_FIELD_BITS.__mul__, acts)))
        self[feature] = packed
        return packed


@dataclass(frozen=True, eq=False)
class Learned:
    """One model, for one language and one side.

    rows: for each feature, the numbers of acts, each with its weight, as `row_as_text` writes them.
    """

    acts: tuple[str, ...]
    measured: tuple[Measured, ...]
    biases: tuple[float, ...]
    scale: float
    rows: Mapping[str, str]

    @cached_property
    def _packed(self) -> _Packed:
        return _Packed(self.rows)

    def acts_of(self, text: str) -> Iterator[Act]:
        """Yield the acts whose score is high enough."""
        found = features_of(text)
        unit = self.scale / sqrt(len(found) or 1)
        sums = _fields(sum(map(self._packed.__getitem__, self.rows.keys() & found)), len(self.acts))
        for act, measured, bias, total in zip(self.acts, self.measured, self.biases, sums, strict=True):
            if total * unit + bias >= measured.least and act in _KNOWN:
                yield Act(act)

    def why(self, text: str, act: str, *, most: int = 5) -> tuple[tuple[str, float], ...]:
        """Return the features that speak most for and against `act`, with their weights, the heaviest first."""
        number = self.acts.index(act)
        known = sorted(self.rows.keys() & features_of(text))
        weighed = [(feature, _fields(self._packed[feature], len(self.acts))[number]) for feature in known]
        return tuple(sorted((pair for pair in weighed if pair[1]), key=lambda pair: -abs(pair[1]))[:most])


def row_as_text(row: Iterable[int]) -> str:
    """Return whole numbers from -255 to 255, a letter for each: 40,000 rows are loaded in a tenth of the time."""
    return "".join(chr(_ZERO + number) for number in row)


@cache
def _middles(count: int) -> int:
    return sum(_MIDDLE << _FIELD_BITS * place for place in range(count))


def _fields(total: int, count: int) -> list[int]:
    """Return the `count` fields of a sum of packed weights, each within +-2**30."""
    above = total + _middles(count)
    fields = unpack(f"<{count}I", above.to_bytes(_FIELD_BITS // 8 * count, "little"))
    return [field - _MIDDLE for field in fields]


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
