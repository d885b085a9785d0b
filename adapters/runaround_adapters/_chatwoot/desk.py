"""A small server on this machine that is Chatwoot's application API to the bot under test."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from runaround.errors import AdapterError, Unauthorized
from runaround_adapters._chatwoot.application_api import Answer, BotCall
from runaround_adapters._net.local_server import LocalServer

__all__ = ["Desk", "Visit"]

_BODY_BYTES = 40_000_000
_HEADERS = ("api_access_token", "api-access-token")
"""Proxies drop names with underscores; Rack takes both for one."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One conversation at the desk.

    hear: is given a call and how it begins in the record. fail: is given what is wrong with a call.
    """

    hear: Callable[[BotCall, str], Answer]
    fail: Callable[[AdapterError], None]


class Desk:
    """Takes calls at 127.0.0.1 and hands each to the visit whose conversation it names.

    token: what bots must show; empty if anything will do. account: the number under which bots know the account.
    """

    def __init__(self, *, port: int, token: str, account: int) -> None:
        self._port = port
        self._token = token
        self._account = str(account)
        self._visits: dict[str, Visit] = {}
        app = web.Application(client_max_size=_BODY_BYTES)
        path = "/api/v1/accounts/{account}/conversations/{conversation}"
        app.router.add_route("*", path, self._take)
        app.router.add_route("*", path + "/{rest:.*}", self._take)
        self._server = LocalServer(app, port=port)

    async def register(self, conversation: int, visit: Visit) -> None:
        """Hand what is done to `conversation` to `visit`. Raises AdapterError if the port is taken."""
        try:
            await self._server.start()
        except OSError as error:
            msg = f"Port {self._port} of this machine, where the bot looks for Chatwoot (listen.port), is taken."
            raise AdapterError(msg) from error
        self._visits[str(conversation)] = visit

    def withdraw(self, conversation: int) -> None:
        """Take nothing more for a conversation."""
        self._visits.pop(str(conversation), None)

    async def close(self) -> None:
        """Stop the server."""
        await self._server.close()

    async def _take(self, request: web.Request) -> web.Response:
        visit = self._visits.get(request.match_info["conversation"])
        if visit is None or request.match_info["account"] != self._account:
            return web.json_response({"error": "Resource could not be found"}, status=404)
        if not self._is_admitted(request):
            visit.fail(_refusal(request))
            return web.json_response({"error": "Invalid Access Token"}, status=401)
        body, files = await _read(request)
        path = tuple(part for part in request.match_info.get("rest", "").split("/") if part)
        head = f"(the bot) {request.method} {request.path}"
        answer = visit.hear(BotCall(request.method, path, body, files), head)
        if answer.body is None:
            return web.Response(status=answer.status)
        return web.json_response(answer.body, status=answer.status)

    def _is_admitted(self, request: web.Request) -> bool:
        shown = next((request.headers[name] for name in _HEADERS if name in request.headers), "")
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        given = shown or (value if kind.lower() == "bearer" else "")
        return not self._token or hmac.compare_digest(given.encode(), self._token.encode())


def _refusal(request: web.Request) -> Unauthorized:
    what = "another token" if any(name in request.headers for name in _HEADERS) else "no token"
    return Unauthorized(
        f"(the bot) {request.method} {request.path} came with {what}; expected the header api_access_token with what"
        " the target file gives as 'token'."
    )


async def _read(request: web.Request) -> tuple[Mapping[str, Any], tuple[tuple[str, str], ...]]:
    """Return the fields of a request and its files. Raises HTTPBadRequest."""
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return _read_form(await request.post())
    text = await request.text()
    try:
        body = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        raise web.HTTPBadRequest from error
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body, ()


def _read_form(form: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[tuple[str, str], ...]]:
    files = tuple((one.filename, one.content_type) for one in form.values() if isinstance(one, web.FileField))
    return {name: value for name, value in form.items() if isinstance(value, str)}, files
