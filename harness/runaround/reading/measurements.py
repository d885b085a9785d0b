"""Counts what a case cost the consumer. Plain facts beside findings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from runaround.model import Event, Measurements, Speaker
from runaround.reading.acts import Act
from runaround.reading.case import Reading
from runaround.reading.turns import TurnReading

__all__ = ["measure"]


def measure(reading: Reading) -> Measurements:
    """Return the measurements of a case.

    turns: all but probes, which are no part of the conversation.
    items_asked: askings by the bot; items_asked_again: those for an item asked for before.
    requests_to_human: utterances of the consumer that ask for a human, or where the human is, until one is there.
    turns_to_human: consumer turns until one is there; seconds_to_human: from the first wish, or from the beginning of
    the case if there was none, without the time between sessions. Both are None if no human ever was.
    """
    consumer = tuple(reading.by(Speaker.CONSUMER))
    human = next((turn.index for turn in reading.turns if _is_human(turn)), None)
    before = tuple(turn for turn in consumer if human is None or turn.index < human)
    asked = [name for turn in reading.by(Speaker.BOT) for name in turn.said.asked_names]
    return Measurements(
        turns=sum(turn.turn.event is not Event.PROBE for turn in reading.turns),
        consumer_turns=len(consumer),
        requests_to_human=len({t.utterance for t in before if t.does(Act.ASK_HUMAN, Act.ASK_WHERE_HUMAN)}),
        turns_to_human=None if human is None else len(before),
        seconds_to_human=None if human is None else _seconds_to(reading.turns[: human + 1]),
        items_asked=len(asked),
        items_asked_again=len(asked) - len(set(asked)),
        uploads=sum(len(turn.turn.attachments) for turn in consumer),
    )


def _is_human(turn: TurnReading) -> bool:
    return turn.turn.event is Event.HUMAN_JOINED or turn.turn.speaker is Speaker.HUMAN


def _seconds_to(turns: Sequence[TurnReading]) -> float:
    """Return the seconds from the first wish among `turns` (none: from the first turn) to the last of them."""
    wishes = (
        place for place, one in enumerate(turns) if one.turn.speaker is Speaker.CONSUMER and one.does(Act.ASK_HUMAN)
    )
    waited = turns[next(wishes, 0) :]
    steps = pairwise(one.turn for one in waited)
    return max(0.0, sum(after.at - before.at for before, after in steps if after.session == before.session))
