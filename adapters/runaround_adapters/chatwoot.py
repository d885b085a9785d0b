"""The adapter `chatwoot`: talks to a bot behind an inbox of Chatwoot, as a contact does over its client API.

The target file is documented in `docs/adapters/chatwoot.md` and described by `chatwoot.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._chatwoot.cable import PROTOCOLS
from runaround_adapters._chatwoot.client_api import Inbox
from runaround_adapters._chatwoot.line import ChatwootLine, ChatwootSettings, Receiving
from runaround_adapters._chatwoot.settings import PLACEHOLDERS, ChatwootFileReader
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, Upload, UploadHow
from runaround_adapters._rules.template import fill_text, names_in
from runaround_adapters._talk.inbox import Inbox as Messages
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["ChatwootAdapter", "make"]

_CONTACT = {"identifier": "{consumer_id}", "name": "{consumer_id}"}


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    check_schema(document, "chatwoot", path)
    reader = _Reader(document, path, environ)
    settings = reader.read()
    reader.finish()
    return ChatwootAdapter(settings, reader.masker, proxy=find_proxy(document["url"], environ))


class ChatwootAdapter:
    """One inbox: a conversation a visit, all visits of a consumer by one contact."""

    def __init__(self, settings: ChatwootSettings, masker: Masker, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._masker = masker
        self._proxy = proxy
        self._url = fill_text(settings.inbox.url, {})
        self._wires = Wires(settings.name, settings.limits, [self._url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What a contact is shown and told."""
        inbox = self._settings.inbox
        return Capabilities(
            uploads=True,
            handoff_signal=True,
            unsolicited=True,
            clock=CLOCK in names_in([inbox.contact, inbox.attributes]),
            turn_end=False,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Begin a conversation, and wait for the welcome as the target file says. Raises AdapterError."""
        settings = self._settings
        inbox, log = Messages(settings.rules), WireLog(self._masker)
        values = self._visits.values(case, session)
        line = ChatwootLine(settings, self._wires.open(log), values, inbox=inbox, make_socket=self._make_socket)
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        return await begin_visit(visit)

    async def close(self) -> None:
        """Nothing is shared by visits."""

    def _make_socket(self, wire: Wire) -> Socket:
        headers = {name: fill_text(text, {}) for name, text in self._settings.inbox.headers.items()}
        url = self._url.replace("http", "ws", 1) + "/cable"
        tls, proxy = self._wires.tls, self._proxy
        return Socket(url, wire.name, headers, wire.limits, wire.log, tls, proxy=proxy, protocols=PROTOCOLS)


class _Reader(ChatwootFileReader):
    """Reads the target file of one inbox."""

    def read(self) -> ChatwootSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self.document
        receiving = Receiving(document.get("receive", Receiving.CABLE))
        if receiving is Receiving.CABLE and "poll" in document:
            self.note("poll", "has a meaning only with 'receive: polling'.", "receive")
        limits = self.read_limits()
        return ChatwootSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            inbox=self._inbox(),
            receiving=receiving,
            poll_s=document.get("poll", {}).get("every_s", 1.0),
            resolves=document.get("resolve", False),
            upload=Upload.of(document.get("upload", {}), UploadHow.MULTIPART),
            welcome=self.read_welcome(),
            rules=self.read_rules(limits),
            limits=limits,
        )

    def _inbox(self) -> Inbox:
        document = self.document
        contact = {**_CONTACT, **document.get("contact", {})}
        if "identifier_hash" in contact:
            self.note("contact.identifier_hash", "is made by the adapter; give the inbox's secret as 'hmac_token'.")
        return Inbox(
            url=self.read_url("url", document["url"], ()).rstrip("/"),
            identifier=self.read_fixed("inbox", document["inbox"]),
            hmac_token=self.read_secret("hmac_token"),
            headers=self.read_headers(),
            contact=self.read_template("contact", contact, PLACEHOLDERS),
            attributes=self.read_template("attributes", document.get("attributes", {}), PLACEHOLDERS),
        )
