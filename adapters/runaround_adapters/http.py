"""The adapter `http`: talks to any bot that takes a message and answers with JSON, as its target file describes.

The target file is documented in `docs/adapters/http.md` and described by `http.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._http.session import HttpSession
from runaround_adapters._http.target import read_settings
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.settings import CLOCK, HANDOFF_EVENTS, Call, Settings
from runaround_adapters._rules.template import names_in
from runaround_adapters._talk.media import MediaServer
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["HttpAdapter", "HttpSession", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_settings(document, path, environ)
    return HttpAdapter(settings, proxy=find_proxy(settings.message.url, environ))


class HttpAdapter:
    """One target over HTTP. Every visit has a client, cookies and an identity of its own."""

    def __init__(self, settings: Settings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._wires = Wires(settings.name, settings.limits, settings.urls, proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._media = MediaServer.for_upload(settings.upload)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What the target file describes: nothing that it does not map can be seen or sent."""
        reply, upload, poll = self._settings.reply, self._settings.upload, self._settings.poll
        return Capabilities(
            buttons="buttons.list" in reply.paths,
            links=reply.links_in_text or "links.list" in reply.paths or "buttons.url" in reply.paths,
            uploads=upload is not None,
            handoff_signal=not HANDOFF_EVENTS.isdisjoint({*reply.events, *reply.whole_events}),
            unsolicited=poll is not None,
            clock=any(CLOCK in _names_of(call) for call in self._settings.calls),
            fetches=upload is not None and upload.is_served,
            turn_end=poll is None or not poll.is_collecting or poll.rules.is_marked,
        )

    async def open(self, case: Case, *, session: int) -> tuple[HttpSession, Reply]:
        """Open a visit, with an opening call if the target file has one. Raises AdapterError."""
        values = self._visits.values(case, session)
        visit = HttpSession(
            self._settings, self._wires.open(WireLog(self._settings.masker)), values, media=self._media, pace=self._pace
        )
        return await begin_visit(visit)

    async def close(self) -> None:
        """Stop serving files. Connections belong to visits."""
        await self._media.close()


def _names_of(call: Call) -> set[str]:
    return names_in([call.url, dict(call.headers), dict(call.query), call.request])
