"""What a bot does to a conversation over Chatwoot's application API, and what it is answered.

Source: chatwoot/chatwoot, `app/controllers/api/v1/accounts/conversations*`, `app/builders/messages/message_builder.rb`,
`app/models/concerns/content_attribute_validator.rb`, `app/controllers/concerns/access_token_auth_helper.rb`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from runaround_adapters._chatwoot.content import dicts_in, map_in, text_in
from runaround_adapters._chatwoot.course import STATUSES
from runaround_adapters._chatwoot.ticket import BOT, Ticket

__all__ = ["Answer", "ApplicationApi", "BotCall", "Company"]

_CONTENT_TYPES = frozenset(
    {
        "text", "input_text", "input_textarea", "input_email", "input_select", "cards", "form", "article",
        "incoming_email", "input_csat", "integrations", "sticker", "voice_call",
    }
)  # fmt: skip
_MESSAGE_TYPES = frozenset({"incoming", "outgoing", "activity", "template"})


@dataclass(frozen=True, slots=True)
class BotCall:
    """One call: its path below the conversation's, its fields, and the names of files with it, each with its type."""

    method: str
    path: tuple[str, ...]
    body: Mapping[str, Any]
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call is answered with."""

    body: Any = field(default_factory=dict)
    status: int = 200


class Company(Protocol):
    """What happens at the company when the bot does something."""

    def hear_message(self, message: Mapping[str, Any]) -> None:
        """Take in a message of the bot's, private ones too."""
        ...

    def move(self, status: str) -> None:
        """Take in that the bot sets the conversation's status."""
        ...

    def assign(self, *, is_to_person: bool) -> None:
        """Take in that the bot gives the conversation to somebody, or to nobody."""
        ...

    def note_typing(self, *, is_on: bool) -> None:
        """Take in that the bot says it writes, or no longer does."""
        ...


class ApplicationApi:
    """The API of one conversation."""

    def __init__(self, ticket: Ticket, company: Company) -> None:
        self._ticket = ticket
        self._company = company
        self._routes: Mapping[tuple[str, str], Callable[[BotCall], Answer]] = {
            ("POST", "messages"): self._create_message,
            ("GET", "messages"): self._list_messages,
            ("POST", "toggle_status"): self._toggle_status,
            ("POST", "toggle_typing_status"): self._toggle_typing,
            ("POST", "toggle_priority"): self._set_priority,
            ("POST", "assignments"): self._assign,
            ("POST", "custom_attributes"): self._set_attributes,
            ("POST", "labels"): self._set_labels,
            ("GET", "labels"): self._set_labels,
            ("GET", ""): self._show,
            ("PATCH", ""): self._set_priority,
            ("PUT", ""): self._set_priority,
        }

    def answer(self, call: BotCall) -> Answer:
        """Carry out a call as Chatwoot does."""
        route = self._routes.get((call.method, "/".join(call.path)))
        return Answer({"error": "Resource could not be found"}, 404) if route is None else route(call)

    def _create_message(self, call: BotCall) -> Answer:
        body = call.body
        kind, shown = text_in(body, "message_type") or "outgoing", text_in(body, "content_type") or "text"
        attributes = _read_attributes(body.get("content_attributes"))
        mistake = _find_mistake(kind, shown, attributes)
        if mistake:
            return Answer({"error": mistake}, 422)
        content = body.get("content")
        message = self._ticket.write(
            kind,
            None if content is None else str(content),
            sender=self._ticket.contact if kind == "incoming" else BOT,
            attachments=[_attachment(name, media_type) for name, media_type in call.files],
            private=body.get("private") in (True, "true"),
            content_type=shown,
            content_attributes=attributes,
        )
        self._company.hear_message(message)
        return Answer(self._ticket.show(message))

    def _list_messages(self, _call: BotCall) -> Answer:
        ticket = self._ticket
        meta = {"labels": ticket.labels, "contact": ticket.contact, "assignee": ticket.assignee}
        return Answer({"meta": meta, "payload": [ticket.show(one) for one in ticket.messages]})

    def _toggle_status(self, call: BotCall) -> Answer:
        old = self._ticket.status
        status = text_in(call.body, "status") or ("resolved" if old == "open" else "open")
        if status not in STATUSES:
            return Answer({"error": f"'{status}' is not a valid status"}, 422)
        self._company.move(status)
        told = {"success": True, "conversation_id": self._ticket.number, "snoozed_until": None}
        return Answer({"meta": {}, "payload": {**told, "current_status": self._ticket.status}})

    def _toggle_typing(self, call: BotCall) -> Answer:
        if not call.body.get("is_private"):
            self._company.note_typing(is_on=text_in(call.body, "typing_status") == "on")
        return Answer(None)

    def _set_priority(self, call: BotCall) -> Answer:
        self._ticket.priority = text_in(call.body, "priority") or None
        return Answer(None if call.path else self._ticket.describe())

    def _assign(self, call: BotCall) -> Answer:
        body = call.body
        if text_in(body, "assignee_type") == "AgentBot":
            return Answer(BOT)
        given = body.get("assignee_id") if "assignee_id" in body else body.get("team_id")
        if "assignee_id" in body or "team_id" in body:
            self._company.assign(is_to_person=given not in (None, "", 0, "0"))
        return Answer({"id": given} if given else None)

    def _set_attributes(self, call: BotCall) -> Answer:
        self._ticket.attributes = dict(map_in(call.body, "custom_attributes"))
        return Answer({"custom_attributes": self._ticket.attributes})

    def _set_labels(self, call: BotCall) -> Answer:
        if call.method == "POST":
            given = call.body.get("labels")
            self._ticket.labels = [str(one) for one in given] if isinstance(given, list) else []
        return Answer({"payload": self._ticket.labels})

    def _show(self, _call: BotCall) -> Answer:
        return Answer(self._ticket.describe())


def _read_attributes(given: object) -> Mapping[str, Any]:
    """Return the attributes of a message; forms carry them as JSON."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return {}
    return given if isinstance(given, Mapping) else {}


def _find_mistake(kind: str, shown: str, attributes: Mapping[str, Any]) -> str:
    """Return why Chatwoot takes no such message; empty if it does."""
    if kind not in _MESSAGE_TYPES:
        return f"'{kind}' is not a valid message_type"
    if shown not in _CONTENT_TYPES:
        return f"'{shown}' is not a valid content_type"
    items = dicts_in(attributes.get("items"))
    if shown in ("input_select", "cards") and not items:
        return "Validation failed: Content attributes At least one item is required."
    if shown == "cards" and not all(dicts_in(one.get("actions")) for one in items):
        return "Validation failed: Content attributes contains items missing actions"
    return ""


def _attachment(name: str, media_type: str) -> dict[str, Any]:
    kind = media_type.partition("/")[0]
    file_type = kind if kind in ("image", "audio", "video") else "file"
    return {"id": 1, "file_type": file_type, "data_url": name, "thumb_url": "", "extension": None}
