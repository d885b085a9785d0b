"""The calls of Botpress's Chat API for one conversation: users and their keys, messages, events, the stream.

Source: botpress/botpress, packages/chat-api and packages/chat-client (August 2026).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from runaround.errors import BotFailed, RateLimited, Unauthorized, WrongShape
from runaround_adapters._net.requests import Outgoing, build_request
from runaround_adapters._net.standing import hear_standing
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Call
from runaround_adapters._rules.template import escape_braces

__all__ = ["BotpressApi", "sign_key"]

_SILENT_S = 60.0
"""The service says something every 30 seconds, if only `ping`; the vendor's client gives up after so many."""
_MOST_PAGES = 50
_REFUSED = (401, 403)
_LIMITED = 429


@dataclass(slots=True)
class BotpressApi:
    """One conversation at `url`, which has the id of the webhook. headers: templates of more headers, of every call.

    user and conversation: their ids, once there are any.
    """

    wire: Wire
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    user: str = ""
    conversation: str = ""
    _key: str = field(default="", repr=False)

    async def enter(self, key: str, user: Mapping[str, Any]) -> str:
        """Have the consumer known, with the key that they have or with a new one; return it. Raises AdapterError."""
        if key:
            self._adopt(key)
            answer = await self._post("/users/get-or-create", user)
        else:
            answer = await self._create_user(user)
            self._adopt(str(self._need(answer, "key")))
        self.user = str(self._need(answer, "user", "id"))
        return self._key

    async def begin(self) -> None:
        """Begin a conversation. Raises AdapterError."""
        self.conversation = str(self._need(await self._post("/conversations", {}), "conversation", "id"))

    async def say(self, payload: Mapping[str, Any], metadata: object) -> str:
        """Send a message and return its id. Raises AdapterError."""
        more = {"metadata": metadata} if metadata else {}
        answer = await self._post("/messages", {"conversationId": self.conversation, "payload": payload, **more})
        return str(self._need(answer, "message", "id"))

    async def trigger(self, payload: Mapping[str, Any]) -> None:
        """Send a custom event. Raises AdapterError."""
        await self._post("/events", {"conversationId": self.conversation, "payload": payload})

    async def list_messages(self) -> list[Mapping[str, Any]]:
        """Return all messages of the conversation, the oldest first. Raises AdapterError."""
        found: list[Mapping[str, Any]] = []
        token = ""
        for _ in range(_MOST_PAGES):
            query = {"nextToken": token} if token else {}
            answer = await self._call(self._make("GET", f"{self._here}/messages", query=query))
            found += [one for one in self._need(answer, "messages") if isinstance(one, Mapping)]
            meta = answer.get("meta") if isinstance(answer, Mapping) else None
            token = str(meta.get("nextToken") or "") if isinstance(meta, Mapping) else ""
            if not token:
                break
        # Lists come newest first, but nobody promises that; messages of one moment stay in the order of the list.
        found.reverse()
        return sorted(found, key=lambda one: str(one.get("createdAt", "")))

    async def listen(self, put: Callable[[str], None], *, on_open: Callable[[], None]) -> None:
        """Hear the signals of the conversation until the service ends the stream. Raises AdapterError."""
        outgoing = self._make("GET", f"{self._here}/listen")
        plain = tuple(pair for pair in outgoing.headers if pair[0].lower() != "accept")
        stream = Outgoing("GET", outgoing.url, plain, b"", "")
        await hear_standing(self.wire, stream, put, silent_s=_SILENT_S, on_open=on_open)

    @property
    def _here(self) -> str:
        return f"/conversations/{quote(self.conversation, safe='')}"

    async def _create_user(self, user: Mapping[str, Any]) -> object:
        try:
            return await self._post("/users", user)
        except Unauthorized as error:
            msg = f"{error} Where the bot's chat has an encryption key, write it as encryption_key."
            raise Unauthorized(msg) from error

    def _adopt(self, key: str) -> None:
        self.wire.log.learn_secrets([key])
        self._key = key

    def _make(self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: object = None) -> Outgoing:
        keyed = {"x-user-key": escape_braces(self._key)} if self._key else {}
        call = Call(
            f"{self.url}{path}",
            method,
            headers={**self.headers, **keyed},
            query={name: escape_braces(value) for name, value in (query or {}).items()},
            request=None if body is None else "{body}",
        )
        return build_request(call, {"body": body})

    async def _post(self, path: str, body: Mapping[str, Any]) -> object:
        return await self._call(self._make("POST", path, body=dict(body)))

    async def _call(self, outgoing: Outgoing) -> object:
        """Return the JSON of an answer. The service reports failures under HTTP 2xx too, so the body counts."""
        answer = await self.wire.call(outgoing)
        code = answer.get("code") if isinstance(answer, Mapping) else None
        if not isinstance(code, int) or isinstance(code, bool) or not 400 <= code < 600:
            return answer
        kind = Unauthorized if code in _REFUSED else RateLimited if code == _LIMITED else BotFailed
        msg = f"{self.wire.place(outgoing)}: the service reports a failure: {self.wire.log.quote(answer)}."
        raise kind(msg)

    def _need(self, answer: object, *names: str) -> Any:  # noqa: ANN401 (JSON)
        found = answer
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        if (isinstance(found, str) and found) or isinstance(found, list):
            return found
        shown = self.wire.log.quote(answer)
        msg = f"{self.wire.name}: no {'.'.join(names)!r} in {shown}; is this the address of a Chat API?"
        raise WrongShape(msg)


def sign_key(user: str, encryption_key: str) -> str:
    """Return a key for `user`, signed as the vendor's client signs it: a JSON Web Token with HS256."""
    claims = {"id": user, "iat": int(time.time())}
    signed = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in ({"alg": "HS256"}, claims))
    digest = hmac.new(encryption_key.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_encode(digest)}"


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
