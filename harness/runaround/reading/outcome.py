"""Reads how a case came out: what the company did about the matter, and how the consumer takes it at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

from runaround.model import EndReason, Event, Finding, Outcome, Speaker
from runaround.reading.acts import Act
from runaround.reading.case import Reading
from runaround.reading.claims import claims_of
from runaround.reading.closings import read_besides_closing
from runaround.reading.deeds import read_done
from runaround.reading.likeness import Content
from runaround.reading.promises import promised_s
from runaround.reading.turns import TurnReading

__all__ = ["read_outcome"]

_SOLVED = frozenset({EndReason.SOLVED, EndReason.ACCEPTED_OFFER})
_ONLY_ON_PAPER = frozenset({"book", "file"})
"""Deeds that may be no more than a call-back or a ticket."""

_FAILURES = frozenset(
    {
        "loop",
        "repeated_request",
        "handoff_failure",
        "unanswered",
        "stalling",
        "buck_passing",
        "context_loss",
        "premature_close",
        "false_resolution",
        "obstruction",
    }
)
"""Families of findings whose turn brings the matter no further; others, such as rudeness, may come with help."""

_NO_HUMAN = (Act.REFUSE_HUMAN, Act.HUMAN_UNAVAILABLE)
_FAILS = (Act.FALLBACK, Act.REPROMPT, Act.ANNOUNCE_TRANSFER)
_REFUSES = (Act.SAY_NO, Act.CANNOT_HELP)
_DENIED = frozenset({"refunded", "allowed", "covered", "approved"})
_CHECKS_IN = (Act.STILL_THERE, Act.INACTIVE)
_LEAVES = (Act.GIVE_UP, Act.DISMAY)
_SATISFIED = (Act.THANK, Act.PLEASED)
_ACCEPTING = (Act.AGREE, Act.SETTLED)
_REJECTS = (Act.OBJECT, Act.REPROACH, Act.TROUBLE)
_COMPLAINS = (Act.OBJECT, Act.REPROACH, Act.IN_VAIN, Act.SENT_BACK, Act.STILL_WAITING)
_DEMANDS = (Act.TROUBLE, Act.DECIDE_CANCEL, Act.DECIDE_REFUND)
_ASKS_BACK = (Act.REQUEST, Act.CHECK_IDENTITY, Act.CONFIRM)
_TELLS_NOTHING = (Act.QUESTION, Act.HOLD, Act.CLOSING, Act.GREETING, *_NO_HUMAN)
_TAKES_LEAVE = (Act.CLOSING, Act.GOODBYE, Act.CLOSE_CASE, Act.GREETING)
_SLIGHT = 1.0
"""A consumer's turn that tells no more than this is an answer of one word."""


class _Stand(Enum):
    """Where the company's words leave the matter."""

    OPEN = auto()
    TOLD = auto()
    SOLVED = auto()
    PUT_OFF = auto()
    REFUSED = auto()
    FAILED = auto()


class _Mood(Enum):
    """What the consumer's last words show."""

    HAS_IT = auto()
    CONTENT = auto()
    AGREEING = auto()
    NEUTRAL = auto()
    ASKING = auto()
    OBJECTING = auto()
    LEAVING = auto()


_IS_OVER = frozenset({_Mood.HAS_IT, _Mood.CONTENT, _Mood.LEAVING})
_ACCEPTS = frozenset({_Mood.CONTENT, _Mood.AGREEING, _Mood.NEUTRAL})
_UNSETTLED = frozenset({_Stand.OPEN, _Stand.FAILED})
_HELD_UP = frozenset({_Stand.PUT_OFF, _Stand.REFUSED})


@dataclass(frozen=True, slots=True)
class _Matter:
    """The matter of a case as far as it is read.

    is_demand: the consumer wants something done, and does not only ask something.
    wants_human: the consumer asked for a human, has not dropped the wish, and none came.
    is_answered: the company said something about the matter after the consumer's last words.
    was_asked: the company's last words asked something, so that a bare "yes" answers it.
    """

    stand: _Stand = _Stand.OPEN
    mood: _Mood | None = None
    is_demand: bool = False
    wants_human: bool = False
    is_answered: bool = False
    was_asked: bool = False


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
        solved = _is_resolved(_follow(reading, _failed(findings) | _repeating(reading)), human=human)
    if solved:
        return Outcome.RESOLVED
    return Outcome.HANDED_OFF if human else Outcome.UNRESOLVED


def _is_human(turn: TurnReading) -> bool:
    return turn.turn.event is Event.HUMAN_JOINED or turn.turn.speaker is Speaker.HUMAN


def _human_settled(reading: Reading) -> bool:
    return any(turn.does(Act.DONE) for turn in reading.by(Speaker.HUMAN))


def _failed(findings: Iterable[Finding]) -> frozenset[int]:
    return frozenset(one.turn for one in findings if one.family in _FAILURES)


def _repeating(reading: Reading) -> frozenset[int]:
    """Return the company's turns that say again just what was said before, though nobody asked to hear it again."""
    said: set[Content] = set()
    asked_again = False
    found: list[int] = []
    for turn in reading.turns:
        if turn.turn.speaker is Speaker.CONSUMER:
            asked_again = turn.does(Act.ASK_REPEAT, Act.QUESTION, Act.ASK)
        elif turn.by_company and turn.content.weight > _SLIGHT:
            if turn.content in said and not asked_again:
                found.append(turn.index)
            said.add(turn.content)
    return frozenset(found)


def _follow(reading: Reading, failed: frozenset[int]) -> _Matter:
    matter = _Matter()
    for turn in reading.turns:
        if turn.turn.speaker is Speaker.CONSUMER:
            matter = _after_consumer(matter, turn)
        elif turn.by_company:
            matter = _after_company(matter, turn, has_failed=turn.index in failed)
        elif turn.turn.event is Event.HUMAN_JOINED:
            matter = replace(matter, stand=_Stand.OPEN, wants_human=False)
    return matter


def _after_consumer(matter: _Matter, turn: TurnReading) -> _Matter:
    mood = _mood(matter, turn)
    if matter.mood in _IS_OVER and not matter.is_answered and mood in _ACCEPTS:
        mood = matter.mood  # a last "ok" takes nothing back
    return replace(
        matter,
        stand=_stand_after(matter, mood),
        mood=mood,
        is_demand=matter.is_demand or _is_lost(matter, mood) or _demands(matter, turn, mood),
        wants_human=(matter.wants_human or turn.does(Act.ASK_HUMAN)) and not turn.does(Act.DROP_HUMAN),
        is_answered=False,
    )


def _stand_after(matter: _Matter, mood: _Mood) -> _Stand:
    """Return where the consumer's words leave the matter: who objects opens again what was done or put off."""
    if mood is _Mood.HAS_IT:
        return _Stand.SOLVED
    is_reopened = _is_lost(matter, mood) or (mood is _Mood.OBJECTING and matter.stand is _Stand.PUT_OFF)
    return _Stand.OPEN if is_reopened else matter.stand


def _is_lost(matter: _Matter, mood: _Mood) -> bool:
    return mood is _Mood.OBJECTING and matter.stand is _Stand.SOLVED


def _demands(matter: _Matter, turn: TurnReading, mood: _Mood) -> bool:
    """Say whether the consumer wants something done: who opens without a question does, or who waits for it."""
    if turn.does(*_DEMANDS):
        return True
    if turn.does(Act.ASK, Act.QUESTION):
        return False
    opens = matter.mood is None and turn.content.weight > _SLIGHT
    return opens or (turn.does(Act.STILL_WAITING) and mood is _Mood.OBJECTING)


def _mood(matter: _Matter, turn: TurnReading) -> _Mood:
    if not turn.said.sentences:
        return _Mood.NEUTRAL
    if matter.mood is None:
        return _Mood.ASKING  # nobody leaves, or is content, before anything was answered
    if turn.does(*_LEAVES) and not _goes_with_thanks(matter, turn):
        return _Mood.LEAVING
    if turn.does(Act.ASK_HUMAN, Act.ASK_WHERE_HUMAN) and not turn.does(Act.DROP_HUMAN):
        return _Mood.OBJECTING
    is_bare_answer = matter.was_asked and matter.stand is _Stand.OPEN
    if turn.does(Act.HAS_IT) and not turn.does(Act.QUESTION) and not is_bare_answer:
        return _Mood.HAS_IT
    return _mood_besides(turn)


def _goes_with_thanks(matter: _Matter, turn: TurnReading) -> bool:
    """Say whether the consumer goes where they were sent and is content: "great, I'll go to the shop tomorrow"."""
    is_served = matter.stand is _Stand.SOLVED or (matter.stand is _Stand.TOLD and not matter.is_demand)
    return is_served and _is_satisfied(turn) and not turn.does(Act.DISMAY, Act.OBJECT)


def _is_satisfied(turn: TurnReading) -> bool:
    """Say whether the consumer thanks, be it out of politeness only: what was complained of is asked besides."""
    return any(sentence.does(*_SATISFIED) for sentence in turn.said.sentences)


def _mood_besides(turn: TurnReading) -> _Mood:
    """Return the mood of a consumer who neither leaves, nor wants a human, nor tells that it is solved."""
    if turn.does(Act.QUESTION):
        return _Mood.OBJECTING if turn.does(*_COMPLAINS) else _Mood.ASKING
    if turn.does(Act.PLEASED) or (_is_satisfied(turn) and not turn.does(*_REJECTS)):
        return _Mood.CONTENT
    complains = turn.does(Act.TROUBLE, *_COMPLAINS)
    if turn.does(*_ACCEPTING) and (not complains or turn.content.weight <= _SLIGHT):
        return _Mood.AGREEING
    if complains:
        return _Mood.OBJECTING
    return _Mood.ASKING if turn.does(Act.ASK) else _Mood.NEUTRAL


def _after_company(matter: _Matter, turn: TurnReading, *, has_failed: bool) -> _Matter:
    if matter.mood is None or turn.does(*_CHECKS_IN) or _is_courtesy(turn):
        return matter
    stand = _Stand.FAILED if has_failed else _stand(matter, turn)
    is_over = matter.mood in _IS_OVER or (matter.mood is _Mood.AGREEING and not matter.was_asked)
    if is_over and stand not in {_Stand.SOLVED, _Stand.FAILED}:
        return matter
    return replace(matter, stand=stand, is_answered=True, was_asked=_asks(turn))


def _is_courtesy(turn: TurnReading) -> bool:
    return not turn.said.sentences or (
        turn.does(*_TAKES_LEAVE) and read_besides_closing(turn.turn, turn.lexicon) is None
    )


def _stand(matter: _Matter, turn: TurnReading) -> _Stand:
    """Return where a company's turn leaves the matter, if it was not found to be a failure."""
    if turn.does(*_FAILS):
        return _Stand.FAILED
    if _does_it(turn, was_held_up=matter.stand in _HELD_UP):
        return _Stand.SOLVED
    if turn.does(Act.CALL_BACK, Act.DEFER) or (matter.is_demand and _is_only_noted(turn)):
        return _Stand.PUT_OFF
    if (matter.wants_human and turn.does(*_NO_HUMAN)) or (matter.is_demand and _refuses(turn)):
        return _Stand.REFUSED
    return _Stand.TOLD if matter.stand in _UNSETTLED and _tells(turn) else matter.stand


def _does_it(turn: TurnReading, *, was_held_up: bool) -> bool:
    """Say whether the company did, or by a step it names will do, more than to note the matter down."""
    if turn.said.undone:
        return False
    deeds = turn.said.done
    if turn.does(*_REFUSES):
        kept = (one.text for one in turn.said.sentences if not one.does(*_REFUSES))
        deeds = read_done(kept, turn.lexicon)
    if deeds - _ONLY_ON_PAPER:
        return True
    if any(one.does(Act.GRANT, Act.STEP) and not one.does(Act.CALL_BACK) for one in turn.said.sentences):
        return True
    if turn.does(Act.CALL_BACK):
        return False
    if was_held_up or deeds == {"file"}:
        return False
    return bool(deeds) or (turn.does(Act.DONE) and not _asks(turn))


def _is_only_noted(turn: TurnReading) -> bool:
    if _asks(turn):
        return False
    is_vague = turn.does(Act.PROMISE) and promised_s(turn.turn.text, turn.lexicon) is None
    return is_vague or turn.said.done == {"file"}


def _refuses(turn: TurnReading) -> bool:
    if turn.does(Act.REQUEST):
        return False
    claims = (claim for one in turn.said.sentences for claim in claims_of(one.text, one.lexicon))
    return turn.does(*_REFUSES) or any(claim.name in _DENIED and not claim.good for claim in claims)


def _asks(turn: TurnReading) -> bool:
    """Say whether a company's turn wants an answer; "anything else?" takes leave."""
    asks = any(one.does(Act.QUESTION) and not one.does(Act.CLOSING) for one in turn.said.sentences)
    return asks or turn.does(*_ASKS_BACK)


def _tells(turn: TurnReading) -> bool:
    last = turn.said.sentences[-1]
    is_question = last.does(Act.QUESTION) and not last.does(Act.CLOSING)
    return not (is_question or turn.does(*_ASKS_BACK)) and any(
        not one.does(*_TELLS_NOTHING) for one in turn.said.sentences
    )


def _is_resolved(matter: _Matter, *, human: bool) -> bool:
    mood = matter.mood
    if mood is _Mood.HAS_IT or (matter.stand is _Stand.SOLVED and matter.is_answered):
        return mood is not _Mood.LEAVING
    if matter.stand is _Stand.SOLVED:
        return mood in _ACCEPTS
    if matter.stand is not _Stand.TOLD or matter.wants_human:
        return False
    if human or matter.is_demand:
        return mood is _Mood.CONTENT
    return mood in _ACCEPTS or (matter.is_answered and mood is _Mood.ASKING)
