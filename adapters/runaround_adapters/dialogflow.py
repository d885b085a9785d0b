"""The adapter `dialogflow`: talks to agents of Dialogflow CX.

The target file is documented in `docs/adapters/dialogflow.md` and described by `dialogflow.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._dialogflow.settings import DialogflowSettings, read_dialogflow_settings
from runaround_adapters._dialogflow.talk import DialogflowTalk
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.asking import AskingLine
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode, begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["DialogflowAdapter", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_dialogflow_settings(document, path, environ)
    return DialogflowAdapter(settings, proxy=find_proxy(settings.url, environ))


class DialogflowAdapter:
    """One agent of Dialogflow CX."""

    def __init__(self, settings: DialogflowSettings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._wires = Wires(settings.name, settings.limits, [settings.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What Dialogflow CX has: it signals that a human is to take over, and no more of it."""
        settings = self._settings
        return Capabilities(
            handoff_signal=True,
            clock=settings.has_clock,
            human_side=settings.side is not None,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Open a visit, and hear the welcome if the target file says how to ask for it. Raises AdapterError."""
        settings = self._settings
        wire, inbox = self._wires.open(WireLog(settings.masker)), Inbox(TurnRules(reply_s=settings.limits.reply_s))
        values = self._visits.values(case, session)
        talk = DialogflowTalk(settings, wire, values)
        line = AskingLine(talk, wire, inbox, side=settings.side, lang=case.scenario.lang)
        welcome = Welcome(WelcomeMode.EXPECTED if settings.opening is not None else WelcomeMode.NONE)
        return await begin_visit(PushSession(line, inbox, wire.log, pace=self._pace, welcome=welcome))

    async def close(self) -> None:
        """Do nothing: connections belong to visits."""
