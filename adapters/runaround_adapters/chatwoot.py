"""The adapter `chatwoot`: talks to a bot behind an inbox of Chatwoot, as a contact does over its client API.

The target file is documented in `docs/adapters/chatwoot.md` and described by `chatwoot.schema.json`.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._chatwoot.cable import PROTOCOLS
from runaround_adapters._chatwoot.client_api import Inbox
from runaround_adapters._chatwoot.line import ChatwootLine, ChatwootSettings, Receiving
from runaround_adapters._chatwoot.settings import PLACEHOLDERS, ChatwootFileReader, check_schema
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.client import make_tls, open_client
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, MAX_UPLOAD_BYTES, Upload, UploadHow
from runaround_adapters._rules.template import fill_text, names_in
from runaround_adapters._talk.inbox import Inbox as Messages
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession
from runaround_adapters._talk.visits import Visits

__all__ = ["ChatwootAdapter", "make"]

_CONTACT = {"identifier": "{consumer_id}", "name": "{consumer_id}"}

_FindProxy = Callable[[str], str | None]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    check_schema(document, "chatwoot", path)
    reader = _Reader(document, path, environ)
    settings = reader.read()
    reader.finish()
    return ChatwootAdapter(settings, reader.masker, find_proxy=lambda url: find_proxy(url, environ))


class ChatwootAdapter:
    """One inbox: a conversation a visit, all visits of a consumer by one contact."""

    def __init__(self, settings: ChatwootSettings, masker: Masker, *, find_proxy: _FindProxy) -> None:
        self._settings = settings
        self._masker = masker
        self._find_proxy = find_proxy
        self._url = fill_text(settings.inbox.url, {})
        self._tls: ssl.SSLContext | None = None
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
        line = ChatwootLine(settings, self._open_wire(log), values, inbox=inbox, make_socket=self._make_socket)
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        try:
            return visit, await visit.begin()
        except BaseException:
            await visit.close()
            raise

    async def close(self) -> None:
        """Nothing is shared by visits."""

    def _open_wire(self, log: WireLog) -> Wire:
        if self._tls is None:
            self._tls = make_tls([self._url])
        settings, proxy = self._settings, self._find_proxy(self._url)
        limits = settings.limits
        client = open_client(tls=self._tls, proxy=proxy, connect_s=limits.connect_s, read_s=limits.reply_s)
        return Wire(client, settings.name, limits, log)

    def _make_socket(self, wire: Wire) -> Socket:
        assert self._tls is not None, "made with the wire"
        headers = {name: fill_text(text, {}) for name, text in self._settings.inbox.headers.items()}
        url = self._url.replace("http", "ws", 1) + "/cable"
        proxy = self._find_proxy(self._url)
        return Socket(url, wire.name, headers, wire.limits, wire.log, self._tls, proxy=proxy, protocols=PROTOCOLS)


class _Reader(ChatwootFileReader):
    """Reads the target file of one inbox."""

    def read(self) -> ChatwootSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self.document
        receiving = Receiving(document.get("receive", Receiving.CABLE))
        if receiving is Receiving.CABLE and "poll" in document:
            self.note("poll", "has a meaning only with 'receive: polling'.", "receive")
        max_bytes = document.get("upload", {}).get("max_bytes", MAX_UPLOAD_BYTES)
        limits = self.read_limits()
        return ChatwootSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            inbox=self._inbox(),
            receiving=receiving,
            poll_s=document.get("poll", {}).get("every_s", 1.0),
            resolves=document.get("resolve", False),
            upload=Upload(UploadHow.MULTIPART, each=None, max_bytes=max_bytes),
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
