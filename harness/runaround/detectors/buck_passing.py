"""Finds consumers who are sent from one to the next: `buck_passing`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Finding, Speaker
from runaround.reading import Act, Reading, TurnReading

__all__ = ["find_buck_passing"]

_COMPANY = frozenset({Speaker.BOT, Speaker.HUMAN})
_TAKES_IT_ON = (Act.DONE, Act.GRANT, Act.ALTERNATIVE)


def find_buck_passing(reading: Reading) -> Iterator[Finding]:
    """Find turns that send the consumer to another party, department or channel after one was tried in vain.

    Why: everybody is responsible for one half of the matter, and nobody for the matter.
    Silent: for the first redirect, for a second errand, for a telephone number that was asked for, and when the
    company takes the matter on itself.
    Source: taxonomy 1.1, `buck_passing`, rulings 4 and 12.
    """
    first: TurnReading | None = None
    for turn in reading.turns:
        if turn.turn.speaker not in _COMPANY:
            continue
        if turn.does(*_TAKES_IT_ON):
            first = None
        elif not _sends_away(reading, turn):
            continue
        elif first is None:
            first = turn
        elif _was_in_vain(reading, first, turn):
            yield Finding(turn.index, "buck_passing", (first.index,))
        else:
            first = turn


def _sends_away(reading: Reading, turn: TurnReading) -> bool:
    if turn.turn.speaker is Speaker.HUMAN and turn.does(Act.ANNOUNCE_TRANSFER):
        return not any(later.does(Act.DONE) for later in reading.turns[turn.index :])
    asked = reading.consumer_before(turn.index)
    return turn.does(Act.REDIRECT) and bool(asked) and not any(c.does(Act.ASK_CONTACT) for c in asked)


def _was_in_vain(reading: Reading, first: TurnReading, turn: TurnReading) -> bool:
    """Say whether the consumer has come back from where they were sent, or objects to being sent on."""
    if turn.does(Act.ANNOUNCE_TRANSFER) and first.does(Act.ANNOUNCE_TRANSFER):
        return True
    between = [t for t in reading.turns[first.index + 1 : turn.index] if t.turn.speaker is Speaker.CONSUMER]
    objects = any(c.does(Act.OBJECT) for c in reading.consumer_before(turn.index))
    return objects or any(c.does(Act.IN_VAIN) for c in between)
