"""The API of a platform that is played: a server on this machine, at a port that bots are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from runaround.errors import AdapterError
from runaround_adapters._net.local_server import LocalServer

__all__ = ["PlatformServer", "read_object"]

_BODY_BYTES = 100_000_000


class PlatformServer:
    """Serves from the first visit on.

    add_routes: is given the router. port: the one under which the bot knows this server. base_url: the address under
    which it does, if that is another than this machine's.
    """

    def __init__(self, add_routes: Callable[[web.UrlDispatcher], None], *, port: int, base_url: str = "") -> None:
        app = web.Application(client_max_size=_BODY_BYTES)
        add_routes(app.router)
        self.url = base_url.rstrip("/") or f"http://127.0.0.1:{port}"
        self._port = port
        self._server = LocalServer(app, port=port, base_url=base_url)

    async def start(self) -> None:
        """Serve, unless it does already. Raises AdapterError if the port is taken."""
        try:
            await self._server.start()
        except OSError as error:
            msg = f"Port {self._port} of this machine, where the bot calls its platform (api.port), is taken."
            raise AdapterError(msg) from error

    async def close(self) -> None:
        """Stop the server."""
        await self._server.close()


async def read_object(request: web.Request) -> Mapping[str, Any] | None:
    """Return the object that is a request's body; None where it is anything else."""
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
