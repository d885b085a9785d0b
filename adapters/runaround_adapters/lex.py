"""The adapter `lex`: talks to bots of Amazon Lex V2.

The target file is documented in `docs/adapters/lex.md` and described by `lex.schema.json`.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._lex.settings import LexSettings, read_lex_settings
from runaround_adapters._lex.talk import LexTalk
from runaround_adapters._net.client import make_tls, open_client
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire import Wire
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.settings import HANDOFF_EVENTS
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.asking import AskingLine
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import PushSession, Welcome, WelcomeMode
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
        self._proxy = proxy
        self._tls: ssl.SSLContext | None = None
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
        wire, inbox = self._open_wire(), Inbox(TurnRules(reply_s=settings.limits.reply_s))
        values = self._visits.values(case, session)
        talk = LexTalk(settings, wire, values)
        line = AskingLine(talk, wire, inbox, side=settings.side, lang=case.scenario.lang)
        welcome = Welcome(WelcomeMode.EXPECTED if settings.opening else WelcomeMode.NONE)
        visit = PushSession(line, inbox, wire.log, pace=self._pace, welcome=welcome)
        try:
            return visit, await visit.begin()
        except BaseException:
            await visit.close()
            raise

    async def close(self) -> None:
        """Do nothing: connections belong to visits."""

    def _open_wire(self) -> Wire:
        settings = self._settings
        if self._tls is None:
            self._tls = make_tls([settings.url])
        limits = settings.limits
        client = open_client(tls=self._tls, proxy=self._proxy, connect_s=limits.connect_s, read_s=limits.reply_s)
        return Wire(client, settings.name, limits, WireLog(settings.masker))
