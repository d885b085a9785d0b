"""The adapter `twiml`: calls phone menus that are written in TwiML, as Twilio would, and plays the people behind them.

The target file is documented in `docs/adapters/twiml.md` and described by `twiml.schema.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.model import Case
from runaround_adapters._frames.socket import Socket
from runaround_adapters._net.proxy import find_proxy
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._net.wires import Wires
from runaround_adapters._rules.settings import CLOCK
from runaround_adapters._rules.template import names_in
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.pace import Pace
from runaround_adapters._talk.push import begin_visit
from runaround_adapters._talk.visits import Visits
from runaround_adapters._twiml.call import Call
from runaround_adapters._twiml.clock import CallClock
from runaround_adapters._twiml.document import Verb
from runaround_adapters._twiml.line import CallLine
from runaround_adapters._twiml.relay import Relay
from runaround_adapters._twiml.session import CallSession
from runaround_adapters._twiml.settings import TwimlSettings, read_twiml_settings
from runaround_adapters._twiml.speech import Speech

__all__ = ["TwimlAdapter", "make"]


def make(document: Mapping[str, Any], path: str, environ: Mapping[str, str]) -> Adapter:
    """Return the adapter for a target file's content. Raises FileError with every mistake, without lines."""
    settings = read_twiml_settings(document, path, environ)
    return TwimlAdapter(settings, proxy=find_proxy(settings.url, environ))


class TwimlAdapter:
    """One phone menu: a call a visit."""

    def __init__(self, settings: TwimlSettings, *, proxy: str | None = None) -> None:
        self._settings = settings
        self._proxy = proxy
        self._wires = Wires(settings.name, settings.limits, [*settings.origins, settings.url], proxy=proxy)
        self._pace = Pace(settings.limits.per_second)
        self._visits = Visits()

    @property
    def capabilities(self) -> Capabilities:
        """What a telephone can do. A relay does not say when a reply is over, and may speak by itself."""
        return Capabilities(
            links=False,
            handoff_signal=True,
            unsolicited=self._settings.is_relayed,
            clock=CLOCK in names_in(self._settings.url),
            turn_end=not self._settings.is_relayed,
            human_side=True,
        )

    async def open(self, case: Case, *, session: int) -> tuple[CallSession, Reply]:
        """Call, and hear out what comes first. Raises AdapterError."""
        settings, clock = self._settings, CallClock()
        values = self._visits.values(case, session)
        wire = self._wires.open(WireLog(settings.masker, clock=clock.now))
        line = CallLine(settings, wire, values)
        speech = Speech(clock, settings.rates, settings.recordings)

        def make_relay(noun: Verb, url: str, before: int) -> Relay:
            inbox = Inbox(settings.rules, clock=clock.now)
            return Relay(noun, self._make_socket(url, line), inbox, line.facts, settings.recordings, before)

        call = Call(settings, line, speech, make_relay=make_relay, lang=case.scenario.lang)
        visit = CallSession(call, speech, wire, self._pace)
        return await begin_visit(visit)

    async def close(self) -> None:
        """Nothing is shared by calls."""

    def _make_socket(self, url: str, line: CallLine) -> Socket:
        settings = self._settings
        headers = line.headers_for(url, {})
        return Socket(url, settings.name, headers, settings.limits, line.wire.log, self._wires.tls, proxy=self._proxy)
