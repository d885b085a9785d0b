"""Tables of messages with named columns: CSV with commas, semicolons, tabs or bars.

Source: RFC 4180 for quotes and line breaks inside fields.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from runaround.errors import Mistake
from runaround.model import Message
from runaround.records.gathering import Gathered, Loose, gather
from runaround.records.lines import whole_lines
from runaround.records.material import Column, Item, Piece, Settings, Taken
from runaround.records.speakers import UnknownSpeakers, assign, fold_name
from runaround.records.talks import Said, Talk, finish
from runaround.records.times import read_time

__all__ = ["looks_like", "read"]

_SEPARATORS = (",", ";", "\t", "|")
_NEEDED = (Column.SPEAKER, Column.TEXT)
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Row:
    """What one row says, as written."""

    speaker: str
    text: str
    time: str = ""
    session: str = ""
    lang: str = ""


def looks_like(sample: Iterable[Piece]) -> bool:
    """Return whether the first line of a file names the columns of a table of messages."""
    first = next((one.text for one in whole_lines(sample, "") if isinstance(one, Piece) and one.text.strip()), "")
    headers = _read_headers(first, _find_separator(first))
    return len(headers) > 1 and {*_NEEDED} <= _find_columns(headers, {}).keys()


def read(pieces: Iterable[Piece], settings: Settings) -> Iterator[Item]:
    """Yield the conversations of a table; rows belong together by their column of conversations, else all of them."""
    for talk in gather(_read_rows(pieces, settings), settings.file):
        if isinstance(talk, Gathered):
            yield from _finish(talk, settings)
        else:
            yield talk


def _finish(talk: Gathered[_Row], settings: Settings) -> Iterator[Item]:
    try:
        speakers = assign((row.speaker for row in talk.contents), settings)
    except UnknownSpeakers as error:
        yield Mistake(settings.file, talk.line, "", str(error))
        return
    yield from (Taken(name, speaker) for name, speaker in speakers.items())
    said = tuple(
        Said(Message(speakers[row.speaker], row.text), read_time(row.time or None), row.session)
        for row in talk.contents
        if row.text.strip()
    )
    lang = talk.contents[0].lang[:2].lower()
    yield finish(Talk(talk.line, talk.name, said, lang=lang), settings)


def _read_rows(pieces: Iterable[Piece], settings: Settings) -> Iterator[Loose[_Row] | Mistake]:
    troubles: list[Mistake] = []
    lines = _Lines(pieces, settings.file, troubles)
    first = next(lines, "")
    if not first.strip():
        return
    separator = settings.separator or _find_separator(first)
    headers = _read_headers(first, separator)
    columns = _find_columns(headers, settings.columns)
    missing = [column for column in _NEEDED if column not in columns]
    unknown = [name for name in settings.columns.values() if name not in headers]
    if missing or unknown:
        yield Mistake(settings.file, lines.number, "", _tell_headers(headers, missing, unknown))
        return
    for line, cells in _read_cells(lines, separator):
        yield from troubles
        troubles.clear()
        if isinstance(cells, str):
            yield Mistake(settings.file, line, "", cells)
        elif cells:
            yield _read_row(line, cells, columns, settings=settings)
    yield from troubles


class _Lines:
    """Gives the texts of whole lines, and puts mistakes aside."""

    def __init__(self, pieces: Iterable[Piece], file: str, troubles: list[Mistake]) -> None:
        self._lines = whole_lines(pieces, file)
        self._troubles = troubles
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line in self._lines:
            self.number = line.line
            if isinstance(line, Piece):
                return line.text
            self._troubles.append(line)
        raise StopIteration


def _read_cells(lines: _Lines, separator: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each row with the line on which it begins, or why it is none."""
    reader = csv.reader(lines, delimiter=separator)
    while True:
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"is no row of a table: {error}."
            continue
        yield line, cells


def _read_row(
    line: int, cells: list[str], columns: Mapping[Column, int], *, settings: Settings
) -> Loose[_Row] | Mistake:
    found = {column: cells[place] for column, place in columns.items() if place < len(cells)}
    speaker = found.get(Column.SPEAKER, "").strip()
    if not speaker or Column.TEXT not in found:
        text = f"the row has {len(cells)} cells and no {'speaker' if not speaker else 'text'}."
        return Mistake(settings.file, line, "", text)
    row = _Row(
        speaker,
        found[Column.TEXT],
        time=found.get(Column.TIME, ""),
        session=found.get(Column.SESSION, "").strip(),
        lang=found.get(Column.LANG, "").strip(),
    )
    return Loose(line, found.get(Column.ID, "").strip(), row)


def _read_headers(first: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([first.lstrip("\ufeff")], delimiter=separator), [])
    except csv.Error:  # a line break of another age inside the line
        return []


def _find_separator(first: str) -> str:
    """Return what separates columns: the sign that the first line has most of outside of quotes."""
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def _find_columns(headers: list[str], chosen: Mapping[Column, str]) -> dict[Column, int]:
    """Return the place of each column: the chosen one, else the one with the likeliest header."""
    folded = [fold_name(header) for header in headers]
    found = {column: headers.index(name) for column, name in chosen.items() if name in headers}
    for column, names in _known().items():
        place = next((folded.index(name) for name in names if name in folded), None)
        if column not in found and place is not None and place not in found.values():
            found[column] = place
    return found


def _tell_headers(headers: list[str], missing: list[Column], unknown: list[str]) -> str:
    shown = ", ".join(repr(header[:40]) for header in headers[:_SHOWN])
    wanted = [f"no column for {', '.join(missing)}"] if missing else []
    wanted += [f"no column {', '.join(map(repr, unknown))}"] if unknown else []
    return f"found {' and '.join(wanted)} among {shown}; name columns with --column speaker=HEADER."


@cache
def _known() -> Mapping[Column, tuple[str, ...]]:
    content: Mapping[str, Any] = yaml.safe_load((files(__package__) / "columns.yaml").read_text("utf-8"))
    return {Column(column): tuple(fold_name(str(name)) for name in names) for column, names in content.items()}
