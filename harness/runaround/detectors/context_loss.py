"""Finds consumers who have to tell it all again to the next person or in the next session: `context_loss`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.detectors.other_thing import wants_another
from runaround.model import Finding, Ground, Item, Speaker
from runaround.reading import Act, Reading, TurnReading, Weighing, item_of

__all__ = ["find_context_losses"]

_KIND = "context_loss"
_ITEMS = frozenset(item.value for item in Item)
_IDENTITY = frozenset({"account", "phone", "email", "date_of_birth", "id_document", "address", "order_number"})
_HAS_A_REASON = (Act.DEFECT, Act.CONFIRM, Act.STILL_THERE, Act.ANOTHER)
_PROBLEM = "description"
_A_PROBLEM = 2.5
_LITTLE = 1.0


def find_context_losses(reading: Reading) -> Iterator[Finding]:
    """Find turns that ask, after a transfer or in a later session, for the problem or for what was given before.

    Why: every change of hands throws the consumer back to the beginning; many give up there.
    Silent: for one identity check in a stage, for reading back, for what was wrong with the thing given or is about
    another thing, and for an opening that asks nobody again.
    Source: taxonomy 1.1, `context_loss`, rulings 13 and 14.
    """
    if not any(turn.stage for turn in reading.turns[-1:]):
        return
    checked: set[int] = set()
    told = next((consumer for consumer in reading.by(Speaker.CONSUMER) if _tells_the_problem(consumer)), None)
    for turn in reading.turns:
        if not turn.by_company or not turn.stage:
            continue
        weighing = reading.weigh(_KIND, turn)
        if weighing.spares_act(turn, *_HAS_A_REASON):
            continue
        others = [consumer for consumer in _said_in_session(reading, turn) if consumer.does(Act.ANOTHER_MATTER)]
        if weighing.spares(Ground.ANOTHER_MATTER, bool(others), *others):
            continue
        if weighing.spares(Ground.IDENTITY_CHECK, turn.stage not in checked and _checks_identity(turn)):
            checked.add(turn.stage)
            continue
        lost = _lost_items(reading, turn, told, weighing=weighing)
        if weighing.needs(Ground.ASKS_AGAIN, bool(lost), *(given for _, given in lost[:1])):
            item, given = lost[0]
            yield Finding(turn.index, _KIND, tuple(sorted({given.index})), item)


def _checks_identity(turn: TurnReading) -> bool:
    return turn.does(Act.CHECK_IDENTITY) and _IDENTITY.issuperset(turn.said.asked_names)


def _lost_items(
    reading: Reading, turn: TurnReading, told: TurnReading | None, *, weighing: Weighing
) -> list[tuple[Item, TurnReading]]:
    """Return what the turn asks for again, with the consumer's turn of an earlier stage that gave it.

    told: the first turn of the case in which the consumer told the problem.
    """
    lost: list[tuple[Item, TurnReading]] = []
    for name in turn.said.asked_names:
        if name == _PROBLEM:
            continue
        given = _given_before(reading, name, turn, weighing=weighing.branch(_KIND, turn, name))
        if given is not None:
            lost.append((item_of(name), given))
    if told is None or told.stage >= turn.stage or not _asks_for_the_problem(reading, turn):
        return lost
    return [*lost, (Item.DESCRIPTION, told)]


def _given_before(reading: Reading, name: str, turn: TurnReading, *, weighing: Weighing) -> TurnReading | None:
    given = reading.standing(name, before=turn.index)
    if not weighing.needs(Ground.GIVEN_BEFORE, given is not None, given) or given is None:
        return None
    if not weighing.needs(Ground.AFTER_BOUNDARY, given.stage != turn.stage, given):
        return None
    if wants_another(reading, given, turn, name, weighing=weighing):
        return None
    # Names, birthdays, tax numbers: the next one may be another person's.
    may_be = name not in _ITEMS and reading.ledger.was_asked(name, before=given.index)
    return None if weighing.spares(Ground.MAY_BE_ANOTHERS, may_be) else given


# --- the problem itself ---------------------------------------------------------------------------


def _asks_for_the_problem(reading: Reading, turn: TurnReading) -> bool:
    """Say whether the turn asks what the matter is; "how can I help" does so if it is all the answer to a complaint."""
    here = _said_in_session(reading, turn)
    by_human = turn.turn.speaker is Speaker.HUMAN
    if _PROBLEM in turn.said.asked_names:
        return by_human or any(_says_something(consumer) for consumer in here)
    helpless = turn.does(Act.GREETING) and turn.does(Act.QUESTION) and turn.content.weight <= _LITTLE
    return helpless and not by_human and any(consumer.does(Act.STILL_WAITING) for consumer in here)


def _said_in_session(reading: Reading, turn: TurnReading) -> tuple[TurnReading, ...]:
    return tuple(c for c in reading.consumer_before(turn.index) if c.turn.session == turn.turn.session)


def _says_something(turn: TurnReading) -> bool:
    return turn.content.weight >= _LITTLE or turn.does(Act.OBJECT, Act.STILL_WAITING)


def _tells_the_problem(consumer: TurnReading) -> bool:
    asks_only = consumer.does(Act.ASK_HUMAN, Act.THANK, Act.AGREE, Act.GOODBYE)
    return _PROBLEM in consumer.gives or (not asks_only and consumer.content.weight >= _A_PROBLEM)
