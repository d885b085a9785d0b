"""Writes tables for spreadsheets and programs: RFC 4180, and nothing that a spreadsheet would calculate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from runaround.reports.build_commands import break_commands
from runaround.reports.hostile import cut, make_visible

__all__ = ["Cell", "write_header", "write_rows", "write_table"]

Cell = str | int | float | bool | None
"""A text is foreign or ours; None is an empty cell."""

_BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel reads UTF-8 as the code page of the machine, and Chinese becomes nonsense."""

_QUOTED: Final = re.compile(r'[",\r\n]|^ | $')

_CELL_CHARACTERS: Final = 30_000
"""A cell of Excel holds 32,767 characters; the rest would go on in the next row."""

_CALCULATED: Final = frozenset("=+-@\t\r\n＝＋－＠")
"""Source: OWASP, "CSV Injection"; full-width forms count as their narrow ones in Chinese and Japanese versions."""


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> str:
    """Return a table with a row of headers, lines ending with CR LF; a row may leave cells empty."""
    return write_header(columns) + write_rows(columns, rows)


def write_header(columns: Sequence[str]) -> str:
    """Return how a table begins, for whoever writes its rows one by one."""
    return _BYTE_ORDER_MARK + _write_line(columns)


def write_rows(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> str:
    """Return rows as lines that end with CR LF; a row may leave cells empty."""
    return "".join(_write_line([_write_cell(row.get(column)) for column in columns]) for row in rows)


def _write_line(cells: Iterable[str]) -> str:
    return ",".join(map(_quote, cells)) + "\r\n"


def _quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def _write_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    text, rest = cut(break_commands(make_visible(value)), _CELL_CHARACTERS)
    shown = f"{text} … (+{len(rest)})" if rest else text
    # The apostrophe makes a text of it, in every spreadsheet; a leading space would not stop all of them.
    return f"'{shown}" if shown.lstrip(" ")[:1] in _CALCULATED and shown.strip(" ") else shown
