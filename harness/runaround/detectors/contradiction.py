"""Finds statements that take back what the company has said: `contradiction`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from runaround.detectors.testimony import taken_back
from runaround.model import Finding, Ground, Speaker
from runaround.reading import (
    Act,
    Claim,
    Content,
    Reading,
    TurnReading,
    Weighing,
    claims_of,
    content_of,
    without_amounts,
)

__all__ = ["find_contradictions"]

_LEAST_SHARED = 0.5
_SHARED, _SHARED_IN_A_ROW, _SHARED_OF_LATER = 0.3, 0.15, 0.2
_ORDINAL = re.compile(r"[0-9]+(?:st|nd|rd|th|am|pm|h|g|gb|kg)")
_CODE = re.compile(r"(?=.*[0-9])(?=.*[a-z])|-")


@dataclass(frozen=True, slots=True)
class _Statement:
    """One claim with the turn and the sentence that make it.

    named: the sentence's numbers, codes and names. worst: the least good that the turn says of the same fact.
    """

    claim: Claim
    turn: TurnReading
    content: Content
    named: frozenset[str]
    worst: float


def find_contradictions(reading: Reading) -> Iterator[Finding]:
    """Find bot turns that take back, to the consumer's harm, what the company has stated before.

    Why: the consumer acts on what they were told; the company keeps whichever answer suits it.
    Silent: for conditions, for another object, date or order, for what the consumer has added since, for progress
    (not yet sent, then sent), and when the bot admits the error or says what has changed.
    Source: taxonomy 1.1, `contradiction`, ruling 11.
    """
    found = dict(_worse_than_stated(reading))
    for turn, earlier in reading.found_by(taken_back):
        if reading.weigh("contradiction", turn, earlier).needs(Ground.TAKEN_BACK, True, earlier):  # noqa: FBT003
            found.setdefault(turn.index, earlier.index)
    yield from (Finding(turn, "contradiction", (earlier,)) for turn, earlier in sorted(found.items()))


def _worse_than_stated(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield the turns whose claims are worse than those of the same name before, each with the first such turn."""
    stated: dict[str, dict[Hashable, _Statement]] = defaultdict(dict)
    made: dict[int, list[_Statement]] = {}
    for turn in reading.turns:
        statements = _statements(turn) if turn.by_company else []
        if not statements:
            continue
        if turn.turn.speaker is Speaker.BOT and not turn.does(Act.ADMIT):
            asked = reading.consumer_before(turn.index)
            just_made = made.get(asked[0].index - 1, []) if asked else []
            refs = {
                old.turn.index
                for new in statements
                for old in (*stated[new.claim.name].values(), *just_made)
                if old.claim.name == new.claim.name
                and _excludes(old, new, asked, weighing=reading.weigh("contradiction", turn, old.turn))
            }
            if refs:
                yield turn.index, min(refs)
        made[turn.index] = statements
        for statement in statements:
            # What is stated word for word again counts from its first time on, and as what was said just before.
            wording = turn.turn.text, statement.claim, statement.content, statement.named
            stated[statement.claim.name].setdefault(wording, statement)


def _statements(turn: TurnReading) -> list[_Statement]:
    sentences = turn.said.sentences
    claims = [(claim, sentence.text) for sentence in sentences for claim in claims_of(sentence.text, turn.lexicon)]
    worst: dict[str, float] = {}
    for claim, _ in claims:
        worst[claim.name] = min(claim.good, worst.get(claim.name, claim.good))
    return [
        _Statement(
            claim,
            turn,
            content_of(text, turn.lexicon),
            content_of(without_amounts(text), turn.lexicon).values,
            worst[claim.name],
        )
        for claim, text in claims
    ]


def _excludes(old: _Statement, new: _Statement, asked: tuple[TurnReading, ...], *, weighing: Weighing) -> bool:
    """Say whether `new` is worse than what `old` stated of the same object, and nothing else has come up between."""
    if not weighing.needs(Ground.WORSE_THAN_STATED, old.worst > new.claim.good, old.turn):
        return False
    switched = [consumer for consumer in asked if consumer.does(Act.SWITCH)]
    if weighing.spares(Ground.SWITCHED, bool(switched), *switched):
        return False
    if not weighing.needs(Ground.SAME_OBJECT, _is_same_object(old, new, asked), old.turn):
        return False
    return not weighing.spares(Ground.ADDED_SINCE, _is_about_something_added(old, new, asked), *asked)


def _is_same_object(old: _Statement, new: _Statement, asked: tuple[TurnReading, ...]) -> bool:
    spoken_of = new.turn.content.values.union(*(consumer.content.values for consumer in asked))
    if _days_and_names(new) - old.turn.content.values or _codes(old.named) - spoken_of:
        return False
    if new.claim.bound:
        return True
    left, right = (content_of(one.claim.clause, one.turn.lexicon) for one in (old, new))
    shared = Content((left.features | old.content.features) & right.features, frozenset()).weight
    in_a_row = bool(asked) and asked[0].index == old.turn.index + 1
    share = _SHARED_IN_A_ROW if in_a_row else _SHARED
    return shared >= max(_LEAST_SHARED, share * min(left.weight, right.weight), _SHARED_OF_LATER * right.weight)


def _days_and_names(statement: _Statement) -> frozenset[str]:
    return frozenset(value for value in statement.named if not value.replace(".", "").isdigit())


def _codes(values: frozenset[str]) -> frozenset[str]:
    return frozenset(value for value in values if _CODE.search(value) and not _ORDINAL.fullmatch(value))


def _is_about_something_added(old: _Statement, new: _Statement, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether `new` takes up what the consumer has brought in since: then it may well be another answer."""
    numbers = frozenset().union(*(consumer.content.values for consumer in asked)) - old.turn.content.values
    if numbers & new.named:
        return True
    brought = frozenset().union(*(consumer.content.features for consumer in asked)) - old.turn.content.features
    asks_on = any(consumer.does(Act.QUESTION, Act.ASK) for consumer in asked)
    return (asks_on or not new.claim.bound) and bool(brought & new.turn.content.features)
