"""Calls a bot's webhook for one visit: at once for what the consumer does, and in order for what else happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from runaround.errors import AdapterError, Dropped, TimedOut
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.template import clean_text

__all__ = ["Retries", "Webhook"]

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Retries:
    """How often the same call is made again where no 2xx came, and after how many seconds.

    final: statuses after which the platform does not.
    """

    times: int = 0
    after_s: float = 1.0
    final: frozenset[int] = _NONE


class Webhook:
    """The way to the webhook. sign: returns the headers by which the bot knows that a body is the platform's.

    What is called again is the same body with the same ids, so that the bot can know it; the record shows each call.
    """

    def __init__(
        self, wire: Wire, url: str, sign: Callable[[bytes], Mapping[str, str]], *, retries: Retries = Retries()
    ) -> None:
        self._wire = wire
        self._url = url
        self._sign = sign
        self._retries = retries
        self._untold: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._teller: asyncio.Task[None] | None = None

    async def call(self, body: Mapping[str, Any]) -> None:
        """Deliver what the consumer did. Raises AdapterError if the bot does not take it."""
        outgoing = self._outgoing(body)
        for left in range(self._retries.times, -1, -1):
            try:
                raw = await self._wire.fetch(outgoing)
            except (TimedOut, Dropped):
                if not left:
                    raise
            else:
                if raw.is_good or not left or raw.status in self._retries.final:
                    self._wire.check_status(outgoing, raw)
                    return
            await asyncio.sleep(self._retries.after_s)

    def tell(self, body: Mapping[str, Any]) -> None:
        """Deliver, as soon as may be, what else the platform tells; if the bot does not take it, the record says so."""
        self._untold.put_nowait(body)
        if self._teller is None:
            self._teller = asyncio.create_task(self._tell_all())

    async def close(self) -> None:
        """Deliver nothing more."""
        teller, self._teller = self._teller, None
        if teller is not None:
            teller.cancel()
            with suppress(asyncio.CancelledError):
                await teller

    async def _tell_all(self) -> None:
        while True:
            outgoing = self._outgoing(await self._untold.get())
            with suppress(AdapterError):
                await self._wire.fetch(outgoing)

    def _outgoing(self, body: Mapping[str, Any]) -> Outgoing:
        text = clean_text(json.dumps(body, ensure_ascii=False))
        content = text.encode()
        headers = {"Content-Type": "application/json", **self._sign(content)}
        return Outgoing("POST", self._url, tuple(headers.items()), content, text)
