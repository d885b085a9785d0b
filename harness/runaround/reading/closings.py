"""Parts the words that only take leave from those that still say something."""

from __future__ import annotations

import re
from functools import lru_cache

from runaround.model import Message, Speaker
from runaround.reading.acts import Act, MessageReading
from runaround.reading.lexicon import Lexicon, choose_lexicon
from runaround.reading.likeness import content_of
from runaround.reading.message import read_message
from runaround.reading.text import fold, split_sentences

__all__ = ["read_besides_closing"]

_LEAVES = frozenset({Act.CLOSING, Act.GOODBYE, Act.CLOSE_CASE, Act.GREETING})
_CLAUSE = re.compile(r"(?<=[,:])")
_FILLER = 0.5
_REMEMBERED = 1024  # several detectors ask about the same turns


def read_besides_closing(message: Message, lexicon: Lexicon | None = None) -> MessageReading | None:
    """Return the reading of what `message` says besides closing words; None if it only takes leave, or is empty.

    Clauses are parted, not sentences: Chinese answers and takes leave in one sentence, with commas between.
    """
    return _besides_closing(message.speaker, message.text, choose_lexicon(lexicon, message.text))


@lru_cache(maxsize=_REMEMBERED)
def _besides_closing(speaker: Speaker, text: str, lexicon: Lexicon) -> MessageReading | None:
    clauses = [clause for s in split_sentences(fold(text)) for clause in _CLAUSE.split(s)]
    kept = [clause for clause in clauses if not _takes_leave(clause, speaker, lexicon)]
    rest = read_message(Message(speaker, "".join(kept)), lexicon)
    content = content_of(rest.message.text, lexicon)
    return None if content.weight <= _FILLER and not content.values and not rest.acts else rest


def _takes_leave(clause: str, speaker: Speaker, lexicon: Lexicon) -> bool:
    return not read_message(Message(speaker, clause), lexicon).acts.isdisjoint(_LEAVES)
