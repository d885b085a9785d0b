"""Recognises values that consumers write out: numbers, codes, telephone numbers, spoken digits."""

from __future__ import annotations

import re

from runaround.reading.phrases import VALUES
from runaround.reading.text import fold

__all__ = ["count_values", "is_long_account"]

_EMAIL = re.compile(VALUES["email"])
_ANY = re.compile(rf"{VALUES['phone']}|{VALUES['handle']}|{VALUES['code']}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z][a-z'-]*")
_LONG_HAN, _LONG_WORDS = 20, 14


def count_values(text: str, *, emails: bool = False) -> int:
    """Return how many values stand in `text`; a postal address or a name is not recognised as one."""
    folded = fold(text)
    found = len(_ANY.findall(_EMAIL.sub(" ", folded)))
    return found + (len(_EMAIL.findall(folded)) if emails else 0)


def is_long_account(text: str) -> bool:
    """Say whether `text` tells enough to count as a description of a problem."""
    folded = fold(text)
    return len(_HAN.findall(folded)) >= _LONG_HAN or len(_WORD.findall(folded)) >= _LONG_WORDS
