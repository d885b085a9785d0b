"""The way from a call to its application: asks for documents as Twilio does, signed, and from known hosts only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urldefrag, urlencode, urljoin

from runaround.errors import AdapterError, BadStatus, Unauthorized, WrongShape
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Raw, Wire
from runaround_adapters._rules.template import clean_text, fill_text
from runaround_adapters._twiml.document import Verb, parse_twiml
from runaround_adapters._twiml.settings import TwimlSettings, origin_of

__all__ = ["CallLine", "Document", "Errand", "sign"]

_UNAUTHORIZED = (401, 403)


@dataclass(frozen=True, slots=True)
class Document:
    """What an application wants done, and where it said so: addresses in it count from there."""

    url: str
    verbs: tuple[Verb, ...] = ()


@dataclass(frozen=True, slots=True)
class Errand:
    """A document that is to be asked for, with what is told beside what is always told."""

    url: str
    method: str = "POST"
    told: Mapping[str, str] = field(default_factory=dict)


def sign(token: str, url: str, fields: Mapping[str, str]) -> str:
    """Return the header X-Twilio-Signature of a request.

    Source: Twilio, "Webhooks security": HMAC-SHA1 over the address and the sorted fields, each name before its value.
    """
    text = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class CallLine:
    """One call's requests. `facts` is what every request tells of it."""

    def __init__(self, settings: TwimlSettings, wire: Wire, values: Mapping[str, Any]) -> None:
        self._settings = settings
        self._wire = wire
        self._values = values
        caller = settings.caller or _number_of(str(values["consumer_id"]))
        self.facts: dict[str, str] = {
            "CallSid": f"CA{uuid.uuid4().hex}",
            "AccountSid": settings.account_sid,
            "From": caller,
            "To": settings.called,
            "Caller": caller,
            "Called": settings.called,
            "CallStatus": "ringing",
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
        }

    @property
    def wire(self) -> Wire:
        """The wire that requests go over."""
        return self._wire

    def first_errand(self) -> Errand:
        """Return what a call begins with."""
        url = fill_text(self._settings.url, self._values, encode=lambda text: quote(text, safe=""))
        return Errand(url, self._settings.method)

    def is_known(self, url: str) -> bool:
        """Say whether the host of `url` is one that may be asked."""
        return origin_of(url) in self._settings.origins

    def address(self, document: Document, reference: str) -> str:
        """Return the address that `reference` in a document means, whoever it leads to."""
        return urldefrag(_join(document.url, reference.strip())).url

    def resolve(self, document: Document, reference: str) -> str:
        """Return the same if it may be asked; an empty reference means the document itself.

        Raises WrongShape if it leads to a host that the target file does not name.
        """
        url = self.address(document, reference)
        if not self.is_known(url):
            shown = self._wire.log.quote(url)
            msg = (
                f"{self._settings.name}: a document sends the call to {shown}, which is not asked: addresses that a bot"
                " names are requested only at the host of 'url', and at 'hosts'."
            )
            raise WrongShape(msg)
        return url

    async def fetch(self, errand: Errand) -> Document:
        """Return the document that the application answers with. Raises AdapterError."""
        outgoing = self._request(errand)
        raw = await self._wire.fetch(outgoing)
        self.facts["CallStatus"] = "in-progress"
        self._check_status(outgoing, raw)
        try:
            return Document(errand.url, parse_twiml(raw.body.content))
        except WrongShape as error:
            msg = f"{self._wire.place(outgoing)}: the answer {error}; found {self._wire.log.quote(raw.text)}."
            raise WrongShape(msg) from error

    def headers_for(self, url: str, fields: Mapping[str, str]) -> dict[str, str]:
        """Return the headers of a request to `url` with these form fields."""
        token = self._settings.auth_token
        own = {name: fill_text(text, self._values) for name, text in self._settings.headers.items()}
        return {**own, "X-Twilio-Signature": sign(token, url, fields)} if token else own

    def _request(self, errand: Errand) -> Outgoing:
        fields = {name: clean_text(value) for name, value in {**self.facts, **errand.told}.items()}
        if errand.method == "GET":
            url = f"{errand.url}{'&' if '?' in errand.url else '?'}{urlencode(fields)}"
            headers = {"Accept": "*/*", **self.headers_for(url, {})}
            return Outgoing("GET", url, tuple(headers.items()), b"", "")
        content = urlencode(fields)
        headers = {
            "Accept": "*/*",
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            **self.headers_for(errand.url, fields),
        }
        return Outgoing("POST", errand.url, tuple(headers.items()), content.encode(), _show(fields))

    def _check_status(self, outgoing: Outgoing, raw: Raw) -> None:
        if 200 <= raw.status < 300:
            return
        kind: type[AdapterError] = Unauthorized if raw.status in _UNAUTHORIZED else BadStatus
        said = f": {self._wire.log.quote(raw.text)}" if raw.body.content.strip() else ""
        msg = f"{self._wire.place(outgoing)} answered HTTP {raw.status}{said}; expected 2xx and TwiML."
        raise kind(msg)


def _join(base: str, reference: str) -> str:
    """Return an absolute address; a reference that is none stays as it is, so that it can be named."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def _show(fields: Mapping[str, str]) -> str:
    return "\n".join(f"{name}={value}" for name, value in fields.items())


def _number_of(consumer: str) -> str:
    """Return a telephone number for a consumer, always the same one: of those that are nobody's (555)."""
    return f"+1555{int(hashlib.sha256(consumer.encode()).hexdigest(), 16) % 10_000_000:07}"
