"""Turns a text into the features that the learned reading weighs: words and pairs of words, pairs of characters.

Training and reading use the same function, so that what was learned is what is read.
"""

from __future__ import annotations

import re
from itertools import pairwise

from runaround.reading.text import fold

__all__ = ["features_of"]

_AGAIN = re.compile(r"([!?.~])\1+")
_FIGURE = re.compile(r"[0-9][0-9.,:/-]*")
_LATIN = re.compile(r"[a-z']+|0|\?")
_CJK = re.compile(r"[\u3400-\u9fff0?]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PIECE = 4


def features_of(text: str) -> frozenset[str]:
    """Return the features of a text; every figure is a 0, whatever its value.

    Latin words, pairs of them (also over one word between), and pieces of four letters, which see through endings and
    slips; Chinese characters and pairs of them, likewise. Both in a text that has both.
    """
    folded = _FIGURE.sub("0", _AGAIN.sub(r"\1", fold(text)))
    found: set[str] = set()
    if _HAN.search(folded):
        _add_pairs(["^", *_CJK.findall(folded), "$"], "", found)
    words = _LATIN.findall(folded)
    if any(word not in "0?" for word in words):
        _add_pairs(["^", *words, "$"], " ", found)
        for word in words:
            whole = f"<{word}>"
            found.update("#" + whole[i : i + _PIECE] for i in range(len(whole) - _PIECE + 1))
    return frozenset(found)


def _add_pairs(units: list[str], joint: str, found: set[str]) -> None:
    found.update(units)
    found.update(f"{one}{joint}{two}" for one, two in pairwise(units))
    found.update(f"{one}{joint}_{joint}{two}" for one, two in zip(units, units[2:], strict=False))
