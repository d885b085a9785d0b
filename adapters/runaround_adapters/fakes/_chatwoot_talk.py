"""One conversation over the fake of Chatwoot: its messages, its status, who hears of them, and the turns of the bot.

Source: chatwoot/chatwoot, `app/models/{message,conversation}.rb`, `app/listeners/action_cable_listener.rb`,
`app/presenters/conversations/event_data_presenter.rb` and the views below `app/views/public/api/v1`.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runaround.fake import Brain, Break, Bubble, Foreign, Goodbye, Output, Said, Trouble, Typing, Visitor
from runaround.model import Event, Message, Speaker
from runaround_adapters.fakes._serving import Timers, fetch_files, perform

__all__ = ["Contact", "Refused", "Talk", "show_publicly"]

_BOT = {"id": 7, "name": "Bot", "avatar_url": "", "type": "agent_bot"}
_PERSON = {
    "id": 3,
    "name": "Li",
    "available_name": "Li",
    "avatar_url": "",
    "type": "user",
    "availability_status": "online",
}
_BLOCK = 1000
"""Messages between two of the consumer's have ids within one block, so that a bot can say in which order they stand."""

_STATUS_AFTER: Mapping[Event, str] = {
    Event.TRANSFER_STARTED: "open",
    Event.QUEUE: "open",
    Event.HUMAN_JOINED: "open",
    Event.HUMAN_LEFT: "pending",
    Event.TRANSFER_FAILED: "pending",
    Event.SESSION_END: "resolved",
    Event.HANG_UP: "resolved",
}


class Refused(Exception):
    """A request is answered with a trouble, and with nothing else."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Contact:
    """Who writes, under one source."""

    number: int
    identifier: str
    name: str
    source_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    pubsub_token: str = field(default_factory=lambda: uuid.uuid4().hex)


Publish = Callable[[str, dict[str, Any]], Awaitable[None]]
"""Tells whoever listens as the contact of an event."""


class Talk:
    """One conversation. numbers: gives the first ids of blocks. abort: breaks the connections of the contact."""

    def __init__(  # noqa: PLR0913 (all of a conversation meets here)
        self,
        number: int,
        contact: Contact,
        attributes: Mapping[str, Any],
        *,
        brain: Brain,
        numbers: Iterator[int],
        publish: Publish,
        abort: Callable[[], None],
    ) -> None:
        self.number = number
        self.contact = contact
        self.status = "pending"
        self.messages: list[dict[str, Any]] = []
        self.timers = Timers()
        self._attributes = attributes
        self._brain = brain
        self._numbers = numbers
        self._publish = publish
        self._abort = abort
        self._assignee: dict[str, Any] | None = None
        self._turns = asyncio.Lock()
        self._block = next(numbers) * _BLOCK
        self._next = 0
        self._named: dict[str, int] = {}
        self._heard: list[int] = []
        self._said = Said()

    @property
    def visitor(self) -> Visitor:
        """Who it is, as the bot is told."""
        elapsed = self._attributes.get("elapsed_s")
        told_s = float(elapsed) if isinstance(elapsed, int | float) else None
        return Visitor(str(self.number), self.contact.identifier, told_s)

    async def welcome(self) -> None:
        """Tell the bot that the conversation was created."""
        async with self._turns:
            await perform(self._brain.welcome(self.visitor), self._put_out, self.timers)

    async def take(self, said: Said, echo_id: str, attachments: list[dict[str, Any]]) -> dict[str, Any]:
        """Take in a message of the contact's, and return it."""
        self._block, self._next = next(self._numbers) * _BLOCK, 0
        more = {"echo_id": echo_id, "attachments": attachments}
        message = self._write(0, said.text, sender=self._contact(), **{key: one for key, one in more.items() if one})
        if self.status in ("resolved", "snoozed"):
            await self._move("pending")
        self._heard.append(message["id"])
        await self._publish("message.created", message)
        return message

    async def submit(self, number: int, values: list[dict[str, Any]]) -> dict[str, Any] | None:
        """Put what was submitted on a message, and return it; None if there is none."""
        message = next((one for one in self.messages if one["id"] == number), None)
        if message is not None:
            message["content_attributes"] = {**message["content_attributes"], "submitted_values": values}
            await self._publish("message.updated", message)
        return message

    async def answer(self, said: Said) -> None:
        """Have the bot answer. Raises Refused."""
        async with self._turns:
            self._said = said
            await perform(self._brain.answer(self.visitor, said), self._put_out, self.timers)

    def describe(self) -> dict[str, Any]:
        """Return the conversation as the cable tells of it."""
        kind = "User" if self._assignee else None
        meta = {"sender": self._contact(), "assignee": self._assignee, "assignee_type": kind, "team": None}
        return {
            "id": self.number,
            "account_id": 1,
            "inbox_id": 1,
            "channel": "Channel::Api",
            "status": self.status,
            "meta": meta,
            "labels": [],
            "custom_attributes": dict(self._attributes),
            "messages": self.messages[-1:],
        }

    async def _put_out(self, output: Output) -> None:
        match output:
            case Bubble(message=message) if message.event is not None:
                await self._signal(message.event)
            case Bubble():
                await self._say(output)
            case Typing():
                name = f"conversation.typing_{'on' if output.is_on else 'off'}"
                await self._publish(name, {"conversation": self.describe(), "user": _BOT, "is_private": False})
            case Foreign():
                await self._publish("message.created", self._write(1, None, sender=_BOT, content_type="carousel-3000"))
            case Goodbye():
                await self._move("resolved")
            case Break():
                self._abort()
            case Trouble(kind="error"):
                await self._fail()
            case Trouble():
                raise Refused(output)
            case _:
                await fetch_files(self._said.files)

    async def _say(self, bubble: Bubble) -> None:
        message, number = bubble.message, self._number_for(bubble)
        known = next((one for one in self.messages if one["id"] == number), None)
        if known is None:
            attributes = _attributes_of(message)
            if bubble.answers and bubble.answers < len(self._heard):
                attributes["in_reply_to"] = self._heard[-1 - bubble.answers]
            sender = _PERSON if message.speaker is Speaker.HUMAN else _BOT
            kind = "input_select" if message.buttons else "cards" if message.links else "text"
            text = message.text or None
            known = self._write(1, text, sender=sender, id=number, content_type=kind, content_attributes=attributes)
            files = [_attachment(one.kind, one.name) for one in message.attachments]
            known.update({"attachments": files} if files else {})
        await self._publish("message.created", known)

    async def _signal(self, event: Event) -> None:
        if event not in _STATUS_AFTER:
            return
        await self._move(_STATUS_AFTER[event])
        assignee = dict(_PERSON) if event is Event.HUMAN_JOINED else None
        # Chatwoot tells of every change so once more; here it is told where it says something new.
        is_news = event in (Event.HUMAN_JOINED, Event.HUMAN_LEFT) and assignee != self._assignee
        if is_news:
            self._assignee = assignee
        if is_news or event is Event.QUEUE:
            await self._publish("conversation.updated", self.describe())

    async def _move(self, status: str) -> None:
        if status != self.status:
            self.status = status
            await self._publish("conversation.status_changed", self.describe())

    async def _fail(self) -> None:
        """Tell that the last message of the contact's got nowhere, as Chatwoot does when the bot's webhook fails."""
        message = next(one for one in reversed(self.messages) if one["message_type"] == 0)
        message |= {"status": "failed", "content_attributes": {"external_error": "500 Internal Server Error"}}
        await self._publish("message.updated", message)

    def _number_for(self, bubble: Bubble) -> int:
        if bubble.id:
            return self._named.setdefault(bubble.id, self._make_number())
        return self._block + 500 + bubble.order if bubble.order is not None else self._make_number()

    def _make_number(self) -> int:
        self._next += 1
        return self._block + self._next

    def _write(self, kind: int, content: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON)
        now = int(time.time())
        source = {"source_id": self.contact.source_id}
        message = {
            "id": self._make_number() if "id" not in more else more["id"],
            "content": content,
            "account_id": 1,
            "inbox_id": 1,
            "conversation_id": self.number,
            "message_type": kind,
            "created_at": now,
            "private": False,
            "status": "sent",
            "source_id": None,
            "content_type": "text",
            "content_attributes": {},
            "conversation": {"assignee_id": (self._assignee or {}).get("id"), "contact_inbox": source},
            **more,
        }
        self.messages.append(message)
        return message

    def _contact(self) -> dict[str, Any]:
        contact = self.contact
        return {"id": contact.number, "identifier": contact.identifier, "name": contact.name, "type": "contact"}


def show_publicly(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message as the client API shows it."""
    keys = ("id", "content", "message_type", "content_type", "content_attributes", "created_at", "conversation_id")
    more = {key: message[key] for key in ("attachments", "sender") if key in message}
    return {key: message[key] for key in keys} | more


def _attributes_of(message: Message) -> dict[str, Any]:
    if message.buttons:
        return {"items": [{"title": one.label, "value": one.value or one.label} for one in message.buttons]}
    if message.links:
        actions = [{"type": "link", "text": one.title or one.url, "uri": one.url} for one in message.links]
        return {"items": [{"title": "", "description": "", "actions": actions}]}
    return {}


def _attachment(kind: str, name: str) -> dict[str, Any]:
    file_type = "image" if kind == "image" else "file"
    return {"id": 1, "file_type": file_type, "data_url": f"http://127.0.0.1:9/rails/active_storage/blobs/{name}"}
