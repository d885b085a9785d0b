"""Takes streamed answers apart while they come: server-sent events, and lines of JSON. Pure."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EventReader", "StreamEvent", "StreamKind"]

_BOM = "\ufeff"


class StreamKind(StrEnum):
    """How a streamed answer is put together.

    sse: server-sent events, as the HTML standard has them. ndjson: one JSON value a line.
    """

    SSE = "sse"
    NDJSON = "ndjson"


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """One event, or one line: its data, and the name that a server-sent event may have."""

    data: str
    name: str = ""


class EventReader:
    """Puts together what comes in pieces, wherever it was cut, characters too."""

    def __init__(self, kind: StreamKind) -> None:
        self._kind = kind
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._is_first = True
        self._data: list[str] = []
        self._name = ""

    def add(self, chunk: bytes, *, is_last: bool = False) -> Iterator[StreamEvent]:
        """Yield the events that `chunk` completes. is_last: nothing follows.

        What then stands without the empty line that the standard wants at its end counts: many servers leave it out.
        """
        text = self._rest + self._decoder.decode(chunk, is_last)
        if self._is_first and text:
            text, self._is_first = text.removeprefix(_BOM), False
        lines = text.replace("\r\n", "\n").split("\n")
        # A carriage return ends a line of its own kind too, but at the end of a piece its line feed may follow.
        self._rest = lines.pop()
        if is_last:
            lines += [self._rest, ""]
        for line in lines:
            for one in line.split("\r"):
                yield from self._take(one)

    def _take(self, line: str) -> Iterator[StreamEvent]:
        if self._kind is StreamKind.NDJSON:
            if line.strip():
                yield StreamEvent(line)
            return
        if line:
            self._note(line)
            return
        data, name, self._data, self._name = self._data, self._name, [], ""
        if data:
            yield StreamEvent("\n".join(data), name)

    def _note(self, line: str) -> None:
        field, _, value = line.partition(":")  # a line that begins with a colon is a comment: its field has no name
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value
