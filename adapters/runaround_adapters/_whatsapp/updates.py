"""Writes what WhatsApp tells a bot's webhook. Pure but for new ids and the time.

Source: WhatsApp Business Platform, Webhooks (messages, statuses, standby) and Conversation Routing. What a handover
tells was taken from bodies that were received, as others have published them.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runaround_adapters._whatsapp.settings import Number

__all__ = ["Consumer", "Updates", "make_wamid"]

_TOO_LATE = {
    "code": 131047,
    "title": "Re-engagement message",
    "message": "Re-engagement message",
    "error_data": {
        "details": "Message failed to send because more than 24 hours have passed since the customer last replied to"
        " this number."
    },
}


def make_wamid() -> str:
    """Return an id of a message."""
    return f"wamid.{base64.b64encode(secrets.token_bytes(24)).decode()}"


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer as WhatsApp knows them: by a number, and since 2026 by an id that a business has for them alone."""

    wa_id: str
    user_id: str

    @classmethod
    def of(cls, name: str) -> Consumer:
        """Return who goes by `name`, always the same: with thirteen digits, as numbers of mobile phones have."""
        number = int(hashlib.sha256(name.encode()).hexdigest(), 16)
        return cls(f"4915{number % 10**9:09}", f"DE.{number % 10**20:020}")


class Updates:
    """Writes for one thread. name: of their profile. ahead_s: by how much their clock is ahead of this machine's."""

    def __init__(self, number: Number, consumer: Consumer, *, name: str, ahead_s: float) -> None:
        self._number = number
        self._consumer = consumer
        self._name = name
        self._ahead_s = ahead_s

    def message(self, content: Mapping[str, Any], *, wamid: str, is_standby: bool) -> dict[str, Any]:
        """Return a message of the consumer. is_standby: somebody else than the bot is in control."""
        who = self._consumer
        message = {
            "from": who.wa_id,
            "from_user_id": who.user_id,
            "id": wamid,
            "timestamp": self._time(),
            **content,
        }
        value = {"contacts": self._contacts()}
        if is_standby:
            return self._change("standby", {**value, "standby": {"messages": [message]}})
        return self._change("messages", {**value, "messages": [message]})

    def echo(self, body: Mapping[str, Any], wamid: str) -> dict[str, Any]:
        """Return what somebody else, who is in control, has sent."""
        echoes = [{"id": wamid, "timestamp": self._time(), "message": dict(body)}]
        return self._change("standby", {"standby": {"message_echoes": echoes}})

    def status(self, wamid: str, status: str, *, is_too_late: bool = False) -> dict[str, Any]:
        """Return what became of a message of the bot."""
        told: dict[str, Any] = {
            "id": wamid,
            "status": status,
            "timestamp": self._time(),
            "recipient_id": self._consumer.wa_id,
            "recipient_user_id": self._consumer.user_id,
        }
        if is_too_late:
            told["errors"] = [_TOO_LATE]
        return self._change("messages", {"contacts": self._contacts(), "statuses": [told]})

    def handover(self, metadata: str) -> dict[str, Any]:
        """Return that the escalation partner has given control back to the bot."""
        value = {
            "messaging_product": "whatsapp",
            "recipient": {"display_phone_number": self._number.display, "phone_number_id": self._number.id},
            "sender": {"phone_number": self._consumer.wa_id, "user_id": self._consumer.user_id},
            "timestamp": self._time(),
            "type": "control_passed",
            "control_passed": {
                "metadata": metadata,
                "previous_owner_role": "escalation",
                "new_owner_role": "ai_agent",
            },
        }
        return self._envelope({"field": "messaging_handovers", "value": value})

    def _contacts(self) -> list[dict[str, Any]]:
        who = self._consumer
        return [{"profile": {"name": self._name}, "wa_id": who.wa_id, "user_id": who.user_id}]

    def _change(self, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
        metadata = {"display_phone_number": self._number.display, "phone_number_id": self._number.id}
        return self._envelope(
            {"field": name, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
        )

    def _envelope(self, change: Mapping[str, Any]) -> dict[str, Any]:
        # One change a call: many bots read no further than the first.
        return {"object": "whatsapp_business_account", "entry": [{"id": self._number.account, "changes": [change]}]}

    def _time(self) -> str:
        return str(int(time.time() + self._ahead_s))
