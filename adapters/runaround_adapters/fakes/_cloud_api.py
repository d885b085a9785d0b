"""What a bot calls of WhatsApp's Cloud API, and how its outputs become messages there.

Source: WhatsApp Business Platform, Cloud API (Messages, Media) and Conversation Routing.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import ClientError, ClientSession

from runaround.fake import Bubble, Foreign, Output, SentFile, Typing
from runaround.model import Event, Message, Speaker

__all__ = ["Caller", "write_message"]

_MOST_BUTTONS = 3
_FILES = "https://files.invalid"


class Caller:
    """Calls the API for one thread: with the bot's token, and with that of the desk behind it."""

    def __init__(self, client: ClientSession, number_id: str, wa_id: str, *, bot: str, desk: str) -> None:
        self._client = client
        self._number_id = number_id
        self._wa_id = wa_id
        self._bot = bot
        self._desk = desk
        self._heard: list[str] = []
        self._is_asked = False

    def hear(self, wamid: str) -> None:
        """Take in that the consumer sent a message."""
        self._heard.append(wamid)

    async def put_out(self, output: Output) -> None:
        """Bring one output to the consumer."""
        match output:
            case Bubble(message=message, answers=answers):
                if message.event is not None:
                    await self._signal(message.event)
                if message.event is None or message.text:
                    await self._send(write_message(message), answers, is_desk=message.speaker is Speaker.HUMAN)
            case Typing(is_on=True):
                typing = {"status": "read", "message_id": self._heard[-1], "typing_indicator": {"type": "text"}}
                await self._call("messages", typing)
            case Foreign():
                await self._send({"type": "carousel-3000", "carousel-3000": {"colour": "blue"}}, 0)

    async def fetch(self, files: tuple[SentFile, ...]) -> None:
        """Look at what was sent: ask for its address, and fetch it with the token."""
        headers = {"Authorization": f"Bearer {self._bot}"}
        for file in files:
            async with self._client.get(f"/v23.0/{file.url}", headers=headers) as response:
                url = (await response.json())["url"]
            async with self._client.get(url, headers=headers) as response:
                await response.read()

    async def _send(self, message: Mapping[str, Any], answers: int, *, is_desk: bool = False) -> None:
        context = {"context": {"message_id": self._heard[-1 - answers]}} if answers else {}
        await self._call("messages", {"to": self._wa_id, **context, **message}, is_desk=is_desk)

    async def _signal(self, event: Event) -> None:
        match event:
            case Event.TRANSFER_STARTED:
                self._is_asked = True
                await self._control("pass")
            case Event.HUMAN_JOINED:
                await self._control("take", is_desk=True)
            case Event.HUMAN_LEFT:
                await self._control("pass", is_desk=True)
            case Event.TRANSFER_FAILED if self._is_asked:
                self._is_asked = False
                await self._control("release", is_desk=True)
            case Event.TRANSFER_FAILED:
                # Who passes control to a role that nobody has is told so.
                await self._control("pass", control_pass={"target_role": "nobody"})

    async def _control(self, action: str, *, is_desk: bool = False, **more: object) -> None:
        await self._call("thread_control", {"to": self._wa_id, "action": action, **more}, is_desk=is_desk)

    async def _call(self, what: str, body: Mapping[str, Any], *, is_desk: bool = False) -> None:
        headers = {"Authorization": f"Bearer {self._desk if is_desk else self._bot}"}
        whole = {"messaging_product": "whatsapp", **body}
        with suppress(ClientError, TimeoutError):
            path = f"/v23.0/{self._number_id}/{what}"
            async with self._client.post(path, json=whole, headers=headers) as response:
                await response.read()


def write_message(message: Message) -> dict[str, Any]:
    """Return what a message says as one of the API: what does not fit an interactive one stands in its text."""
    if message.buttons:
        return _offer(message)
    if message.attachments:
        first = message.attachments[0]
        kind = "document" if first.kind == "file" else "image"
        media: dict[str, Any] = {"link": f"{_FILES}/{first.name}"}
        return {"type": kind, kind: {**media, "caption": message.text} if message.text else media}
    if len(message.links) == 1 and message.text and message.links[0].title:
        link = message.links[0]
        action = {"name": "cta_url", "parameters": {"display_text": link.title, "url": link.url}}
        return _interactive("cta_url", message.text, action)
    return {"type": "text", "text": {"body": "\n".join([message.text, *_written_links(message)])}}


def _offer(message: Message) -> dict[str, Any]:
    text = "\n".join([message.text or "-", *_written_links(message)])
    replies = [{"id": one.value or one.label, "title": one.label} for one in message.buttons]
    if len(replies) <= _MOST_BUTTONS:
        return _interactive("button", text, {"buttons": [{"type": "reply", "reply": one} for one in replies]})
    return _interactive("list", text, {"button": "…", "sections": [{"title": "…", "rows": replies}]})


def _interactive(kind: str, text: str, action: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


def _written_links(message: Message) -> list[str]:
    return [f"{link.title}: {link.url}" if link.title else link.url for link in message.links]
