"""What adapters share whose bots talk in frames over a standing connection, whatever the connection is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from runaround.adapter import Capabilities, Reply
from runaround.model import Case
from runaround_adapters._frames.line import Connection, FrameLine
from runaround_adapters._frames.settings import FrameSettings
from runaround_adapters._net.client import make_tls, open_client
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.settings import CLOCK, HANDOFF_EVENTS
from runaround_adapters._rules.template import names_in
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["Connect", "FrameAdapter"]

Connect = Callable[[FrameSettings, WireLog, Mapping[str, Any]], Connection]
"""Makes the connection of one visit, not yet open; it is given what the placeholders of the target file stand for."""


class FrameAdapter:
    """One target; every visit has a connection of its own."""

    def __init__(self, settings: FrameSettings, connect: Connect) -> None:
        self._settings = settings
        self._connect = connect
        self._pace = Pace(settings.limits.per_second)
        self._media = MediaServer.for_upload(settings.upload)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What the target file describes: nothing that it does not map can be seen or sent."""
        mapping, upload = self._settings.frames.reply, self._settings.upload
        return Capabilities(
            buttons="buttons.list" in mapping.paths,
            links=mapping.links_in_text or "links.list" in mapping.paths or "buttons.url" in mapping.paths,
            uploads=upload is not None,
            handoff_signal=not HANDOFF_EVENTS.isdisjoint(mapping.events),
            unsolicited=True,
            clock=CLOCK in names_in([*self._settings.opening, self._settings.message, self._settings.url]),
            fetches=upload is not None and upload.is_served,
            turn_end="end_of_turn" in self._settings.frames.signals,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Connect, and wait for the welcome as the target file says. Raises AdapterError."""
        settings = self._settings
        inbox, log = Inbox(settings.rules), WireLog(settings.masker)
        values = self._visits.values(case, session)
        connection = self._connect(settings, log, values)
        line = FrameLine(settings, connection, self._make_wire(log), values, inbox=inbox, media=self._media)
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        return await begin_visit(visit)

    async def close(self) -> None:
        """Stop serving files. Connections belong to visits."""
        await self._media.close()

    def _make_wire(self, log: WireLog) -> Wire:
        """Return what files are prepared with; no call goes over it, for frames carry them."""
        limits = self._settings.limits
        client = open_client(tls=make_tls(()), proxy=None, connect_s=limits.connect_s, read_s=limits.reply_s)
        return Wire(client, self._settings.name, limits, log)
