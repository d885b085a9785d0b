"""A server on this machine that bots reach: for files, for callbacks, in place of a platform."""

from __future__ import annotations

import asyncio

from aiohttp import web

__all__ = ["LocalServer"]

_CLOSING_S = 0.1


class LocalServer:
    """Serves an application at 127.0.0.1 from the moment it is first needed.

    port: 0 takes a free one. base_url: the address under which bots reach it, if that is another.
    closing_s: how long what is under way may take when it is closed.
    """

    def __init__(
        self, app: web.Application, *, port: int = 0, base_url: str = "", closing_s: float = _CLOSING_S
    ) -> None:
        self._app = app
        self._port = port
        self._base_url = base_url.rstrip("/")
        self._closing_s = closing_s
        self._runner: web.AppRunner | None = None
        self._starting = asyncio.Lock()

    async def start(self) -> str:
        """Serve, if it does not yet, and return the address for bots. Raises OSError if the port is taken."""
        async with self._starting:
            if self._runner is None:
                await self._start()
        return self._base_url

    async def close(self) -> None:
        """Stop for good."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _start(self) -> None:
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=self._closing_s)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._base_url = self._base_url or f"http://127.0.0.1:{runner.addresses[0][1]}"
