"""The adapter `lex`: talks to bots of Amazon Lex V2.

The target file is documented in `docs/adapters/lex.md` and described by `lex.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._lex.settings import LexSettings, read_lex_settings
from runaround_adapters._lex.talk import LexTalk
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.settings import HANDOFF_EVENTS
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.asking import AskingLine
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode, begin_visit
from runaround_adapters._talk.visits import Visits

__all__ = ["LexAdapter", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_lex_settings(document, path, environ)
    return LexAdapter(settings, proxy=find_proxy(settings.url, environ))


class LexAdapter:
    """One bot of Lex."""

    def __init__(self, settings: LexSettings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._wires = Wires(settings.name, settings.limits, [settings.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What Lex has; it knows no transfers but those that the target file sees in its answers."""
        settings = self._settings
        return Capabilities(
            handoff_signal=not HANDOFF_EVENTS.isdisjoint(settings.explained.signals),
            clock=settings.has_clock,
            human_side=settings.side is not None,
        )

    async def open(self, case: Case, *, session: int) -> tuple[PushSession, Reply]:
        """Open a visit, and hear the welcome if the target file says how to ask for it. Raises AdapterError."""
        settings = self._settings
        wire, inbox = self._wires.open(WireLog(settings.masker)), Inbox(TurnRules(reply_s=settings.limits.reply_s))
        values = self._visits.values(case, session)
        talk = LexTalk(settings, wire, values)
        line = AskingLine(talk, wire, inbox, side=settings.side, lang=case.scenario.lang)
        welcome = Welcome(WelcomeMode.EXPECTED if settings.opening else WelcomeMode.NONE)
        return await begin_visit(PushSession(line, inbox, wire.log, pace=self._pace, welcome=welcome))

    async def close(self) -> None:
        """Do nothing: connections belong to visits."""
