"""What a bot finds at its `serviceUrl`: a small connector on this machine, for messages that no request waits for.

Source: Bot Connector REST API 3.0 (microsoft/botframework-sdk, ConnectorAPI.json).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from aiohttp import web

from runaround_adapters._net.local_server import LocalServer

__all__ = ["Connector", "Hear"]

_BODY_BYTES = 10_000_000

Hear = Callable[[Mapping[str, Any], str], None]
"""Is given an activity that a bot sent, and the first line of the request, as the record shows it."""


class Connector:
    """Takes activities at 127.0.0.1, each visit under an address that cannot be guessed.

    port: 0 takes a free one. base_url: the address under which bots reach it, if that is another.
    """

    def __init__(self, *, port: int = 0, base_url: str = "") -> None:
        app = web.Application(client_max_size=_BODY_BYTES)
        conversations = "/{key}/v3/conversations"
        app.router.add_post(conversations, self._take_conversation)
        for path in ("", "/{activity}"):
            app.router.add_post(f"{conversations}/{{conversation}}/activities{path}", self._take_activity)
        app.router.add_put(f"{conversations}/{{conversation}}/activities/{{activity}}", self._take_activity)
        app.router.add_post(f"{conversations}/{{conversation}}/activities/history", self._take_nothing)
        app.router.add_delete(f"{conversations}/{{conversation}}/activities/{{activity}}", self._take_nothing)
        app.router.add_get(f"{conversations}/{{conversation}}/{{members:members|pagedmembers}}", self._tell_members)
        self._server = LocalServer(app, port=port, base_url=base_url)
        self._hearers: dict[str, Hear] = {}
        self._numbers = count(1)

    async def register(self, hear: Hear) -> str:
        """Hand what comes for one visit to `hear`, and return its `serviceUrl`. Raises OSError if the port is taken."""
        base_url = await self._server.start()
        key = secrets.token_urlsafe(16)
        self._hearers[key] = hear
        return f"{base_url}/{key}"

    def withdraw(self, service_url: str) -> None:
        """Take nothing more for a visit."""
        self._hearers.pop(service_url.rpartition("/")[2], None)

    async def close(self) -> None:
        """Stop the server."""
        await self._server.close()

    async def _take_activity(self, request: web.Request) -> web.Response:
        activity = await self._read(request)
        id = request.match_info.get("activity", "")  # noqa: A001 (the protocols' word)
        own = f"connector-{next(self._numbers)}"
        if request.method == "PUT":
            # A message that is changed is read again by the consumer; it is another one.
            own = f"{id}#{own}"
        elif id and not activity.get("replyToId"):
            activity = {**activity, "replyToId": id}
        self._hear(request, {**activity, "id": own})
        return web.json_response({"id": own})

    async def _take_conversation(self, request: web.Request) -> web.Response:
        """Take a conversation that the bot begins itself, with its first message."""
        activity = (await self._read(request)).get("activity")
        own = f"connector-{next(self._numbers)}"
        if isinstance(activity, dict):
            self._hear(request, {**activity, "id": own})
        return web.json_response({"id": own, "activityId": own}, status=201)

    async def _take_nothing(self, request: web.Request) -> web.Response:
        self._hearer(request)
        return web.json_response({})

    async def _tell_members(self, request: web.Request) -> web.Response:
        self._hearer(request)
        return web.json_response([] if request.match_info["members"] == "members" else {"members": []})

    def _hear(self, request: web.Request, activity: Mapping[str, Any]) -> None:
        self._hearer(request)(activity, f"(the bot) {request.method} {request.path}")

    def _hearer(self, request: web.Request) -> Hear:
        hear = self._hearers.get(request.match_info["key"])
        if hear is None:
            raise web.HTTPNotFound
        return hear

    async def _read(self, request: web.Request) -> dict[str, Any]:
        try:
            body = await request.json()
        except (ValueError, RecursionError) as error:
            raise web.HTTPBadRequest from error
        if not isinstance(body, dict):
            raise web.HTTPBadRequest
        return body
