"""Finds consumers who are sent from one to the next: `buck_passing`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.detectors.repeated_request import find_repeated_requests
from runaround.model import Finding, Ground, Speaker
from runaround.reading import Act, Reading, TurnReading

__all__ = ["find_buck_passing"]

_DOES_IT = (Act.DONE, Act.GRANT)
_TAKES_IT_ON = (*_DOES_IT, Act.ALTERNATIVE)
_SENDS = (Act.REDIRECT, Act.POINT_AWAY)
_A_STATEMENT = 3.0
_MOVES_ON = (Act.QUESTION, Act.THANK, Act.AGREE, Act.SETTLED, Act.GOODBYE)


def find_buck_passing(reading: Reading) -> Iterator[Finding]:
    """Find turns that send the consumer to another party, department or channel after one was tried in vain.

    Why: everybody is responsible for one half of the matter, and nobody for the matter.
    Silent: for the first redirect, for a second errand, for a telephone number that was asked for, and when the
    company takes the matter on itself.
    Source: taxonomy 1.1, `buck_passing`, rulings 4 and 12.
    """
    if reading.is_without(*_SENDS, Act.ANNOUNCE_TRANSFER):
        return
    first: TurnReading | None = None
    for turn in reading.turns:
        if not turn.by_company:
            continue
        weighing = reading.weigh("buck_passing", turn)
        if not weighing.needs(Ground.SENDS_AWAY, _sends_away(reading, turn)):
            first = None if turn.does(*_TAKES_IT_ON) else first
        elif first is None or weighing.spares_act(turn, *_DOES_IT):
            weighing.needs(Ground.SENT_BEFORE, first is not None, first)
            first = turn
        elif weighing.spares(Ground.SAME_REPLY, _is_same_reply(first, turn), first):
            continue
        elif weighing.needs(Ground.IN_VAIN, _was_in_vain(reading, first, turn), first):
            yield Finding(turn.index, "buck_passing", (first.index,))
        else:
            first = turn


def _is_same_reply(first: TurnReading, turn: TurnReading) -> bool:
    return turn.turn.speaker is Speaker.BOT and turn.utterance == first.utterance


def _sends_away(reading: Reading, turn: TurnReading) -> bool:
    if turn.turn.speaker is Speaker.HUMAN and turn.does(Act.ANNOUNCE_TRANSFER):
        return reading.first(Act.DONE, start=turn.index) is None
    if not turn.does(*_SENDS) or turn.does(Act.REFUSE_HUMAN):
        return False
    asked = reading.consumer_before(turn.index)
    was_wanted = any(c.does(Act.ASK_CONTACT) for c in asked)
    return bool(asked) and not was_wanted and not _asks_for_it_again(reading, turn)


def _asks_for_it_again(reading: Reading, turn: TurnReading) -> bool:
    """Say whether the turn asks for a form that has been filled in: that is a repeated request."""
    return any(found.turn == turn.index for found in reading.found_by(find_repeated_requests))


def _was_in_vain(reading: Reading, first: TurnReading, turn: TurnReading) -> bool:
    """Say whether the consumer has come back from where they were sent, or objects to being sent on.

    Where the words only point elsewhere, nothing less will do than a report of what was said there.
    """
    if turn.does(Act.ANNOUNCE_TRANSFER) and first.does(Act.ANNOUNCE_TRANSFER):
        return True
    asked = reading.consumer_before(turn.index)
    if _has_said(reading, Act.SENT_BACK, after=first, before=turn):
        return True
    if not (first.does(Act.REDIRECT) and turn.does(Act.REDIRECT)):
        return False
    if _has_said(reading, Act.IN_VAIN, after=first, before=turn) or any(c.does(Act.OBJECT) for c in asked):
        return True
    opening = reading.first(by=(Speaker.CONSUMER,), start=first.index)
    return opening in asked[:1] and _says_more(asked)


def _has_said(reading: Reading, act: Act, *, after: TurnReading, before: TurnReading) -> bool:
    return reading.first(act, by=(Speaker.CONSUMER,), start=after.index, stop=before.index) is not None


def _says_more(asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer, just sent away, neither accepts nor asks on, but tells the matter once more."""
    return any(c.content.weight >= _A_STATEMENT for c in asked) and not any(c.does(*_MOVES_ON) for c in asked)
