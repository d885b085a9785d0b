"""The adapter `a2a`: talks to agents over the Agent2Agent protocol, versions 1.0 and 0.3.

The target file is documented in `docs/adapters/a2a.md` and described by `a2a.schema.json`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._a2a.card import Agent, find_agent
from runaround_adapters._a2a.line import A2aLine
from runaround_adapters._a2a.settings import A2aSettings, read_a2a_settings
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.settings import HANDOFF_EVENTS
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode, begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["A2aAdapter", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_a2a_settings(document, path, environ)
    return A2aAdapter(settings, proxy=find_proxy(settings.url, environ))


class A2aAdapter:
    """One agent. Its card is read once; every visit has a context of its own."""

    def __init__(self, settings: A2aSettings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._wires = Wires(settings.name, settings.limits, [settings.url, settings.endpoint], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._media = MediaServer.for_upload(settings.upload)
        self._visits = Visits()
        self._agent: Agent | None = None
        self._reading = asyncio.Lock()

    @property
    def capabilities(self) -> Capabilities:
        """What the protocol has, and the target file maps."""
        mapping, upload = self._settings.reply, self._settings.upload
        return Capabilities(
            buttons="buttons.list" in mapping.paths,
            links=mapping.links_in_text or "buttons.url" in mapping.paths,
            uploads=upload is not None,
            handoff_signal=not HANDOFF_EVENTS.isdisjoint(mapping.events),
            clock=self._settings.metadata is not None and "{elapsed_s}" in str(self._settings.metadata),
            fetches=upload is not None and upload.is_served,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Open a visit: an agent does not speak first. Raises AdapterError."""
        rules = TurnRules(reply_s=self._settings.limits.reply_s, is_marked=True)
        inbox, log = Inbox(rules), WireLog(self._settings.masker)
        values = self._visits.values(case, session)
        line = A2aLine(
            self._settings, self._wires.open(log), values, inbox=inbox, find_agent=self._find_agent, media=self._media
        )
        visit = PushSession(line, inbox, log, pace=self._pace, welcome=Welcome(WelcomeMode.NONE))
        return await begin_visit(visit)

    async def close(self) -> None:
        """Stop serving files. Connections belong to visits."""
        await self._media.close()

    async def _find_agent(self, wire: Wire) -> Agent:
        async with self._reading:
            if self._agent is None:
                found = await find_agent(self._settings, wire)
                is_streamed = self._settings.is_streamed
                self._agent = found if is_streamed is None else replace(found, is_streaming=is_streamed)
        return self._agent
