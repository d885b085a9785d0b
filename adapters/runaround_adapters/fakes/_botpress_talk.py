"""One conversation over the fake of Botpress's Chat API: its messages, its stream of signals, the turns of the bot.

Source: botpress/botpress, packages/chat-api/src/{models,signals}.ts, integrations/chat/src (August 2026).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from aiohttp import web

from runaround.fake import (
    Brain,
    Break,
    Bubble,
    Fetch,
    Foreign,
    Goodbye,
    Output,
    Piece,
    Said,
    SentFile,
    Trouble,
    Visitor,
)
from runaround.model import Event, Message, Speaker
from runaround_adapters.fakes._serving import Timers, fetch_files, perform

__all__ = ["BOT", "Refused", "Talk"]

BOT = "user_the_bot"
_HUMAN = "user_li"
_BEGAN = datetime(2026, 8, 19, tzinfo=UTC)
_ON_STREAM = ("not_json", "huge")
_KINDS = {"imageUrl": "image/*", "audioUrl": "audio/*", "videoUrl": "video/*", "fileUrl": ""}


class Refused(Exception):
    """A request is answered with a trouble, and with nothing else."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.kind)
        self.trouble = trouble


class Talk:
    """One conversation of one user."""

    def __init__(self, conversation: str, user: str, brain: Brain) -> None:
        self.visitor = Visitor(conversation, user)
        self.history: list[dict[str, Any]] = []
        self.timers = Timers()
        self._brain = brain
        self._turns = asyncio.Lock()
        self._numbers = count(1)
        self._turn_at = 0
        self._stream: web.StreamResponse | None = None
        self._transport: asyncio.Transport | None = None
        self._offered: dict[str, str] = {}
        self._links: dict[str, str] = {}
        self._pieces: dict[str, tuple[str, int]] = {}
        self._files: tuple[SentFile, ...] = ()

    async def connect(self, stream: web.StreamResponse, transport: asyncio.Transport | None) -> None:
        """Send signals over `stream` from now on; what was signalled before is over."""
        self._stream, self._transport = stream, transport
        # The service's proxy sends the body of the answer that begins the stream before the first event.
        await stream.write(b"{}" + b"event: message\ndata: ping\n\n")

    def keep(self, payload: Mapping[str, Any], metadata: Mapping[str, Any] | None) -> dict[str, Any]:
        """Keep a message of the consumer, and return it."""
        self._turn_at = next(self._numbers)
        if metadata and "elapsed_s" in metadata:
            self.visitor = replace(self.visitor, elapsed_s=metadata["elapsed_s"])
        return self._keep(payload, self.visitor.consumer, metadata=metadata)

    async def hear(self, message: Mapping[str, Any]) -> None:
        """Take a message of the consumer to the bot. Raises Refused."""
        await self.signal("message_created", {**message, "isBot": False})
        async with self._turns:
            said = self._read(message["payload"])
            self._files = said.files
            await perform(self._brain.answer(self.visitor, said), self._put_out, self.timers)

    async def greet(self) -> None:
        """Tell the bot that somebody came."""
        async with self._turns:
            await perform(self._brain.welcome(self.visitor), self._put_out, self.timers)

    def make_event(self, payload: Mapping[str, Any], user: str) -> dict[str, Any]:
        """Return a custom event."""
        number = next(self._numbers)
        around = {"id": f"event_{number}", "createdAt": _time(number), "conversationId": self.visitor.session}
        return {**around, "userId": user, "payload": payload}

    async def signal(self, kind: str, data: Mapping[str, Any]) -> None:
        """Signal something to who listens now."""
        await self._write(f"event: message\ndata: {json.dumps({'type': kind, 'data': data})}\n\n".encode())

    async def _put_out(self, output: Output) -> None:
        match output:
            case Bubble(message=message) if message.event is not None:
                await self._signal_event(message.event)
            case Bubble():
                await self._say(output)
            case Piece():
                await self._say_piece(output)
            case Foreign():
                await self.signal("carousel-3000", {"colour": "blue"})
            case Goodbye():
                await self._signal_event(Event.SESSION_END)
            case Fetch():
                await fetch_files(self._files)
            case Break():
                self._break()
            case Trouble(kind=kind) if kind in _ON_STREAM:
                size = output.size
                await self._write(b"event: message\ndata: " + (b"x" * size if size else b'{"type": \n\n'))
            case Trouble():
                raise Refused(output)

    async def _say(self, bubble: Bubble) -> None:
        message = bubble.message
        is_human = message.speaker is Speaker.HUMAN
        for payload in _write_payloads(message):
            at = self._turn_at + bubble.order if bubble.order is not None else None
            self._offered |= {one.value or one.label: one.label for one in message.buttons}
            self._links |= {one.title or one.url: one.url for one in message.links}
            kept = self._keep(payload, _HUMAN if is_human else BOT, id=bubble.id, at=at)
            await self.signal("message_created", {**kept, "isBot": not is_human})

    async def _say_piece(self, piece: Piece) -> None:
        text, number = self._pieces.get(piece.stream, ("", 0))
        stream = f"stream_{self.visitor.session}_{piece.stream}"
        if piece.text:
            around = {"streamId": stream, "conversationId": self.visitor.session, "userId": BOT}
            made = {"createdAt": _time(next(self._numbers)), "sequence": number, "delta": piece.text}
            await self.signal("message_stream_delta", {**around, **made})
        self._pieces[piece.stream] = (text + piece.text, number + 1)
        if piece.is_last:
            whole = {"type": "text", "text": self._pieces.pop(piece.stream)[0]}
            kept = self._keep(whole, BOT, metadata={"streamId": stream})
            await self.signal("message_stream_complete", {"streamId": stream, "message": kept})
            await self.signal("message_created", {**kept, "isBot": True})

    async def _signal_event(self, event: Event) -> None:
        people = {Event.HUMAN_JOINED: "participant_added", Event.HUMAN_LEFT: "participant_removed"}
        if event in people:
            await self.signal(people[event], {"conversationId": self.visitor.session, "participantId": _HUMAN})
        else:
            made = self.make_event({"handoff": event.value}, BOT)
            await self.signal("event_created", {**made, "id": None, "isBot": True})

    def _keep(
        self,
        payload: Mapping[str, Any],
        user: str,
        *,
        id: str = "",  # noqa: A002 (the protocol's word)
        at: int | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        number = next(self._numbers)
        made = {"id": id or f"msg_{self.visitor.session}_{number}", "createdAt": _time(number if at is None else at)}
        more = {"metadata": dict(metadata)} if metadata else {}
        message = {**made, "conversationId": self.visitor.session, "userId": user, "payload": dict(payload), **more}
        if not any(one["id"] == message["id"] for one in self.history):
            self.history.append(message)
        return message

    def _read(self, payload: Mapping[str, Any]) -> Said:
        items = payload["items"] if payload["type"] == "bloc" else [payload]
        text = "\n".join(one["text"] for one in items if one["type"] == "text")
        files = tuple(
            SentFile(one.get("title") or one[key].rpartition("/")[2], kind, url=one[key])
            for one in items
            for key, kind in _KINDS.items()
            if key in one
        )
        if text in self._offered:
            return Said(self._offered[text], text)
        # A page opens in the consumer's browser; this bot knows its pages by their titles.
        return Said(text, link=self._links.get(text, ""), files=files)

    async def _write(self, content: bytes) -> None:
        if self._stream is not None:
            with suppress(ConnectionError):
                await self._stream.write(content)

    def _break(self) -> None:
        self._stream = None
        if self._transport is not None:
            self._transport.abort()


def _write_payloads(message: Message) -> list[dict[str, Any]]:
    """Return a message in the types that the protocol has: words, a choice, a card with links, files."""
    payloads: list[dict[str, Any]] = []
    if message.links:
        actions = [{"action": "url", "label": one.title or one.url, "value": one.url} for one in message.links]
        actions += [
            {"action": "postback", "label": one.label, "value": one.value or one.label} for one in message.buttons
        ]
        payloads.append({"type": "card", "title": message.text or "…", "actions": actions})
    elif message.buttons:
        options = [{"label": one.label, "value": one.value or one.label} for one in message.buttons]
        payloads.append({"type": "choice", "text": message.text, "options": options})
    elif message.text:
        payloads.append({"type": "text", "text": message.text})
    payloads += [
        {"type": "image", "imageUrl": f"https://files.example/{one.name}"}
        if one.kind == "image"
        else {"type": "file", "fileUrl": f"https://files.example/{one.name}", "title": one.name}
        for one in message.attachments
    ]
    return payloads


def _time(number: int) -> str:
    made = _BEGAN + timedelta(milliseconds=number)
    return made.isoformat(timespec="milliseconds").replace("+00:00", "Z")
