"""The adapter `botpress`: talks to bots behind Botpress's Chat API, as apps and web sites of their makers do.

The target file is documented in `docs/adapters/botpress.md` and described by `botpress.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._botpress.line import BotpressLine
from runaround_adapters._botpress.settings import BotpressSettings, read_botpress_settings
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.settings import HANDOFF_EVENTS
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["BotpressAdapter", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_botpress_settings(document, path, environ)
    return BotpressAdapter(settings, proxy=find_proxy(settings.url, environ))


class BotpressAdapter:
    """One bot behind the Chat API: a user a consumer, a conversation a visit."""

    def __init__(self, settings: BotpressSettings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._wires = Wires(settings.name, settings.limits, [settings.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._media = MediaServer.for_upload(settings.upload)
        self._visits = Visits()
        self._keys: dict[str, str] = {}

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can do; that a human takes over is seen only as far as the target file says how."""
        settings = self._settings
        is_mapped = not HANDOFF_EVENTS.isdisjoint(settings.mapping.reply.events)
        return Capabilities(
            uploads=settings.upload is not None,
            handoff_signal=is_mapped or bool(settings.mapping.hitl),
            unsolicited=True,
            clock=settings.has_clock,
            fetches=settings.upload is not None,
            turn_end=False,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Begin a conversation, and wait for the welcome as the target file says. Raises AdapterError."""
        settings = self._settings
        inbox, log = Inbox(settings.rules), WireLog(settings.masker)
        line = BotpressLine(
            settings,
            self._wires.open(log),
            self._visits.values(case, session),
            inbox=inbox,
            media=self._media,
            keys=self._keys,
        )
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=settings.welcome)
        return await begin_visit(visit)

    async def close(self) -> None:
        """Stop serving files. Connections belong to visits."""
        await self._media.close()
