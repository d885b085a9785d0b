"""One visit to a Rasa server over Socket.IO."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from runaround.errors import AdapterError, Dropped, TimedOut
from runaround.model import Event, Message, Speaker, TurnEnd
from runaround_adapters._net.socketio import Ack, IoEvent, SocketIo
from runaround_adapters._rasa.line import RasaLine
from runaround_adapters._rules.settings import Call

__all__ = ["RasaSocketLine"]


class RasaSocketLine(RasaLine):
    """The connection of one visit.

    Socket.IO lets a client ask for an acknowledgement of what it sends. The library in which Rasa is written gives it
    when Rasa has done with the message, after all that the bot said: so it marks the end of the reply. Whether a server
    acknowledges is seen when the visit begins; where it does not, quiet ends the reply.
    """

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 (as RasaLine)
        super().__init__(*args, **more)
        settings = self._settings
        call = Call(f"{settings.url}{settings.path}", "GET", headers=settings.headers, query=settings.query)
        auth = {"token": settings.jwt} if settings.jwt else None
        self._io = SocketIo(call, self._wire, auth=auth)
        self._done: dict[int, asyncio.Event] = {}
        self._confirmed = asyncio.Event()
        self._acknowledges = False
        self._is_over = False
        self._hearing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, ask for a session, and begin to hear. Raises AdapterError."""
        try:
            async with asyncio.timeout(self._settings.limits.reply_s):
                await self._io.open()
                asked = await self._emit("session_request", {"session_id": self._sender})
                while not self._confirmed.is_set():
                    await self._hear_next()
        except TimeoutError as error:
            limit = f"{self._settings.limits.reply_s:g} s (limits.reply_s)"
            msg = f"{self._io.where}: no session was confirmed within {limit}."
            raise TimedOut(msg) from error
        self._hearing = asyncio.create_task(self._hear())
        try:
            async with asyncio.timeout(self._settings.rules.settle_s):
                await self._done[asked].wait()
            self._acknowledges = True
        except TimeoutError:
            self._acknowledges = False
        await super().open()

    async def close(self) -> None:
        """Say goodbye."""
        if self._hearing is not None:
            self._hearing.cancel()
            await asyncio.gather(self._hearing, return_exceptions=True)
        if not self._is_over:
            await self._io.close()
        await super().close()

    async def _say(self, text: str, metadata: object) -> None:
        if self._is_over:
            msg = f"{self._io.where}: the connection is closed; nothing can be sent."
            raise Dropped(msg)
        heard = self._heard
        number = await self._utter(text, metadata)
        if self._acknowledges:
            self._inbox.hear_piece(_name(number), "", is_cumulative=False)
            self._spawn(self._finish(number, text, heard))
        else:
            self._spawn(self._explain_later(text, heard, answered=False))

    async def _say_start(self) -> None:
        number = await self._utter(self._settings.start, self._metadata([]))
        if self._acknowledges:
            self._inbox.hear_piece(_name(number), "", is_cumulative=False)
            await self._done[number].wait()
            self._inbox.finish(_name(number))
        else:
            await asyncio.sleep(self._settings.rules.quiet_s)
        self._inbox.end_reply()

    async def _finish(self, number: int, text: str, heard: int) -> None:
        """End the reply when Rasa has done with it; say why, if nothing came."""
        margin_s = min(1.0, self._settings.limits.reply_s / 10)
        try:
            async with asyncio.timeout(self._settings.limits.reply_s - margin_s):
                await self._done[number].wait()
            await self._explain(text, heard)
            self._inbox.finish(_name(number))
            self._inbox.end_reply()
        except TimeoutError:
            if self._heard == heard:
                limit = f"{self._settings.limits.reply_s:g} s (limits.reply_s)"
                msg = f"{self._io.where}: nothing came within {limit}, and Rasa has not done with the message."
                self._inbox.fail(TimedOut(msg))
            else:
                self._inbox.end_reply(TurnEnd.TIME_LIMIT)
        except AdapterError as error:
            self._inbox.fail(error)

    async def _utter(self, text: str, metadata: object) -> int:
        data = {"message": text, "session_id": self._sender}
        return await self._emit(self._settings.user_event, {**data, "metadata": metadata} if metadata else data)

    async def _emit(self, name: str, data: Mapping[str, Any]) -> int:
        number = await self._io.emit(name, data)
        self._done.setdefault(number, asyncio.Event())
        return number

    async def _hear(self) -> None:
        """Put everything that comes into the inbox, until the connection ends."""
        try:
            while not self._is_over:
                await self._hear_next()
        except AdapterError as error:
            self._is_over = True
            self._inbox.fail(error)
            return
        self._inbox.hear((Message(Speaker.SYSTEM, event=Event.SESSION_END),))

    async def _hear_next(self) -> None:
        match await self._io.receive():
            case None:
                self._is_over = True
                if not self._confirmed.is_set():
                    msg = f"{self._io.where}: closed before the session was confirmed."
                    raise Dropped(msg)
            case Ack(number=number):
                self._done.setdefault(number, asyncio.Event()).set()
            case IoEvent(name="session_confirm"):
                self._confirmed.set()
            case IoEvent(name=name, args=args) if name == self._settings.bot_event:
                for message in args:
                    self._put(message)
            case IoEvent(name=name, args=args):
                advice = "if it is what the bot says, name it in socketio.bot_message_evt"
                self._inbox.note_foreign(self._wire.log.quote([name, *args]), advice=advice)


def _name(number: int) -> str:
    return f"turn {number}"
