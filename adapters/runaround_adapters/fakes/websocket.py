"""A bot behind a WebSocket with frames of JSON."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import WSMsgType, web

from runaround.fake import Brain, Fake, Served
from runaround_adapters.fakes._frames import FrameBot, describe_frames
from runaround_adapters.fakes._serving import BODY_BYTES, serve_app

__all__ = ["MARKED", "PLAIN"]


class _Mouth:
    """A WebSocket as frames go out over it."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self._socket = socket
        self._transport = transport

    async def send(self, text: str) -> None:
        """Send a frame."""
        if not self._socket.closed:
            await self._socket.send_str(text)

    async def close(self) -> None:
        """Say goodbye."""
        await self._socket.close()

    def abort(self) -> None:
        """Break the connection."""
        if self._transport is not None:
            self._transport.abort()


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float, *, is_marked: bool) -> AsyncIterator[Served]:
    bot = FrameBot(brain, is_marked=is_marked)

    async def connect(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=BODY_BYTES, timeout=0.5)
        await socket.prepare(request)
        mouth, session = _Mouth(socket, request.transport), ""
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            session = await bot.hear(frame.data, mouth, session)
        return socket

    async def stop(_app: web.Application) -> None:
        await bot.stop()

    app = web.Application()
    app.router.add_get("/chat", connect)
    app.on_shutdown.append(stop)
    async with serve_app(app) as url:
        address = url.replace("http:", "ws:", 1) + "/chat"
        described = {
            "adapter": "websocket",
            "url": address,
            "headers": {"Authorization": "Bearer env:TOKEN"},
            "resume": [{"type": "resume", "session": "{session_id}"}],
        }
        yield Served(address, {**described, **describe_frames(quiet_s, is_marked=is_marked)})


_CANNOT = {
    "status": "a WebSocket that stands has no HTTP status",
    "empty": "a WebSocket on which nothing comes is the same as a bot that is silent",
}
PLAIN = Fake(lambda brain, quiet_s: _serve(brain, quiet_s, is_marked=False), _CANNOT, made_from="RFC 6455")
"""No frame says that the bot has finished: only quiet tells."""

MARKED = Fake(lambda brain, quiet_s: _serve(brain, quiet_s, is_marked=True), _CANNOT, made_from="RFC 6455")
"""A frame says that the bot has finished."""
