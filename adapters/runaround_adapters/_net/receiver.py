"""A small server on this machine to which a bot posts its messages, each to the visit whose name it carries."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from runaround.errors import AdapterError
from runaround_adapters._net.local_server import LocalServer

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
        app = web.Application(client_max_size=_BODY_BYTES)
        app.router.add_post("/{path:.*}", self._take)
        self._server = LocalServer(app, port=port)
        self._hearers: dict[str, Hear] = {}

    async def register(self, recipient: str, hear: Hear) -> None:
        """Hand what comes for `recipient` to `hear`. Raises AdapterError if the port is taken."""
        try:
            await self._server.start()
        except OSError as error:
            msg = f"Port {self._port} of this machine, where the bot posts its messages (callback.port), is taken."
            raise AdapterError(msg) from error
        self._hearers[recipient] = hear

    def withdraw(self, recipient: str) -> None:
        """Take nothing more for `recipient`."""
        self._hearers.pop(recipient, None)

    async def close(self) -> None:
        """Stop the server."""
        await self._server.close()

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
