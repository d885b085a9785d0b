"""A bot behind a Rasa server's channels rest (at once, or a line a message) and callback.

Source: rasa 3.6.21, `rasa/core/channels/rest.py` and `callback.py`.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from runaround.fake import Brain, Fake, Served
from runaround.model import Event
from runaround_adapters.fakes._rasa_bot import Conversations, Crash, add_signs, spoil, target_file
from runaround_adapters.fakes._serving import BODY_BYTES, serve_app

__all__ = ["CALLBACK", "REST", "STREAM"]

_NEVER = 3600.0


class _Server:
    """The channels of one bot. callback: where its messages are posted."""

    def __init__(self, conversations: Conversations, *, callback: str = "") -> None:
        self._conversations = conversations
        self._callback = callback
        self._client: ClientSession | None = None

    async def rest(self, request: web.Request) -> web.StreamResponse:
        """Answer with all messages at once, or with a line each as they come."""
        body = await request.json()
        if request.query.get("stream") == "true":
            return await self._stream(request, body)
        collected: list[dict[str, Any]] = []

        async def collect(message: dict[str, Any]) -> None:
            collected.append(message)

        try:
            await self._play(body, collect)
        except Crash as crash:
            if crash.trouble.kind == "hang":
                await asyncio.sleep(_NEVER)
            # Whatever fails in a bot, Rasa logs it and answers with what was said until then.
            return await spoil(crash.trouble) or web.json_response(collected)
        return web.json_response(collected)

    async def callback(self, request: web.Request) -> web.StreamResponse:
        """Post every message to the consumer's side, then answer with a word."""
        body = await request.json()
        del body["metadata"]  # this channel does not pass it on
        try:
            await self._play(body, self._post)
        except Crash as crash:
            if crash.trouble.kind == "hang":
                await asyncio.sleep(_NEVER)
            failure = web.json_response({"code": 500, "reason": "Internal Server Error"}, status=500)
            return await spoil(crash.trouble) or failure
        return web.Response(text="success")

    async def open(self, _app: web.Application) -> None:
        """Have a client for callbacks."""
        self._client = ClientSession(timeout=ClientTimeout(total=5), trust_env=False)

    async def stop(self, app: web.Application) -> None:
        """End what still goes on."""
        await self._conversations.stop(app)
        if self._client is not None:
            await self._client.close()

    async def _play(self, body: Mapping[str, Any], put: Any) -> None:  # noqa: ANN401 (Put)
        metadata = body.get("metadata") or {}
        await self._conversations.turn(body.get("sender", "default"), body["message"], metadata, put)

    async def _stream(self, request: web.Request, body: Mapping[str, Any]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        is_over = False

        async def write(message: dict[str, Any]) -> None:
            if is_over:
                return  # what comes later has nobody to hear it
            if not response.prepared:
                await response.prepare(request)
            await response.write(json.dumps(message).encode() + b"\n")

        try:
            await self._play(body, write)
        except Crash as crash:
            spoiled = await spoil(crash.trouble)
            if spoiled is None:
                await asyncio.sleep(_NEVER)  # the end of the stream is never put into the queue
            assert spoiled is not None, "slept until the connection was closed"
            return spoiled
        is_over = True
        if not response.prepared:
            await response.prepare(request)
        return response

    async def _post(self, message: dict[str, Any]) -> None:
        assert self._client is not None, "the server has started"
        async with self._client.post(self._callback, json=message) as answer:
            await answer.read()


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float, *, channel: str) -> AsyncIterator[Served]:
    port = _find_port() if channel == "callback" else 0
    server = _Server(Conversations(brain), callback=f"http://127.0.0.1:{port}/bot")
    app = web.Application(client_max_size=BODY_BYTES)
    add_signs(app, "rest", "callback")
    app.router.add_post("/webhooks/rest/webhook", server.rest)
    app.router.add_post("/webhooks/callback/webhook", server.callback)
    app.router.add_get("/conversations/{sender}/tracker", server._conversations.track)  # noqa: SLF001 (our own)
    app.on_startup.append(server.open)
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        more: dict[str, object] = {
            "channel": channel,
            "speaker": {"value": "custom.author"},
            "events": {event.value: f"custom.event == '{event.value}'" for event in Event if event is not Event.PROBE},
        }
        if channel == "callback":
            more["callback"] = {"port": port}
            more["upload"] = {"where": "text"}
            more["turn"] = {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4}
        yield Served(url, target_file(url, quiet_s, **more))


def _find_port() -> int:
    """Return a free port: Rasa is told where to post before anybody listens there."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


_SOURCE = "rasa 3.6.21, its source, and what it was seen to send"
_NO_TROUBLE = {
    "answers": "Rasa does not say which message of the consumer another answers",
    "ids": "Rasa gives its messages no ids",
    "order": "Rasa does not count its messages",
    "Piece": "Rasa sends whole messages",
    "Typing": "Rasa has no sign that a bot writes",
    "Goodbye": "a conversation with Rasa has no end",
    "Break": "Rasa keeps nothing for who comes back",
}
_ONCE = {"Later": "over HTTP a bot speaks only when it is asked"}

REST = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, channel="rest"),
    {**_NO_TROUBLE, **_ONCE},
    made_from=_SOURCE,
)
"""All messages at once."""

STREAM = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, channel="stream"),
    {**_NO_TROUBLE, **_ONCE, "error": "a bot that fails in a stream says nothing more, as one that hangs"},
    made_from=_SOURCE,
)
"""A line of JSON a message, each when it is said."""

CALLBACK = Fake(
    lambda brain, quiet_s: _serve(brain, quiet_s, channel="callback"),
    {
        **_NO_TROUBLE,
        "not_json": "what answers a message is a word, not JSON",
    },
    made_from=_SOURCE,
)
"""Each message is a request of the bot's."""
