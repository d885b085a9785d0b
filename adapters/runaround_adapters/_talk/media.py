"""A small server on this machine under which a bot can fetch the consumer's files."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from runaround_adapters._net.local_server import LocalServer
from runaround_adapters._net.requests import File
from runaround_adapters._rules.settings import Upload

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
        app = web.Application()
        app.router.add_get("/{key}/{name}", self._serve)
        self._server = LocalServer(app, port=port, base_url=base_url, closing_s=1.0)
        self._published: dict[str, _Published] = {}

    @classmethod
    def for_upload(cls, upload: Upload | None) -> MediaServer:
        """Return one as a target file wants it; without an upload it never serves."""
        return cls(port=upload.port, base_url=upload.base_url) if upload else cls()

    async def publish(self, file: File) -> str:
        """Serve `file` and return its address. Raises OSError if the port is taken."""
        base_url = await self._server.start()
        key = secrets.token_urlsafe(16)
        self._published[key] = _Published(file)
        return f"{base_url}/{key}/{quote(file.evidence.name, safe='')}"

    def fetch(self, key: str) -> File | None:
        """Return the file whose address has `key`, as if it were fetched there: for bots that ask in another way."""
        found = self._published.get(key)
        if found is None:
            return None
        found.fetches += 1
        return found.file

    def count_fetches(self, url: str) -> int:
        """Return how many times the file under `url` was fetched."""
        return next((one.fetches for key, one in self._published.items() if f"/{key}/" in url), 0)

    def withdraw(self, url: str) -> None:
        """Stop serving the file under `url`."""
        self._published = {key: one for key, one in self._published.items() if f"/{key}/" not in url}

    async def close(self) -> None:
        """Stop the server."""
        await self._server.close()

    async def _serve(self, request: web.Request) -> web.Response:
        file = self.fetch(request.match_info["key"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.evidence.media_type)
