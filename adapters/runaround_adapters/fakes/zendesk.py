"""A bot that is integrated with Sunshine Conversations by a webhook, and a desk of the same company behind it.

Source: zendesk/sunshine-conversations-api-spec, openapi.yaml 17.12.1.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from runaround.fake import Brain, Fake, Fetch, Output, Said, SentFile, Served, Trouble, Visitor
from runaround.model import Event
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, begin, fetch_files, find_port, perform, serve_app
from runaround_adapters.fakes._sunshine import BOT_KEY, DESK_KEY, Caller
from runaround_adapters.fakes._troubles import answer_trouble

__all__ = ["SUNSHINE"]

_CALL_S = 5.0


class _Refused(Exception):
    """The webhook is answered with a trouble, and with nothing else."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


class _Conversation:
    """One conversation, as the bot knows it from the first event on."""

    def __init__(self, payload: Mapping[str, Any], client: ClientSession, *, secret: str) -> None:
        conversation = payload["conversation"]
        user = payload.get("user") or payload["message"]["author"]["user"]
        elapsed_s = (conversation.get("metadata") or {}).get("elapsed_s")
        self.visitor = Visitor(conversation["id"], user["externalId"], elapsed_s)
        self.caller = Caller(client, conversation["id"], secret=secret)
        self.timers = Timers()
        self.turns = asyncio.Lock()


class _Server:
    """The conversations of one bot. patience_s: after so many seconds the webhook is answered, whatever goes on."""

    def __init__(self, brain: Brain, client: ClientSession, *, patience_s: float) -> None:
        self._brain = brain
        self._client = client
        self._patience_s = patience_s
        self._known: dict[str, _Conversation] = {}
        self._seen: set[str] = set()
        self._running: set[asyncio.Task[None]] = set()

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take a call of the webhook."""
        secret = request.headers.get("X-API-Key", "")
        if not secret:
            return web.Response(status=403)
        for event in (await request.json())["events"]:
            # A webhook may be called again with the same event.
            if event["id"] in self._seen:
                continue
            self._seen.add(event["id"])
            try:
                await begin(self._react(event["type"], event["payload"], secret), self._patience_s, self._running)
            except _Refused as refused:
                errors = {"errors": [{"code": "bot_failed", "title": "the bot broke"}]}
                return await answer_trouble(refused.trouble, request, error=errors, error_status=500)
        return web.Response()

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for talk in self._known.values():
            talk.timers.stop()
        for turn in self._running:
            turn.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _react(self, kind: str, payload: Mapping[str, Any], secret: str) -> None:
        if kind not in ("conversation:create", "conversation:message", "conversation:postback"):
            return
        if kind == "conversation:message" and payload["message"]["author"]["type"] != "user":
            # Its own words, and those of the desk, come back to it.
            return
        id = payload["conversation"]["id"]  # noqa: A001 (the protocol's word)
        talk = self._known.get(id)
        if talk is None:
            talk = self._known[id] = _Conversation(payload, self._client, secret=secret)
        said = _read(kind, payload)
        caller = talk.caller

        async def put_out(output: Output) -> None:
            if isinstance(output, Fetch):
                await fetch_files(said.files)
            elif isinstance(output, Trouble):
                raise _Refused(output)
            else:
                await caller.put_out(output)

        async with talk.turns:
            is_first = kind == "conversation:create"
            outputs = self._brain.welcome(talk.visitor) if is_first else self._brain.answer(talk.visitor, said)
            await perform(outputs, put_out, talk.timers)


def _read(kind: str, payload: Mapping[str, Any]) -> Said:
    """Return what the consumer did."""
    if kind == "conversation:postback":
        return Said(button=payload["postback"]["payload"])
    content = payload["message"]["content"] if kind == "conversation:message" else {}
    files: tuple[SentFile, ...] = ()
    if url := content.get("mediaUrl"):
        files = (SentFile(content["altText"], content["mediaType"], content["mediaSize"], url),)
    return Said(content.get("text", ""), content.get("payload", ""), files=files)


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    port = find_port()
    timeout = ClientTimeout(total=_CALL_S)
    async with ClientSession(f"http://127.0.0.1:{port}", timeout=timeout, trust_env=False) as client:
        server = _Server(brain, client, patience_s=4 * quiet_s)
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_post("/sunco", server.take)
        app.on_shutdown.append(server.stop)
        async with serve_app(app) as url:
            yield Served(url, _describe(f"{url}/sunco", port, quiet_s))


def _describe(url: str, port: int, quiet_s: float) -> dict[str, Any]:
    """Return the content of a target file. One secret is all keys': the bot learns it from the webhook."""
    return {
        "adapter": "zendesk",
        "name": "fake",
        "url": url,
        "webhook_secret": "env:TOKEN",
        "api": {"port": port, "key_id": BOT_KEY, "secret": "env:TOKEN"},
        "desk": {"key_id": DESK_KEY, "secret": "env:TOKEN"},
        "metadata": {"elapsed_s": "{elapsed_s}"},
        "turn": {
            "quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s
        },
        "welcome": {"wait_s": 2 * quiet_s},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }  # fmt: skip


_NOTHING = "what answers a webhook carries nothing"
SUNSHINE = Fake(
    _serve,
    {
        "answers": "a message of the company names none of the consumer's",
        "ids": "the platform gives messages their ids, and the bot none: each call is another message",
        "order": "messages stand in the order in which they are posted",
        "Piece": "messages are posted whole",
        "Break": "every message comes in a call of its own",
        "not_json": _NOTHING,
        "huge": _NOTHING,
        Event.QUEUE.value: "a place in a queue has no signal; it is said, if at all",
        Event.HANG_UP.value: "a bot can delete a conversation, and nobody hangs up",
    },
    made_from="zendesk/sunshine-conversations-api-spec, openapi.yaml 17.12.1",
)
"""Its switchboard has a desk of the company's own, which says itself what becomes of a transfer."""
