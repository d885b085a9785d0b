"""Finds consumers who are not answered: `no_reply/silent`, `no_reply/late`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from runaround.model import Event, Finding, Ground, Placing, Speaker
from runaround.reading import Act, Reading, TurnReading, Weighing

__all__ = ["find_no_replies"]

_ALLOWED_S = {"chat": 30.0, "voice": 5.0}
_OVER = (Act.GOODBYE, Act.THANK, Act.AGREE)
_ENDS = frozenset({Event.SESSION_END, Event.HANG_UP})


def find_no_replies(reading: Reading) -> Iterator[Finding]:
    """Find consumer turns without any answer, and answers that come later than the channel allows.

    Why: silence leaves the consumer no way to go on.
    Silent: when the consumer ended the case with that turn, while a transfer is pending, and without any times.
    Source: taxonomy 1.1, `no_reply`, ruling 8 (30 s in chat, 5 s on the phone, unless the scenario says otherwise).
    """
    transcript = reading.transcript
    allowed_s = transcript.reply_within_s or _ALLOWED_S.get(transcript.channel, _ALLOWED_S["chat"])
    for row in _askings(reading):
        first, last = row[0], _last_besides_thanks(row)
        if _may_be_answered(reading, row, allowed_s=allowed_s):
            continue
        replies = (*reading.replies_to(row[-1].index), *_find_late(reading, row))
        answer = next((reply for reply in replies if _answers(reply, row)), None)
        silent = reading.weigh("no_reply/silent", last)
        if silent.needs(Ground.NOBODY_ANSWERED, answer is None, answer) or answer is None:
            if silent.needs(Ground.WAITS_FOR_ANSWER, _needs_answer(reading, last)):
                yield Finding(last.index, "no_reply/silent")
        elif _is_late(
            reading, first, answer, allowed_s=allowed_s, weighing=reading.weigh("no_reply/late", answer, first)
        ):
            yield Finding(answer.index, "no_reply/late", (first.index,))


def _answers(reply: TurnReading, row: Sequence[TurnReading]) -> bool:
    """Say whether somebody spoke, or the channel told what goes on; a line that drops is no answer.

    What nobody asked for is no answer either, nor is what answers something said before the row.
    """
    if reply.turn.speaker is not Speaker.BOT:
        return reply.turn.speaker is not Speaker.SYSTEM or reply.turn.event not in _ENDS
    if reply.turn.placing is Placing.LATE and reply.turn.answers is not None:
        return reply.turn.answers in {turn.index for turn in row}
    return reply.turn.placing is not Placing.UNSOLICITED


def _find_late(reading: Reading, row: Sequence[TurnReading]) -> Iterable[TurnReading]:
    """Return what came after the consumer had spoken again, and answers a turn of `row` by what the channel tells."""
    asked = {turn.index for turn in row}
    late = (turn for turn in reading.by(Speaker.BOT) if turn.turn.placing is Placing.LATE)
    return (turn for turn in late if turn.turn.answers in asked)


def _may_be_answered(reading: Reading, row: Sequence[TurnReading], *, allowed_s: float) -> bool:
    """Say whether nothing came before the consumer spoke again, and what came then, in time, may answer either."""
    if any(_answers(reply, row) for reply in reading.replies_to(row[-1].index)):
        return False
    after = reading.first(by=(Speaker.BOT,), start=row[-1].index)
    is_here = after is not None and after.turn.session == row[-1].turn.session
    if after is None or not is_here or after.turn.placing is not Placing.AMBIGUOUS:
        return False
    return after.turn.at - row[-1].turn.at <= allowed_s


def _askings(reading: Reading) -> Iterator[tuple[TurnReading, ...]]:
    """Yield each row of consumer turns in one session."""
    row: list[TurnReading] = []
    for turn in reading.turns:
        if row and (turn.turn.speaker is not Speaker.CONSUMER or turn.turn.session != row[-1].turn.session):
            yield tuple(row)
            row = []
        if turn.turn.speaker is Speaker.CONSUMER:
            row.append(turn)
    if row:
        yield tuple(row)


def _last_besides_thanks(row: tuple[TurnReading, ...]) -> TurnReading:
    """Return the last turn of a row that does more than thank; who asks, and then says thanks, still waits."""
    return next((turn for turn in reversed(row) if not _only_thanks(turn)), row[-1])


def _only_thanks(turn: TurnReading) -> bool:
    is_bare = not turn.content.features and not turn.content.values and not turn.turn.attachments
    return is_bare and turn.does(Act.THANK) and not turn.does(Act.AGREE, Act.GOODBYE)


def _needs_answer(reading: Reading, turn: TurnReading) -> bool:
    """Say whether an unanswered turn wants an answer: it asks, or gives what was asked for."""
    if turn.does(*_OVER) or (reading.transcript.error is not None and turn.index == len(reading.turns) - 1):
        return False
    before = reading.last(by=(Speaker.BOT,), stop=turn.index)
    was_asked = before is not None and bool(before.said.asked_names) and bool(turn.gives)
    gives_it = was_asked and (bool(turn.turn.attachments) or not turn.does(Act.OBJECT))
    # "Is that a joke?" wants no answer; "hello?" does.
    rhetorical = turn.does(Act.REPROACH) and not turn.does(Act.ASK_WHERE_HUMAN)
    return (turn.does(Act.QUESTION) and not rhetorical) or gives_it


def _is_late(
    reading: Reading, first: TurnReading, answer: TurnReading, *, allowed_s: float, weighing: Weighing
) -> bool:
    by_bot_here = answer.turn.speaker is Speaker.BOT and answer.turn.session == first.turn.session
    if not weighing.needs(Ground.LATE, by_bot_here and answer.turn.at - first.turn.at > allowed_s, first):
        return False
    wait = reading.first(Act.HOLD_ON, start=first.index, stop=answer.index)
    if weighing.spares(Ground.ASKED_TO_WAIT, wait is not None, wait):
        return False
    reminds = answer.does(Act.STILL_THERE, Act.REPROMPT) or answer.turn.event in _ENDS
    return not weighing.spares(Ground.IS_REMINDER, reminds)
