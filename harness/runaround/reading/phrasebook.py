"""Phrasebooks: what phrases mean, one file a language, compiled once and used for every message.

All phrasebooks are tried on every message, so a consumer may write in two languages at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from runaround.model import Item
from runaround.reading.acts import Act
from runaround.reading.phrases import Pattern, PhraseError, Phrases, Words, compile_finder, compile_phrases

__all__ = [
    "ActRule",
    "ClaimRule",
    "DeedRules",
    "ItemRule",
    "MeasureRule",
    "Phrasebook",
    "RequestRule",
    "TopicRule",
    "books_for",
    "parse_phrasebook",
    "phrasebooks",
]

_LANGUAGES = ("en", "zh")
_SCRIPT = {"en": re.compile(r"[a-z]"), "zh": re.compile(r"[\u3400-\u9fff]")}


@dataclass(frozen=True, slots=True)
class ActRule:
    """A sentence does `act` if `says` matches and `unless` does not."""

    act: Act
    says: Phrases
    unless: Phrases | None

    def holds(self, matches: Container[Phrases]) -> bool:
        """Say whether a sentence does the act; `matches` are the phrases that match it."""
        return self.says in matches and self.unless not in matches


@dataclass(frozen=True, slots=True)
class ItemRule:
    """How one item is named, asked for without being named, and written out by a consumer."""

    name: str
    item: Item
    nouns: Phrases | None
    asks: Phrases | None
    gives: Phrases | None


@dataclass(frozen=True, slots=True)
class DeedRules:
    """One way of speaking about deeds: claiming them, taking a claim back, or telling that nothing happened.

    by_name: the deeds with their phrases. unless: what makes that a sentence says nothing of the kind.
    """

    by_name: tuple[tuple[str, Phrases], ...]
    unless: Phrases | None = None

    def named(self, matches: Container[Phrases]) -> frozenset[str]:
        """Return the deeds that a sentence speaks about in this way; `matches` are the phrases that match it."""
        if self.unless in matches:
            return frozenset()
        return frozenset(name for name, phrases in self.by_name if phrases in matches)


@dataclass(frozen=True, slots=True)
class RequestRule:
    """An item is asked for if `before` stands shortly before its name, or `after` shortly behind it.

    joins: what carries the asking on to the next name of a list. between: what, between the two, tells
    that they do not belong together. unless: no request in this sentence. within: a longer name that an item's name
    is only a part of, as the account in "account password".
    """

    before: Phrases
    after: Phrases
    joins: Pattern
    between: Pattern
    unless: Phrases
    within: Pattern


@dataclass(frozen=True, slots=True)
class TopicRule:
    """A matter that companies inform anybody about. says: how they do; fits: consumers to whom that is of use."""

    name: str
    says: Phrases
    fits: Phrases


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """A fact that a sentence affirms or denies; neither in a sentence that holds `unless`.

    bound: there is one such fact in a case, so that two sentences are about the same one without naming it.
    """

    name: str
    affirms: Pattern
    denies: Pattern
    unless: Phrases | None
    bound: bool


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """A figure that a sentence names: a price, or else a time within which the consumer may do something."""

    name: str
    says: Phrases
    unless: Phrases | None
    is_price: bool


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """One language: acts by side, what makes a request, items, and what likeness needs.

    done, undone, missed: what a company may claim to have done or not to have done, and what consumers miss.
    stopwords: words without content. same: word -> the name of its group of equal meaning; phrases of
    several words are keys too; find_same tells which of them stand in a text. formulas: courtesy that is taken
    out before messages are compared.
    topics, claims, measures: what a company tells, for `reading.topics` and `reading.claims`. conditions, periods: what
    makes a statement hold only sometimes. claiming: any claim or measure, to pass over the many sentences without one.
    links: the words between the name of something and its value, at the end of a text.
    """

    language: str
    company: tuple[ActRule, ...]
    consumer: tuple[ActRule, ...]
    request: RequestRule
    items: tuple[ItemRule, ...]
    done: DeedRules
    undone: DeedRules
    missed: DeedRules
    formulas: Pattern | None
    stopwords: frozenset[str]
    same: tuple[tuple[Pattern, str], ...]
    find_same: Callable[[str], list[int]]
    topics: tuple[TopicRule, ...]
    claims: tuple[ClaimRule, ...]
    measures: tuple[MeasureRule, ...]
    conditions: Pattern
    periods: Pattern
    claiming: Phrases
    links: Pattern


def _lines(block: object) -> tuple[str, ...]:
    text = block if isinstance(block, str) else ""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _must(pattern: Phrases | None, where: str) -> Phrases:
    if pattern is None:
        msg = f"{where}: no phrase; write at least one."
        raise PhraseError(msg)
    return pattern


def _act_rules(section: Mapping[str, Any], words: Words) -> tuple[ActRule, ...]:
    return tuple(
        ActRule(
            Act(name),
            _must(compile_phrases(_lines(rule.get("says")), words), name),
            compile_phrases(_lines(rule.get("unless")), words),
        )
        for name, rule in section.items()
    )


def _request_rule(section: Mapping[str, Any], words: Words) -> RequestRule:
    return RequestRule(
        *(
            _must(compile_phrases(_lines(section[part]), words), f"request.{part}")
            for part in ("before", "after", "list", "between", "unless", "within")
        )
    )


def _item_rules(section: Mapping[str, Any], words: Words) -> tuple[ItemRule, ...]:
    return tuple(
        ItemRule(
            name,
            Item(rule.get("as", name)),
            *(compile_phrases(_lines(rule.get(part)), words) for part in ("nouns", "asks", "gives")),
        )
        for name, rule in section.items()
    )


def _deed_rules(data: Mapping[str, Any], part: str, words: Words) -> DeedRules:
    lines = {name: _lines(rule[part]) for name, rule in data["deeds"].items()}
    by_name = tuple(
        (name, _must(compile_phrases(phrases, words), f"deeds.{name}.{part}")) for name, phrases in lines.items()
    )
    return DeedRules(by_name, compile_phrases(_lines(data["deeds_unless"].get(part)), words))


def _topic_rules(section: Mapping[str, Any], words: Words) -> tuple[TopicRule, ...]:
    return tuple(
        TopicRule(name, *(_must(compile_phrases(_lines(rule[part]), words), name) for part in ("says", "fits")))
        for name, rule in section.items()
    )


def _claim_rules(section: Mapping[str, Any], words: Words) -> tuple[ClaimRule, ...]:
    return tuple(
        ClaimRule(
            name,
            affirms=_must(compile_phrases(_lines(rule["affirms"]), words), name),
            denies=_must(compile_phrases(_lines(rule["denies"]), words), name),
            unless=compile_phrases(_lines(rule.get("unless")), words),
            bound=rule.get("bound", False),
        )
        for name, rule in section.items()
    )


def _measure_rules(section: Mapping[str, Any], words: Words) -> tuple[MeasureRule, ...]:
    return tuple(
        MeasureRule(
            name,
            _must(compile_phrases(_lines(rule["says"]), words), name),
            compile_phrases(_lines(rule.get("unless")), words),
            is_price=rule["of"] == "money",
        )
        for name, rule in section.items()
    )


def _claiming(claims: Mapping[str, Any], measures: Mapping[str, Any], words: Words) -> Phrases:
    """Return one pattern for everything that claims: most sentences claim nothing, and one search tells."""
    blocks = [rule[part] for rule in claims.values() for part in ("affirms", "denies")]
    blocks += [rule["says"] for rule in measures.values()]
    return _must(compile_phrases([line for block in blocks for line in _lines(block)], words), "claims")


def _same(block: object, words: Words) -> tuple[tuple[Pattern, str], ...]:
    groups = (tuple(entry.strip() for entry in line.split(",") if entry.strip()) for line in _lines(block))
    return tuple((_must(compile_phrases(group, words), group[0]), f"={group[0]}") for group in groups if group)


def parse_phrasebook(text: str) -> Phrasebook:
    """Return the phrasebook written in `text`.

    Raises PhraseError for a wrong phrase, KeyError or ValueError for a missing part or an unknown act or item.
    """
    data = yaml.safe_load(text)
    words = {name: _lines(block) for name, block in data["words"].items()}
    same = _same(data.get("same"), words)
    return Phrasebook(
        language=data["language"],
        company=_act_rules(data["company"], words),
        consumer=_act_rules(data["consumer"], words),
        request=_request_rule(data["request"], words),
        items=_item_rules(data["items"], words),
        done=_deed_rules(data, "done", words),
        undone=_deed_rules(data, "undone", words),
        missed=_deed_rules(data, "missed", words),
        formulas=compile_phrases(_lines(data.get("formulas")), words),
        stopwords=frozenset(word for line in _lines(data.get("stopwords")) for word in line.split()),
        same=same,
        find_same=compile_finder(pattern for pattern, _ in same),
        topics=_topic_rules(data["topics"], words),
        claims=_claim_rules(data["claims"], words),
        measures=_measure_rules(data["measures"], words),
        conditions=_must(compile_phrases(_lines(data["conditions"]), words), "conditions"),
        periods=_must(compile_phrases(_lines(data["periods"]), words), "periods"),
        claiming=_claiming(data["claims"], data["measures"], words),
        links=_must(compile_phrases(_lines(data["links"]), words), "links"),
    )


@cache
def phrasebooks() -> tuple[Phrasebook, ...]:
    """Return the shipped phrasebooks, sorted by language."""
    return tuple(
        parse_phrasebook((files(__package__) / f"{language}.yaml").read_text(encoding="utf-8"))
        for language in _LANGUAGES
    )


def books_for(sentence: str) -> tuple[Phrasebook, ...]:
    """Return the phrasebooks of the scripts in which a folded sentence is written; none for other scripts."""
    return tuple(book for book in phrasebooks() if _SCRIPT[book.language].search(sentence))
