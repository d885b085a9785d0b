"""One turn of a case, read, with its place among the others."""

from __future__ import annotations

from dataclasses import dataclass

from runaround.model import Speaker, Turn
from runaround.reading.acts import Act, MessageReading
from runaround.reading.lexicon import Lexicon
from runaround.reading.likeness import Content

__all__ = ["ANYBODY", "COMPANY", "TurnReading"]

COMPANY = frozenset({Speaker.BOT, Speaker.HUMAN})
"""Who speaks for the company."""

ANYBODY = frozenset(Speaker)


@dataclass(frozen=True, slots=True)
class TurnReading:
    """One turn in its case.

    stage: counts up with every new session and every human who joins; asking again in a later stage is
    another failure than asking again in the same one.
    utterance: counts up with every utterance of the consumer, and with every new session. What the company says to one
    utterance is one reply, be it in several messages or between the parts of a message that the consumer sent in two.
    is_rest: the consumer sends the rest of a message here, of which only the first part was known so far.
    gives: names of items that the consumer gives here, also as the bare answer to a question.
    """

    index: int
    turn: Turn
    said: MessageReading
    content: Content
    stage: int
    utterance: int
    is_rest: bool = False
    gives: frozenset[str] = frozenset()

    @property
    def acts(self) -> frozenset[Act]:
        """The dialogue acts of this turn."""
        return self.said.acts

    @property
    def lexicon(self) -> Lexicon | None:
        """The phrasebooks by which it was read; None for those of the house."""
        return self.said.lexicon

    @property
    def by_company(self) -> bool:
        """Whether the company speaks, through its bot or a person."""
        return self.turn.speaker in COMPANY

    def does(self, *acts: Act) -> bool:
        """Say whether the turn does any of `acts`."""
        return not self.said.acts.isdisjoint(acts)
