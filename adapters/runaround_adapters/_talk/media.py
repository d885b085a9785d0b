"""A small server on this machine under which a bot can fetch the consumer's files."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from runaround_adapters._net.requests import File

__all__ = ["MediaServer"]


@dataclass(slots=True)
class _Published:
    file: File
    fetches: int = 0


class MediaServer:
    """Serves published files on 127.0.0.1, each under an address that cannot be guessed.

    port: 0 takes a free one. base_url: the address under which the bot reaches this server, if it is another.
    """

    def __init__(self, *, port: int = 0, base_url: str = "") -> None:
        self._port = port
        self._base_url = base_url.rstrip("/")
        self._published: dict[str, _Published] = {}
        self._runner: web.AppRunner | None = None
        self._starting = asyncio.Lock()

    async def publish(self, file: File) -> str:
        """Serve `file` and return its address. Raises OSError if the port is taken."""
        async with self._starting:  # visits run side by side, and none has an address before the server has a port
            if self._runner is None:
                self._runner = await self._start()
        key = secrets.token_urlsafe(16)
        self._published[key] = _Published(file)
        return f"{self._base_url}/{key}/{quote(file.evidence.name, safe='')}"

    def count_fetches(self, url: str) -> int:
        """Return how many times the file under `url` was fetched."""
        return next((one.fetches for key, one in self._published.items() if f"/{key}/" in url), 0)

    def withdraw(self, url: str) -> None:
        """Stop serving the file under `url`."""
        self._published = {key: one for key, one in self._published.items() if f"/{key}/" not in url}

    async def close(self) -> None:
        """Stop the server."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/{key}/{name}", self._serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        if not self._base_url:
            self._base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def _serve(self, request: web.Request) -> web.Response:
        found = self._published.get(request.match_info["key"])
        if found is None:
            raise web.HTTPNotFound
        found.fetches += 1
        return web.Response(body=found.file.content, content_type=found.file.evidence.media_type)
