"""The calls of Direct Line 3.0 for one conversation: tokens, start, reconnect, send, upload, poll.

Source: microsoft/botframework-sdk, directline-3.0.json; what the service does beyond it: botframework-directlinejs.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from runaround.errors import WrongShape
from runaround_adapters._botbuilder.calls import ActivityCalls, Part
from runaround_adapters._net.wire import Wire

__all__ = ["Credentials", "DirectLineApi"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """How the consumer's side gets in: at most one of them is set; none for servers that ask for nothing."""

    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    token_url: str = field(default="", repr=False)


class DirectLineApi:
    """One conversation at `base`. stream_url, conversation and expires_s are as the service told last.

    user: by which id the consumer goes there; a token may say another than was asked for.
    """

    def __init__(self, wire: Wire, base: str, credentials: Credentials, *, headers: Mapping[str, str]) -> None:
        self.user = ""
        self.conversation = ""
        self.stream_url = ""
        self.expires_s: float | None = None
        self.watermark = ""
        self._wire = wire
        self._base = base.rstrip("/")
        self._credentials = credentials
        self._calls = ActivityCalls(wire, dict(headers))

    async def start(self, user: str, locale: str) -> None:
        """Get a token, and begin a conversation for `user`. Raises AdapterError."""
        self.user = user
        await self._authorize()
        body = {"user": {"id": self.user}, "locale": locale}
        url = f"{self._base}/conversations"
        answer = await self._calls.post(url, body)
        self._take(answer)
        if not self.conversation:
            raise self._lacks(answer, url, "conversationId")

    async def reconnect(self) -> None:
        """Get a new address of the stream, from where the last one ended. Raises AdapterError."""
        self.stream_url = ""
        self._take(await self._calls.get(self._with_watermark(self._here)))
        if not self.stream_url:
            raise self._lacks({}, self._here, "streamUrl")

    async def refresh(self) -> None:
        """Get a new token for this conversation while the old one holds. Raises AdapterError."""
        self._take(await self._calls.post(f"{self._base}/tokens/refresh"))

    async def poll(self) -> object:
        """Return the activities since the last time, as the service puts them. Raises AdapterError."""
        return await self._calls.get(self._with_watermark(f"{self._here}/activities"))

    async def send(self, activity: Mapping[str, Any]) -> str:
        """Send an activity and return the id that the service gives it. Raises AdapterError."""
        return _id_in(await self._calls.post(f"{self._here}/activities", activity))

    async def upload(self, files: Sequence[Part], activity: Mapping[str, Any] | None) -> str:
        """Send files, which is a message of its own, and return its id. Raises AdapterError."""
        url = f"{self._here}/upload?userId={quote(self.user, safe='')}"
        return _id_in(await self._calls.upload(url, files, activity))

    def note_watermark(self, body: object) -> None:
        """Take in how far the stream has come; nothing, or null, is no news about it."""
        value = body.get("watermark") if isinstance(body, Mapping) else None
        if isinstance(value, str | int) and str(value):
            self.watermark = str(value)

    @property
    def has_token(self) -> bool:
        """Whether there is something that runs out."""
        return "Authorization" in self._calls.headers

    @property
    def _here(self) -> str:
        return f"{self._base}/conversations/{quote(self.conversation, safe='')}"

    def _with_watermark(self, url: str) -> str:
        return f"{url}?watermark={quote(self.watermark, safe='')}" if self.watermark else url

    async def _authorize(self) -> None:
        credentials, calls = self._credentials, self._calls
        if credentials.token_url:
            self._take_token(await calls.get(credentials.token_url), credentials.token_url)
        elif credentials.token:
            self._adopt(credentials.token)
        elif credentials.secret:
            url = f"{self._base}/tokens/generate"
            calls.headers["Authorization"] = f"Bearer {credentials.secret}"
            self._take_token(await calls.post(url, {"user": {"id": self.user}}), url)

    def _take_token(self, answer: object, url: str) -> None:
        self._take(answer)
        if not isinstance(answer, Mapping) or not answer.get("token"):
            raise self._lacks(answer, url, "token")

    def _take(self, answer: object) -> None:
        """Take in what an answer says of token, conversation and stream; what it does not say stays."""
        said = answer if isinstance(answer, Mapping) else {}
        if isinstance(token := said.get("token"), str) and token:
            self._adopt(token)
        # The second way of writing it is that of servers which imitate the service.
        expires = said.get("expires_in", said.get("expiresIn"))
        if isinstance(expires, int | float) and not isinstance(expires, bool) and expires > 0:
            self.expires_s = float(expires)
        if isinstance(conversation := said.get("conversationId"), str) and conversation:
            self.conversation = conversation
        if isinstance(url := said.get("streamUrl"), str) and urlsplit(url).scheme in ("ws", "wss"):
            self._wire.log.learn_secrets(value for _, value in parse_qsl(urlsplit(url).query) if len(value) > _SHORT)
            self.stream_url = url

    def _adopt(self, token: str) -> None:
        self._wire.log.learn_secrets([token])
        self._calls.headers["Authorization"] = f"Bearer {token}"
        self.user = _user_of(token) or self.user

    def _lacks(self, answer: object, url: str, name: str) -> WrongShape:
        place = f"{self._wire.name} ({self._wire.log.masker.mask(url.partition('?')[0])})"
        return WrongShape(f"{place}: no {name!r} in {self._wire.log.quote(answer)}; is this a Direct Line endpoint?")


_SHORT = 8
"""Values of an address that are longer may let somebody in; a watermark is shorter."""


def _id_in(answer: object) -> str:
    value = answer.get("id") if isinstance(answer, Mapping) else None
    return value if isinstance(value, str) else ""


def _user_of(token: str) -> str:
    """Return the user whom a token was made for: the service takes messages from nobody else on it. Not checked."""
    parts = token.split(".")
    if len(parts) != 3:
        return ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return ""
    user = claims.get("user") if isinstance(claims, Mapping) else None
    return user if isinstance(user, str) else ""
