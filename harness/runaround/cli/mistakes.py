"""Lays out mistakes of files for people: by file, each with its line as it is written, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from runaround.errors import Mistake
from runaround.reports.columns import hang
from runaround.reports.hostile import make_visible, on_one_line

__all__ = ["lay_out_mistakes"]

_LONGEST_TEXT = 4000


def lay_out_mistakes(mistakes: Sequence[Mistake], *, width: int) -> list[str]:
    """Return the lines: under each file its mistakes in the order given, each with line, key, excerpt and sentence."""
    lines: list[str] = []
    for file in dict.fromkeys(mistake.file for mistake in mistakes):
        written = _read_lines(Path(file))
        lines += [make_visible(file)]
        for mistake in mistakes:
            if mistake.file == file:
                lines += _lay_out(mistake, written, width=width)
        lines.append("")
    return lines


def _lay_out(mistake: Mistake, written: Sequence[str], *, width: int) -> Iterator[str]:
    place = [f"line {mistake.line}"] if mistake.line else []
    place += [make_visible(mistake.path)] if mistake.path else []
    if place:
        yield f"  {', '.join(place)}"
    if 0 < mistake.line <= len(written):
        yield f"    | {_excerpt(written[mistake.line - 1], width - 8)}"
    yield from hang(on_one_line(mistake.text, _LONGEST_TEXT), width, first="    ")


def _excerpt(line: str, width: int) -> str:
    """Return a line as it is written, with its indentation; a tab, which looks like spaces, as an arrow."""
    text = line.replace("\t", "→").rstrip()
    indent = len(text) - len(text.lstrip(" "))
    return " " * indent + on_one_line(text.lstrip(" "), max(width - indent, 20))


def _read_lines(path: Path) -> list[str]:
    """Return the lines of a file; none if it cannot be read, which is told as a mistake of its own."""
    try:
        return path.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError:
        return []
