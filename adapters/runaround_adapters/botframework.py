"""The adapter `botframework`: talks straight to the endpoint of a Bot Framework bot, in place of a channel.

The target file is documented in `docs/adapters/botframework.md` and described by `botframework.schema.json`.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._botbuilder.botframework_line import BotFrameworkLine, BotFrameworkSettings, Delivery
from runaround_adapters._botbuilder.connector import Connector
from runaround_adapters._botbuilder.settings import ActivityFileReader, check_schema
from runaround_adapters._net.client import make_tls, open_client
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import MAX_UPLOAD_BYTES, Upload, UploadHow
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode
from runaround_adapters._talk.visits import Visits

__all__ = ["BotFrameworkAdapter", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    check_schema(document, "botframework", path)
    reader = _Reader(document, path, environ)
    settings = reader.read()
    reader.finish()
    return BotFrameworkAdapter(settings, reader.masker, proxy=find_proxy(settings.url, environ))


class BotFrameworkAdapter:
    """One bot, and the connector to which it sends what no request waits for."""

    def __init__(self, settings: BotFrameworkSettings, masker: Masker, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._masker = masker
        self._proxy = proxy
        self._tls: ssl.SSLContext | None = None
        self._pace = Pace(settings.shared.limits.per_second)
        self._media = MediaServer(port=settings.upload.port, base_url=settings.upload.base_url)
        self._connector = Connector(port=settings.connector_port, base_url=settings.connector_url)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What activities can carry; a human is told from the bot only if the target file says how."""
        return Capabilities(
            uploads=True,
            handoff_signal=True,
            unsolicited=True,
            clock=self._settings.shared.has_clock,
            fetches=self._settings.upload.is_served,
            turn_end=self._settings.delivery is Delivery.REPLIES,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Tell the bot that somebody came, and return what it says to that. Raises AdapterError."""
        settings = self._settings
        inbox, log = Inbox(settings.shared.rules), WireLog(self._masker)
        values = self._visits.values(case, session)
        values["user_id"] = values["consumer_id"]
        line = BotFrameworkLine(
            settings, self._open_wire(log), values, inbox=inbox, media=self._media, connector=self._connector
        )
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        try:
            return visit, await visit.begin()
        except BaseException:
            await visit.close()
            raise

    async def close(self) -> None:
        """Stop serving files, and the connector."""
        await self._media.close()
        await self._connector.close()

    def _open_wire(self, log: WireLog) -> Wire:
        if self._tls is None:
            self._tls = make_tls([self._settings.url])
        limits = self._settings.shared.limits
        client = open_client(tls=self._tls, proxy=self._proxy, connect_s=limits.connect_s, read_s=limits.reply_s)
        return Wire(client, self._settings.name, limits, log)


class _Reader(ActivityFileReader):
    """Reads the target file of one bot."""

    def read(self) -> BotFrameworkSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self.document
        welcome, connector = document.get("welcome", {}), document.get("connector", {})
        delivery = Delivery(document.get("delivery", Delivery.REPLIES))
        if delivery is Delivery.REPLIES and "turn" in document:
            self.note("turn", "has no meaning with delivery: replies; the response says when a reply is over.")
        return BotFrameworkSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            url=self.read_address("url", document["url"]),
            shared=self.read_shared(),
            delivery=delivery,
            channel=document.get("channel", "emulator"),
            bot_id=document.get("bot_id", "bot"),
            welcome=Welcome(WelcomeMode(welcome.get("mode", WelcomeMode.OPTIONAL)), welcome.get("wait_s", 1.0)),
            ends_welcome=delivery is Delivery.REPLIES and "wait_s" not in welcome,
            upload=self._upload(document.get("upload", {})),
            connector_port=connector.get("port", 0),
            connector_url=connector.get("base_url", ""),
        )

    def _upload(self, part: Mapping[str, Any]) -> Upload:
        how, serve = UploadHow(part.get("how", UploadHow.URL)), part.get("serve", {})
        if how is not UploadHow.URL and "serve" in part:
            self.note("upload.serve", f"has no meaning with how: {how.value}; take it out.")
        return Upload(
            how,
            each=None,
            is_served=how is UploadHow.URL,
            port=serve.get("port", 0),
            base_url=serve.get("base_url", ""),
            max_bytes=part.get("max_bytes", MAX_UPLOAD_BYTES),
        )
