"""An agent bot of Chatwoot: takes events at a webhook, and answers over Chatwoot's application API.

Source: chatwoot/chatwoot at 4.x: `lib/webhooks/trigger.rb`, `app/listeners/agent_bot_listener.rb`, and swagger;
chatwoot/rasa-agent-bot-demo for how bots read events.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, FormData, web

from runaround.fake import (
    Brain,
    Bubble,
    Fake,
    Fetch,
    Foreign,
    Goodbye,
    Output,
    Said,
    SentFile,
    Served,
    Trouble,
    Typing,
    Visitor,
)
from runaround.model import Event, Speaker
from runaround_adapters.fakes._serving import BODY_BYTES, Timers, begin, fetch_files, perform, serve_app
from runaround_adapters.fakes._troubles import answer_trouble

__all__ = ["AGENT_BOT", "serve"]

_CALL_S = 5.0


class _Refused(Exception):
    """The webhook is answered with a trouble, and with nothing else."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


class _Conversation:
    """One conversation, as far as a bot knows it."""

    def __init__(self, told: Mapping[str, Any], account: int, client: ClientSession) -> None:
        self.timers = Timers()
        self.turns = asyncio.Lock()
        self.heard: list[int] = []
        elapsed = (told.get("custom_attributes") or {}).get("elapsed_s")
        who = str(told["meta"]["sender"]["identifier"])
        elapsed_s = float(elapsed) if isinstance(elapsed, int | float) else None
        self.visitor = Visitor(str(told["id"]), who, elapsed_s)
        self._path = f"/api/v1/accounts/{account}/conversations/{told['id']}"
        self._client = client

    async def put_out(self, output: Output, said: Said) -> None:
        """Do one thing over the API. Raises _Refused."""
        match output:
            case Bubble(message=message) if message.event is not None:
                await self._signal(message.event)
            case Bubble(message=message) if message.speaker is not Speaker.HUMAN:
                await self._say(output)
            case Typing():
                await self._call("toggle_typing_status", {"typing_status": "on" if output.is_on else "off"})
            case Goodbye():
                await self._call("toggle_status", {"status": "resolved"})
            case Foreign():
                await self._call("carousel-3000", {"content": "shown nowhere"})
            case Fetch():
                await fetch_files(said.files)
            case Trouble():
                raise _Refused(output)

    async def _say(self, bubble: Bubble) -> None:
        body, files = self._write(bubble), bubble.message.attachments
        if not files:
            await self._call("messages", body)
            return
        form = FormData({**body, "content_attributes": json.dumps(body["content_attributes"]), "private": "false"})
        for one in files:
            kind = "image/png" if one.kind == "image" else "application/octet-stream"
            form.add_field("attachments[]", b"a file", filename=one.name or "file", content_type=kind)
        await self._call("messages", body, form=form)

    async def _signal(self, event: Event) -> None:
        if event is Event.TRANSFER_STARTED:
            await self._call("toggle_status", {"status": "open"})
        elif event in (Event.SESSION_END, Event.HANG_UP):
            await self._call("toggle_status", {"status": "resolved"})

    def _write(self, bubble: Bubble) -> dict[str, Any]:
        message, kind, attributes = bubble.message, "text", dict[str, Any]()
        if message.buttons:
            kind, attributes["items"] = "input_select", [_item(one.label, one.value) for one in message.buttons]
        elif message.links:
            actions = [{"type": "link", "text": one.title or one.url, "uri": one.url} for one in message.links]
            kind, attributes["items"] = "cards", [{"title": "", "actions": actions}]
        if bubble.answers and bubble.answers < len(self.heard):
            attributes["in_reply_to"] = self.heard[-1 - bubble.answers]
        shown = {"content_type": kind, "content_attributes": attributes}
        return {"content": message.text, "message_type": "outgoing", "private": False, **shown}

    async def _call(self, name: str, body: Mapping[str, Any], *, form: FormData | None = None) -> None:
        with suppress(ClientError, TimeoutError):
            fields = None if form is not None else body
            async with self._client.post(f"{self._path}/{name}", json=fields, data=form) as response:
                await response.read()


class _Server:
    """The webhook of one bot. secret: with which events are signed."""

    def __init__(self, brain: Brain, chatwoot: str, *, patience_s: float, secret: str, token: str) -> None:
        self._brain = brain
        self._patience_s = patience_s
        self._secret = secret
        self._chatwoot = chatwoot
        self._token = token
        self._client: ClientSession | None = None
        self._talks: dict[int, _Conversation] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take one event, and answer when the turn is over or has taken a while."""
        body = await request.read()
        self._check(request, body)
        event = json.loads(body)
        told = event.get("conversation", event)
        if event["event"] not in ("message_created", "message_updated", "conversation_created"):
            return web.Response()
        talk = self._talks.setdefault(told["id"], _Conversation(told, _account_of(event), self._open_client()))
        try:
            await begin(self._turn(event, talk, dict(request.headers)), self._patience_s, self._running)
        except _Refused as refused:
            error = {"error": "Internal Server Error"}
            return await answer_trouble(refused.trouble, request, error=error, error_status=500)
        return web.json_response({"status": "ok"})

    async def stop(self, _app: web.Application) -> None:
        """End what still goes on."""
        for talk in self._talks.values():
            talk.timers.stop()
        for turn in self._running:
            turn.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    async def _turn(self, event: Mapping[str, Any], talk: _Conversation, headers: Mapping[str, str]) -> None:
        said = _read_said(event, headers)

        async def put_out(output: Output) -> None:
            await talk.put_out(output, said or Said())

        async with talk.turns:
            if event["event"] == "conversation_created":
                await perform(self._brain.welcome(talk.visitor), put_out, talk.timers)
            elif said is not None:
                talk.heard.append(event["id"])
                await perform(self._brain.answer(talk.visitor, said), put_out, talk.timers)

    def _open_client(self) -> ClientSession:
        if self._client is None:
            headers = {"api_access_token": self._token}
            limit = ClientTimeout(total=_CALL_S)
            self._client = ClientSession(self._chatwoot, headers=headers, timeout=limit, trust_env=False)
        return self._client

    def _check(self, request: web.Request, body: bytes) -> None:
        if not self._secret:
            return
        signed = f"{request.headers.get('X-Chatwoot-Timestamp', '')}.".encode() + body
        expected = "sha256=" + hmac.new(self._secret.encode(), signed, hashlib.sha256).hexdigest()
        if request.headers.get("X-Chatwoot-Signature") != expected:
            raise web.HTTPUnauthorized


def _account_of(event: Mapping[str, Any]) -> int:
    """Return the number of the account that an event is of; events of conversations have it in another place."""
    account = event.get("account")
    return int(account["id"] if isinstance(account, Mapping) else event["account_id"])


def _read_said(event: Mapping[str, Any], headers: Mapping[str, str]) -> Said | None:
    """Return what the consumer did; None for what the bot itself or a person has written."""
    if event["event"] == "message_updated":
        (chosen,) = event["content_attributes"]["submitted_values"]
        return Said(str(chosen.get("title") or ""), str(chosen["value"]), headers=headers)
    if event["event"] != "message_created" or event["message_type"] != "incoming":
        return None
    files = tuple(
        SentFile(str(one["data_url"]).rpartition("/")[2], str(one["file_type"]), url=str(one["data_url"]))
        for one in event.get("attachments") or []
    )
    return Said(event["content"] or "", files=files, headers=headers)


def _item(label: str, value: str) -> dict[str, str]:
    return {"title": label, "value": value or label}


def _find_port() -> int:
    """Return a free port: a bot is told where Chatwoot is before anybody listens there."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def serve(brain: Brain, quiet_s: float, *, secret: str = "", token: str = "") -> AsyncIterator[Served]:
    """Serve `brain` as a Fake does. secret: the bot takes events only so signed. token: what it shows to Chatwoot."""
    port = _find_port()
    server = _Server(brain, f"http://127.0.0.1:{port}", patience_s=4 * quiet_s, secret=secret, token=token)
    app = web.Application(client_max_size=BODY_BYTES)
    app.router.add_post("/chatwoot", server.take)
    app.on_shutdown.append(server.stop)
    async with serve_app(app) as url:
        yield Served(url, _describe(f"{url}/chatwoot", port, quiet_s))


def _describe(url: str, port: int, quiet_s: float) -> dict[str, Any]:
    return {
        "adapter": "chatwoot_platform",
        "name": "fake",
        "url": url,
        "secret": "env:TOKEN",
        "headers": {"Authorization": "Bearer env:TOKEN"},
        "listen": {"port": port},
        "webhook_s": 20 * quiet_s,
        "attributes": {"elapsed_s": "{elapsed_s}"},
        "human": {"does": "accept"},
        "welcome": {"wait_s": 2 * quiet_s},
        "turn": {"quiet_s": quiet_s, "longest_quiet_s": 5 * quiet_s, "settle_s": quiet_s / 4, "typing_s": 10 * quiet_s},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
    }


AGENT_BOT = Fake(
    serve,
    {
        "ids": "Chatwoot gives messages their ids, and the bot none: each call is another message",
        "order": "Chatwoot counts messages as they come; a bot cannot count them otherwise",
        "Piece": "Chatwoot's messages come whole",
        "Break": "every message comes in a call of its own",
        "not_json": "what answers a webhook carries nothing",
        "empty": "what answers a webhook carries nothing",
        "human": "who joins is played by the adapter, and a bot cannot speak for people",
        Event.TRANSFER_FAILED.value: "whether people take a transfer is not the bot's to say, but the target file's",
    },
    made_from="chatwoot/chatwoot 4.x (webhooks of agent bots, application API); chatwoot/rasa-agent-bot-demo",
)
"""A bot at a webhook, behind a Chatwoot that the adapter plays."""
