"""Writes what Sunshine Conversations tells a bot's webhook, and its API's view of a conversation. Pure but for new ids.

Source: Sunshine Conversations API 17.12.1, Webhooks.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

__all__ = ["Writer", "make_id", "now"]

_SOURCE = {"type": "web", "integrationId": "5ecff63ffc3ab25f4561c8a0"}


def make_id() -> str:
    """Return an id such as the API gives: 24 signs."""
    return uuid.uuid4().hex[:24]


def now() -> str:
    """Return the time as the API writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Writer:
    """Writes for one conversation. consumer: whom the company knows by this id. metadata: of the conversation."""

    def __init__(self, *, app_id: str, consumer: str, lang: str, metadata: object = None) -> None:
        self.conversation = make_id()
        self.user_id = hashlib.sha256(consumer.encode()).hexdigest()[:24]
        self.messages: list[Mapping[str, Any]] = []
        self._app_id = app_id
        self._consumer = consumer
        self._lang = lang
        self._metadata = metadata

    def user(self) -> dict[str, Any]:
        """Return the consumer."""
        return {
            "id": self.user_id,
            "externalId": self._consumer,
            "authenticated": True,
            "profile": {"locale": self._lang},
            "signedUpAt": "2026-01-01T00:00:00.000Z",
            "metadata": {},
        }

    def ask(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return a message of the consumer."""
        user = self.user()
        author = {"type": "user", "userId": self.user_id, "displayName": "Consumer", "user": user}
        return self._message(author, content, _SOURCE)

    def say(self, author: Mapping[str, Any], content: Mapping[str, Any], metadata: object = None) -> dict[str, Any]:
        """Return a message of the company."""
        return self._message({"type": "business", **author}, content, {"type": "api:conversations"}, metadata)

    def event(self, kind: str, payload: Mapping[str, Any], board: Mapping[str, Any]) -> dict[str, Any]:
        """Return an event. board: who is in control."""
        told = {"conversation": self.talk(board), **payload}
        return {"id": make_id(), "createdAt": now(), "type": kind, "payload": told}

    def talk(self, board: Mapping[str, Any]) -> dict[str, Any]:
        """Return the conversation. board: who is in control."""
        named = {"metadata": self._metadata} if self._metadata else {}
        return {"id": self.conversation, "type": "personal", **named, **board}

    def postback(self, action: Mapping[str, Any], board: Mapping[str, Any]) -> dict[str, Any]:
        """Return the event of a postback button that was pressed."""
        postback = {key: action[key] for key in ("payload", "metadata") if key in action}
        return self.event(
            "conversation:postback", {"postback": postback, "user": self.user(), "source": _SOURCE}, board
        )

    def call(self, events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Return the body of a call of the webhook."""
        webhook = {"id": self.user_id[::-1], "version": "v2"}
        return {"app": {"id": self._app_id}, "webhook": webhook, "events": list(events)}

    def _message(
        self, author: Mapping[str, Any], content: Mapping[str, Any], source: Mapping[str, Any], metadata: object = None
    ) -> dict[str, Any]:
        message: dict[str, Any] = {
            "id": make_id(),
            "received": now(),
            "author": author,
            "content": content,
            "source": source,
        }
        if metadata:
            message["metadata"] = metadata
        self.messages.append(message)
        return message
