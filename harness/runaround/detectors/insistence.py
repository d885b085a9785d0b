"""What a consumer's words ask of the next reply: anything at all, and another answer than the one before."""

from __future__ import annotations

from runaround.model import Speaker
from runaround.reading import Act, Reading, TurnReading

__all__ = ["PROTEST", "protests", "wants_more"]

_COURTESY = 1.0
_BARE_ANSWER = 1.5
_NODS = frozenset({Act.THANK, Act.AGREE, Act.PLEASED, Act.SETTLED})
_INSISTS = (Act.ASK_HUMAN, Act.TOLD_OTHERWISE, Act.ASKED_BEFORE)
PROTEST = (Act.OBJECT, *_INSISTS)
"""Acts by which consumers say that an answer will not do."""

_BOT = (Speaker.BOT,)


def wants_more(reading: Reading, turn: TurnReading) -> bool:
    """Say whether the consumer does anything but nod, thank and take leave; "ok" to a question is an answer."""
    nods = bool(turn.acts) and turn.acts <= _NODS and turn.content.weight <= _COURTESY
    takes_leave = turn.does(Act.GOODBYE) or (nods and not _answers(reading, turn))
    return not takes_leave or turn.does(Act.QUESTION, *PROTEST) or bool(turn.gives)


def _answers(reading: Reading, turn: TurnReading) -> bool:
    before = reading.last(by=_BOT, stop=turn.index)
    return before is not None and before.does(Act.QUESTION)


def protests(reading: Reading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer objects; a bare "no" or "none" to the bot's question is an answer, not an objection.

    Nor does who begins with "yes, that's the one" object to what was said with the "but" of a later sentence.
    """
    question = asked[0].index > 0 and reading.turns[asked[0].index - 1].does(Act.QUESTION)
    agrees = question and any(sentence.does(Act.AGREE) for sentence in asked[0].said.sentences[:1])
    objects = _INSISTS if agrees else PROTEST
    return any(c.does(*objects) and not (question and c.content.weight <= _BARE_ANSWER) for c in asked)
