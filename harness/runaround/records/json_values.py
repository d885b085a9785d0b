"""Reads JSON Lines and JSON documents of any size as a stream of values.

A document is never held whole: the elements of its list are given one by one. Its list may stand at the top, or under
one of the keys that exports use for lists of conversations. It is walked through here because streaming parsers do not
say at which line a value stands, which the account of bad lines names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from runaround.errors import Mistake
from runaround.records.lines import BAD, MAX_LINE, whole_lines
from runaround.records.material import Piece, Value
from runaround.store import TornLine

__all__ = ["is_lines", "read_values"]

_LISTS = frozenset(
    {"chats", "conversations", "items", "payload", "results", "simulations", "tickets", "trackers", "transcripts"}
)
"""Keys of an outermost object under which lists of conversations, or of loose messages, are streamed."""

_PAGES = ("payload", "chats", "simulations", "tickets", "trackers")
"""Those under which a line of JSON Lines may hold a list. Under the others a line holds the messages of one."""

_EITHER = "data"
"""A key that holds such a list, or an object with one."""

_GO_ON = ("{", "[", ",", ":")
_BLANK = " \t\r\n\ufeff"
_LEAST = 65_536
_NEAR_END = 16
_REST = "the rest of the file is left out."


def is_lines(sample: Iterable[Piece]) -> bool:
    """Return whether a file has one JSON value a line; `sample` is its beginning.

    A first line that is broken counts as a line too if the second is whole, and it does not end as a line of a document
    would. One line alone is a document.
    """
    lines = [line.text.strip(_BLANK) for line in whole_lines(sample, "") if isinstance(line, Piece)]
    first, second, *_ = [*(line for line in lines if line), "", ""]
    if _is_whole(first):
        return bool(second) and second.startswith(first[0])
    return first.startswith("{") and not first.endswith(_GO_ON) and second.startswith("{") and _is_whole(second)


def read_values(pieces: Iterable[Piece], file: str, *, lines: bool) -> Iterator[Value | Mistake | TornLine]:
    """Yield the values of JSON Lines (`lines`) or of a document, each with its line; mistakes instead of bad ones."""
    yield from _read_lines(pieces, file) if lines else _Document(pieces, file).read()


def _read_lines(pieces: Iterable[Piece], file: str) -> Iterator[Value | Mistake | TornLine]:
    for line in whole_lines(pieces, file):
        if isinstance(line, Mistake):
            yield line
            continue
        text = line.text.strip(_BLANK)
        if not text:
            continue
        try:
            yield from _unwrap(Value(line.line, _load(text)))
        except json.JSONDecodeError as error:
            if line.text.endswith("\n"):
                yield Mistake(file, line.line, "", f"not JSON: {error.msg} at column {error.colno}.")
            else:
                yield TornLine(file, line.line)
        except (ValueError, RecursionError):
            yield Mistake(file, line.line, "", _UNREADABLE)


def _unwrap(value: Value) -> Iterator[Value]:
    """Yield the elements of the list that a line wraps, such as a page of an export; else the value."""
    content = value.content
    if isinstance(content, dict) and isinstance(content.get(_EITHER), dict):
        content = content[_EITHER]
    found = next((key for key in _PAGES if isinstance(content, dict) and isinstance(content.get(key), list)), None)
    if found is None:
        yield value
    else:
        yield from (Value(value.line, one, (found,)) for one in content[found])


_UNREADABLE = "not JSON that can be read: NaN, Infinity, a number of thousands of digits, or nested too deeply."


def _load(text: str) -> Any:  # noqa: ANN401 (foreign data)
    return json.loads(text, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> NoReturn:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)


def _is_whole(text: str) -> bool:
    try:
        _load(text)
    except (ValueError, RecursionError):
        return False
    return True


class _Broken(Exception):
    """The document cannot be read on from here."""


class _Document:
    """Walks through a JSON document that comes in pieces."""

    def __init__(self, pieces: Iterable[Piece], file: str) -> None:
        self._pieces = iter(pieces)
        self._file = file
        self._text = ""
        self._at = 0
        self._line = 1
        self._is_over = False
        self._decoder = json.JSONDecoder(parse_constant=_refuse_constant)

    def read(self) -> Iterator[Value | Mistake]:
        try:
            while opening := self._peek():
                if opening == "[":
                    yield from self._elements(())
                elif opening == "{":
                    yield from self._members(())
                else:
                    yield Value(self._line, self._decode())
        except _Broken as error:
            yield Mistake(self._file, self._line, "", f"not JSON: {error}; {_REST}")
        except (ValueError, RecursionError):
            yield Mistake(self._file, self._line, "", f"{_UNREADABLE.removesuffix('.')}; {_REST}")

    def _members(self, path: tuple[str, ...]) -> Iterator[Value]:
        """Yield the elements of the lists of an object, then the object: without them if there were any."""
        line, rest, has_lists = self._line, {}, False
        self._take("{")
        while self._peek() != "}":
            key = self._decode() if self._peek() == '"' else ""
            self._take(":")
            opening = self._peek()
            if opening == "[" and key in {*_LISTS, _EITHER}:
                has_lists = True
                yield from self._elements((*path, key))
            elif opening == "{" and key == _EITHER and not path:
                yield from self._members((key,))
            else:
                rest[key] = self._decode()
            if self._peek() != "}":
                self._take(",")
        self._take("}")
        yield Value(line, rest, path, frame=has_lists or not rest)

    def _elements(self, path: tuple[str, ...]) -> Iterator[Value]:
        self._take("[")
        while self._peek() != "]":
            line = self._line
            yield Value(line, self._decode(), path)
            if self._peek() != "]":
                self._take(",")
        self._take("]")

    def _peek(self) -> str:
        """Return the next character that is not blank, without going past it; empty at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANK:
                    return self._text[self._at]
                self._line += self._text[self._at] == "\n"
                self._at += 1
            if not self._fill():
                return ""

    def _take(self, wanted: str) -> None:
        found = self._peek()
        if found != wanted:
            msg = f"expected {wanted!r}, found {found!r}" if found else f"expected {wanted!r}, and the file ends"
            raise _Broken(msg)
        self._at += 1

    def _decode(self) -> Any:  # noqa: ANN401 (foreign data)
        """Return the value that begins here, and go past it."""
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not (self._may_go_on(error) and self._fill()):
                    raise _Broken(error.msg) from error
                continue
            if end == len(self._text) and self._fill():
                continue  # a number may go on in the next piece
            if BAD in self._text[self._at : end]:
                msg = "bytes that are no text in the encoding of the file"
                raise _Broken(msg)
            self._line += self._text.count("\n", self._at, end)
            self._at = end
            return value

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Return whether the value may only be cut off; the decoder names the beginning of an unfinished text."""
        is_cut = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _NEAR_END
        return is_cut and len(self._text) - self._at < MAX_LINE

    def _fill(self) -> bool:
        """Read on, at least as much again as is held, so that a long value costs no more than its length."""
        if self._is_over:
            return False
        held = [self._text[self._at :]]
        wanted = max(_LEAST, len(held[0]))
        size = 0
        for piece in self._pieces:
            held.append(piece.text)
            size += len(piece.text)
            if size >= wanted:
                break
        else:
            self._is_over = True
        self._text, self._at = "".join(held), 0
        return size > 0
