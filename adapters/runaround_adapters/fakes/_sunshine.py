"""What a bot calls of the API of Sunshine Conversations, and how its outputs become messages there.

Source: zendesk/sunshine-conversations-api-spec, openapi.yaml 17.12.1.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import ClientError, ClientSession

from runaround.fake import Bubble, Foreign, Goodbye, Output, Typing
from runaround.model import Event, Message, Speaker

__all__ = ["BOT_KEY", "DESK", "DESK_KEY", "Caller", "write_content"]

BOT_KEY, DESK_KEY, DESK = "app_bot", "app_desk", "desk"
_FILES = "https://files.invalid"


class Caller:
    """Calls the API for one conversation: with the bot's key, and with that of the desk behind it."""

    def __init__(self, client: ClientSession, conversation: str, *, secret: str) -> None:
        self._client = client
        self._path = f"/v2/apps/runaround/conversations/{conversation}"
        self._bot = f"Basic {base64.b64encode(f'{BOT_KEY}:{secret}'.encode()).decode()}"
        self._desk = f"Bearer {_sign(secret)}"
        self._is_asked = False

    async def put_out(self, output: Output) -> None:
        """Bring one output to the consumer."""
        match output:
            case Bubble(message=message):
                if message.event is not None:
                    await self._signal(message.event)
                if message.event is None or message.text:
                    await self._post(message)
            case Typing(is_on=is_on):
                activity = {"author": {"type": "business"}, "type": f"typing:{'start' if is_on else 'stop'}"}
                await self._call("POST", "/activity", activity)
            case Foreign():
                content = {"type": "carousel-3000", "cards": [{"colour": "blue"}]}
                await self._call("POST", "/messages", {"author": {"type": "business"}, "content": content})
            case Goodbye():
                await self._call("DELETE", "", None)

    async def _post(self, message: Message) -> None:
        is_desk = message.speaker is Speaker.HUMAN
        author = {"type": "business", "displayName": "Desk" if is_desk else "Bot"}
        body = {"author": author, "content": write_content(message)}
        await self._call("POST", "/messages", body, is_desk=is_desk)

    async def _signal(self, event: Event) -> None:
        match event:
            case Event.TRANSFER_STARTED:
                self._is_asked = True
                await self._call("POST", "/passControl", {"switchboardIntegration": DESK})
            case Event.HUMAN_JOINED:
                # Nothing says that somebody has come but what they do.
                seen = {"author": {"type": "business"}, "type": "conversation:read"}
                await self._call("POST", "/activity", seen, is_desk=True)
            case Event.HUMAN_LEFT:
                await self._call("POST", "/passControl", {"switchboardIntegration": "bot"}, is_desk=True)
            case Event.TRANSFER_FAILED:
                # The desk gives back what it was offered; who offers it to nobody is told so by the switchboard.
                target = "bot" if self._is_asked else "nobody"
                self._is_asked = False
                await self._call("POST", "/passControl", {"switchboardIntegration": target}, is_desk=True)
            case Event.SESSION_END:
                await self._call("DELETE", "", None)

    async def _call(self, method: str, path: str, body: object, *, is_desk: bool = False) -> None:
        headers = {"Authorization": self._desk if is_desk else self._bot}
        with suppress(ClientError, TimeoutError):
            async with self._client.request(method, self._path + path, json=body, headers=headers) as response:
                await response.read()


def write_content(message: Message) -> dict[str, Any]:
    """Return what a message says as a content of the API."""
    actions: list[dict[str, Any]] = [
        {"type": "postback" if one.value else "reply", "text": one.label, "payload": one.value or one.label}
        for one in message.buttons
    ]
    actions += [{"type": "link", "text": one.title or one.url, "uri": one.url} for one in message.links]
    content: dict[str, Any] = {"type": "text"}
    if message.attachments:
        first = message.attachments[0]
        kind = "file" if first.kind == "file" else "image"
        content = {"type": kind, "mediaUrl": f"{_FILES}/{first.name}", "altText": first.describes}
    if message.text:
        content["text"] = message.text
    return {**content, "actions": actions} if actions else content


def _sign(secret: str) -> str:
    """Return a JSON Web Token of the desk's key."""
    header = _encode({"alg": "HS256", "typ": "JWT", "kid": DESK_KEY})
    signed = f"{header}.{_encode({'scope': 'app'})}"
    return f"{signed}.{_base64(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())}"


def _encode(part: Mapping[str, str]) -> str:
    return _base64(json.dumps(part).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
