"""The phrase patterns of scenario files: words that must stand in a text, with `*` for a gap of any length."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from runaround.reading.text import fold

__all__ = ["find_patterns", "match_any"]


def match_any(patterns: Iterable[str], text: str) -> bool:
    """Return whether one of `patterns` stands in `text`; `*` in a pattern is a gap of any length.

    Case, width, and traditional or simplified characters do not count.
    """
    folded = fold(text)
    return any(_matches(_pieces(pattern), folded) for pattern in patterns)


def find_patterns(patterns: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Return those of `patterns` that stand in one of `texts`, in their order; as `match_any` takes them."""
    folded = [fold(text) for text in texts]
    return tuple(pattern for pattern in patterns if any(_matches(_pieces(pattern), one) for one in folded))


@lru_cache(maxsize=4096)
def _pieces(pattern: str) -> tuple[str, ...]:
    return tuple(piece for piece in (part.strip() for part in fold(pattern).split("*")) if piece)


def _matches(pieces: tuple[str, ...], folded: str) -> bool:
    start = 0
    for piece in pieces:
        found = folded.find(piece, start)
        if found < 0:
            return False
        start = found + len(piece)
    return bool(pieces)
