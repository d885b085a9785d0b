"""Recognises what speaks at an address: which questions are asked, and which target files follow.

Pure: whoever asks brings the answers. An adapter proposes itself by data, `<module>.signs.yaml` beside its module.
"""

from __future__ import annotations

from runaround.recognising.asking import ASKER_GROUP, Asker, AskerFactory, Heard, How, Question, Trouble
from runaround.recognising.search import Address, Proposal, Refusal, Search
from runaround.recognising.signs import Sign, Sureness, read_signs
from runaround.recognising.signs_files import find_signs
from runaround.recognising.words import Found, find_words, find_words_in_events

__all__ = [
    "ASKER_GROUP",
    "Address",
    "Asker",
    "AskerFactory",
    "Found",
    "Heard",
    "How",
    "Proposal",
    "Question",
    "Refusal",
    "Search",
    "Sign",
    "Sureness",
    "Trouble",
    "find_signs",
    "find_words",
    "find_words_in_events",
    "read_signs",
]
