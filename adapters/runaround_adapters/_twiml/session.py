"""One visit of a consumer by telephone."""

from __future__ import annotations

from runaround.adapter import Reply
from runaround.errors import Unsupported
from runaround.model import Click, Event, Say, TurnEnd
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.secrets import mask_message
from runaround_adapters._talk.pace import Pace
from runaround_adapters._twiml.call import Call
from runaround_adapters._twiml.input import Spoken
from runaround_adapters._twiml.speech import Speech

__all__ = ["CallSession"]

_ENDS = (Event.SESSION_END, Event.HANG_UP)


class CallSession:
    """A call as sessions are: all its times are those of the caller's clock, which the wire's log keeps too."""

    def __init__(self, call: Call, speech: Speech, wire: Wire, pace: Pace) -> None:
        self._call = call
        self._speech = speech
        self._wire = wire
        self._pace = pace
        self._is_closed = False

    async def begin(self) -> Reply:
        """Ring, and return what is heard until something is wanted of the caller. Raises AdapterError."""
        with self._wire.log.recording():
            return self._reply(await self._call.play())

    async def send(self, action: Say | Click) -> Reply:
        """Speak or press, and return what is heard then. Raises AdapterError."""
        await self._pace.wait()
        with self._wire.log.recording():
            return self._reply(await self._call.take(self._read(action)))

    async def listen(self, seconds: float) -> Reply:
        """Say nothing for `seconds` of the caller's clock, or until something is heard. Raises AdapterError."""
        with self._wire.log.recording():
            return self._reply(await self._call.listen(seconds))

    async def close(self) -> None:
        """Put the receiver down. Does not raise."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            await self._call.close()
        finally:
            await self._wire.client.aclose()

    def _read(self, action: Say | Click) -> Spoken:
        """Return what an action is on the telephone. Raises Unsupported for what has no place there."""
        if isinstance(action, Click) and action.button is not None:
            return Spoken(action.button.label, action.button)
        if isinstance(action, Click) or action.evidence:
            what = "a link is followed" if isinstance(action, Click) else "a file is sent"
            msg = f"{self._wire.name}: {what}, which nobody can by telephone."
            raise Unsupported(msg)
        return Spoken(action.text)

    def _reply(self, ended_by: TurnEnd) -> Reply:
        log, heard = self._wire.log, self._speech.take()
        if any(line.message.event in _ENDS for line in heard):
            ended_by = TurnEnd.SESSION_END
        return Reply(
            tuple(mask_message(line.message, log.masker) for line in heard),
            tuple(max(0.0, log.since(line.at)) for line in heard),
            ended_by,
            log.take(),
            answers=tuple(line.answers for line in heard) if any(line.answers for line in heard) else (),
            lasted_s=log.now(),
        )
