"""The adapter `chatwoot_platform`: stands in for Chatwoot in front of an agent bot.

The target file is documented in `docs/adapters/chatwoot_platform.md` and described by `chatwoot_platform.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._chatwoot.desk import Desk
from runaround_adapters._chatwoot.platform_line import Clicks, PlatformLine, PlatformSettings
from runaround_adapters._chatwoot.settings import PLACEHOLDERS, ChatwootFileReader
from runaround_adapters._chatwoot.ticket import Place
from runaround_adapters._chatwoot.webhook import Endpoint
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.file_reader import check_schema
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import CLOCK, Upload, UploadHow
from runaround_adapters._rules.template import fill_text, names_in
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.people import read_human_side
from runaround_adapters._talk.push import PushSession, begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["ChatwootPlatformAdapter", "make"]

_CONTACT = {"identifier": "{consumer_id}", "name": "{consumer_id}"}
_PORT = 3000
"""Where Chatwoot itself listens unless it is told otherwise."""


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    check_schema(document, "chatwoot_platform", path)
    reader = _Reader(document, path, environ)
    settings = reader.read()
    desk = Desk(
        port=document.get("listen", {}).get("port", _PORT),
        token=reader.read_secret("token"),
        account=document.get("account", 1),
    )
    reader.finish()
    proxy = find_proxy(settings.endpoint.url, environ)
    return ChatwootPlatformAdapter(settings, reader.masker, desk, proxy=proxy)


class ChatwootPlatformAdapter:
    """One agent bot, and the desk at which it does what it does."""

    def __init__(self, settings: PlatformSettings, masker: Masker, desk: Desk, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._masker = masker
        self._desk = desk
        limits = replace(settings.limits, reply_s=settings.endpoint.within_s)
        self._wires = Wires(settings.name, limits, [settings.endpoint.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._media = MediaServer.for_upload(settings.upload)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What an agent bot can do; the people behind it are played."""
        settings = self._settings
        return Capabilities(
            uploads=True,
            handoff_signal=True,
            unsolicited=True,
            clock=CLOCK in names_in([settings.contact, settings.attributes]),
            fetches=True,
            turn_end=False,
            human_side=True,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Tell the bot that somebody came, and wait for what it says as the target file says. Raises AdapterError."""
        settings = self._settings
        inbox, log = Inbox(settings.rules), WireLog(self._masker)
        values = self._visits.values(case, session)
        line = PlatformLine(settings, self._wires.open(log), values, inbox=inbox, media=self._media, desk=self._desk)
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        return await begin_visit(visit)

    async def close(self) -> None:
        """Stop serving files, and the desk."""
        await self._media.close()
        await self._desk.close()


class _Reader(ChatwootFileReader):
    """Reads the target file of one agent bot."""

    def read(self) -> PlatformSettings:
        """Return the settings; they are of use only if `mistakes` is empty afterwards."""
        document = self.document
        limits = self.read_limits()
        headers = {name: fill_text(text, {}) for name, text in self.read_headers().items()}
        url = fill_text(self.read_url("url", document["url"], ()), {})
        within_s = document.get("webhook_s", 5.0)
        return PlatformSettings(
            name=document.get("name", "") or urlsplit(document["url"]).netloc,
            endpoint=Endpoint(url, self.read_secret("secret"), headers, within_s),
            place=self._place(),
            contact=self.read_template("contact", {**_CONTACT, **document.get("contact", {})}, PLACEHOLDERS),
            attributes=self.read_template("attributes", document.get("attributes", {}), PLACEHOLDERS),
            starts=document.get("start", ["conversation_created"]),
            clicks=Clicks(document.get("clicks", Clicks.SUBMIT)),
            echoes=document.get("echo", True),
            people=read_human_side(document.get("human", {})),
            upload=Upload.of(document.get("upload", {}), UploadHow.URL),
            welcome=self.read_welcome(),
            rules=self.read_rules(limits),
            limits=limits,
        )

    def _place(self) -> Place:
        inbox = {"id": 1, "name": "Website", **self.document.get("inbox", {})}
        channel = str(inbox.pop("channel", "Channel::WebWidget"))
        return Place({"id": self.document.get("account", 1), "name": "runaround"}, inbox, channel)
