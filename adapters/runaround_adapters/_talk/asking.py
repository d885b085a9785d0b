"""One visit over a channel that answers each request and says nothing else; and the people behind it, if played."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from runaround.errors import Dropped, Unsupported
from runaround.model import Click, Event, Message, Say, TurnEnd
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.settings import END_EVENTS
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.people import HumanSide, People

__all__ = ["AskingLine", "Talk"]


class Talk(Protocol):
    """What a protocol does: it asks, and understands what is answered."""

    async def greet(self) -> Sequence[Message]:
        """Have the bot speak first, where the target file says how, and return what it says. Raises AdapterError."""
        ...

    async def ask(self, action: Say | Click) -> Sequence[Message]:
        """Send one action, which brings no files, and return the answer. Raises AdapterError."""
        ...

    async def end(self) -> None:
        """Tell the bot that nothing more comes, where the protocol has a way. May raise AdapterError."""
        ...


class AskingLine:
    """A `Line` to a bot that answers at once.

    side: what the people do to whom the bot puts a consumer through; None: its signals are told as they come, and what
    follows them is not played. Where somebody has taken over, they are spoken to, and the bot is no longer.
    """

    def __init__(self, talk: Talk, wire: Wire, inbox: Inbox, *, side: HumanSide | None, lang: str) -> None:
        self._talk = talk
        self._wire = wire
        self._inbox = inbox
        self._people = None if side is None else People(side, self._hear, lang=lang)
        self._is_over = False
        self._is_handed_over = False

    async def open(self) -> None:
        """Hear what the bot says first. Raises AdapterError."""
        await self._hear_all(await self._talk.greet())

    async def send(self, action: Say | Click) -> str:
        """Send one action and hear the answer. Raises AdapterError."""
        if self._is_over:
            msg = f"{self._wire.name}: the bot has ended this conversation; nothing can be said in it."
            raise Dropped(msg)
        if isinstance(action, Say) and action.evidence:
            names = ", ".join(one.name for one in action.evidence)
            msg = f"{self._wire.name}: this channel carries no files; the consumer sends {names}."
            raise Unsupported(msg)
        if self._people is not None and self._people.is_joined:
            self._people.answer()
            await self._hear_all(())
        else:
            await self._hear_all(await self._talk.ask(action))
        return ""

    def seen_files(self) -> dict[str, bool]:
        """Return nothing: no files are sent."""
        return {}

    async def close(self) -> None:
        """End the visit. May raise AdapterError."""
        if self._people is not None:
            self._people.close()
        try:
            await self._talk.end()
        finally:
            await self._wire.client.aclose()

    async def _hear_all(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if self._people is not None and message.event is Event.TRANSFER_STARTED:
                self._is_handed_over = True
                self._people.request()
            elif not (self._is_handed_over and message.event in END_EVENTS):
                # A bot that has put somebody through ends its own part with it, and the visit goes on without it.
                self._hear(message)
        if self._is_handed_over:
            # Who takes over without delay does so in this reply, after the bot's last words: it is given its moment.
            for _ in range(3):
                await asyncio.sleep(0)
        self._inbox.end_reply(TurnEnd.RESPONSE)

    def _hear(self, message: Message) -> None:
        self._is_handed_over = self._is_handed_over and message.event is not Event.TRANSFER_FAILED
        self._is_over = self._is_over or message.event in END_EVENTS
        self._inbox.hear([message])
