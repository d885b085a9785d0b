"""Tells whether a reply restates an earlier one: the comparison behind `loop/answer`."""

from __future__ import annotations

from runaround.model import Ground
from runaround.reading import Act, TurnReading, Weighing, claims_of, is_mostly_new, likeness

__all__ = ["LEAST_CONTENT", "restates", "says_otherwise"]

LEAST_CONTENT = 2.5
"""What weighs less tells too little to be a restatement."""

_ALIKE_AFTER_OBJECTION = 0.4
_ALIKE = 0.55
_ALIKE_WITH_NEWS = 0.52
_ALIKE_AFTER_QUESTION = 0.7
_VERBATIM = 0.9
_MOVES = frozenset({Act.DONE, Act.OFFER, Act.REQUEST, Act.ALTERNATIVE, Act.OFFER_HUMAN})


def restates(
    earlier: TurnReading, turn: TurnReading, asked: tuple[TurnReading, ...], *, protested: bool, weighing: Weighing
) -> bool:
    """Say whether `turn` tells again what `earlier` told, and does nothing else for the consumer.

    asked: the consumer turns that it answers. protested: they object, or have heard it so often that they need not.
    """
    comparable = earlier.said.choices == turn.said.choices and earlier.content.weight >= LEAST_CONTENT
    if not weighing.needs(Ground.COMPARABLE, comparable, earlier) or _has_news(earlier, turn, weighing):
        return False
    score = likeness(earlier.content, turn.content)
    if score >= _VERBATIM:
        weighing.needs_alike(earlier, turn, score=score, at_least=_VERBATIM)
        return not weighing.spares(Ground.CALLED_FOR, not protested and turn.does(Act.QUESTION))
    if weighing.spares(Ground.MOVES_ON, _moves_on(earlier, turn), earlier):
        return False
    needed = _needed(earlier, turn, asked, protested=protested)
    return weighing.needs_alike(earlier, turn, score=score, at_least=needed)


def _has_news(earlier: TurnReading, turn: TurnReading, weighing: Weighing) -> bool:
    """Say whether the reply tells what the earlier one did not: other values, mostly other things, the contrary."""
    if weighing.spares(Ground.NEW_VALUES, bool(turn.content.values - earlier.content.values), earlier):
        return True
    if weighing.spares(Ground.MOSTLY_NEW, is_mostly_new(turn.content, earlier.content), earlier):
        return True
    return weighing.spares(Ground.SAYS_OTHERWISE, says_otherwise(earlier, turn), earlier)


def says_otherwise(earlier: TurnReading, turn: TurnReading) -> bool:
    """Say whether the reply denies what the earlier one affirmed, or the other way round, in much the same words."""
    if earlier.said.done & turn.said.undone:
        return True
    stated = {claim.name: claim.good for s in earlier.said.sentences for claim in claims_of(s.text, s.lexicon)}
    return any(stated.get(c.name, c.good) != c.good for s in turn.said.sentences for c in claims_of(s.text, s.lexicon))


def _moves_on(earlier: TurnReading, turn: TurnReading) -> bool:
    """Say whether the reply does something that the earlier one did not: asks, offers, settles, takes the next step."""
    news = not turn.acts.isdisjoint(_MOVES - earlier.acts)
    return news or turn.does(Act.QUESTION, Act.NEXT_STEP, Act.PROGRESS)


def _needed(earlier: TurnReading, turn: TurnReading, asked: tuple[TurnReading, ...], *, protested: bool) -> float:
    """Return how alike two answers must be: less after an objection, more where the reply takes up what was said."""
    accepted = any(consumer.does(Act.AGREE, Act.THANK, Act.SETTLED) for consumer in asked)
    if accepted or _takes_up(earlier, turn, asked):
        return _ALIKE_WITH_NEWS if protested else _VERBATIM
    if protested:
        return _ALIKE_AFTER_OBJECTION
    return _ALIKE_AFTER_QUESTION if any(consumer.does(Act.QUESTION, Act.WANT_OFFER) for consumer in asked) else _ALIKE


def _takes_up(earlier: TurnReading, turn: TurnReading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the reply uses words that the consumer has just brought in."""
    brought = frozenset().union(*(consumer.content.features for consumer in asked)) - earlier.content.features
    return bool(brought & turn.content.features)
