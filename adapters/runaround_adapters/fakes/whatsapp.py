"""A bot behind a number of WhatsApp, by the Cloud API, and a desk of the same company as its escalation partner.

Source: WhatsApp Business Platform, Cloud API and Webhooks.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from runaround.fake import Brain, Fake, Fetch, Output, Said, SentFile, Served, Trouble, Visitor
from runaround.model import Event
from runaround_adapters.fakes._cloud_api import Caller
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, begin, find_port, perform, serve_app
from runaround_adapters.fakes._troubles import answer_trouble

__all__ = ["CLOUD"]

_CALL_S = 5.0
_CLOCK_S = 60.0


class _Refused(Exception):
    """The webhook is answered with a trouble, and with nothing else."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


class _Thread:
    """The thread with one consumer; visits of theirs are told apart by the chat being opened."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.timers = Timers()
        self.turns = asyncio.Lock()


class _Server:
    """The threads of one bot. patience_s: after so many seconds the webhook is answered, whatever goes on.

    secret: it is the app's, the bot's token and, with more behind it, the desk's.
    """

    def __init__(self, brain: Brain, client: ClientSession, *, patience_s: float) -> None:
        self._brain = brain
        self._client = client
        self._patience_s = patience_s
        self._secret = ""
        self._threads: dict[str, _Thread] = {}
        self._visits: Counter[str] = Counter()
        self._seen: set[str] = set()
        self._running: set[asyncio.Task[None]] = set()

    async def verify(self, request: web.Request) -> web.Response:
        """Answer the verification; the token by which it is asked is a secret of this bot's."""
        if request.query.get("hub.mode") != "subscribe":
            return web.Response(status=403)
        self._secret = request.query["hub.verify_token"]
        return web.Response(text=request.query["hub.challenge"])

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take a call of the webhook."""
        body = await request.read()
        expected = hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(request.headers.get("X-Hub-Signature-256", ""), f"sha256={expected}"):
            return web.Response(status=403)
        change = json.loads(body)["entry"][0]["changes"][0]
        value = change["value"]
        for message in [*value.get("messages", []), *value.get("standby", {}).get("messages", [])]:
            # A webhook may be called again with the same message.
            if message["id"] in self._seen:
                continue
            self._seen.add(message["id"])
            try:
                await begin(self._react(value, message), self._patience_s, self._running)
            except _Refused as refused:
                return await answer_trouble(refused.trouble, request, error={"error": "broken"}, error_status=500)
        return web.Response()

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for thread in self._threads.values():
            thread.timers.stop()
        for turn in self._running:
            turn.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _react(self, value: Mapping[str, Any], message: Mapping[str, Any]) -> None:
        wa_id, name = message["from"], value["contacts"][0]["profile"]["name"]
        thread = self._threads.get(wa_id)
        if thread is None:
            tokens = {"bot": self._secret, "desk": f"{self._secret}-desk"}
            caller = Caller(self._client, value["metadata"]["phone_number_id"], wa_id, **tokens)
            thread = self._threads[wa_id] = _Thread(caller)
        caller, said = thread.caller, _read(message)
        caller.hear(message["id"])

        async def put_out(output: Output) -> None:
            if isinstance(output, Fetch):
                await caller.fetch(said.files)
            elif isinstance(output, Trouble):
                raise _Refused(output)
            else:
                await caller.put_out(output)

        async with thread.turns:
            is_first = message["type"] == "request_welcome"
            self._visits[wa_id] += is_first
            ahead_s = int(message["timestamp"]) - time.time()
            visitor = Visitor(f"{wa_id}/{self._visits[wa_id]}", name, ahead_s if ahead_s > _CLOCK_S else 0)
            outputs = self._brain.welcome(visitor) if is_first else self._brain.answer(visitor, said)
            await perform(outputs, put_out, thread.timers)


def _read(message: Mapping[str, Any]) -> Said:
    """Return what the consumer did."""
    match message["type"]:
        case "text":
            return Said(message["text"]["body"])
        case "interactive":
            reply = message["interactive"][message["interactive"]["type"]]
            return Said(reply["title"], reply["id"])
        case "image" | "document" as kind:
            media = message[kind]
            sent = SentFile(media.get("filename", "image"), media["mime_type"], url=media["id"])
            return Said(media.get("caption", ""), files=(sent,))
        case _:
            return Said()


@asynccontextmanager
async def _serve(brain: Brain, quiet_s: float) -> AsyncIterator[Served]:
    port = find_port()
    timeout = ClientTimeout(total=_CALL_S)
    async with ClientSession(f"http://127.0.0.1:{port}", timeout=timeout, trust_env=False) as client:
        server = _Server(brain, client, patience_s=4 * quiet_s)
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_get("/webhook", server.verify)
        app.router.add_post("/webhook", server.take)
        app.on_shutdown.append(server.stop)
        async with serve_app(app) as url:
            yield Served(url, _describe(f"{url}/webhook", port, quiet_s))


def _describe(url: str, port: int, quiet_s: float) -> dict[str, Any]:
    """Return the content of a target file. The bot learns its secrets from the verification."""
    return {
        "adapter": "whatsapp",
        "name": "fake",
        "url": url,
        "app_secret": "env:TOKEN",
        "verify_token": "env:TOKEN",
        "api": {"port": port, "token": "env:TOKEN"},
        "desk": {"token": "env:TOKEN-desk"},
        "profile_name": "{consumer_id}",
        "statuses": ["delivered"],
        "clock": True,
        "turn": {
            "quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s
        },
        "welcome": {"mode": "optional", "wait_s": 2 * quiet_s},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }  # fmt: skip


_NOTHING = "what answers a webhook carries nothing"
CLOUD = Fake(
    _serve,
    {
        "ids": "the platform gives messages their ids, and the bot none: each call is another message",
        "order": "messages stand in the order in which they are sent",
        "Piece": "messages are sent whole",
        "Break": "every message comes in a call of its own",
        "not_json": _NOTHING,
        "huge": _NOTHING,
        "Goodbye": "a thread of WhatsApp has no end",
        Event.QUEUE.value: "control is passed, taken or given back; there is no state of waiting",
        Event.HANG_UP.value: "a thread of WhatsApp has no end",
        Event.SESSION_END.value: "a thread of WhatsApp has no end",
    },
    made_from="WhatsApp Business Platform, Cloud API v23.0, Webhooks and Conversation Routing",
)
"""Its escalation partner is a desk of the company's own, which says itself what becomes of a transfer."""
