"""Finds bots that ask again for what they already have: `repeated_request`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from runaround.detectors.asking_again import answered_already
from runaround.detectors.other_thing import wants_another
from runaround.detectors.retorts import Told
from runaround.model import Finding, Ground, Item, Speaker
from runaround.reading import Act, Reading, TurnReading, item_of

__all__ = ["find_repeated_requests"]

_KIND = "repeated_request"
_NUMBERED = frozenset({"order_number"})
_REMEMBERED = 8
_ITEMS = frozenset(item.value for item in Item)
_HAS_A_REASON = (Act.DEFECT, Act.CONFIRM, Act.CLARIFY, Act.STILL_THERE, Act.ANOTHER)


def find_repeated_requests(reading: Reading) -> Iterator[Finding]:
    """Find bot turns that ask for an item which the consumer has already supplied in this stage of the case.

    Why: evidence that is asked for again and again is the oldest way of not deciding.
    Silent: when the bot says, or has said, what is wrong with what it got, wants another picture, reads back to
    confirm, or when a human or a new session is between: that is `context_loss`.
    Source: taxonomy 1.1, `repeated_request`, rulings 1, 13, 14, 16.
    """
    told_before = Told(reading)
    for turn in reading.by(Speaker.BOT):
        found: dict[Item, int] = {}
        if not turn.said.asked_names:
            reading.weigh(_KIND, turn).lacks(Ground.ASKS_FOR_ITEM)
        for name in turn.said.asked_names:
            given = _given_already(reading, turn, name)
            if given is not None:
                found.setdefault(item_of(name), given.index)
        answer = None if found else answered_already(reading, turn)
        if answer is not None and reading.weigh(_KIND, turn, answer).needs(Ground.ASKED_AND_ANSWERED, True, answer):  # noqa: FBT003
            found[Item.OTHER] = answer.index
        told = None if found else told_before.once_more(turn)
        if told is not None and reading.weigh(_KIND, turn, told).needs(Ground.TOLD_ONCE_MORE, True, told):  # noqa: FBT003
            found[item_of(turn.said.asked_names[0]) if turn.said.asked_names else Item.OTHER] = told.index
        for item, index in found.items():
            yield Finding(turn.index, _KIND, (index,), item)


def _given_already(reading: Reading, turn: TurnReading, name: str) -> TurnReading | None:
    """Return the consumer turn that gave item `name`, if asking for it in `turn` is asking again."""
    asked = reading.consumer_before(turn.index)
    weighing = reading.weigh(_KIND, turn, name)
    if not weighing.needs(Ground.ANSWERS, bool(asked), *asked) or weighing.spares_act(turn, *_HAS_A_REASON):
        return None
    given = reading.standing(name, before=turn.index)
    if not weighing.needs(Ground.GIVEN_BEFORE, given is not None, given) or given is None:
        return None
    # Given before a boundary, whether or not behind it too: `context_loss` (ruling 13).
    if not weighing.needs(Ground.GIVEN_IN_STAGE, given.stage >= turn.stage, given):
        return None
    if wants_another(reading, given, turn, name, weighing=weighing):
        return None
    if weighing.spares(Ground.OPENS_TALK, _is_opening(turn, asked, name)):
        return None
    # Names, birthdays, tax numbers: the next one may be another person's.
    may_be = name not in _ITEMS and reading.ledger.was_asked(name, before=given.index)
    may_be = may_be or (name in _NUMBERED and _gave_several(reading, turn, name))
    return None if weighing.spares(Ground.MAY_BE_ANOTHERS, may_be) else given


def _gave_several(reading: Reading, turn: TurnReading, name: str) -> bool:
    """Say whether the consumer has given several numbers of the kind, one after the other: the next may be meant."""
    gave = reading.ledger.all_given(name, before=turn.index)[-_REMEMBERED:]
    numbers = [reading.turns[place].content.numbers for place in gave]
    return any(old and new and old.isdisjoint(new) for old, new in pairwise(numbers))


def _is_opening(turn: TurnReading, asked: tuple[TurnReading, ...], name: str) -> bool:
    """Say whether "what is your problem" only opens the talk, or puts off somebody who asked for a human."""
    return name == "description" and (turn.does(Act.GREETING) or any(c.does(Act.ASK_HUMAN) for c in asked))
