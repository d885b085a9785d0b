"""The parts of a phrasebook: what phrases mean, and when a sentence says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from runaround.model import Item
from runaround.reading.acts import Act
from runaround.reading.phrases import Pattern, Phrases
from runaround.reading.times import Times

__all__ = [
    "ActRule",
    "ClaimRule",
    "DeedRules",
    "ItemRule",
    "LearnedRule",
    "MeasureRule",
    "Phrasebook",
    "RequestRule",
    "TopicRule",
]


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
class LearnedRule:
    """What a sentence must have, and must not have, before it is believed to do what it is like.

    says: words of which one must stand there; None for acts that need none. unless: among them what `ActRule.unless`
    has for the same act: what makes that a phrase is no such act makes it for all that is like it.
    """

    says: Phrases | None
    unless: tuple[Phrases, ...]

    def holds(self, matches: Container[Phrases]) -> bool:
        """Say whether the sentence may do the act; `matches` are the phrases that match it."""
        return (self.says is None or self.says in matches) and not any(one in matches for one in self.unless)


@dataclass(frozen=True, slots=True)
class ItemRule:
    """How one item is named, asked for without being named, and written out by a consumer.

    sorts: what may be called by the same name and yet be another thing: the number of a parcel is not that of a
    complaint.
    """

    name: str
    item: Item
    nouns: Phrases | None
    asks: Phrases | None
    gives: Phrases | None
    sorts: tuple[tuple[str, Phrases], ...] = ()


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
    """An item is asked for if `before` or `nearby` stands shortly before its name, or `after` shortly behind it.

    nearby: asks for nothing by itself: "have you got a photo" does, "you have got time" does not. joins: what carries
    the asking on to the next name of a list. between: what, between the two, tells that they do not belong together.
    unless: no request in this sentence. within: a longer name that an item's name is only a part of, as the account in
    "account password".
    """

    before: Phrases
    nearby: Phrases
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
    learned: the acts that may be read by what was learned, each with what else a sentence must have.
    links: the words between the name of something and its value, at the end of a text. before_name: characters after
    which a name of one character is a word of its own.
    letters: finds a letter of the script. values: words that tell one thing from another, such as days of the week.
    endings: what is cut off words before they are compared, longest first. times: how long things take, and until when.
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
    learned: Mapping[Act, LearnedRule]
    before_name: frozenset[str]
    letters: re.Pattern[str]
    values: Pattern | None
    endings: tuple[str, ...]
    times: Times
