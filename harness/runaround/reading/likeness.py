"""How alike two messages are in what they tell, whatever words they use for it.

Courtesy is taken out, words of equal meaning become one, Chinese is compared by pairs of characters. What every service
talks about tells less than what few do: `weights.json` says how often each was met in ordinary service talk.
Numbers, codes, days and names are kept apart: the same sentence about another order is another message.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from math import log

from runaround.reading.lexicon import Lexicon, choose_lexicon
from runaround.reading.text import MAX_READ, fold

__all__ = [
    "COMMON",
    "OLD_SHARE",
    "Content",
    "content_of",
    "is_mostly_new",
    "likeness",
    "shared_rarity",
    "shared_weight",
    "unheard",
    "weigh",
]

_VALUE = re.compile(
    r"[a-z]*[-_]?[0-9][a-z0-9_.:/-]*|\b(?:first|second|third|fourth|fifth|last)\b|第[一二三四五六七八九十]|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:今|明|后|昨)(?:天|晚)|(?:周|星期)[一二三四五六日天]"
)
_NAME = re.compile(r"(?<=[a-z,;] )(?:[A-Z][a-z]+[A-Za-z]*|[A-Z]{5,}(?= [a-z]))")
_ADDRESSED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Madam|Sir/Madam|Dear|Sr|Sra|Srta|Don|Ud|Uds|Usted|Ustedes)\b\.?(?: [A-Z][a-z]+)?"
)
_WORD = re.compile(r"[a-z][a-z'-]*[a-z]|[a-z]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SHORTEST_STEM = 3
_GROUP_WEIGHT, _WORD_WEIGHT, _PAIR_WEIGHT = 1.0, 1.0, 0.5
_LEAST_RARITY = 0.3
COMMON = 30
"""What is met in more lines than these tells less than what is rare."""
OLD_SHARE = 0.42
"""What tells less than this of what was told before is mostly new."""

_FEATURES_REMEMBERED = 1 << 15
_TEXTS_REMEMBERED = 4096  # texts recur: bots repeat themselves
_GROUP_MARK = "\ue000"


@dataclass(frozen=True)
class Content:
    """What a message tells: weighted features, and the numbers, codes, days and names in it."""

    features: frozenset[str]
    values: frozenset[str]

    def __hash__(self) -> int:
        """Return the hash of the features: a frozen set keeps its own, and few contents differ in their values only."""
        return hash(self.features)

    @cached_property
    def weight(self) -> float:
        """How much the message tells; a courtesy tells nothing: 0.0."""
        return sum(map(weigh, self.features))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The values that hold a digit: numbers and codes, but no names."""
        return frozenset(value for value in self.values if any(map(str.isdigit, value)))

    @cached_property
    def rare_weight(self) -> float:
        """The same, with what is common in service talk counting less."""
        return sum(map(_weigh_rare, self.features))


@lru_cache(maxsize=_FEATURES_REMEMBERED)
def weigh(feature: str) -> float:
    """Return how much one feature counts in how much a message tells."""
    if feature.startswith("="):
        return _GROUP_WEIGHT
    return _PAIR_WEIGHT if _HAN.match(feature) else _WORD_WEIGHT


@lru_cache(maxsize=_FEATURES_REMEMBERED)
def _weigh_rare(feature: str) -> float:
    """Return how much one feature counts when messages are compared: less, the more often service talk has it."""
    lines, met = _common()["zh" if _HAN.search(feature) else "en"]
    count = met.get(feature)
    rarity = 1.0 if count is None else max(_LEAST_RARITY, log(lines / count) / log(lines / COMMON))
    return weigh(feature) * rarity


@cache
def _common() -> dict[str, tuple[int, dict[str, int]]]:
    """Return, for each language, how many lines were counted, and in how many of them each common feature stands."""
    counted = json.loads((files(__package__) / "weights.json").read_text(encoding="utf-8"))
    return {lang: (one["lines"], one["met"]) for lang, one in counted.items()}


def content_of(text: str, lexicon: Lexicon | None = None) -> Content:
    """Return the content of a message's text; empty for courtesies and empty texts."""
    return _content_of(text, choose_lexicon(lexicon, text))


@lru_cache(maxsize=_TEXTS_REMEMBERED)
def _content_of(text: str, lexicon: Lexicon) -> Content:
    told, names = _content_of_folded(fold(text), lexicon), _names(text)
    return Content(told.features, told.values | names) if names else told


@lru_cache(maxsize=_TEXTS_REMEMBERED)
def _content_of_folded(folded: str, lexicon: Lexicon) -> Content:
    """Return the content of folded text, which has no names any more: most messages are the one sentence they hold."""
    rest = folded
    features: set[str] = set()
    for book in lexicon.books:
        if book.formulas:
            rest = book.formulas.sub(" ", rest)
    for book in lexicon.books:
        # Which words stand there is asked once of all groups; each of the many substitutions costs more than that.
        for place in book.find_same(rest):
            pattern, group = book.same[place]
            rest, count = pattern.subn(_GROUP_MARK, rest)
            if count:
                features.add(group)
    # Values come after the groups: "30 seconds" and "half a minute" are the same time, "order 30" is not.
    values: set[str] = set()

    def take_out(match: re.Match[str]) -> str:
        values.add(match[0].strip(".:/-"))
        return " "

    rest = _VALUE.sub(take_out, rest)
    for book in lexicon.books:
        if book.values and (found := [match[0] for match in book.values.finditer(rest)]):
            values.update(found)
            rest = book.values.sub(" ", rest)
    stopwords, endings = _stopwords(lexicon), _endings(lexicon)
    features.update(_stem(word, endings) for word in _WORD.findall(rest) if word not in stopwords)
    for run in _HAN.findall(rest):
        features.update(pair for pair in _pairs(run) if pair[0] not in stopwords or pair[1] not in stopwords)
    return Content(frozenset(features), frozenset(values))


@lru_cache
def _stopwords(lexicon: Lexicon) -> frozenset[str]:
    return frozenset().union(*(book.stopwords for book in lexicon.books))


@lru_cache
def _endings(lexicon: Lexicon) -> tuple[str, ...]:
    found = {ending for book in lexicon.books for ending in book.endings}
    return tuple(sorted(found, key=lambda ending: (-len(ending), ending)))


def _names(text: str) -> frozenset[str]:
    """Return the capitalised words within sentences: names, which make the same sentence another message."""
    return frozenset(f"@{name.lower()}" for name in _NAME.findall(_ADDRESSED.sub("", text[:MAX_READ])))


def _stem(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def shared_weight(left: Content, right: Content) -> float:
    """Return how much two contents have in common."""
    return sum(map(weigh, left.features & right.features))


def is_mostly_new(later: Content, earlier: Content) -> bool:
    """Say whether most of what `later` tells was not in `earlier`: then it is no restatement."""
    return shared_weight(later, earlier) < OLD_SHARE * later.weight


def unheard(features: frozenset[str]) -> frozenset[str]:
    """Return the features that ordinary service talk hardly ever has: names, things, places."""
    return frozenset(feature for feature in features if _weigh_rare(feature) == weigh(feature))


def shared_rarity(left: Content, right: Content) -> float:
    """Return how much two contents have in common, with what is common in service talk counting less."""
    return sum(map(_weigh_rare, left.features & right.features))


def likeness(left: Content, right: Content) -> float:
    """Return how alike two contents are, 0.0 (nothing shared) to 1.0 (the same); 0.0 if either is empty.

    The cosine over weighted features, so that a shorter restatement still counts.
    """
    total = (left.rare_weight * right.rare_weight) ** 0.5
    if not total:
        return 0.0
    return float(shared_rarity(left, right) / total)
