"""The adapter `botframework`: talks straight to the endpoint of a Bot Framework bot, in place of a channel.

The target file is documented in `docs/adapters/botframework.md` and described by `botframework.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._botbuilder.botframework_line import BotFrameworkLine, BotFrameworkSettings, Delivery
from runaround_adapters._botbuilder.connector import Connector
from runaround_adapters._botbuilder.settings import ActivityFileReader
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import Upload, UploadHow
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode, begin_visit
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
        self._wires = Wires(settings.name, settings.shared.limits, [settings.url], proxy=proxy)
        self._pace = Pace(settings.shared.limits.per_second)
        self._media = MediaServer.for_upload(settings.upload)
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
            settings, self._wires.open(log), values, inbox=inbox, media=self._media, connector=self._connector
        )
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        return await begin_visit(visit)

    async def close(self) -> None:
        """Stop serving files, and the connector."""
        await self._media.close()
        await self._connector.close()


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
        how = UploadHow(part.get("how", UploadHow.URL))
        if how is not UploadHow.URL and "serve" in part:
            self.note("upload.serve", f"has no meaning with how: {how.value}; take it out.")
        return Upload.of(part, how)
