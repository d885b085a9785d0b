"""Recognises values that consumers write out: numbers, codes, telephone numbers, spoken digits."""

from __future__ import annotations

import re
from functools import lru_cache

from runaround.reading.phrases import VALUES, take_out_spelt
from runaround.reading.text import fold

__all__ = ["count_values", "find_values", "is_long_account", "take_out_numbers"]

_EMAIL = re.compile(VALUES["email"])
_ANY = re.compile(rf"{VALUES['phone']}|{VALUES['handle']}|{VALUES['code']}")
_WRITTEN = re.compile(rf"{VALUES['phone']}|{VALUES['handle']}|{VALUES['code']}", re.ASCII)
_DIGIT = re.compile(r"[0-9]")
_TIME = re.compile(r"(?:[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?|(?:19|20)[0-9]{2})\Z")
_MONEY_BEFORE = re.compile(r"[$€£¥]\s*\Z|(?:rmb|usd|eur|gbp|cny)\s*\Z")
_UNIT_BEHIND = re.compile(
    r"(?:[.,][0-9]+)?\s*(?:元|块|圆|美元|rmb|cny|usd|eur|gbp|€|£|%|yuan|dollars?|euros?|pounds?|points?|积分|米|公里|克|公斤|件|个"
    r"|天|年|月|日|小时|分钟|(?:kg|g|km|m|ml|years?|days?|hours?|minutes?|units?|pieces?|items?)(?![a-z])"
    r"|(?:pesos?|anos?|meses|mes|dias?|horas?|minutos?|unidades|puntos|gigas?"
    r"|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre))(?![a-z]))"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z][a-z'-]*")
_REMEMBERED = 1024  # at most 8 MB of text; several detectors ask about the same turns
_LONG_HAN, _LONG_WORDS = 20, 14


def count_values(text: str, *, emails: bool = False) -> int:
    """Return how many values stand in `text`; a postal address or a name is not recognised as one."""
    folded = fold(text)
    found = len(_ANY.findall(_EMAIL.sub(" ", folded)))
    return found + (len(_EMAIL.findall(folded)) if emails else 0)


def find_values(folded: str) -> tuple[tuple[int, str], ...]:
    """Return the place and the text of each number, code and name with digits that folded text writes out, in order.

    Sums, amounts, dates, years and e-mail addresses are left out, and so are digits that are spelt in words.
    """
    found = (match for match in _WRITTEN.finditer(_EMAIL.sub(_blank, folded)) if _DIGIT.search(match[0]))
    return tuple((m.start(), m[0].strip()) for m in found if not _is_amount(folded, m.start(), m.end()))


def take_out_numbers(text: str) -> tuple[frozenset[str], str]:
    """Return the numbers that `text` spells digit by digit, in words or with blanks between, and the text without them.

    The numbers are digits, the text is folded.
    """
    return _take_out_spelt(fold(text))


@lru_cache(maxsize=_REMEMBERED)
def _take_out_spelt(folded: str) -> tuple[frozenset[str], str]:
    return take_out_spelt(folded)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _is_amount(folded: str, start: int, end: int) -> bool:
    return bool(
        _TIME.match(folded[start:end])
        or _MONEY_BEFORE.search(folded[max(0, start - 5) : start])
        or _UNIT_BEHIND.match(folded[end : end + 24])
    )


def is_long_account(text: str) -> bool:
    """Say whether `text` tells enough to count as a description of a problem."""
    folded = fold(text)
    return len(_HAN.findall(folded)) >= _LONG_HAN or len(_WORD.findall(folded)) >= _LONG_WORDS
