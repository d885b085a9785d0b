"""Tells words that only take leave from words that still say something."""

from __future__ import annotations

import re

from runaround.model import Message
from runaround.reading.acts import Act
from runaround.reading.likeness import content_of
from runaround.reading.message import read_message
from runaround.reading.text import fold, split_sentences

__all__ = ["is_only_closing"]

_LEAVES = frozenset({Act.CLOSING, Act.GOODBYE, Act.CLOSE_CASE, Act.GREETING})
_CLAUSE = re.compile(r"[,:]")
_FILLER = 1.0


def is_only_closing(message: Message) -> bool:
    """Say whether every clause of `message` takes leave, closes or is a filler; True for an empty text.

    Clauses count, not sentences: Chinese answers and takes leave in one sentence, parted by commas.
    """
    clauses = (clause for s in split_sentences(fold(message.text)) for clause in _CLAUSE.split(s))
    return all(_takes_leave(clause, message) for clause in clauses)


def _takes_leave(clause: str, message: Message) -> bool:
    said = read_message(Message(message.speaker, clause))
    return not said.acts.isdisjoint(_LEAVES) or content_of(clause).weight <= _FILLER
