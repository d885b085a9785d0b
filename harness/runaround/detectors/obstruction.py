"""Finds clear decisions that are held up: `obstruction`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from runaround.model import Finding, Ground, Speaker
from runaround.reading import COMPANY, Act, Reading, TurnReading

__all__ = ["find_obstruction"]

_DECIDES = (Act.DECIDE_CANCEL, Act.DECIDE_REFUND)
_SAYS_NO = (*_DECIDES, Act.OBJECT, Act.DECLINE)
_ACCEPTS = (Act.AGREE, Act.THANK)
_OFFERS = (Act.RETAIN, Act.CREDIT)
_DOES_IT = (Act.DONE, Act.GRANT)
_COMES_BACK = (*_DECIDES, Act.OBJECT, Act.SENT_BACK, Act.IN_VAIN)


@dataclass(frozen=True, slots=True)
class _Decision:
    """What the consumer has decided, and how far the company has gone with it.

    at: the turn that first says it. money, leaves: whether it asks for money, or to end something.
    offered: the first offer to stay. no: the first turn that declines it. is_open: whether it still waits to be done.
    """

    at: int
    money: bool
    leaves: bool
    offered: int | None = None
    no: int | None = None
    is_open: bool = True


def find_obstruction(reading: Reading) -> Iterator[Finding]:
    """Find turns that hold up a decision: a second offer to stay, another channel, credit for money, a new fee.

    Why: a decision that is told again and again is given up in the end, and the company keeps the money.
    Silent: for one offer to stay, for a choice between money and credit, for credit on top of a refund, for fees
    that nobody said were not due, and when the decision is carried out.
    Source: taxonomy 1.1, `obstruction`, ruling 12.
    """
    if reading.is_without(*_DECIDES):
        return
    decision: _Decision | None = None
    for turn in reading.turns:
        if turn.turn.speaker is Speaker.CONSUMER:
            decision = _heard(reading, decision, turn)
            continue
        if not turn.by_company:
            continue
        weighing = reading.weigh("obstruction", turn)
        is_open = decision is not None and decision.is_open
        since = () if decision is None else (reading.turns[decision.at],)
        if weighing.needs(Ground.DECIDED, is_open, *since) and decision is not None:
            proof = _obstructs(reading, decision, turn)
            if weighing.needs(Ground.OBSTRUCTS, proof is not None) and proof is not None:
                yield Finding(turn.index, "obstruction", proof)
            decision = _answered(decision, turn)


def _heard(reading: Reading, decision: _Decision | None, turn: TurnReading) -> _Decision | None:
    """Return the decision as it stands after a consumer turn."""
    decides = turn.does(*_DECIDES)
    if decision is None:
        if not decides:
            return None
        money = turn.does(Act.DECIDE_REFUND) and not turn.does(Act.TAKE_CREDIT)
        return _Decision(turn.index, money, turn.does(Act.DECIDE_CANCEL))
    if not decides and _accepts_an_offer(reading, turn):
        return replace(decision, is_open=False)
    if not decision.is_open:
        new_session = turn.turn.session != reading.turns[turn.index - 1].turn.session
        if not decides and not (new_session and turn.does(*_COMES_BACK)):
            return decision
        decision = replace(decision, is_open=True)
    declines = decision.no is None and _was_offered(reading, decision, turn) and turn.does(*_SAYS_NO)
    return replace(
        decision,
        money=(decision.money or turn.does(Act.DECIDE_REFUND)) and not turn.does(Act.TAKE_CREDIT),
        leaves=decision.leaves or turn.does(Act.DECIDE_CANCEL),
        no=turn.index if declines else decision.no,
    )


def _was_offered(reading: Reading, decision: _Decision, turn: TurnReading) -> bool:
    """Say whether an offer to stay was known when the consumer began what `turn` says."""
    return decision.offered is not None and reading.turns[decision.offered].utterance != turn.utterance


def _accepts_an_offer(reading: Reading, turn: TurnReading) -> bool:
    """Say whether the consumer takes what was just offered instead, or is content; "yes" to a plain question is not."""
    if turn.does(Act.OBJECT) or not turn.does(*_ACCEPTS):
        return False
    before = reading.last(by=COMPANY, stop=turn.index)
    return turn.does(Act.THANK) or (before is not None and before.does(*_OFFERS))


def _answered(decision: _Decision, turn: TurnReading) -> _Decision:
    """Return the decision as it stands after a turn of the company."""
    is_granted = turn.does(Act.GRANT) and not turn.does(Act.REQUEST)  # who still asks for something has not done it
    if turn.does(Act.DONE) or is_granted:
        return replace(decision, is_open=False)
    if turn.does(*_OFFERS) and decision.offered is None:
        return replace(decision, offered=turn.index)
    return decision


def _obstructs(reading: Reading, decision: _Decision, turn: TurnReading) -> tuple[int, ...] | None:
    """Return the turns that prove that this one holds up the decision; None if it does not."""
    if decision.money and turn.does(Act.CREDIT) and not turn.does(Act.GRANT):
        return (decision.at,)
    if turn.does(*_DOES_IT):
        return None
    if decision.no is not None and turn.does(Act.RETAIN):
        return tuple(sorted({decision.at, decision.no}))
    if decision.leaves and turn.does(Act.OTHER_CHANNEL):
        return (decision.at,)
    if turn.does(Act.FEE):
        return _undisclosed(reading, decision, turn)
    return None


def _undisclosed(reading: Reading, decision: _Decision, turn: TurnReading) -> tuple[int, ...] | None:
    """Return the proof that a fee had not been told: the company said there was none, or the consumer was not told."""
    denied = reading.first(Act.FREE_OF_CHARGE, by=COMPANY, stop=turn.index)
    if denied is not None:
        return tuple(sorted({decision.at, denied.index}))
    answer = reading.first(by=(Speaker.CONSUMER,), start=turn.index)
    return (decision.at,) if answer is not None and answer.does(Act.NEVER_TOLD) else None
