"""What adapters of played platforms have in common: one API for all visits, and a line for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runaround.adapter import Capabilities, Reply
from runaround.model import Case, Evidence
from runaround_adapters._net.requests import File
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._platform.server import PlatformServer
from runaround_adapters._platform.settings import PlatformSettings
from runaround_adapters._platform.shelf import Shelf, ShelfFiles
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import Upload, UploadHow
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import Line, PushSession, begin_visit
from runaround_adapters._talk.uploads import Uploader
from runaround_adapters._talk.visits import Visits

__all__ = ["PlatformAdapter", "Visit"]


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit consists of. values: what placeholders stand for. away_s: seconds since the one before."""

    wire: Wire
    inbox: Inbox
    files: ShelfFiles
    values: Mapping[str, Any]
    away_s: float
    max_bytes: int

    @property
    def lang(self) -> str:
        """The language of the scenario."""
        return str(self.values["lang"])

    async def keep(self, evidence: tuple[Evidence, ...]) -> list[tuple[str, File]]:
        """Keep the consumer's files where the bot can fetch them, each with its id. Raises AdapterError."""
        upload = Upload(UploadHow.BASE64, each=None, max_bytes=self.max_bytes)
        prepared = await Uploader(upload, self.wire, MediaServer()).prepare(evidence, self.values)
        return [(self.files.put(file), file) for file in prepared]


class PlatformAdapter:
    """One bot, and the platform that is played to it."""

    def __init__(  # noqa: PLR0913 (all of a platform's parts meet here)
        self,
        settings: PlatformSettings,
        masker: Masker,
        *,
        server: PlatformServer,
        shelf: Shelf,
        make_line: Callable[[Visit], Line],
        proxy: str | None = None,
    ) -> None:
        self._settings = settings
        self._masker = masker
        self._server = server
        self._shelf = shelf
        self._make_line = make_line
        self._wires = Wires(settings.name, settings.limits, [settings.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What these platforms can carry; they never say when a reply is over."""
        return Capabilities(
            uploads=True,
            handoff_signal=True,
            unsolicited=True,
            clock=self._settings.has_clock,
            fetches=True,
            turn_end=False,
            human_side=not self._settings.has_desk,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Let the bot know of a visit as the platform does, and return what it says to that. Raises AdapterError."""
        settings, log = self._settings, WireLog(self._masker)
        inbox = Inbox(settings.rules)
        await self._server.start()
        visit = Visit(
            wire=self._wires.open(log),
            inbox=inbox,
            files=ShelfFiles(self._shelf, log),
            values=self._visits.values(case, session),
            away_s=sum(one.after_s for one in case.scenario.sessions[session - 1 : session]),
            max_bytes=settings.max_bytes,
        )
        talk = PushSession(self._make_line(visit), inbox, log, pace=self._pace, welcome=settings.welcome)
        return await begin_visit(talk)

    async def close(self) -> None:
        """Stop the platform."""
        await self._server.close()
