"""Puts pieces together to whole lines, within limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runaround.errors import Mistake
from runaround.records.material import Piece

__all__ = ["BAD", "MAX_LINE", "whole_lines"]

BAD = "\udcff"
"""Stands for bytes that are no text in the file's encoding; no decoder makes it of a text."""

MAX_LINE = 64 * 1024 * 1024
"""Characters of a line, or of one value of a JSON file; a longer one is no conversation."""


def whole_lines(pieces: Iterable[Piece], file: str) -> Iterator[Piece | Mistake]:
    """Yield the lines of a file with their ends, empty ones too; a mistake for each that is too long or no text."""
    held: list[str] = []
    size = number = 0
    for piece in pieces:
        number = piece.line
        size += len(piece.text)
        if size <= MAX_LINE:
            held.append(piece.text)
        else:
            held.clear()
        if piece.text.endswith("\n"):
            yield _finish(held, file, number=number, size=size)
            held, size = [], 0
    if size:
        yield _finish(held, file, number=number, size=size)


def _finish(held: list[str], file: str, *, number: int, size: int) -> Piece | Mistake:
    if size > MAX_LINE:
        return Mistake(file, number, "", f"the line is longer than {MAX_LINE} characters; one case is one line.")
    text = "".join(held)
    if BAD in text:
        return Mistake(file, number, "", "holds bytes that are no text in the encoding of the file.")
    return Piece(number, text)
