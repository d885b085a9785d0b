"""Reads how a case came out: what the company did about the matter, and how the consumer takes it at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

from runaround.model import EndReason, Event, Finding, Outcome, Speaker
from runaround.reading.acts import Act
from runaround.reading.case import Reading, TurnReading
from runaround.reading.closings import read_besides_closing

__all__ = ["read_outcome"]

_SOLVED = frozenset({EndReason.SOLVED, EndReason.ACCEPTED_OFFER})
_ONLY_ON_PAPER = frozenset({"book", "file"})
"""Deeds that may be no more than a call-back or a ticket."""

_NO_HUMAN = (Act.REFUSE_HUMAN, Act.HUMAN_UNAVAILABLE)
_FAILS = (Act.FALLBACK, Act.REPROMPT, Act.ANNOUNCE_TRANSFER, Act.RETAIN)
_REFUSES = (Act.SAY_NO, Act.CANNOT_HELP, Act.REDIRECT)
_CHECKS_IN = (Act.STILL_THERE, Act.INACTIVE)
_LEAVES = (Act.GIVE_UP, Act.DISMAY)
_SATISFIED = (Act.THANK, Act.SETTLED)
_WANTS_HUMAN = (Act.ASK_HUMAN, Act.ASK_WHERE_HUMAN)
_COMPLAINS = (Act.OBJECT, Act.IN_VAIN, Act.SENT_BACK, Act.STILL_WAITING, Act.REPROACH, Act.TROUBLE)
_DEMANDS = (Act.TROUBLE, Act.DECIDE_CANCEL, Act.DECIDE_REFUND, Act.IN_VAIN, Act.OBJECT)
_ASKS = (Act.QUESTION, Act.ASK)
_TELLS_NOTHING = (Act.QUESTION, Act.HOLD, Act.CLOSING, Act.GREETING)


class _Stand(Enum):
    """Where the company's words leave the matter."""

    OPEN = auto()
    TOLD = auto()
    SOLVED = auto()
    PUT_OFF = auto()
    REFUSED = auto()
    FAILED = auto()


class _Mood(Enum):
    """What the consumer shows after the company's last words about the matter."""

    SILENT = auto()
    HAS_IT = auto()
    CONTENT = auto()
    AGREEING = auto()
    NEUTRAL = auto()
    ASKING = auto()
    OBJECTING = auto()
    LEAVING = auto()


_ACCEPTS = frozenset({_Mood.CONTENT, _Mood.AGREEING, _Mood.NEUTRAL})


@dataclass(frozen=True, slots=True)
class _Matter:
    """The matter of a case as far as it is read.

    is_demand: the consumer wants something done, and does not only ask something.
    """

    stand: _Stand = _Stand.OPEN
    mood: _Mood = _Mood.ASKING
    is_demand: bool = False


def read_outcome(reading: Reading, findings: Iterable[Finding] = ()) -> Outcome:
    """Return how the case came out: by the scripted consumer's own account if there is one, else as read.

    findings: what was found in the case; an answer that is a failure resolves nothing.
    Source: taxonomy 1.1, "Outcome of a case", ruling 15 (`resolved` wins over `handed_off`; a ticket or a call-back
    alone is `unresolved`).
    """
    human = any(_is_human(turn) for turn in reading.turns)
    ending = reading.transcript.ending
    if ending is not None:
        solved = ending.reason in _SOLVED or (human and _human_settled(reading))
    else:
        solved = _is_resolved(_follow(reading, frozenset(one.turn for one in findings)), human=human)
    if solved:
        return Outcome.RESOLVED
    return Outcome.HANDED_OFF if human else Outcome.UNRESOLVED


def _is_human(turn: TurnReading) -> bool:
    return turn.turn.event is Event.HUMAN_JOINED or turn.turn.speaker is Speaker.HUMAN


def _human_settled(reading: Reading) -> bool:
    return any(turn.does(Act.DONE) for turn in reading.by(Speaker.HUMAN))


def _follow(reading: Reading, failed: frozenset[int]) -> _Matter:
    matter = _Matter()
    for turn in reading.turns:
        if turn.turn.speaker is Speaker.CONSUMER:
            matter = _after_consumer(matter, turn)
        elif turn.by_company:
            matter = _after_company(matter, turn, has_failed=turn.index in failed)
        elif turn.turn.event is Event.HUMAN_JOINED:
            matter = replace(matter, stand=_Stand.OPEN)
    return matter


def _after_consumer(matter: _Matter, turn: TurnReading) -> _Matter:
    if not turn.said.sentences:
        return replace(matter, mood=_Mood.NEUTRAL)
    mood = _mood(turn)
    is_lost = mood is _Mood.OBJECTING and matter.stand is _Stand.SOLVED
    return _Matter(
        _Stand.OPEN if is_lost else matter.stand, mood, is_demand=matter.is_demand or turn.does(*_DEMANDS)
    )


def _mood(turn: TurnReading) -> _Mood:
    if turn.does(*_LEAVES):
        return _Mood.LEAVING
    if turn.does(*_WANTS_HUMAN):
        return _Mood.OBJECTING
    if turn.does(Act.HAS_IT):
        return _Mood.HAS_IT
    if turn.does(Act.PLEASED) or (turn.does(*_SATISFIED) and not turn.does(*_COMPLAINS)):
        return _Mood.CONTENT
    if turn.does(*_COMPLAINS):
        return _Mood.OBJECTING
    if turn.does(Act.AGREE):
        return _Mood.AGREEING
    return _Mood.ASKING if turn.does(*_ASKS) else _Mood.NEUTRAL


def _after_company(matter: _Matter, turn: TurnReading, *, has_failed: bool) -> _Matter:
    if turn.does(*_CHECKS_IN) or read_besides_closing(turn.turn) is None:
        return matter
    if has_failed or turn.does(*_FAILS):
        return replace(matter, stand=_Stand.FAILED, mood=_Mood.SILENT)
    if turn.does(*_NO_HUMAN):
        return replace(matter, stand=_Stand.REFUSED, mood=_Mood.SILENT)
    return replace(matter, stand=_stand(matter, turn), mood=_Mood.SILENT)


def _stand(matter: _Matter, turn: TurnReading) -> _Stand:
    """Return where a company's turn that does not fail leaves the matter."""
    if _does_it(turn, was_put_off=matter.stand is _Stand.PUT_OFF):
        return _Stand.SOLVED
    if turn.does(Act.CALL_BACK, Act.ALTERNATIVE) or (matter.is_demand and turn.does(Act.PROMISE)):
        return _Stand.PUT_OFF
    if matter.is_demand and turn.does(*_REFUSES):
        return _Stand.REFUSED
    is_settled = matter.stand not in {_Stand.OPEN, _Stand.FAILED}
    return matter.stand if is_settled or not _tells(turn) else _Stand.TOLD


def _does_it(turn: TurnReading, *, was_put_off: bool) -> bool:
    """Say whether the company did, or surely will do, more than to note the matter down."""
    deeds = turn.said.done - turn.said.undone
    if turn.does(Act.GRANT) or deeds - _ONLY_ON_PAPER:
        return True
    is_noted_only = was_put_off or turn.does(Act.CALL_BACK) or deeds == {"file"}
    return not is_noted_only and not turn.said.undone and (bool(deeds) or (turn.does(Act.DONE) and not _asks(turn)))


def _asks(turn: TurnReading) -> bool:
    return turn.does(Act.REQUEST) or any(one.does(Act.QUESTION) and not one.does(Act.CLOSING) for one in turn.said.sentences)


def _tells(turn: TurnReading) -> bool:
    return not turn.does(Act.REQUEST) and any(not one.does(*_TELLS_NOTHING) for one in turn.said.sentences)


def _is_resolved(matter: _Matter, *, human: bool) -> bool:
    if matter.mood is _Mood.HAS_IT:
        return True
    if matter.stand is _Stand.SOLVED:
        return matter.mood is _Mood.SILENT or matter.mood in _ACCEPTS
    if matter.stand is not _Stand.TOLD or (human and matter.is_demand):
        return False
    return matter.mood in _ACCEPTS or (matter.mood is _Mood.SILENT and not matter.is_demand)
