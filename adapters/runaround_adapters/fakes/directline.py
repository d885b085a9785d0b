"""Direct Line 3.0 in front of a bot: tokens, a stream that can be taken up again, polls, uploads.

Source: microsoft/botframework-sdk, directline-3.0.json; what the service does beyond it: DirectLineJS and its issues.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import BodyPartReader, web

from runaround.fake import Brain, Fake, SentFile, Served
from runaround_adapters.fakes._activities import CANNOT
from runaround_adapters.fakes._directline_talk import Bends, Refused, Talk
from runaround_adapters.fakes._serving import BODY_BYTES, begin, serve_app

__all__ = ["POLL", "STREAM", "describe", "serve"]

_BASE = "/v3/directline"
_NEVER = 3600.0


class _Server:
    """The service in front of one bot. patience_s: how long it waits for the bot before it confirms a message."""

    def __init__(self, brain: Brain, *, patience_s: float, bends: Bends) -> None:
        self._brain = brain
        self._patience_s = patience_s
        self._bends = bends
        self._talks: dict[str, Talk] = {}
        self._tokens: dict[str, tuple[str, str, float]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def generate(self, request: web.Request) -> web.Response:
        """Make a token for a conversation that does not exist yet."""
        self._credential(request)
        asked = await request.json() if request.can_read_body else {}
        conversation = f"c{len(self._tokens) + 1}"
        return web.json_response(self._grant(conversation, str(asked.get("user", {}).get("id", ""))))

    async def refresh(self, request: web.Request) -> web.Response:
        """Make another token for the conversation of one that still holds."""
        conversation, user = self._admit(request)
        return web.json_response(self._grant(conversation, user))

    async def start(self, request: web.Request) -> web.Response:
        """Begin the conversation of a token."""
        conversation, user = self._admit(request)
        asked = await request.json() if request.can_read_body else {}
        is_new = conversation not in self._talks
        user = user or str(asked.get("user", {}).get("id", ""))
        talk = self._talks.setdefault(conversation, Talk(conversation, user, self._brain, self._bends))
        if is_new and user and not self._bends.greets_late:
            self._start(talk.welcome())
        return web.json_response(self._describe(request, talk, user), status=201 if is_new else 200)

    async def reconnect(self, request: web.Request) -> web.Response:
        """Give a new address of the stream."""
        talk = self._talk(request)
        return web.json_response(self._describe(request, talk, talk.user))

    async def poll(self, request: web.Request) -> web.StreamResponse:
        """Give what came after a watermark."""
        talk = self._talk(request)
        if (trouble := talk.take_trouble()) is not None:
            if trouble.kind == "break":
                assert request.transport is not None, "there is a connection"
                request.transport.abort()
            text = '{"activities": [' if trouble.kind == "not_json" else '"' + "x" * trouble.size + '"'
            return web.Response(text=text, content_type="application/json")
        activities = talk.history[int(request.query.get("watermark") or 0) :]
        return web.json_response({"activities": activities, "watermark": str(len(talk.history))})

    async def stream(self, request: web.Request) -> web.WebSocketResponse:
        """Give everything from the beginning, and then what comes: the service is known to say all of it again."""
        token = request.query.get("t", "")
        talk = self._talks.get(request.match_info["conversation"])
        if talk is None or token not in self._tokens:
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(max_msg_size=BODY_BYTES, timeout=0.5)
        await socket.prepare(request)
        await talk.connect(socket, request.transport)
        async for _frame in socket:
            pass
        return socket

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Take an activity to the bot, and confirm it when the bot has taken it."""
        talk = self._talk(request)
        return await self._pass_on(talk, await request.json(), ())

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take files, which become a message, with the words of an activity if one is among them."""
        talk = self._talk(request)
        activity: dict[str, Any] = {"type": "message", "from": {"id": request.query.get("userId", "")}}
        files: list[SentFile] = []
        if request.content_type == "multipart/form-data":
            reader = await request.multipart()
            while (part := await reader.next()) is not None:
                assert isinstance(part, BodyPartReader), "no form stands within the form"
                content = await part.read()
                kind = part.headers.get("Content-Type", "")
                if kind == "application/vnd.microsoft.activity":
                    activity |= json.loads(content)
                else:
                    files.append(SentFile(part.filename or "", kind, len(content)))
        else:
            content = await request.read()
            disposition = request.headers.get("Content-Disposition", "")
            name = disposition.partition('filename="')[2].rstrip('"')
            files.append(SentFile(name, request.content_type, len(content)))
        attached = [{"contentType": one.media_type, "name": one.name} for one in files]
        return await self._pass_on(talk, {**activity, "attachments": attached}, tuple(files))

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for talk in self._talks.values():
            talk.timers.stop()
        for turn in self._running:
            turn.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _pass_on(self, talk: Talk, activity: dict[str, Any], files: tuple[SentFile, ...]) -> web.StreamResponse:
        sent = {**activity, "id": talk.make_id(), "conversation": {"id": talk.visitor.session}}
        talk.note((activity.get("channelData") or {}).get("elapsed_s"))
        try:
            await begin(talk.hear(sent, files), self._patience_s, self._running)
        except Refused as refused:
            return await _refuse(refused)
        return web.json_response({"id": sent["id"]})

    def _start(self, turn: Any) -> None:  # noqa: ANN401 (a coroutine)
        task = asyncio.create_task(turn)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _grant(self, conversation: str, user: str) -> dict[str, Any]:
        token = f"token-{len(self._tokens) + 1:06}-of-{conversation}"
        ends = asyncio.get_running_loop().time() + self._bends.token_s
        self._tokens[token] = (conversation, user, ends)
        return {"conversationId": conversation, "token": token, "expires_in": self._bends.token_s}

    def _describe(self, request: web.Request, talk: Talk, user: str) -> dict[str, Any]:
        granted = self._grant(talk.visitor.session, user)
        here = f"ws://{request.host}{_BASE}/conversations/{talk.visitor.session}/stream"
        stream = {"streamUrl": f"{here}?watermark=-&t={granted['token']}"} if self._bends.is_streaming else {}
        return {**granted, **stream, "referenceGrammarId": "0"}

    def _credential(self, request: web.Request) -> str:
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or not value:
            raise web.HTTPUnauthorized(text='{"error": {"code": "MissingProperty", "message": "no token"}}')
        return value

    def _admit(self, request: web.Request) -> tuple[str, str]:
        """Return the conversation and the user of the request's token; a secret opens a new conversation."""
        credential = self._credential(request)
        if credential not in self._tokens:
            return f"c{len(self._tokens) + 1}", ""
        conversation, user, ends = self._tokens[credential]
        if asyncio.get_running_loop().time() > ends:
            raise web.HTTPForbidden(text='{"error": {"code": "TokenExpired", "message": "Token has expired"}}')
        return conversation, user

    def _talk(self, request: web.Request) -> Talk:
        """Return the conversation that is asked for; a secret lets in to all, a token to its own."""
        conversation, _ = self._admit(request)
        talk = self._talks.get(request.match_info["conversation"])
        is_secret = self._credential(request) not in self._tokens
        if talk is None or (talk.visitor.session != conversation and not is_secret):
            raise web.HTTPNotFound(text='{"error": {"code": "BadArgument", "message": "Unknown conversation"}}')
        return talk


async def _refuse(refused: Refused) -> web.StreamResponse:
    trouble = refused.trouble
    if trouble.kind == "hang":
        await asyncio.sleep(_NEVER)
    status = 502 if trouble.kind == "error" else trouble.status
    code = {401: "Unauthorized", 429: "ThrottledException", 502: "BotRejectedActivity"}.get(status, "ServiceError")
    headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
    error = {"error": {"code": code, "message": "Failed to send activity: bot returned an error"}}
    return web.json_response(error, status=status, headers=headers)


@asynccontextmanager
async def serve(brain: Brain, quiet_s: float, *, bends: Bends | None = None) -> AsyncIterator[Served]:
    """Serve `brain` as a Fake does."""
    bends = bends or Bends()
    server = _Server(brain, patience_s=4 * quiet_s, bends=bends)
    app = web.Application(client_max_size=BODY_BYTES)
    here = f"{_BASE}/conversations/{{conversation}}"
    app.add_routes(
        [
            web.post(f"{_BASE}/tokens/generate", server.generate),
            web.post(f"{_BASE}/tokens/refresh", server.refresh),
            web.post(f"{_BASE}/conversations", server.start),
            web.get(here, server.reconnect),
            web.get(f"{here}/activities", server.poll),
            web.post(f"{here}/activities", server.send),
            web.post(f"{here}/upload", server.upload),
            web.get(f"{here}/stream", server.stream),
        ]
    )
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        yield Served(url, describe(url + _BASE, quiet_s, is_streaming=bends.is_streaming))


def describe(url: str, quiet_s: float, *, is_streaming: bool) -> dict[str, Any]:
    """Return the content of a target file for a service at `url`."""
    return {
        "adapter": "directline",
        "name": "fake",
        "url": url,
        "secret": "env:TOKEN",
        "activity": {"channelData": {"elapsed_s": "{elapsed_s}"}},
        "welcome": {"wait_s": 2 * quiet_s},
        "turn": {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
        **({} if is_streaming else {"stream": "polling", "poll": {"every_s": quiet_s / 5}}),
    }


_MADE_FROM = (
    "microsoft/botframework-sdk: directline-3.0.json, botframework-activity.md; microsoft/BotFramework-DirectLineJS"
)
_SILENT = {"empty": "an empty frame only keeps the line, and an empty set is no news: both are silence"}
_CHECKED_BY = "npm botframework-directlinejs 0.15.8"
STREAM = Fake(serve, CANNOT | _SILENT, made_from=_MADE_FROM, checked_by=_CHECKED_BY)
"""Activities come over a WebSocket."""

POLL = Fake(
    lambda brain, quiet_s: serve(brain, quiet_s, bends=Bends(is_streaming=False)),
    CANNOT | _SILENT | {"Typing": "signs of writing come over the WebSocket only"},
    made_from=_MADE_FROM,
    checked_by=_CHECKED_BY,
)
"""Activities are asked for."""
