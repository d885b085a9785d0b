"""Finds consumers who cannot get through to a person: `handoff_failure` in its five forms."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.detectors.loop import find_loops, is_failed_understanding
from runaround.detectors.repeated_request import find_repeated_requests
from runaround.detectors.unanswered import find_unanswered
from runaround.model import Event, Finding, Speaker
from runaround.reading import Act, Reading, TurnReading

__all__ = ["find_handoff_failures"]

_FAILURES_WITHOUT_OFFER = 3
_FAILURES = (find_loops, find_repeated_requests, find_unanswered)
_JOINS = frozenset({Event.HUMAN_JOINED})
_ENDS = frozenset({Event.HANG_UP, Event.SESSION_END})
_OFFERS = (Act.OFFER_HUMAN, Act.ANNOUNCE_TRANSFER, Act.ALTERNATIVE)


def find_handoff_failures(reading: Reading) -> Iterator[Finding]:
    """Find wishes for a human that are refused, ignored or led nowhere, broken transfers, and humans never offered.

    Why: a person is the last way out of a bot that cannot help.
    Silent: when a human joins, the wish is dropped, an alternative is given, or one routing question is asked.
    Source: taxonomy 1.1, `handoff_failure`, rulings 4 to 7.
    """
    yield from sorted({*_once(_wishes(reading)), *_broken(reading), *_not_offered(reading)})


def _once(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield the first finding of each turn and kind: a wish told in two messages is one."""
    seen: set[tuple[int, str]] = set()
    for finding in findings:
        if (finding.turn, finding.kind) not in seen:
            seen.add((finding.turn, finding.kind))
            yield finding


def _human_turn(reading: Reading, start: int) -> int | None:
    """Return the first turn from `start` on at which a human is there."""
    for turn in reading.turns[start:]:
        if turn.turn.event in _JOINS or turn.turn.speaker is Speaker.HUMAN:
            return turn.index
    return None


# --- refused, ignored, unavailable ----------------------------------------------------------------


def _wishes(reading: Reading) -> Iterator[Finding]:
    gated = told_busy = False
    for turn in reading.by(Speaker.CONSUMER):
        if turn.does(Act.DROP_HUMAN):
            gated = told_busy = False
            continue
        wishes = turn.does(Act.ASK_HUMAN) or (turn.does(Act.ASK_WHERE_HUMAN) and _was_promised(reading, turn))
        if not wishes or _with_human(reading, turn):
            continue
        replies = reading.replies_to(turn.index)
        if any(_grants(reply) for reply in replies):
            continue
        answers = [reply for reply in replies if reply.turn.speaker is Speaker.BOT]
        answers = [reply for reply in answers if not reading.is_early(reply)] or answers
        busy = next((reply for reply in replies if _is_busy(reply)), None)
        if busy is not None:
            if not told_busy and not _is_made_up_for(reading, turn.index):
                told_busy = True
                yield Finding(busy.index, "handoff_failure/unavailable", (turn.index,))
            continue
        refusal = next((reply for reply in answers if reply.does(Act.REFUSE_HUMAN)), None)
        if refusal is not None:
            yield Finding(refusal.index, "handoff_failure/refused", (turn.index,))
        elif not gated and any(reply.does(Act.ROUTING_QUESTION) for reply in answers):
            gated = True
        elif answers:
            yield Finding(answers[0].index, "handoff_failure/ignored", (turn.index,))


def _was_promised(reading: Reading, turn: TurnReading) -> bool:
    bot = (t for t in reading.turns[: turn.index] if t.turn.speaker is Speaker.BOT and t.utterance != turn.utterance)
    return any(t.does(Act.ANNOUNCE_TRANSFER) for t in bot)


def _with_human(reading: Reading, turn: TurnReading) -> bool:
    there = False
    for earlier in reading.turns[: turn.index]:
        there = there or earlier.turn.event in _JOINS or earlier.turn.speaker is Speaker.HUMAN
        if earlier.turn.event is Event.HUMAN_LEFT:
            there = False
    return there


def _grants(reply: TurnReading) -> bool:
    """Say whether a reply moves towards a human, or gives a concrete alternative."""
    if reply.turn.event in {Event.TRANSFER_STARTED, Event.HUMAN_JOINED} or reply.turn.speaker is Speaker.HUMAN:
        return True
    return reply.does(*_OFFERS) and not reply.does(Act.REFUSE_HUMAN)


def _is_busy(reply: TurnReading) -> bool:
    return reply.does(Act.HUMAN_UNAVAILABLE) or reply.turn.event is Event.QUEUE


def _is_made_up_for(reading: Reading, start: int) -> bool:
    """Say whether, from turn `start` on, a human joins, the wish is dropped or an alternative is given."""
    later = reading.turns[start:]
    dropped = any(t.does(Act.DROP_HUMAN) for t in later if t.turn.speaker is Speaker.CONSUMER)
    alternative = any(t.does(Act.ALTERNATIVE) for t in later if t.turn.speaker is Speaker.BOT)
    return dropped or alternative or _human_turn(reading, start) is not None


# --- broken ---------------------------------------------------------------------------------------


def _broken(reading: Reading) -> Iterator[Finding]:
    for turn in reading.by(Speaker.BOT):
        asked = reading.consumer_before(turn.index)
        # A human may join a moment before the words that announce it: one answer holds both, in either order.
        start = asked[-1].index if asked else turn.index
        if not turn.does(Act.ANNOUNCE_TRANSFER) or _human_turn(reading, start) is not None:
            continue
        proof = _nobody_came(reading, turn)
        if proof is not None:
            wish = next((c.index for c in asked if c.does(Act.ASK_HUMAN)), None)
            yield Finding(turn.index, "handoff_failure/broken", (proof,) if wish is None else (wish, proof))
            return


def _nobody_came(reading: Reading, announced: TurnReading) -> int | None:
    """Return the turn that shows that nobody came: the bot talks on, the line drops, the consumer waits in vain."""
    for turn in reading.turns[announced.index + 1 :]:
        if turn.turn.event is Event.QUEUE or (
            turn.does(Act.HUMAN_UNAVAILABLE) and turn.turn.speaker is not Speaker.CONSUMER
        ):
            return None
        if turn.turn.event in _ENDS or turn.turn.event is Event.TRANSFER_FAILED:
            return turn.index
        if turn.turn.speaker is not Speaker.SYSTEM and _is_owed_to_the_rest(reading, announced, turn):
            continue
        if turn.turn.speaker is Speaker.BOT and _talks_on(turn):
            return turn.index
        if turn.turn.speaker is Speaker.CONSUMER and _waits_in_vain(turn):
            return turn.index
        if turn.turn.speaker is Speaker.CONSUMER and turn.does(Act.DROP_HUMAN):
            return None
    return None


def _is_owed_to_the_rest(reading: Reading, announced: TurnReading, turn: TurnReading) -> bool:
    """Say whether `turn` is the rest of the message to which the transfer was announced, or the answer to that rest."""
    return reading.is_early(announced) and turn.utterance == announced.utterance


def _talks_on(turn: TurnReading) -> bool:
    return (
        not turn.does(Act.HOLD, Act.ANNOUNCE_TRANSFER, Act.REQUEST, Act.CLOSING, Act.ALTERNATIVE)
        and turn.content.weight > 1
    )


def _waits_in_vain(turn: TurnReading) -> bool:
    return turn.does(Act.ASK_WHERE_HUMAN, Act.ASK_HUMAN) or turn.does(Act.OBJECT)


# --- not offered ----------------------------------------------------------------------------------


def _not_offered(reading: Reading) -> Iterator[Finding]:
    consumer = tuple(reading.by(Speaker.CONSUMER))
    bot = tuple(reading.by(Speaker.BOT))
    if not bot or any(turn.does(Act.ASK_HUMAN) for turn in consumer) or _human_turn(reading, 0) is not None:
        return
    if any(turn.does(*_OFFERS) for turn in bot):
        return
    failing = sorted(
        {finding.turn for find in _FAILURES for finding in find(reading)}
        | {turn.index for turn in bot if is_failed_understanding(turn) and reading.consumer_before(turn.index)}
    )
    if len(failing) >= _FAILURES_WITHOUT_OFFER and not _solved_after(reading, failing[-1]):
        last = bot[-1].index
        yield Finding(last, "handoff_failure/not_offered", tuple(index for index in failing if index != last))


def _solved_after(reading: Reading, index: int) -> bool:
    return any(turn.does(Act.DONE) for turn in reading.turns[index + 1 :] if turn.turn.speaker is Speaker.BOT)
