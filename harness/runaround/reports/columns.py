"""Fits text of any script into columns of a terminal, where a Chinese character takes two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wcwidth import wcswidth

__all__ = ["hang", "lay_columns", "measure", "pad", "wrap"]

_GAP = "  "

# A line may break at a space and beside every ideograph or kana, but closing marks stay with what they close and
# opening marks with what they open. Source: the idea of kinsoku shori in JIS X 4051, the marks that Chinese uses.
_WIDE = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLOSING = "，。、！？；：）》〉」』】’”…%,.!?;:)\\]"
_OPENING = "（《〈「『【‘“(\\["
_PIECE = re.compile(rf"\s+|[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}]+|[{_OPENING}]+$)[{_CLOSING}]*|\S")


def measure(text: str) -> int:
    """Return how many columns `text`, one line without control characters, takes."""
    return max(wcswidth(text), 0)


def pad(text: str, width: int) -> str:
    """Return `text` with spaces behind it so that it takes `width` columns; longer text stays as it is."""
    return text + " " * (width - measure(text))


def wrap(text: str, width: int) -> list[str]:
    """Return the lines of `text` in `width` columns, at least one; a word that is too long is cut."""
    lines = [""]
    for piece in _PIECE.findall(text.strip()):
        if piece.isspace():
            lines[-1] += " "
            continue
        for part in _cut(piece, width):
            if lines[-1].strip() and measure(lines[-1] + part) > width:
                lines.append("")
            lines[-1] += part
    return [line.rstrip() for line in lines]


def hang(text: str, width: int, *, first: str = "", rest: str | None = None) -> list[str]:
    """Return the lines of `text` in `width` columns, the first behind `first`, the others behind `rest`.

    rest: left out, as many spaces as `first` takes.
    """
    below = " " * measure(first) if rest is None else rest
    lines = wrap(text, max(width - max(measure(first), measure(below)), 1))
    return [(first if number == 0 else below) + line for number, line in enumerate(lines)]


def lay_columns(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Return the lines of one row: each cell is the lines of one column, which takes so many of the terminal's."""
    height = max(len(cell) for cell in cells)
    filled = [[*cell, *[""] * (height - len(cell))] for cell in cells]
    return [
        _GAP.join(pad(text, width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in zip(*filled, strict=True)
    ]


def _cut(piece: str, width: int) -> Iterator[str]:
    """Yield `piece` in parts of at most `width` columns; a character wider than that stands alone."""
    part = ""
    for character in piece:
        if part and measure(part + character) > width:
            yield part
            part = ""
        part += character
    yield part
