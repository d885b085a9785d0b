"""The calls of Chatwoot's client API, by which a contact talks to an inbox of the channel API.

Source: chatwoot/chatwoot, `app/controllers/public/api/v1/inboxes`, and swagger.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runaround.errors import WrongShape
from runaround_adapters._chatwoot.content import Choice, dicts_in, text_in
from runaround_adapters._net.requests import File, Outgoing, build_request
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import Call
from runaround_adapters._rules.template import fill

__all__ = ["ClientApi", "Inbox"]

_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where a contact writes, and as whom. contact, attributes: templates of what Chatwoot is told of both.

    hmac_token: with which it is proven who the contact is; empty for no proof.
    """

    url: str
    identifier: str = field(repr=False)
    hmac_token: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    contact: Mapping[str, Any] = field(default_factory=dict, repr=False)
    attributes: Mapping[str, Any] = field(default_factory=dict, repr=False)


class ClientApi:
    """The calls of one visit. values: what the placeholders of the target file stand for."""

    def __init__(self, inbox: Inbox, wire: Wire, values: Mapping[str, Any]) -> None:
        self._inbox = inbox
        self._wire = wire
        self._values: dict[str, Any] = {**values, "inbox": inbox.identifier}
        self._has_status = True
        self.pubsub_token = ""

    async def create_contact(self) -> None:
        """Make the consumer known, who is one contact in all visits by the identifier. Raises AdapterError."""
        contact = fill(dict(self._inbox.contact), self._values) or {}
        if self._inbox.hmac_token:
            key, identifier = self._inbox.hmac_token.encode(), str(contact.get("identifier", ""))
            contact["identifier_hash"] = hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest()
            self._wire.log.learn_secrets([contact["identifier_hash"]])
        outgoing = self._request("POST", "/contacts", contact)
        made = await self._ask(outgoing)
        source, token = text_in(made, "source_id"), text_in(made, "pubsub_token")
        if not source:
            msg = f"{self._wire.place(outgoing)}: expected a source_id; found {self._wire.log.quote(made)}."
            raise WrongShape(msg)
        # Whoever knows them reads and writes in the contact's name.
        self._wire.log.learn_secrets(one for one in (source, token) if one)
        self._values["source_id"], self.pubsub_token = source, token

    async def create_conversation(self) -> Mapping[str, Any]:
        """Begin a conversation and return it. Raises AdapterError."""
        attributes = fill(dict(self._inbox.attributes), self._values) or {}
        body = {"custom_attributes": attributes} if attributes else {}
        outgoing = self._request("POST", "/contacts/{source_id}/conversations", body)
        made = await self._ask(outgoing)
        if not isinstance(made.get("id"), int | str):
            msg = (
                f"{self._wire.place(outgoing)}: expected a conversation with an id; found {self._wire.log.quote(made)}."
            )
            raise WrongShape(msg)
        self._values["conversation"] = str(made["id"])
        return made

    @property
    def conversation(self) -> str:
        """The number of the conversation; empty before it was begun."""
        return str(self._values.get("conversation", ""))

    async def say(self, text: str, files: Sequence[File]) -> Mapping[str, Any]:
        """Send a message and return what Chatwoot made of it. Raises AdapterError."""
        call = self._call("POST", "/messages", {"content": "{text}", "echo_id": "{echo_id}"}, is_inside=True)
        values = {**self._values, "text": text, "echo_id": str(uuid.uuid4())}
        return await self._ask(build_request(call, values, parts=files, part_name="attachments[]"))

    async def submit(self, choice: Choice) -> None:
        """Take a choice on the message that offered it. Raises AdapterError."""
        call = self._call("PATCH", "/messages/{message}", {"submitted_values": "{submitted}"}, is_inside=True)
        submitted = [dict(one) for one in choice.submitted]
        await self._ask(build_request(call, {**self._values, "message": choice.message, "submitted": submitted}))

    async def look(self) -> tuple[str, list[Mapping[str, Any]]]:
        """Return the conversation's status (empty: the server does not tell) and its messages. Raises AdapterError."""
        if self._has_status:
            outgoing = build_request(self._call("GET", "", None, is_inside=True), self._values)
            raw = await self._wire.fetch(outgoing)
            self._has_status = raw.status != _NOT_FOUND
            if self._has_status:
                self._wire.check_status(outgoing, raw)
                found = self._wire.parse(outgoing, raw)
                if isinstance(found, Mapping) and isinstance(found.get("messages"), list):
                    return text_in(found, "status"), dicts_in(found["messages"])
                raise self._wrong(outgoing, found, "a conversation with its messages")
        outgoing = build_request(self._call("GET", "/messages", None, is_inside=True), self._values)
        listed = await self._wire.call(outgoing)
        if not isinstance(listed, list):
            raise self._wrong(outgoing, listed, "a list of messages")
        return "", dicts_in(listed)

    async def resolve(self) -> None:
        """Say that the matter is settled. Raises AdapterError."""
        await self._ask(build_request(self._call("POST", "/toggle_status", {}, is_inside=True), self._values))

    async def _ask(self, outgoing: Outgoing) -> Mapping[str, Any]:
        answer = await self._wire.call(outgoing)
        if not isinstance(answer, Mapping) and answer is not None:
            raise self._wrong(outgoing, answer, "an object")
        return answer or {}

    def _request(self, method: str, path: str, body: Mapping[str, Any]) -> Outgoing:
        call = self._call(method, path, "{body}")
        return build_request(call, {**self._values, "body": body})

    def _call(self, method: str, path: str, request: Any, *, is_inside: bool = False) -> Call:  # noqa: ANN401 (JSON)
        inside = "/contacts/{source_id}/conversations/{conversation}" if is_inside else ""
        url = f"{self._inbox.url}/public/api/v1/inboxes/{{inbox}}{inside}{path}"
        return Call(url, method, headers=self._inbox.headers, request=request)

    def _wrong(self, outgoing: Outgoing, found: object, expected: str) -> WrongShape:
        return WrongShape(f"{self._wire.place(outgoing)}: expected {expected}; found {self._wire.log.quote(found)}.")
