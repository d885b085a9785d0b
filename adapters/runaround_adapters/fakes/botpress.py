"""Botpress's Chat API in front of a bot: users with keys, conversations, messages, events, a stream of signals.

Source: botpress/botpress, packages/chat-api and integrations/chat (August 2026), whose source is the service's own.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from runaround.fake import Brain, Fake, Served
from runaround.model import Event
from runaround_adapters.fakes._botpress_talk import Refused, Talk
from runaround_adapters.fakes._serving import BODY_BYTES, begin, serve_app
from runaround_adapters.fakes._troubles import answer_trouble

__all__ = ["CHAT", "serve"]

_HOOK = "/webhook-id"
_PAGE = 20
_SHARED = b"the key of the service"
_NEVER_S = 3600.0


class _Server:
    """The service in front of one bot. personal_key: the bot's maker signs keys with it; empty: anybody's are taken."""

    def __init__(self, brain: Brain, *, patience_s: float, personal_key: str | None) -> None:
        self._brain = brain
        self._patience_s = patience_s
        self._personal_key = personal_key
        self._users: dict[str, dict[str, Any]] = {}
        self._talks: dict[str, Talk] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def hello(self, _request: web.Request) -> web.Response:
        """Say that somebody is there."""
        return web.Response(text="Hello, Botpress User 🤖")

    async def create_user(self, request: web.Request) -> web.Response:
        """Make a user with a key; where keys are signed by the bot's maker, nobody else makes any."""
        if self._personal_key is not None:
            raise _failure(401, "Unauthorized", 'The "createUser" operation can only be called with the shared key.')
        asked = await request.json()
        id = str(asked.get("id") or f"user_{len(self._users) + 1}")  # noqa: A001 (the protocol's word)
        if id in self._users:
            raise _failure(409, "AlreadyExists", f"User with id {id} already exists")
        return web.json_response({"user": self._keep_user(id, asked), "key": _sign(id)}, status=201)

    async def get_or_create_user(self, request: web.Request) -> web.Response:
        """Have the user of a key known."""
        id = self._parse_key(request)  # noqa: A001 (the protocol's word)
        return web.json_response({"user": self._keep_user(id, await request.json())}, status=201)

    async def create_conversation(self, request: web.Request) -> web.Response:
        """Begin a conversation."""
        user = self._identify(request)
        id = f"conv_{len(self._talks) + 1}"  # noqa: A001 (the protocol's word)
        self._talks[id] = Talk(id, user, self._brain)
        made = {"createdAt": _NOW, "updatedAt": _NOW}
        return web.json_response({"conversation": {"id": id, **made}}, status=201)

    async def create_message(self, request: web.Request) -> web.StreamResponse:
        """Take a message, signal it to who listens, and confirm it; the bot answers in its own time."""
        asked = await request.json()
        talk = self._talk(request, asked.get("conversationId", ""))
        message = talk.keep(asked["payload"], asked.get("metadata"))
        try:
            await begin(talk.hear(message), self._patience_s, self._running)
        except Refused as refused:
            if refused.trouble.kind == "hang":
                await asyncio.sleep(_NEVER_S)
            error = {"id": "err_1", "code": 500, "type": "Internal", "message": "An unexpected error occurred."}
            return await answer_trouble(refused.trouble, request, error=error)
        return web.json_response({"message": message}, status=201)

    async def create_event(self, request: web.Request) -> web.Response:
        """Take a custom event; one of the type `conversation_started` makes this bot speak."""
        asked = await request.json()
        talk = self._talk(request, asked.get("conversationId", ""))
        event = talk.make_event(asked["payload"], talk.visitor.consumer)
        await talk.signal("event_created", {**event, "isBot": False})
        if asked["payload"].get("type") == "conversation_started":
            task = asyncio.create_task(talk.greet())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return web.json_response({"event": event}, status=201)

    async def list_messages(self, request: web.Request) -> web.Response:
        """Give the messages of a conversation, the newest first, some at a time."""
        talk = self._talk(request, request.match_info["conversation"])
        begins = int(request.query.get("nextToken", "0"))
        page = talk.history[::-1][begins : begins + _PAGE]
        meta = {"nextToken": str(begins + _PAGE)} if begins + _PAGE < len(talk.history) else {}
        return web.json_response({"messages": page, "meta": meta})

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """Signal what happens from now on; what was before is not said again."""
        talk = self._talk(request, request.match_info["conversation"])
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        await talk.connect(stream, request.transport)
        await asyncio.sleep(_NEVER_S)
        return stream

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for talk in self._talks.values():
            talk.timers.stop()
        for turn in self._running:
            turn.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _keep_user(self, id: str, asked: Mapping[str, Any]) -> dict[str, Any]:  # noqa: A002 (the protocol's word)
        told = {name: asked[name] for name in ("name", "pictureUrl", "profile") if name in asked}
        self._users[id] = {**self._users.get(id, {"id": id, "createdAt": _NOW, "updatedAt": _NOW}), **told}
        return self._users[id]

    def _identify(self, request: web.Request) -> str:
        user = self._parse_key(request)
        if user not in self._users:
            raise _failure(404, "ResourceNotFound", f"User {user} does not exist")
        return user

    def _talk(self, request: web.Request, id: str) -> Talk:  # noqa: A002 (the protocol's word)
        user, talk = self._identify(request), self._talks.get(id)
        if talk is None:
            raise _failure(404, "ResourceNotFound", f"Conversation {id} does not exist")
        if talk.visitor.consumer != user:
            raise _failure(403, "Forbidden", "You are not a participant in this conversation")
        return talk

    def _parse_key(self, request: web.Request) -> str:
        """Return the user of a key: a JSON Web Token, signed with HS256."""
        signed, _, signature = request.headers.get("x-user-key", "").rpartition(".")
        head, _, claims = signed.partition(".")
        key = _SHARED if self._personal_key is None else self._personal_key.encode()
        try:
            is_good = json.loads(_decode(head)).get("alg") == "HS256"
            user = json.loads(_decode(claims)).get("id")
            is_good = is_good and (not key or hmac.compare_digest(_decode(signature), _digest(key, signed)))
        except (ValueError, binascii.Error):
            is_good, user = False, None
        if not is_good or not isinstance(user, str):
            raise _failure(401, "Unauthorized", "Invalid user key")
        return user


_NOW = "2026-08-19T00:00:00.000Z"


def _failure(code: int, kind: str, message: str) -> web.HTTPException:
    body = json.dumps({"id": "err_1", "code": code, "type": kind, "message": message})
    types: dict[int, type[web.HTTPException]] = {
        401: web.HTTPUnauthorized,
        403: web.HTTPForbidden,
        404: web.HTTPNotFound,
        409: web.HTTPConflict,
    }
    return types[code](text=body, content_type="application/json")


def _sign(user: str) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"id": user, "iat": 1_787_000_000})
    signed = ".".join(_encode(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{_encode(_digest(_SHARED, signed))}"


def _digest(key: bytes, signed: str) -> bytes:
    return hmac.new(key, signed.encode(), hashlib.sha256).digest()


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@asynccontextmanager
async def serve(brain: Brain, quiet_s: float, *, personal_key: str | None = "") -> AsyncIterator[Served]:
    """Serve `brain` as a Fake does. personal_key: None makes users and keys; else keys are signed by who talks to it.

    Empty, no signature is looked at: whoever serves a Fake does not know the secrets of who talks to it.
    """
    server = _Server(brain, patience_s=quiet_s / 2, personal_key=personal_key)
    app = web.Application(client_max_size=BODY_BYTES)
    here = f"{_HOOK}/conversations/{{conversation}}"
    app.add_routes(
        [
            web.get(f"{_HOOK}/hello", server.hello),
            web.get(f"{_HOOK}/hello/", server.hello),
            web.post(f"{_HOOK}/users", server.create_user),
            web.post(f"{_HOOK}/users/get-or-create", server.get_or_create_user),
            web.post(f"{_HOOK}/conversations", server.create_conversation),
            web.post(f"{_HOOK}/messages", server.create_message),
            web.post(f"{_HOOK}/events", server.create_event),
            web.get(f"{here}/messages", server.list_messages),
            web.get(f"{here}/listen", server.listen),
        ]
    )
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        yield Served(url + _HOOK, _describe(url + _HOOK, quiet_s, is_signed=personal_key is not None))


def _describe(url: str, quiet_s: float, *, is_signed: bool) -> dict[str, Any]:
    """Return the content of a target file."""
    signalled = (Event.TRANSFER_STARTED, Event.QUEUE, Event.TRANSFER_FAILED, Event.SESSION_END, Event.HANG_UP)
    return {
        "adapter": "botpress",
        "name": "fake",
        "url": url,
        **({"encryption_key": "env:TOKEN"} if is_signed else {}),
        "metadata": {"elapsed_s": "{elapsed_s}"},
        "welcome": {"event": {"type": "conversation_started"}, "wait_s": 2 * quiet_s},
        "events": {event.value: f"payload.handoff == '{event.value}'" for event in signalled},
        "upload": {"max_bytes": 1_000_000},
        "turn": {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


_CANNOT = {
    "answers": "the Chat API does not say which message another answers",
    "Typing": "the Chat API has no sign that a bot writes",
    "empty": "a stream on which nothing comes is the same as a bot that is silent",
}
CHAT = Fake(
    serve,
    _CANNOT,
    made_from="botpress/botpress: packages/chat-api, integrations/chat, August 2026",
    checked_by="npm @botpress/chat 0.5.5",
)
"""Users whose keys the bot's maker signs; messages come over server-sent events."""
