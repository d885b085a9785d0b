"""Socket.IO over HTTP long polling: as much of it as a chat needs, on the wire that all adapters share.

Polling alone, without the upgrade to a WebSocket, works with every server, and keeps sizes, times and the record of the
wire under the same rules as all other calls.
Source: Engine.IO protocol 4, Socket.IO protocol 5 (github.com/socketio).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from runaround.errors import AdapterError, Dropped, NotJson, Unauthorized, WrongShape
from runaround_adapters._net.answers import parse_json
from runaround_adapters._net.requests import build_request
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Call
from runaround_adapters._rules.template import clean_text

__all__ = ["Ack", "IoEvent", "SocketIo"]

_SEPARATOR = "\x1e"
_SPARE_S = 5.0


@dataclass(frozen=True, slots=True)
class IoEvent:
    """An event from the server, with what came along."""

    name: str
    args: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ack:
    """The server has done with what was sent under this number."""

    number: int


class SocketIo:
    """One connection. call: how requests look, the address with the path of the server. auth: shown on connecting."""

    def __init__(self, call: Call, wire: Wire, *, auth: Mapping[str, str] | None = None) -> None:
        self._call = replace(call, query={**call.query, "EIO": "4", "transport": "polling"})
        self._wire = wire
        self._polls = wire
        self._auth = auth
        self._numbers = count(1)
        self._waiting: list[str] = []
        self._sending = asyncio.Lock()

    @property
    def where(self) -> str:
        """How messages about it begin."""
        return f"{self._wire.name} ({self._wire.log.masker.mask(self._call.url.partition('?')[0])})"

    async def open(self) -> None:
        """Connect, and wait until the server has let us in. Raises AdapterError."""
        packets = await self._poll()
        if not packets or not packets[0].startswith("0"):
            msg = f"{self.where}: expected the opening of Engine.IO; found {self._wire.log.quote(packets)}."
            raise WrongShape(msg)
        opening = self._parse(packets[0][1:])
        if not isinstance(opening, Mapping) or not isinstance(opening.get("sid"), str):
            msg = f"{self.where}: the opening of Engine.IO has no 'sid'; found {self._wire.log.quote(opening)}."
            raise WrongShape(msg)
        self._call = replace(self._call, query={**self._call.query, "sid": opening["sid"]})
        self._polls = self._make_patient(opening)
        self._waiting = packets[1:]
        await self._post("40" + (json.dumps(self._auth) if self._auth else ""))
        while not (packet := await self._next()).startswith("40"):
            if packet.startswith("44"):
                msg = f"{self.where}: the server did not let us in; it says {self._wire.log.quote(packet[2:])}."
                raise Unauthorized(msg)

    async def emit(self, name: str, data: object) -> int:
        """Send an event, and return the number under which the server may say that it has done with it."""
        number = next(self._numbers)
        await self._post(f"42{number}" + clean_text(json.dumps([name, data], ensure_ascii=False)))
        return number

    async def receive(self) -> IoEvent | Ack | None:
        """Return the next event or acknowledgement; None once the server has ended the connection.

        Raises AdapterError.
        """
        while True:
            packet = await self._next()
            if packet == "1" or packet.startswith("41"):
                return None
            if packet.startswith(("42", "43")):
                return self._read(packet)

    async def close(self) -> None:
        """Say goodbye. Does not raise."""
        if "sid" in self._call.query:
            with suppress(AdapterError):
                await self._post("41", "1")

    async def _next(self) -> str:
        """Return the next packet that is no ping; pings are answered, or the server hangs up."""
        while True:
            while not self._waiting:
                self._waiting = await self._poll()
            packet = self._waiting.pop(0)
            if packet != "2":
                return packet
            await self._post("3")

    async def _poll(self) -> list[str]:
        outgoing = build_request(replace(self._call, method="GET"), {})
        raw = await self._polls.fetch(outgoing)
        if raw.status == 400 and "sid" in self._call.query:
            msg = f"{self.where}: the server no longer knows the connection; the message may have arrived."
            raise Dropped(msg)
        self._polls.check_status(outgoing, raw)
        text = raw.body.content.decode("utf-8", "replace")
        return text.split(_SEPARATOR) if text else []

    async def _post(self, *packets: str) -> None:
        content = _SEPARATOR.join(packets)
        headers = {**self._call.headers, "Content-Type": "text/plain;charset=UTF-8"}
        outgoing = build_request(replace(self._call, method="POST", headers=headers), {})
        outgoing = replace(outgoing, content=content.encode(), shown=content)
        async with self._sending:
            await self._wire.call(outgoing, is_json=False)

    def _read(self, packet: str) -> IoEvent | Ack:
        body = packet[2:].lstrip("0123456789")
        digits = packet[2 : len(packet) - len(body)]
        value = self._parse(body)
        if packet.startswith("43"):
            return Ack(int(digits or 0))
        if not isinstance(value, list) or not value:
            msg = f"{self.where}: expected an event of Socket.IO; found {self._wire.log.quote(packet)}."
            raise WrongShape(msg)
        return IoEvent(str(value[0]), tuple(value[1:]))

    def _parse(self, text: str) -> object:
        try:
            return parse_json(text.encode(), "")
        except NotJson as error:
            msg = f"{self.where}: a packet is not JSON; found {self._wire.log.quote(text)}."
            raise NotJson(msg) from error

    def _make_patient(self, opening: Mapping[str, Any]) -> Wire:
        """Return a wire that waits as long as the server may keep a poll; it pings before that is over."""
        waits = [opening.get(name, 0) for name in ("pingInterval", "pingTimeout")]
        patience_s = sum(one for one in waits if isinstance(one, int | float)) / 1000 + _SPARE_S
        limits = self._wire.limits
        return replace(self._wire, limits=replace(limits, reply_s=max(limits.reply_s, patience_s)))
