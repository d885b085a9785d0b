"""Chatwoot in front of a bot, as a contact meets it: the client API of an API inbox, and the cable.

Source: chatwoot/chatwoot at 4.x: `app/controllers/public/api/v1/inboxes`, `app/channels/room_channel.rb`; and
rails/rails, Action Cable's protocol `actioncable-v1-json`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

from aiohttp import BodyPartReader, web

from runaround.fake import Brain, Fake, Said, SentFile, Served
from runaround.model import Event
from runaround_adapters.fakes._chatwoot_talk import Contact, Refused, Talk, show_publicly
from runaround_adapters.fakes._serving import BODY_BYTES, begin, serve_app
from runaround_adapters.fakes._troubles import answer_trouble

__all__ = ["CABLE", "serve"]

_INBOX = "inbox-of-the-fake"
_BASE = f"/public/api/v1/inboxes/{_INBOX}/contacts"
_PING_S = 3.0
_ERROR = {"error": "the server failed", "message": "the server failed"}


class _Server:
    """The conversations of one inbox. patience_s: how long a message waits for the bot before it is confirmed."""

    def __init__(self, brain: Brain, *, patience_s: float, hmac_token: str) -> None:
        self._brain = brain
        self._patience_s = patience_s
        self._hmac_token = hmac_token
        self._contacts: dict[str, Contact] = {}
        self._talks: dict[str, Talk] = {}
        self._listening: dict[str, list[tuple[web.WebSocketResponse, web.Request, str]]] = {}
        self._numbers = count(1)
        self._running: set[asyncio.Task[None]] = set()

    async def create_contact(self, request: web.Request) -> web.Response:
        """Make a contact, or find the one with the same identifier; each has a new source."""
        body = await request.json()
        identifier = str(body.get("identifier") or "")
        if self._hmac_token:
            proof = hmac.new(self._hmac_token.encode(), identifier.encode(), hashlib.sha256).hexdigest()
            if proof != body.get("identifier_hash"):
                raise web.HTTPUnauthorized(text='{"error": "HMAC failed: Invalid Identifier Hash Provided"}')
        same = next((one for one in self._contacts.values() if identifier and one.identifier == identifier), None)
        number = same.number if same is not None else next(self._numbers)
        contact = Contact(number, identifier, str(body.get("name") or ""))
        self._contacts[contact.source_id] = contact
        made = {"source_id": contact.source_id, "pubsub_token": contact.pubsub_token, "id": number}
        return web.json_response({**made, "name": contact.name, "email": body.get("email")})

    async def create_conversation(self, request: web.Request) -> web.Response:
        """Begin a conversation, of which the bot is told."""
        contact = self._contact(request)
        body = await request.json() if request.can_read_body else {}
        token = contact.pubsub_token

        async def publish(event: str, data: Mapping[str, Any]) -> None:
            await self._publish(token, event, data)

        talk = Talk(
            next(self._numbers),
            contact,
            body.get("custom_attributes") or {},
            brain=self._brain,
            numbers=self._numbers,
            publish=publish,
            abort=lambda: self._abort(token),
        )
        self._talks[str(talk.number)] = talk
        self._start(talk.welcome())
        return web.json_response(_show(talk))

    async def show(self, request: web.Request) -> web.Response:
        """Show a conversation with its messages."""
        return web.json_response(_show(self._talk(request)))

    async def list_messages(self, request: web.Request) -> web.Response:
        """Show the last messages of a conversation."""
        return web.json_response([show_publicly(one) for one in self._talk(request).messages[-20:]])

    async def say(self, request: web.Request) -> web.StreamResponse:
        """Take a message to the bot."""
        talk = self._talk(request)
        fields, files = await _read_message(request)
        said = Said(fields.get("content", ""), files=files, headers=dict(request.headers))
        attachments = [{"id": 1, "file_type": "file", "data_url": f"/{one.name}"} for one in files]
        message = await talk.take(said, fields.get("echo_id", ""), attachments)
        return await self._answer(request, talk, said) or web.json_response(show_publicly(message))

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Take what was submitted on a message to the bot."""
        talk, values = self._talk(request), (await request.json())["submitted_values"]
        message = await talk.submit(int(request.match_info["message"]), values)
        if message is None:
            raise web.HTTPNotFound(text='{"error": "Resource could not be found"}')
        said = Said(str(values[0].get("title") or ""), str(values[0]["value"]))
        return await self._answer(request, talk, said) or web.json_response(show_publicly(message))

    async def resolve(self, request: web.Request) -> web.Response:
        """Let the contact say that it is over."""
        talk = self._talk(request)
        talk.status = "resolved"
        return web.json_response(_show(talk))

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Let somebody listen on the cable."""
        socket = web.WebSocketResponse(protocols=("actioncable-v1-json",), timeout=0.5)
        await socket.prepare(request)
        await socket.send_json({"type": "welcome"})
        self._start(_ping(socket))
        async for frame in socket:
            command = json.loads(frame.data)
            identifier = command["identifier"]
            token = json.loads(identifier)["pubsub_token"]
            if command["command"] != "subscribe":
                continue
            is_known = any(one.pubsub_token == token for one in self._contacts.values())
            if is_known:
                self._listening.setdefault(token, []).append((socket, request, identifier))
            kind = "confirm_subscription" if is_known else "reject_subscription"
            await socket.send_json({"identifier": identifier, "type": kind})
        return socket

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for talk in self._talks.values():
            talk.timers.stop()
        for turn in self._running:
            turn.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _answer(self, request: web.Request, talk: Talk, said: Said) -> web.StreamResponse | None:
        try:
            await begin(talk.answer(said), self._patience_s, self._running)
        except Refused as refused:
            return await answer_trouble(refused.trouble, request, error=_ERROR)
        return None

    async def _publish(self, token: str, event: str, data: Mapping[str, Any]) -> None:
        message = {"event": event, "data": {**data, "account_id": 1}}
        for socket, _, identifier in self._listening.get(token, []):
            if not socket.closed:
                with suppress(ConnectionError):
                    await socket.send_json({"identifier": identifier, "message": message})

    def _abort(self, token: str) -> None:
        for _, request, _ in self._listening.pop(token, []):
            if request.transport is not None:
                request.transport.abort()

    def _start(self, turn: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(turn)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _contact(self, request: web.Request) -> Contact:
        contact = self._contacts.get(request.match_info["source"])
        if contact is None:
            raise web.HTTPNotFound(text='{"error": "Resource could not be found"}')
        return contact

    def _talk(self, request: web.Request) -> Talk:
        contact, talk = self._contact(request), self._talks.get(request.match_info["conversation"])
        if talk is None or talk.contact is not contact:
            raise web.HTTPNotFound(text='{"error": "Resource could not be found"}')
        return talk


async def _ping(socket: web.WebSocketResponse) -> None:
    while not socket.closed:
        with suppress(ConnectionError):
            await socket.send_json({"type": "ping", "message": 1})
        await asyncio.sleep(_PING_S)


async def _read_message(request: web.Request) -> tuple[dict[str, str], tuple[SentFile, ...]]:
    if request.content_type != "multipart/form-data":
        return await request.json(), ()
    fields: dict[str, str] = {}
    files: list[SentFile] = []
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        assert isinstance(part, BodyPartReader), "no form stands within the form"
        content = await part.read()
        if part.name == "attachments[]":
            files.append(SentFile(part.filename or "", part.headers.get("Content-Type", ""), len(content)))
        else:
            fields[part.name or ""] = content.decode()
    return fields, tuple(files)


def _show(talk: Talk) -> dict[str, Any]:
    told = talk.describe()
    messages = [show_publicly(one) for one in talk.messages]
    shown = {key: told[key] for key in ("id", "inbox_id", "status")}
    return {**shown, "messages": messages, "contact": told["meta"]["sender"]}


@asynccontextmanager
async def serve(brain: Brain, quiet_s: float, *, hmac_token: str = "") -> AsyncIterator[Served]:
    """Serve `brain` as a Fake does. hmac_token: the inbox's, if contacts must prove who they are."""
    server = _Server(brain, patience_s=4 * quiet_s, hmac_token=hmac_token)
    app = web.Application(client_max_size=BODY_BYTES)
    here = f"{_BASE}/{{source}}/conversations"
    app.add_routes(
        [
            web.post(_BASE, server.create_contact),
            web.post(here, server.create_conversation),
            web.get(f"{here}/{{conversation}}", server.show),
            web.post(f"{here}/{{conversation}}/toggle_status", server.resolve),
            web.get(f"{here}/{{conversation}}/messages", server.list_messages),
            web.post(f"{here}/{{conversation}}/messages", server.say),
            web.patch(f"{here}/{{conversation}}/messages/{{message}}", server.submit),
            web.get("/cable", server.connect),
        ]
    )
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        yield Served(url, _describe(url, quiet_s))


def _describe(url: str, quiet_s: float) -> dict[str, Any]:
    return {
        "adapter": "chatwoot",
        "name": "fake",
        "url": url,
        "inbox": _INBOX,
        "hmac_token": "env:TOKEN",
        "attributes": {"elapsed_s": "{elapsed_s}"},
        "welcome": {"wait_s": 2 * quiet_s},
        "turn": {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


CABLE = Fake(
    serve,
    {
        "Piece": "Chatwoot's messages come whole",
        Event.TRANSFER_FAILED.value: "a transfer fails when an open conversation goes back to the bot: one has begun",
    },
    made_from="chatwoot/chatwoot 4.x (client API, ActionCableListener, RoomChannel); Action Cable actioncable-v1-json",
    checked_by="npm @rails/actioncable 8.1.400; PyPI chatwoot-python-client 1.0.0.18",
)
"""Messages and signals come over the cable."""
