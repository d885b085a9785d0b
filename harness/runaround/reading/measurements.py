"""Counts what a case cost the consumer, and how it came out. Plain facts beside findings."""

from __future__ import annotations

from runaround.model import EndReason, Event, Measurements, Outcome, Speaker
from runaround.reading.acts import Act
from runaround.reading.case import Reading, TurnReading

__all__ = ["measure", "read_outcome"]

_SOLVED = frozenset({EndReason.SOLVED, EndReason.ACCEPTED_OFFER})


def measure(reading: Reading) -> Measurements:
    """Return the measurements of a case.

    turns: all but probes, which are no part of the conversation.
    items_asked: askings by the bot; items_asked_again: those for an item asked for before.
    requests_to_human: consumer turns that ask for a human, or where the human is.
    seconds_to_human: from the first wish or announced transfer until a human is there; None if none ever was.
    """
    consumer = tuple(reading.by(Speaker.CONSUMER))
    asked = [name for turn in reading.by(Speaker.BOT) for name in turn.said.asked_names]
    return Measurements(
        turns=sum(turn.turn.event is not Event.PROBE for turn in reading.turns),
        consumer_turns=len(consumer),
        requests_to_human=sum(turn.does(Act.ASK_HUMAN, Act.ASK_WHERE_HUMAN) for turn in consumer),
        seconds_to_human=_seconds_to_human(reading),
        items_asked=len(asked),
        items_asked_again=len(asked) - len(set(asked)),
        uploads=sum(len(turn.turn.attachments) for turn in consumer),
    )


def _is_human(turn: TurnReading) -> bool:
    return turn.turn.event is Event.HUMAN_JOINED or turn.turn.speaker is Speaker.HUMAN


def _starts_wish(turn: TurnReading) -> bool:
    if turn.turn.speaker is Speaker.CONSUMER:
        return turn.does(Act.ASK_HUMAN)
    return turn.does(Act.ANNOUNCE_TRANSFER) or turn.turn.event is Event.TRANSFER_STARTED


def _seconds_to_human(reading: Reading) -> float | None:
    human = next((turn for turn in reading.turns if _is_human(turn)), None)
    if human is None:
        return None
    wish = next((turn for turn in reading.turns[: human.index] if _starts_wish(turn)), human)
    return max(0.0, human.turn.at - wish.turn.at)


def read_outcome(reading: Reading) -> Outcome:
    """Return how the case came out: by the scripted consumer's own account if there is one, else as read.

    Source: taxonomy 1.1, "Outcome of a case", ruling 15 (`resolved` wins over `handed_off`).
    """
    human = any(_is_human(turn) for turn in reading.turns)
    ending = reading.transcript.ending
    if ending is not None:
        solved = ending.reason in _SOLVED or (human and _human_settled(reading))
    else:
        solved = _is_content_at_end(reading, human=human)
    if solved:
        return Outcome.RESOLVED
    return Outcome.HANDED_OFF if human else Outcome.UNRESOLVED


def _human_settled(reading: Reading) -> bool:
    return any(turn.does(Act.DONE) for turn in reading.by(Speaker.HUMAN))


def _is_content_at_end(reading: Reading, *, human: bool) -> bool:
    """Say whether the consumer's last word accepts, after the company did or told something."""
    consumer = tuple(reading.by(Speaker.CONSUMER))
    if not consumer:
        return False
    last = consumer[-1]
    company = [t for t in reading.turns if t.turn.speaker in {Speaker.BOT, Speaker.HUMAN} and t.index < last.index]
    if human and not any(turn.turn.speaker is Speaker.HUMAN for turn in company[-2:]):
        return False
    accepts = last.does(Act.AGREE, Act.THANK) and not last.does(Act.OBJECT, Act.ASK_HUMAN)
    return accepts and bool(company) and not company[-1].does(Act.PROMISE, Act.HUMAN_UNAVAILABLE, Act.ALTERNATIVE)
