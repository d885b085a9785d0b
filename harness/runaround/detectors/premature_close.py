"""Finds conversations that the company ends while the problem is open: `premature_close`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from runaround.model import Event, Finding, Ground, Speaker
from runaround.reading import (
    ANYBODY,
    COMPANY,
    Act,
    MessageReading,
    Reading,
    TurnReading,
    Weighing,
    promised_s,
    read_besides_closing,
)

__all__ = ["find_premature_closes"]

_ENDS = frozenset({Event.SESSION_END, Event.HANG_UP})
_KIND = "premature_close"
_LEFT_ALONE_S = 60.0
_SPEAKERS = ANYBODY - {Speaker.SYSTEM}
_PROTEST = (
    *(Act.OBJECT, Act.SENT_BACK, Act.IN_VAIN, Act.ASK_HUMAN, Act.ASK_WHERE_HUMAN),
    *(Act.ASKED_BEFORE, Act.ALREADY_GAVE, Act.ASKED_ELSE),
)
_ASKS = (Act.QUESTION, Act.ASK)
_LEAVES = (Act.GOODBYE, Act.SETTLED, Act.DROP_HUMAN)
_ACCEPTS = (Act.THANK, Act.AGREE)
_TAKEN_CARE_OF = frozenset({Act.DONE, Act.GRANT, Act.ALTERNATIVE})
_FAILS = frozenset(
    {
        Act.CANNOT_HELP,
        Act.FALLBACK,
        Act.REPROMPT,
        Act.HUMAN_UNAVAILABLE,
        Act.REFUSE_HUMAN,
        Act.ANNOUNCE_TRANSFER,
        Act.HOLD,
    }
)
_BARE_ANSWER = 1.5
_COURTESY = 2.0


def find_premature_closes(reading: Reading) -> Iterator[Finding]:
    """Find turns by which the company ends the conversation over an open question, objection or request.

    Why: whoever is cut off has to begin again, with a new session that knows nothing.
    Silent: when the consumer agreed, took leave or fell silent, and when the closing words also settle the matter. A
    line that drops without a word is told only where we were the consumer, and know that it was not us.
    Source: taxonomy 1.1, `premature_close`, ruling 6.
    """
    if reading.happens(*_ENDS):
        yield from _dropped(reading)
        yield from _cut_off(reading)
    elif reading.is_without(Act.CLOSE_CASE):
        return
    for turn in reading.turns:
        if not turn.by_company:
            continue
        weighing = reading.weigh(_KIND, turn)
        if not weighing.needs(Ground.ENDS_TALK, _ends_it(reading, turn)):
            continue
        asked = reading.consumer_before(turn.index)
        if weighing.needs(Ground.ANSWERS, bool(asked), *asked) and _is_open(reading, asked, turn, weighing=weighing):
            yield Finding(turn.index, _KIND, (asked[-1].index,))


def _ends_it(reading: Reading, turn: TurnReading) -> bool:
    """Say whether the turn ends the talk: by its event, by saying so, or by taking leave before the channel closes."""
    if turn.does(Act.CLOSE_CASE):
        return True
    if turn.turn.event in _ENDS:
        return turn.does(Act.GOODBYE) or not turn.does(Act.ANNOUNCE_TRANSFER)
    return turn.does(Act.GOODBYE) and any(t.turn.event in _ENDS for t in _next(reading, turn))


def _dropped(reading: Reading) -> Iterator[Finding]:
    """Yield the drops of our own cases in which the company's last words neither took leave nor settled anything."""
    for turn in reading.turns if reading.transcript.scenario else ():
        if turn.turn.event not in _ENDS or turn.turn.speaker is not Speaker.SYSTEM:
            continue
        weighing = reading.weigh(_KIND, turn)
        asked = reading.consumer_before(turn.index)
        said = reading.last(by=COMPANY, stop=turn.index)
        transfers = said is not None and said.does(Act.ANNOUNCE_TRANSFER, Act.GOODBYE, Act.CLOSE_CASE)
        if not weighing.needs(Ground.ANSWERS, bool(asked), *asked):
            continue
        if weighing.spares(Ground.TAKES_LEAVE, transfers, said):
            continue
        if _is_open(reading, asked, turn, weighing=weighing):
            yield Finding(turn.index, _KIND, (asked[-1].index,))


def _cut_off(reading: Reading) -> Iterator[Finding]:
    """Yield the ends for want of activity by which the company, which owed the consumer an answer, ends the talk.

    Our own cases are left to `_dropped`. A line that drops on the way to a human is a broken transfer (ruling 6).
    """
    for turn in () if reading.transcript.scenario else reading.turns:
        if turn.turn.event not in _ENDS or turn.turn.speaker is not Speaker.SYSTEM:
            continue
        weighing = reading.weigh(_KIND, turn)
        before = reading.last(by=_SPEAKERS, stop=turn.index)
        told = turn.does(Act.INACTIVE) and reading.first(Act.ANNOUNCE_TRANSFER, stop=turn.index) is None
        if not weighing.needs(Ground.ENDS_TALK, told) or before is None or before.turn.speaker is not Speaker.CONSUMER:
            continue
        left = (
            before.does(*_ASKS) and not before.does(*_LEAVES, Act.REPROACH) and before.turn.session == turn.turn.session
        )
        if weighing.needs(Ground.LEFT_OPEN, left, before):
            yield Finding(turn.index, _KIND, (before.index,))


def _next(reading: Reading, turn: TurnReading) -> tuple[TurnReading, ...]:
    """Return the signals of the channel between this turn and the next that anybody speaks."""
    found: list[TurnReading] = []
    for place in range(turn.index + 1, len(reading.turns)):
        later = reading.turns[place]
        if later.turn.speaker is not Speaker.SYSTEM or later.turn.session != turn.turn.session:
            break
        found.append(later)
    return tuple(found)


def _is_open(reading: Reading, asked: tuple[TurnReading, ...], closing: TurnReading, *, weighing: Weighing) -> bool:
    said = [t for t in reading.turns[asked[-1].index + 1 : closing.index + 1] if t.by_company]
    if weighing.spares(Ground.CONTENT, _is_content(reading, asked), *asked):
        return False
    if weighing.spares(Ground.FELL_SILENT, _fell_silent(said)):
        return False
    read = (read_besides_closing(t.turn, t.lexicon) for t in said)
    answers = [answer for answer in read if answer is not None]
    if weighing.spares(Ground.TAKEN_CARE_OF, any(_takes_care(answer) for answer in answers)):
        return False
    protests = any(c.does(*_PROTEST) for c in asked)
    left = protests or all(not answer.acts.isdisjoint(_FAILS) for answer in answers)
    return weighing.needs(Ground.LEFT_OPEN, left, *asked)


def _takes_care(answer: MessageReading) -> bool:
    """Say whether an answer settles the matter, or names what will and when."""
    dated = Act.PROMISE in answer.acts and promised_s(answer.message.text, answer.lexicon) is not None
    return dated or not answer.acts.isdisjoint(_TAKEN_CARE_OF)


def _is_content(reading: Reading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer has agreed to end it: takes leave, is content, accepts, or wants nothing else."""
    if asked[-1].does(*_LEAVES):
        return True
    first = asked[0]
    before = reading.last(by=_SPEAKERS, stop=first.index)
    before = before if before is not None and before.turn.session == first.turn.session else None
    wants_more = any(c.does(Act.QUESTION) for c in asked)
    if any(c.does(*_ACCEPTS) and not c.content.values for c in asked) and not wants_more:
        earlier = reading.last(by=(Speaker.CONSUMER,), stop=first.index)
        opens = earlier is None or earlier.turn.session != first.turn.session
        return not opens or all(c.does(*_ACCEPTS) and c.content.weight <= _COURTESY for c in asked)
    asks_back = before is not None and before.does(Act.QUESTION, Act.CLOSING)
    return asks_back and not wants_more and all(_says_no(c) for c in asked)


def _says_no(turn: TurnReading) -> bool:
    return turn.does(Act.OBJECT, Act.DECLINE) and turn.content.weight <= _BARE_ANSWER


def _fell_silent(said: list[TurnReading]) -> bool:
    """Say whether the consumer was left time to answer and did not, or is said to have been silent."""
    if any(t.does(Act.INACTIVE, Act.STILL_THERE) and not t.does(Act.CLOSE_CASE) for t in said):
        return True
    if any(t.does(Act.INACTIVE) for t in said):
        return True
    return any(later.turn.at - t.turn.at >= _LEFT_ALONE_S for t, later in pairwise(said))
