"""Spreads messages over time, so that no bot is asked more often than its target file allows."""

from __future__ import annotations

import asyncio
import time

__all__ = ["Pace"]


class Pace:
    """Spreads messages so that no more than `per_second` begin in a second, over all visits of a target."""

    def __init__(self, per_second: float | None) -> None:
        self._gap_s = 1 / per_second if per_second else 0.0
        self._next = 0.0

    async def wait(self) -> None:
        """Wait until a message may be sent."""
        now = time.monotonic()
        slot = max(now, self._next)
        self._next = slot + self._gap_s
        if slot > now:
            await asyncio.sleep(slot - now)
