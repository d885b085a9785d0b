"""Asks a company's test system what a scenario wants to know, and writes down what it answered.

Before the first visit, between the visits while the consumer is away, and after the last one. A system that
is not as the scenario needs it, or cannot be asked, ends the case: nothing can be said of the bot then.
"""

from __future__ import annotations

from runaround.errors import AdapterError
from runaround.model import ErrorKind, Event, Message, Probe, Speaker
from runaround.probe_answers import NoAnswer, Probed, read_answer
from runaround.recording import Recording
from runaround.system import Answer, System

__all__ = ["Prober", "Unprobed"]

_BEFORE = 0


class Unprobed(Exception):
    """A case cannot be carried out for what a probe brought, or did not bring; `kind` says which."""

    def __init__(self, kind: ErrorKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Prober:
    """Asks the probes of one case in the order of its scenario; without a system it asks none."""

    def __init__(self, system: System | None, recording: Recording) -> None:
        self._system = system
        self._recording = recording
        self._followed = _BEFORE

    async def prepare(self) -> None:
        """Ask what must hold before the first visit. Raises Unprobed at the first that does not, or has no answer."""
        for probe in self._due(_BEFORE):
            probed = await self._ask(probe)
            if not probed.holds:
                msg = f"The test system is not as the scenario needs it: {probed.text}."
                raise Unprobed(ErrorKind.NOT_READY, msg)

    async def follow_visit(self) -> tuple[Message, ...]:
        """Ask once what is due after the visit that is just over; return what does not hold. Raises Unprobed."""
        self._recording.end_session()
        if self._followed == self._recording.session:
            return ()
        self._followed = self._recording.session
        probed = [await self._ask(probe) for probe in self._due(self._recording.session)]
        return tuple(Message(Speaker.SYSTEM, one.text, event=Event.PROBE) for one in probed if not one.holds)

    async def conclude(self) -> None:
        """Ask what is due after the last visit, whichever that was. Raises Unprobed."""
        self._recording.end_session()
        moments = (None,) if self._followed == self._recording.session else (self._recording.session, None)
        for probe in self._due(*moments):
            await self._ask(probe)

    def _due(self, *moments: int | None) -> tuple[Probe, ...]:
        probes = self._recording.case.scenario.probes if self._system is not None else ()
        return tuple(probe for probe in probes if probe.after_session in moments)

    async def _ask(self, probe: Probe) -> Probed:
        called_at = self._recording.now()
        try:
            answer = await self._call(probe)
        except AdapterError as error:
            self._recording.add_exchanges(error.exchanges, called_at=called_at)
            raise Unprobed(ErrorKind.PROBE, str(error)) from error
        try:
            probed = read_answer(probe, answer)
        except NoAnswer as error:
            self._recording.add_exchanges(answer.exchanges, called_at=called_at)
            raise Unprobed(ErrorKind.PROBE, str(error)) from error
        except ValueError as error:
            msg = f"The probe {probe.name[:80]!r} of this scenario cannot be judged: {error}"
            raise Unprobed(ErrorKind.HARNESS, msg) from error
        self._recording.add_probe(probe.name, probed, answer=answer, called_at=called_at)
        return probed

    async def _call(self, probe: Probe) -> Answer:
        assert self._system is not None, "nothing is due without a system"
        try:
            return await self._system.ask(probe, self._recording.case)
        except AdapterError:
            raise
        except Exception as error:
            # A system is a plugin. Only the error's type is named: its text may hold a secret.
            name = f"{type(self._system).__module__}.{type(self._system).__qualname__}"
            msg = f"The system {name} broke with {type(error).__name__}; a system raises AdapterError and nothing else."
            raise Unprobed(ErrorKind.HARNESS, msg) from error
