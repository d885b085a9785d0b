"""Hears a stream of server-sent events for as long as it stays open; each event has its place in the record."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import httpx

from runaround.errors import NotJson, RateLimited, TooLarge
from runaround_adapters._net.answers import BodyReader
from runaround_adapters._net.errors import FOREIGN, translate
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._rules.events import EventReader, StreamKind

__all__ = ["hear_standing"]

_KIND = "text/event-stream"
_MAX_ERROR_BODY = 64_000


async def hear_standing(
    wire: Wire, outgoing: Outgoing, put: Callable[[str], None], *, silent_s: float, on_open: Callable[[], None]
) -> None:
    """Send `outgoing`, and give the data of every event to `put`; return when the other side ends the stream.

    silent_s: after so many seconds without a byte the stream is given up. on_open: called once, when it stands.

    Raises AdapterError, also what `put` raises, and for a status that is not 2xx.
    """
    place = wire.place(outgoing)
    headers = [*outgoing.headers, ("Accept", _KIND), ("Accept-Encoding", "identity")]
    head = "\n".join([f"{outgoing.method} {outgoing.url}", *wire.log.show_headers(headers)])
    wire.log.note_sent(head, "")
    timeout = httpx.Timeout(silent_s, connect=wire.limits.connect_s, pool=wire.limits.connect_s)
    try:
        async with wire.client.stream(outgoing.method, outgoing.url, headers=headers, timeout=timeout) as response:
            await _check(wire, outgoing, response)
            on_open()
            await _hear(wire, place, response, put)
    except FOREIGN as error:
        raise translate(error, place, connect_s=wire.limits.connect_s, reply_s=silent_s) from error


async def _hear(wire: Wire, place: str, response: httpx.Response, put: Callable[[str], None]) -> None:
    reader, pending, limit = EventReader(StreamKind.SSE), 0, wire.limits.body_bytes
    async for chunk in response.aiter_raw():
        pending += len(chunk)
        for event in reader.add(chunk):
            pending = 0
            wire.log.note_received(f"{place} ← event", event.data)
            put(event.data)
        if pending > limit:
            msg = f"{place}: an event is larger than {limit:,} bytes (limits.body_bytes)."
            raise TooLarge(msg)


async def _check(wire: Wire, outgoing: Outgoing, response: httpx.Response) -> None:
    """Raise AdapterError unless a stream begins; of anything else the beginning is quoted."""
    kind = response.headers.get("Content-Type", "")
    encoding = response.headers.get("Content-Encoding", "")
    if response.is_success and kind.startswith(_KIND) and encoding in ("", "identity"):
        wire.log.note_received(f"{wire.place(outgoing)} ← HTTP {response.status_code}", "")
        return
    body = BodyReader("", min(wire.limits.body_bytes, _MAX_ERROR_BODY))
    async for chunk in response.aiter_raw():
        if not body.add(chunk):
            break
    raw = Raw(response.status_code, response.headers, body)
    wire.log.note_received(f"{wire.place(outgoing)} ← HTTP {raw.status}", raw.text, is_cut=body.is_too_large)
    if raw.status == HTTPStatus.TOO_MANY_REQUESTS:
        msg = f"{wire.place(outgoing)} answered HTTP 429; lower limits.concurrency."
        raise RateLimited(msg)
    wire.check_status(outgoing, raw)
    found = f"{wire.log.quote(raw.text)} ({wire.log.quote(kind)[1:-1]})"
    msg = f"{wire.place(outgoing)}: the answer is no stream of events; found {found}."
    raise NotJson(msg)
