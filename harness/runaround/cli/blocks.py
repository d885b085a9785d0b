"""A page of headings, sentences, tables and quoted lines, written as plain text or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tabulate import tabulate

from runaround.reports.build_commands import break_commands
from runaround.reports.columns import wrap

__all__ = ["Block", "Heading", "Paragraph", "Quote", "Table", "write_markdown", "write_text"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; depth counts from 1, the highest."""

    text: str
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences, each on a line of its own in plain text."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has a cell for each header."""

    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines that stand as they are, such as a conversation; they hold no line breaks."""

    lines: tuple[str, ...]


_WIDTH = 100
_MARKUP = re.compile(r"[\\`|<&*\[]|(?<!\w)_|_(?!\w)")

Block = Heading | Paragraph | Table | Quote


def write_text(blocks: Iterable[Block]) -> str:
    """Return the page for a terminal; foreign text in it has been made visible before."""
    return _join(_as_text(block) for block in blocks)


def write_markdown(blocks: Iterable[Block], *, depth: int = 1) -> str:
    """Return the page as Markdown that shows foreign text and never obeys it. depth: that of the highest heading."""
    return _join("\n".join(_as_markdown(block, depth - 1)) for block in blocks)


def _join(parts: Iterable[str]) -> str:
    return break_commands("\n\n".join(parts) + "\n")


def _as_text(block: Block) -> str:
    match block:
        case Heading(text, 1):
            return f"{text}\n{'=' * len(text)}"
        case Heading(text):
            return text
        case Paragraph(sentences):
            return "\n".join(line for sentence in sentences for line in wrap(sentence, _WIDTH))
        case Quote(lines):
            return "\n".join(lines)
        case Table(headers, rows):
            return str(tabulate(rows, headers=headers, disable_numparse=True))


def _as_markdown(block: Block, deeper: int) -> Iterator[str]:
    match block:
        case Heading(text, depth):
            yield f"{'#' * (depth + deeper)} {_escape(text)}"
        case Paragraph(sentences):
            yield " ".join(_escape(sentence) for sentence in sentences)
        case Quote(lines):
            # Indented and not fenced: no text of a bot can end the block.
            yield from (f"    {line}" for line in lines)
        case Table(headers, rows):
            yield _row(headers)
            yield "|" + "---|" * len(headers)
            yield from (_row(row) for row in rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_escape(cell) for cell in cells)} |"


def _escape(text: str) -> str:
    """Return text in which nothing is markup; the underscore of a name such as `no_reply` is none."""
    return _MARKUP.sub(r"\\\g<0>", text)
