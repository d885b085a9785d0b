"""What all fakes of Rasa's channels share: conversations with trackers, and how a bot's outputs become Rasa's messages.

Source: rasa 3.6.21, `rasa/core/channels/*.py`, `rasa/server.py` (read, and seen running).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from runaround.fake import (
    Brain,
    Bubble,
    Fetch,
    Foreign,
    Output,
    Said,
    SentFile,
    Trouble,
    Visitor,
)
from runaround.model import Event, Message, Speaker
from runaround_adapters.fakes._serving import Timers, fetch_files, perform

__all__ = ["START", "Conversation", "Conversations", "Crash", "Put", "add_signs", "spoil", "target_file"]

START = "/session_start"
_ADDRESS = re.compile(r"^http://127\.0\.0\.1:\d+/\S+$")

Put = Callable[[dict[str, Any]], Awaitable[None]]
"""Brings one message of the bot to its consumer, in the channel's way."""


class Crash(Exception):
    """The bot's code fails, or the endpoint in front of it misbehaves; `trouble` says how."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.kind)
        self.trouble = trouble


@dataclass(slots=True)
class Conversation:
    """One sender, as the tracker knows them."""

    visitor: Visitor
    events: list[dict[str, Any]] = field(default_factory=list)
    offered: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    is_paused: bool = False
    pending: list[dict[str, Any]] = field(default_factory=list)


class Conversations:
    """The conversations of one bot. pauses: a transfer pauses the conversation; else it is a custom message."""

    def __init__(self, brain: Brain, *, pauses: bool = False) -> None:
        self.timers = Timers()
        self._brain = brain
        self._pauses = pauses
        self._known: dict[str, Conversation] = {}

    async def turn(self, sender: str, text: str, metadata: Mapping[str, Any], put: Put) -> None:
        """Play one turn; its events are kept only when it is over. Raises Crash."""
        known = self._known.get(sender)
        if known is None:
            visitor = Visitor(sender, str(metadata.get("consumer", "")), metadata.get("elapsed_s"))
            known = self._known[sender] = Conversation(visitor)
        known.pending = [{"event": "user", "text": text.strip()}]
        said = _read(known, text, metadata)

        async def put_out(output: Output) -> None:
            match output:
                case Bubble(message=message):
                    for one in self._write(known, message):
                        known.pending += [{"event": "action", "name": "action_say"}, {"event": "bot", "data": one}]
                        await put({"recipient_id": sender, **one})
                case Foreign():
                    await put({"recipient_id": sender, "custom": {"type": "carousel-3000"}})
                case Fetch():
                    await fetch_files(said.files)
                case Trouble():
                    raise Crash(output)
                case _:
                    pass

        is_first = text == START
        answer = self._brain.welcome(known.visitor) if is_first else self._brain.answer(known.visitor, said)
        await perform(answer, put_out, self.timers)
        known.events += [*known.pending, {"event": "action", "name": "action_listen"}]

    async def track(self, request: web.Request) -> web.Response:
        """Answer the HTTP API's question for a conversation, as `--enable-api` with `--auth-token` does."""
        if not request.query.get("token"):
            return web.json_response({"status": "failure", "code": 401, "reason": "NotAuthenticated"}, status=401)
        known = self._known.get(request.match_info["sender"])
        content: dict[str, Any] = {"sender_id": request.match_info["sender"], "events": [], "paused": False}
        if known is not None:
            content |= {"events": known.events, "paused": known.is_paused}
        return web.json_response(content)

    async def stop(self, _app: web.Application) -> None:
        """Forget what has not gone out."""
        self.timers.stop()

    def _write(self, known: Conversation, message: Message) -> list[dict[str, Any]]:
        """Return a message as Rasa's channels send it: words part at empty lines, unless buttons hang on them."""
        if self._pauses and message.event is Event.TRANSFER_STARTED:
            known.is_paused = True
            return []
        text = message.text
        known.offered |= {button.value or button.label: button.label for button in message.buttons}
        known.links |= {link.title or link.url: link.url for link in message.links}
        buttons = [{"title": one.label, "payload": one.value or one.label} for one in message.buttons]
        buttons += [{"title": one.title, "url": one.url, "type": "web_url"} for one in message.links]
        if message.speaker is Speaker.HUMAN and not self._pauses:
            said: list[dict[str, Any]] = [{"custom": {"text": text, "author": "human"}}]
        elif buttons:
            said = [{"text": text, "buttons": buttons}]
        else:
            said = [{"text": part} for part in text.split("\n\n") if part.strip()]
        said += [
            {"image": one.name} if one.kind == "image" else {"attachment": one.name} for one in message.attachments
        ]
        if message.event is not None and not self._pauses:
            said.append({"custom": {"event": message.event.value}})
        return said


def _read(known: Conversation, text: str, metadata: Mapping[str, Any]) -> Said:
    """Return what the consumer did: an offered payload is a choice; addresses at the end of a text are files."""
    if text in known.offered:
        return Said(known.offered[text], text)
    if text in known.links:
        return Said(text, link=known.links[text])
    files = tuple(
        SentFile(str(one.get("name", "")), str(one.get("type", "")), url=str(one.get("url", "")))
        for one in metadata.get("files", [])
    )
    lines = text.split("\n")
    while len(lines) > 1 and _ADDRESS.match(lines[-1]):
        address = lines.pop()
        files = (SentFile(address.rpartition("/")[2], "", url=address), *files)
    return Said("\n".join(lines), files=files)


def add_signs(app: web.Application, *channels: str) -> None:
    """Let a server say that it is Rasa, and which channels it has."""

    async def say_hello(_request: web.Request) -> web.Response:
        return web.Response(text="Hello from Rasa: 3.6.21")

    async def say_ok(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    app.router.add_get("/", say_hello)
    for channel in channels:
        app.router.add_get(f"/webhooks/{channel}/", say_ok)


async def spoil(trouble: Trouble) -> web.Response | None:
    """Return what an endpoint answers that misbehaves; None if the bot's code fails in Rasa's own way."""
    headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
    match trouble.kind:
        case "status":
            return web.Response(status=trouble.status, text="<h1>Bad gateway</h1>", headers=headers)
        case "not_json":
            return web.Response(text='[{"recipient_id": "u", "text": ')
        case "huge":
            return web.json_response([{"text": "x" * trouble.size}])
        case "empty":
            return web.Response()
        case _:
            return None


def target_file(url: str, quiet_s: float, **more: object) -> dict[str, Any]:
    """Return the content of a target file for a fake at `url`."""
    return {
        "adapter": "rasa",
        "name": "fake",
        "url": url,
        "token": "env:TOKEN",
        "metadata": {"consumer": "{consumer_id}", "elapsed_s": "{elapsed_s}"},
        "start": START,
        "upload": {"where": "metadata"},
        "limits": {"reply_s": 20 * quiet_s, "connect_s": 2.0, "body_bytes": 200_000},
        **more,
    }
