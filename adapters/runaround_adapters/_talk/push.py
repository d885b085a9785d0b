"""One visit over a channel on which messages come when they come: sockets, long polls, pages, callbacks."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from runaround.adapter import Reply
from runaround.errors import AdapterError
from runaround.model import Click, Message, Say, TurnEnd
from runaround_adapters._net.wire_log import WireLog
from runaround_adapters._rules.secrets import mask_message
from runaround_adapters._talk.inbox import Heard, Inbox
from runaround_adapters._talk.pace import Pace

__all__ = ["Line", "PushSession", "Welcome", "WelcomeMode", "begin_visit"]

_CLOSING_S = 5.0


class WelcomeMode(StrEnum):
    """Whether the company speaks first.

    none: it does not; what comes before the consumer speaks is unsolicited. expected: it is waited for as long as any
    reply. optional: for `wait_s`.
    """

    NONE = "none"
    OPTIONAL = "optional"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Welcome:
    """How a visit begins: `wait_s` seconds are waited for an optional welcome."""

    mode: WelcomeMode = WelcomeMode.OPTIONAL
    wait_s: float = 1.0


class Line(Protocol):
    """The way to the bot for one visit: sends what it is told, and puts what comes into the inbox that it was given."""

    async def open(self) -> None:
        """Connect, and begin to hear. Raises AdapterError."""
        ...

    async def send(self, action: Say | Click) -> str:
        """Send one action, and return the id that the protocol gives it, if any. Raises AdapterError."""
        ...

    def seen_files(self) -> dict[str, bool]:
        """Return what is newly known of files whose fetching this channel can see, by name: whether they were."""
        ...

    async def close(self) -> None:
        """End the visit and free what it holds. May raise AdapterError."""
        ...


class _Visit(Protocol):
    """What `begin_visit` needs of a session."""

    async def begin(self) -> Reply:
        """Open the way to the bot and return the welcome. Raises AdapterError."""
        ...

    async def close(self) -> None:
        """Free what the visit holds. Does not raise."""
        ...


_V = TypeVar("_V", bound=_Visit)


async def begin_visit(visit: _V) -> tuple[_V, Reply]:
    """Begin a visit, and return it with the welcome; one that cannot begin is closed. Raises AdapterError."""
    try:
        return visit, await visit.begin()
    except BaseException:
        await visit.close()
        raise


class PushSession:
    """A visit over a `Line`. The rules of the inbox say when a reply is over."""

    def __init__(self, line: Line, inbox: Inbox, log: WireLog, *, pace: Pace, welcome: Welcome = Welcome()) -> None:
        self._line = line
        self._inbox = inbox
        self._log = log
        self._pace = pace
        self._welcome = welcome
        self._is_closed = False

    async def begin(self) -> Reply:
        """Open the line and return the welcome. Raises AdapterError."""
        with self._log.recording():
            if self._welcome.mode is not WelcomeMode.NONE:
                self._inbox.begin_welcome()
            await self._line.open()
            if self._welcome.mode is WelcomeMode.NONE:
                return self._reply(Heard((), (), (), TurnEnd.RESPONSE))
            is_expected = self._welcome.mode is WelcomeMode.EXPECTED
            return self._reply(await self._inbox.take_welcome(None if is_expected else self._welcome.wait_s))

    async def send(self, action: Say | Click) -> Reply:
        """Send one action and return what came until the reply was over. Raises AdapterError."""
        await self._pace.wait()
        with self._log.recording():
            number = self._inbox.begin_message()
            self._inbox.name_message(number, await self._line.send(action))
            return self._reply(await self._inbox.take_reply())

    async def listen(self, seconds: float) -> Reply:
        """Return the first messages that come within `seconds`. Raises AdapterError."""
        with self._log.recording():
            return self._reply(await self._inbox.listen(seconds))

    async def close(self) -> None:
        """Close the line. Does not raise."""
        if self._is_closed:
            return
        self._is_closed = True
        with suppress(AdapterError, TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                await self._line.close()

    def _reply(self, heard: Heard) -> Reply:
        fetched = self._line.seen_files()  # first: the record that is taken below has the fetches too
        return Reply(
            tuple(self._mask(message) for message in heard.messages),
            tuple(max(0.0, self._log.since(at)) for at in heard.at),
            heard.ended_by,
            self._log.take(),
            answers=heard.answers if any(heard.answers) else (),
            fetched=fetched,
        )

    def _mask(self, message: Message) -> Message:
        return mask_message(message, self._log.masker)
