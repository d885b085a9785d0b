"""The adapter `openai`: talks to models, and to bots, behind OpenAI's API: chat completions and responses.

The target file is documented in `docs/adapters/openai.md` and described by `openai.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._openai.session import OpenAiSession
from runaround_adapters._openai.settings import OpenAiSettings, read_openai_settings
from runaround_adapters._rules.settings import CLOCK, HANDOFF_EVENTS
from runaround_adapters._rules.template import names_in
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["OpenAiAdapter", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_openai_settings(document, path, environ)
    return OpenAiAdapter(settings, proxy=find_proxy(settings.call.url, environ))


class OpenAiAdapter:
    """One target behind OpenAI's API."""

    def __init__(self, settings: OpenAiSettings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._wires = Wires(settings.name, settings.limits, [settings.call.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What the protocol has; transfers are signalled only by functions that the target file names."""
        settings = self._settings
        call = settings.call
        events = {event for several in settings.tool_events.values() for event in several}
        templates = [call.url, dict(call.headers), dict(call.query), call.request, settings.system_prompt]
        return Capabilities(
            buttons=False,
            uploads=settings.upload is not None,
            handoff_signal=not HANDOFF_EVENTS.isdisjoint(events),
            clock=CLOCK in names_in(templates),
        )

    async def open(self, case: Case, *, session: int) -> tuple[OpenAiSession, Reply]:
        """Open a visit; nothing is sent."""
        values = self._visits.values(case, session)
        visit = OpenAiSession(self._settings, self._wires.open(WireLog(self._settings.masker)), values, pace=self._pace)
        return await begin_visit(visit)

    async def close(self) -> None:
        """Do nothing: connections belong to visits."""
