"""Delivers what Chatwoot tells an agent bot, signed as Chatwoot signs it.

Source: chatwoot/chatwoot, `lib/webhooks/trigger.rb` (signatures: 4.13 and later).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from runaround.errors import AdapterError, TimedOut
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.template import clean_text

__all__ = ["Endpoint", "Webhook"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a bot hears of events. secret: signs them; empty for none. within_s: how soon it must have taken one."""

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    within_s: float = 5.0


class Webhook:
    """The events of one visit. wire: limited to the endpoint's `within_s`."""

    def __init__(self, endpoint: Endpoint, wire: Wire) -> None:
        self._endpoint = endpoint
        self._wire = wire
        self._waiting: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None

    async def deliver(self, payload: Mapping[str, Any]) -> None:
        """Deliver an event now, once. Raises AdapterError if the bot does not take it."""
        outgoing = self._sign(payload)
        try:
            await self._wire.call(outgoing, is_json=False)
        except TimedOut as error:
            msg = (
                f"{self._wire.place(outgoing)}: the webhook was not answered within {self._endpoint.within_s:g} s"
                " (webhook_s), after which Chatwoot gives a conversation to people. Answer it first, and work then."
            )
            raise TimedOut(msg) from error

    def queue(self, payload: Mapping[str, Any]) -> None:
        """Deliver an event after those that wait; whether the bot takes it stands in the record only."""
        self._waiting.put_nowait(payload)
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Deliver nothing more."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            payload = await self._waiting.get()
            with suppress(AdapterError):
                await self.deliver(payload)

    def _sign(self, payload: Mapping[str, Any]) -> Outgoing:
        text = clean_text(json.dumps(payload, ensure_ascii=False))
        body = text.encode()
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-Chatwoot-Delivery": str(uuid.uuid4()),
            **self._endpoint.headers,
        }
        if self._endpoint.secret:
            stamp = str(int(time.time()))
            digest = hmac.new(self._endpoint.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
            headers |= {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": f"sha256={digest.hexdigest()}"}
        return Outgoing("POST", self._endpoint.url, tuple(headers.items()), body, text)
