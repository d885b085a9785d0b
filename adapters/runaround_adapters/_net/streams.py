"""Hears a streamed answer, event by event, while it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from runaround.errors import AdapterError, NotJson
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._rules.events import EventReader, StreamEvent, StreamKind
from runaround_adapters._rules.paths import Quote

__all__ = ["StreamListener", "hear_stream"]

_DONE = "[DONE]"
_KINDS: Final = {StreamKind.SSE: "text/event-stream", StreamKind.NDJSON: "application/x-ndjson, application/json"}


class StreamListener:
    """Gives what every event holds to `put`, which says whether the answer is over with it; all it raises is kept.

    An event is the JSON of its data. The name that a server-sent event has is its key `event`, unless it has that key
    itself; data that is no object stands under `data`. Data `[DONE]` ends the answer, as it does in many protocols.
    """

    def __init__(self, kind: StreamKind, put: Callable[[object], bool], *, quote: Quote) -> None:
        self.is_over = False
        self.error: AdapterError | None = None
        self.count = 0
        self._kind = kind
        self._put = put
        self._quote = quote
        self._reader = EventReader(kind)

    def hear(self, chunk: bytes) -> bool:
        """Take in what came, and return whether there is more to come."""
        self._take(self._reader.add(chunk))
        return not self.is_over and self.error is None

    def finish(self) -> None:
        """Take in that nothing more comes."""
        if not self.is_over and self.error is None:
            self._take(self._reader.add(b"", is_last=True))

    def put(self, value: object) -> None:
        """Take in an answer that came whole."""
        self.count += 1
        try:
            self.is_over = self._put(value)
        except AdapterError as error:
            self.error = error

    def _take(self, events: Iterable[StreamEvent]) -> None:
        for event in events:
            if event.data.strip().strip('"') == _DONE:
                self.is_over = True
            else:
                self._take_one(event)
            if self.is_over or self.error is not None:
                return

    def _take_one(self, event: StreamEvent) -> None:
        try:
            self.put(self._read(event))
        except AdapterError as error:
            self.error = error

    def _read(self, event: StreamEvent) -> object:
        data: object
        try:
            data = parse_json(event.data.encode("utf-8", "surrogatepass"), "")
        except NotJson as error:
            if self._kind is StreamKind.NDJSON or event.data.lstrip().startswith(("{", "[")):
                msg = f"an event is not JSON; found {self._quote(event.data)}."
                raise NotJson(msg) from error
            data = event.data
        if self._kind is StreamKind.NDJSON:
            return data
        if not isinstance(data, dict):
            return {"event": event.name, "data": data}
        return {"event": event.name, **data} if event.name else data


async def hear_stream(wire: Wire, outgoing: Outgoing, kind: StreamKind, put: Callable[[object], bool]) -> bool:
    """Send `outgoing`, and give what its answer's events hold to `put`; return whether one of them ended it.

    An answer that is one JSON value after all, as errors often are, is given to `put` whole.

    Raises AdapterError, also what `put` raises, and for a status that is not 2xx.
    """
    listener = StreamListener(kind, put, quote=wire.log.quote)
    outgoing = _accept(outgoing, kind)

    def watch(raw: Raw, chunk: bytes) -> bool:
        return _is_whole(raw, kind) or listener.hear(chunk)

    raw = await wire.fetch(outgoing, watch=watch)
    wire.check_status(outgoing, raw)
    if _is_whole(raw, kind):
        listener.put(wire.parse(outgoing, raw))
    else:
        listener.finish()
    if listener.error is not None:
        msg = f"{wire.place(outgoing)}: {listener.error}"
        raise type(listener.error)(msg) from listener.error
    if not listener.count and raw.body.content.strip() and _KINDS[kind] not in _kind_of(raw):
        msg = f"{wire.place(outgoing)}: the answer is no stream of events; found {wire.log.quote(raw.text)}."
        raise NotJson(msg)
    return listener.is_over


def _accept(outgoing: Outgoing, kind: StreamKind) -> Outgoing:
    names = {name.lower(): value for name, value in outgoing.headers}
    if names.get("accept") != "application/json":
        return outgoing  # the target file says what it accepts
    return outgoing.with_header("Accept", _KINDS[kind])


def _is_whole(raw: Raw, kind: StreamKind) -> bool:
    return kind is StreamKind.SSE and _kind_of(raw).startswith("application/json")


def _kind_of(raw: Raw) -> str:
    return str(raw.headers.get("Content-Type", "")).strip().lower()
