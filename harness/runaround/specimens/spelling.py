"""Recognises misspelt words: pure comparison of letters with the words that a specimen listens for."""

from __future__ import annotations

import re

__all__ = ["correct", "distance"]

_WORD = re.compile(r"[A-Za-z]{5,24}")
_ALL_ENDINGS = "s es d ed ing r er rs ers y ies al als ly ion ions ation ment ments able ance ful"
_ENDINGS = frozenset(_ALL_ENDINGS.split()) | {""}
"""What a known word may end in without being another word."""

_LONG = 8
"""Letters from which on a word may be two slips away instead of one."""


def correct(text: str, known: frozenset[str]) -> str:
    """Return `text` with each word that is no known one, but nearly one, replaced by it.

    The first letter has to be right, as it nearly always is; the end may be longer ("delivrey", "delivreys").
    """
    return _WORD.sub(lambda found: _nearest(found[0], known), text)


def _nearest(word: str, known: frozenset[str]) -> str:
    lower = word.lower()
    begun = [one for one in known if lower.startswith(one)]
    if any(lower.removeprefix(one) in _ENDINGS for one in begun):
        return word
    candidates = sorted(one for one in known if one[0] == lower[0] and abs(len(one) - len(lower)) <= 2)
    rated = [(distance(lower, one), one) for one in candidates]
    best = min(rated, default=None)
    allowed = 2 if len(lower) >= _LONG else 1
    return best[1] if best and best[0] <= allowed else word


def distance(left: str, right: str) -> int:
    """Return how many slips lie between two words: a letter wrong, missing, too much, or two neighbours swapped.

    Source: optimal string alignment (Damerau 1964).
    """
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, mine in enumerate(left, start=1):
        two_before, before, row = before, row, [i]
        for j, hers in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (mine != hers))
            if i > 1 and j > 1 and mine == right[j - 2] and left[i - 2] == hers:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]
