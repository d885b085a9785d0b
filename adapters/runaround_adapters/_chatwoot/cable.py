"""The cable of Chatwoot: Action Cable over a WebSocket, subscribed to what one contact is told.

Source: rails/rails, `actioncable/app/javascript/action_cable`, and chatwoot/chatwoot, `app/channels/room_channel.rb`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from runaround.errors import AdapterError, Dropped, NotJson, Unauthorized
from runaround_adapters._frames.line import Closed
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.answers import parse_json

__all__ = ["PROTOCOLS", "Cable"]

PROTOCOLS = ("actioncable-v1-json", "actioncable-unsupported")
_STALE_S = 15.0
"""The server sends a ping every three seconds; a line on which nothing comes for so long is dead."""


class Cable:
    """One subscription. make_socket: returns a connection, not yet open. token: the contact's `pubsub_token`."""

    def __init__(self, make_socket: Callable[[], Socket], token: str, *, within_s: float) -> None:
        self._make_socket = make_socket
        self._identifier = json.dumps({"channel": "RoomChannel", "pubsub_token": token})
        self._within_s = within_s
        self._socket = make_socket()

    async def open(self) -> None:
        """Connect and subscribe. Raises AdapterError."""
        await self._socket.close()
        self._socket = self._make_socket()
        await self._socket.open()
        try:
            async with asyncio.timeout(self._within_s):
                await self._await("welcome")
                await self._command("subscribe")
                await self._await("confirm_subscription")
        except TimeoutError as error:
            msg = f"{self._socket.where}: no subscription was confirmed within {self._within_s:g} s."
            raise Dropped(msg) from error

    async def receive(self) -> Mapping[str, Any]:
        """Return the next event, with its name as `event`. Raises AdapterError."""
        while True:
            frame = await self._next()
            message = frame.get("message")
            if "type" not in frame and isinstance(message, Mapping):
                return message

    async def tell_presence(self) -> None:
        """Tell Chatwoot that the contact is there, as its widget does. Raises AdapterError."""
        await self._command("message", data=json.dumps({"action": "update_presence"}))

    async def close(self) -> None:
        """Free the connection."""
        await self._socket.close()

    async def _await(self, kind: str) -> None:
        while (await self._next()).get("type") != kind:
            pass

    async def _next(self) -> Mapping[str, Any]:
        """Return the next frame. Raises AdapterError if it says that the line is over, or none comes any more."""
        try:
            async with asyncio.timeout(_STALE_S):
                text = await self._socket.receive()
        except TimeoutError as error:
            msg = f"{self._socket.where}: nothing came for {_STALE_S:g} s, not even a ping."
            raise Dropped(msg) from error
        if isinstance(text, Closed):
            msg = f"{self._socket.where}: the cable was closed."
            raise Dropped(msg)
        frame = self._parse(text)
        if frame.get("type") == "reject_subscription":
            msg = f"{self._socket.where}: the subscription was rejected; expected that the contact may hear itself."
            raise Unauthorized(msg)
        if frame.get("type") == "disconnect":
            raise self._parted(frame)
        return frame

    def _parse(self, text: str) -> Mapping[str, Any]:
        quoted = self._socket.log.quote(text)
        try:
            frame = parse_json(text.encode("utf-8", "surrogatepass"), "")
        except NotJson as error:
            msg = f"{self._socket.where}: a frame is not JSON; found {quoted}."
            raise NotJson(msg) from error
        if not isinstance(frame, Mapping):
            msg = f"{self._socket.where}: expected frames that are objects; found {quoted}."
            raise NotJson(msg)
        return frame

    def _parted(self, frame: Mapping[str, Any]) -> AdapterError:
        kind = Unauthorized if frame.get("reason") == "unauthorized" else Dropped
        return kind(f"{self._socket.where}: the server parted: {self._socket.log.quote(frame)}.")

    async def _command(self, command: str, **more: str) -> None:
        text = json.dumps({"command": command, "identifier": self._identifier, **more})
        await self._socket.send(text, shown=text)
