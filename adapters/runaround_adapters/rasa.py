"""The adapter `rasa`: talks to Rasa servers over their channels rest, callback and socketio.

The target file is documented in `docs/adapters/rasa.md` and described by `rasa.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.receiver import Receiver
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rasa.line import RasaLine
from runaround_adapters._rasa.settings import RasaChannel, RasaSettings, TrackerUse, read_rasa_settings
from runaround_adapters._rasa.socket import RasaSocketLine
from runaround_adapters._rules.settings import HANDOFF_EVENTS
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode, begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["RasaAdapter", "make"]

_LONGEST_POLL_S = 120.0


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_rasa_settings(document, path, environ)
    return RasaAdapter(settings, proxy=find_proxy(settings.url, environ))


class RasaAdapter:
    """One Rasa server, over one channel."""

    def __init__(self, settings: RasaSettings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._wires = Wires(settings.name, settings.limits, [settings.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._media = MediaServer.for_upload(settings.upload)
        self._receiver = Receiver(port=settings.port)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can do; custom messages can be seen only as far as the target file maps them."""
        settings = self._settings
        answers_once = settings.channel in (RasaChannel.REST, RasaChannel.STREAM)
        is_mapped = not HANDOFF_EVENTS.isdisjoint(settings.mapping.events)
        return Capabilities(
            uploads=settings.upload is not None,
            handoff_signal=is_mapped or settings.tracker is not TrackerUse.NEVER,
            unsolicited=not answers_once,
            clock=settings.metadata is not None and "{elapsed_s}" in str(settings.metadata),
            fetches=settings.upload is not None,
            turn_end=answers_once,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Open a visit, with the welcome if the target file says how the bot greets. Raises AdapterError."""
        settings = self._settings
        inbox, log = Inbox(settings.rules), WireLog(settings.masker)
        is_socket = settings.channel is RasaChannel.SOCKETIO
        make_line = RasaSocketLine if is_socket else RasaLine
        line = make_line(
            settings,
            # A long poll is silent for longer than any answer; what a call may take is limited by the wire.
            self._wires.open(log, read_s=_LONGEST_POLL_S if is_socket else None),
            self._visits.values(case, session),
            inbox=inbox,
            media=self._media,
            receiver=self._receiver,
        )
        welcome = Welcome(WelcomeMode.EXPECTED if settings.start else WelcomeMode.NONE)
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=welcome)
        return await begin_visit(visit)

    async def close(self) -> None:
        """Stop serving files and taking callbacks. Connections belong to visits."""
        await self._receiver.close()
        await self._media.close()
