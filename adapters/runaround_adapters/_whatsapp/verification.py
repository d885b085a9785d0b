"""Asks a bot's webhook, once, whether it is the one that it should be, as Meta does before it calls it."""

from __future__ import annotations

import asyncio
import secrets
from urllib.parse import urlencode

from runaround.errors import WrongShape
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Wire

__all__ = ["Verification"]


class Verification:
    """The question of one target. token: which the bot expects; without one nothing is asked."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token
        self._is_done = not token
        self._asking = asyncio.Lock()

    async def check(self, wire: Wire) -> None:
        """Ask, unless the webhook has answered before. Raises AdapterError."""
        async with self._asking:
            if not self._is_done:
                await self._ask(wire)
                self._is_done = True

    async def _ask(self, wire: Wire) -> None:
        challenge = str(10**9 + secrets.randbelow(10**9))
        asked = {"hub.mode": "subscribe", "hub.verify_token": self._token, "hub.challenge": challenge}
        url = f"{self._url}{'&' if '?' in self._url else '?'}{urlencode(asked)}"
        outgoing = Outgoing("GET", url, (), b"", "")
        raw = await wire.fetch(outgoing)
        wire.check_status(outgoing, raw)
        if raw.text.strip() != challenge:
            found = wire.log.quote(raw.text)
            msg = f"{wire.place(outgoing)}: the verification was answered with {found}; expected hub.challenge."
            raise WrongShape(msg)
