"""A small server on this machine to which a bot posts its messages, each to the visit whose name it carries."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from runaround.errors import AdapterError

__all__ = ["Hear", "Receiver"]

_BODY_BYTES = 10_000_000

Hear = Callable[[object, str], None]
"""Is given a message that a bot posted, and the first line of the request, as the record shows it."""


class Receiver:
    """Takes JSON at 127.0.0.1 and hands it to the visit that its `recipient_id` names.

    port: the one under which the bot knows this server. What carries no known name is answered with 404, and dropped.
    """

    def __init__(self, *, port: int) -> None:
        self._port = port
        self._hearers: dict[str, Hear] = {}
        self._runner: web.AppRunner | None = None
        self._starting = asyncio.Lock()

    async def register(self, recipient: str, hear: Hear) -> None:
        """Hand what comes for `recipient` to `hear`. Raises AdapterError if the port is taken."""
        async with self._starting:
            if self._runner is None:
                await self._start()
        self._hearers[recipient] = hear

    def withdraw(self, recipient: str) -> None:
        """Take nothing more for `recipient`."""
        self._hearers.pop(recipient, None)

    async def close(self) -> None:
        """Stop the server."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _start(self) -> None:
        app = web.Application(client_max_size=_BODY_BYTES)
        app.router.add_post("/{path:.*}", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self._port).start()
        except OSError as error:
            await runner.cleanup()
            msg = f"Port {self._port} of this machine, where the bot posts its messages (callback.port), is taken."
            raise AdapterError(msg) from error
        self._runner = runner

    async def _take(self, request: web.Request) -> web.Response:
        try:
            message = await request.json()
        except (ValueError, RecursionError) as error:
            raise web.HTTPBadRequest from error
        recipient = message.get("recipient_id") if isinstance(message, dict) else None
        hear = self._hearers.get(str(recipient))
        if hear is None:
            raise web.HTTPNotFound
        hear(message, f"(the bot) POST {request.path}")
        return web.Response(text="ok")
