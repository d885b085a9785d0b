"""Reads conversations that other systems recorded: text in, transcripts out, one file a format.

    find_format(name, sample)            -> how a file is written, by its content and its name
    read_conversations(pieces, ...)      -> its conversations, one by one, and a mistake for everything that is none

Nothing is held but what is being read, so that files of any size can be. Files are opened by whoever calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from runaround.errors import Mistake
from runaround.records import (
    bot_framework,
    chat_text,
    chatwoot,
    messages,
    native,
    rasa,
    table,
    tau2,
    zendesk,
)
from runaround.records.json_values import is_lines, read_values
from runaround.records.lines import BAD
from runaround.records.material import Column, Format, Item, Piece, Settings, Taken, Value
from runaround.records.seen import Seen
from runaround.records.speakers import fold_name
from runaround.store import Recorded, TornLine

__all__ = [
    "BAD",
    "Column",
    "Format",
    "Item",
    "Piece",
    "Seen",
    "Settings",
    "Taken",
    "find_format",
    "fold_name",
    "is_lines",
    "read_conversations",
]

_Values = Callable[[Iterable[Value | Mistake], Settings], Iterator[Item]]

_KINDS: Mapping[Format, Callable[[Value], bool]] = {
    Format.RUNAROUND: native.looks_like,
    Format.TAU2: tau2.looks_like,
    Format.RASA: rasa.looks_like,
    Format.ZENDESK: zendesk.looks_like,
    Format.CHATWOOT: chatwoot.looks_like,
    Format.BOTFRAMEWORK: bot_framework.looks_like,
    Format.MESSAGES: messages.looks_like,
}
"""In this order: a simulation of tau2 is a list of messages too."""

_READERS: Mapping[Format, _Values] = {
    Format.TAU2: tau2.read,
    Format.RASA: rasa.read,
    Format.ZENDESK: zendesk.read,
    Format.CHATWOOT: chatwoot.read,
    Format.BOTFRAMEWORK: bot_framework.read,
    Format.MESSAGES: messages.read,
}
_TABLES = (".csv", ".tsv")
_TEXTS = ".txt"
_JSON = (".json", ".jsonl", ".ndjson", ".transcript")
_LINES = (".jsonl", ".ndjson")
_LOOKED_AT = 20


def find_format(name: str, sample: Sequence[Piece]) -> Format | None:
    """Return how a file is written, by its beginning and then by its name; None if nobody can tell.

    A file of JSON Lines of which nothing is known is taken for our own, so that its mistakes are told in our words.
    """
    begin = "".join(piece.text for piece in sample[:_LOOKED_AT]).lstrip("\ufeff \t\r\n")
    if begin.startswith(("{", "[")) and not chat_text.begins_with_time(sample):
        return _find_json(name, sample)
    if name.endswith(_JSON):
        return Format.RUNAROUND if name.endswith(_LINES) else None
    if name.endswith(_TABLES) or table.looks_like(sample):
        return Format.CSV
    return Format.TEXT if begin and (name.endswith(_TEXTS) or chat_text.looks_like(sample)) else None


def _find_json(name: str, sample: Sequence[Piece]) -> Format | None:
    lines = is_lines(sample)
    for value in islice(read_values(sample, "", lines=lines), _LOOKED_AT):
        if isinstance(value, Value) and not value.frame:
            found = next((format_ for format_, fits in _KINDS.items() if fits(value)), None)
            if found is not None:
                return found
    return Format.RUNAROUND if lines or name.endswith(_LINES) else None


def read_conversations(
    pieces: Iterable[Piece],
    settings: Settings,
    *,
    written: Format,
    lines: bool,
) -> Iterator[Item]:
    """Yield the conversations of a file in the order in which they end, and what is wrong with the rest.

    lines: whether a JSON format has one value a line, see `is_lines`. Never raises for any content.
    """
    if written is Format.RUNAROUND:
        yield from native.read(read_values(pieces, settings.file, lines=lines), settings)
    elif written is Format.CSV:
        yield from _tell_apart(table.read(pieces, settings))
    elif written is Format.TEXT:
        yield from _tell_apart(chat_text.read(pieces, settings))
    else:
        torn: list[TornLine] = []
        values = _put_aside(read_values(pieces, settings.file, lines=lines), torn)
        yield from _tell_apart(_READERS[written](values, settings))
        yield from torn


def _tell_apart(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the same; a conversation whose name was there before gets its number behind it."""
    seen, count = Seen(), 0
    for item in items:
        if isinstance(item, Recorded):
            count += 1
            if not seen.add(item.transcript.id):
                item = replace(item, transcript=replace(item.transcript, id=f"{item.transcript.id}#{count}"))  # noqa: PLW2901 (the same conversation)
        yield item


def _put_aside(values: Iterable[Value | Mistake | TornLine], torn: list[TornLine]) -> Iterator[Value | Mistake]:
    for value in values:
        if isinstance(value, TornLine):
            torn.append(value)
        elif not (isinstance(value, Value) and value.frame):
            yield value
