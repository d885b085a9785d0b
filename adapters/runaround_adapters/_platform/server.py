"""A small server on this machine that a bot takes for its platform's API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from runaround.errors import AdapterError

__all__ = ["PlatformServer", "read_object"]

_BODY_BYTES = 100_000_000


class PlatformServer:
    """Serves at 127.0.0.1, from the first visit on.

    add_routes: is given the router. port: the one under which the bot knows this server. base_url: the address under
    which it does, if that is another than this machine's.
    """

    def __init__(self, add_routes: Callable[[web.UrlDispatcher], None], *, port: int, base_url: str = "") -> None:
        self._add_routes = add_routes
        self._port = port
        self.url = base_url.rstrip("/") or f"http://127.0.0.1:{port}"
        self._runner: web.AppRunner | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Serve, unless it does already. Raises AdapterError if the port is taken."""
        async with self._starting:
            if self._runner is None:
                await self._start()

    async def close(self) -> None:
        """Stop the server."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _start(self) -> None:
        app = web.Application(client_max_size=_BODY_BYTES)
        self._add_routes(app.router)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self._port).start()
        except OSError as error:
            await runner.cleanup()
            msg = (
                f"Port {self._port} of this machine, where the bot calls its platform (api.port), cannot be opened:"
                f" {error.strerror}."
            )
            raise AdapterError(msg) from error
        self._runner = runner


async def read_object(request: web.Request) -> Mapping[str, Any] | None:
    """Return the object that is a request's body; None where it is anything else."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
