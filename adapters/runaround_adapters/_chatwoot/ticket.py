"""One conversation as a Chatwoot played by us keeps it, and what its webhooks and its API tell of it.

Source: chatwoot/chatwoot, `webhook_data` of `app/models/{message,conversation,contact,contact_inbox}.rb`,
`app/presenters/conversations/event_data_presenter.rb`, `app/views/api/v1/models/_message.json.jbuilder`.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from runaround_adapters._chatwoot.content import INCOMING

__all__ = ["BOT", "PERSON", "Place", "Ticket"]

BOT = {"id": 1, "name": "Bot", "type": "agent_bot"}
PERSON = {"id": 2, "name": "Agent", "email": "agent@chatwoot.invalid", "type": "user"}
_TYPES = {INCOMING: 0, "outgoing": 1, "activity": 2, "template": 3}
_LARGEST = 2**31 - 10**9
"""Bots keep these numbers in columns of 32 bits."""

_message_numbers = count(secrets.randbelow(10**8) + 1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where conversations are: the account and the inbox, as the bot is told of them."""

    account: Mapping[str, Any]
    inbox: Mapping[str, Any]
    channel: str


class Ticket:
    """One conversation; its number is like no other's. contact: fields of the consumer's contact."""

    def __init__(self, place: Place, contact: Mapping[str, Any], attributes: Mapping[str, Any], *, source: str) -> None:
        self.number = secrets.randbelow(_LARGEST) + 1
        self.status = "pending"
        self.assignee: Mapping[str, Any] | None = None
        self.labels: list[str] = []
        self.attributes: dict[str, Any] = dict(attributes)
        self.priority: str | None = None
        self.messages: list[dict[str, Any]] = []
        self._place = place
        self._source = source
        self._began = int(time.time())
        self.contact: dict[str, Any] = _contact(contact, place.account)

    def write(
        self,
        kind: str,
        content: str | None,
        *,
        sender: Mapping[str, Any],
        attachments: Sequence[Mapping[str, Any]] = (),
        **more: Any,  # noqa: ANN401 (fields of a message)
    ) -> dict[str, Any]:
        """Add a message and return it, as webhooks tell of it."""
        number = next(_message_numbers)
        message: dict[str, Any] = {
            "id": number,
            "content": content,
            "message_type": kind,
            "content_type": "text",
            "content_attributes": {},
            "created_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "private": False,
            "source_id": None,
            "additional_attributes": {},
            "sender": dict(sender),
            "account": dict(self._place.account),
            "inbox": dict(self._place.inbox),
            **more,
        }
        if attachments:
            message["attachments"] = [{**one, "message_id": number} for one in attachments]
        self.messages.append(message)
        return message

    def find(self, number: str) -> dict[str, Any] | None:
        """Return the message with a number."""
        return next((one for one in self.messages if str(one["id"]) == number), None)

    def tell_message(self, event: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a webhook says of a message."""
        return {**message, "conversation": self.describe(), "event": event}

    def tell_conversation(self, event: str, changed: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        """Return what a webhook says of the conversation. changed: old and new values, by name."""
        pairs = [{key: {"previous_value": old, "current_value": new}} for key, (old, new) in changed.items()]
        return {**self.describe(), "event": event, **({"changed_attributes": pairs} if pairs else {})}

    def tell_widget(self) -> dict[str, Any]:
        """Return what a webhook says of a visitor who has opened the widget."""
        return {
            "event": "webwidget_triggered",
            "id": self.contact["id"],
            "contact": self.contact,
            "inbox": dict(self._place.inbox),
            "account": dict(self._place.account),
            "current_conversation": self.describe(),
            "source_id": self._source,
            "event_info": {"initiated_at": {"timestamp": datetime.now(UTC).isoformat()}, "referer": None},
        }

    def describe(self) -> dict[str, Any]:
        """Return the conversation."""
        now = int(time.time())
        seen = {"contact_last_seen_at": now, "agent_last_seen_at": 0, "last_activity_at": now, "timestamp": now}
        kind = "User" if self.assignee else None
        return {
            "id": self.number,
            "account_id": self._place.account["id"],
            "inbox_id": self._place.inbox["id"],
            "channel": self._place.channel,
            "can_reply": True,
            "status": self.status,
            "priority": self.priority,
            "snoozed_until": None,
            "labels": list(self.labels),
            "custom_attributes": dict(self.attributes),
            "additional_attributes": {},
            "contact_inbox": {
                "id": self.contact["id"],
                "contact_id": self.contact["id"],
                "inbox_id": self._place.inbox["id"],
                "source_id": self._source,
                "hmac_verified": False,
            },
            "messages": [self.show(one) for one in self.messages[-1:]],
            "meta": {
                "sender": self.contact,
                "assignee": self.assignee,
                "assignee_type": kind,
                "team": None,
                "hmac_verified": False,
            },
            "unread_count": 0,
            "waiting_since": self._began,
            "created_at": self._began,
            "updated_at": float(now),
            **seen,
        }

    def show(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Return a message as the API shows it: its type is a number there, its time in seconds."""
        keys = ("id", "content", "content_type", "content_attributes", "private", "source_id", "sender")
        more = {"attachments": message["attachments"]} if "attachments" in message else {}
        return {
            **{key: message[key] for key in keys},
            "inbox_id": self._place.inbox["id"],
            "conversation_id": self.number,
            "message_type": _TYPES.get(str(message["message_type"]), 1),
            "created_at": int(datetime.fromisoformat(str(message["created_at"])).timestamp()),
            "status": "sent",
            **more,
        }


def _contact(fields: Mapping[str, Any], account: Mapping[str, Any]) -> dict[str, Any]:
    """Return a contact; who has the same identifier has the same number."""
    digest = hashlib.sha256(str(fields.get("identifier") or fields.get("name")).encode("utf-8", "replace")).digest()
    empty = {"email": None, "phone_number": None, "identifier": None, "avatar": "", "thumbnail": "", "blocked": False}
    number = int.from_bytes(digest[:4]) % (_LARGEST - 1) + 1
    return {
        **empty,
        "type": "contact",
        "additional_attributes": {},
        "custom_attributes": {},
        **fields,
        "id": number,
        "account": account,
    }
