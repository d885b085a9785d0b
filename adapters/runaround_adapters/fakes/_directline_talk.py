"""One conversation over the fake of Direct Line: its history, its stream, and the turns of the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from runaround.fake import Brain, Break, Output, SentFile, Trouble, Visitor
from runaround_adapters.fakes._activities import ActivityWriter, read_said
from runaround_adapters.fakes._serving import Timers, perform

__all__ = ["Bends", "Refused", "Talk"]


@dataclass(frozen=True, slots=True)
class Bends:
    """What the service is known to do now and then. greets_late: it tells the bot of a visitor who speaks already.

    echoes_last: a consumer's message comes back after what the bot said to it. token_s: how long a token holds.
    """

    greets_late: bool = False
    echoes_last: bool = False
    token_s: float = 1800.0
    is_streaming: bool = True


class Refused(Exception):
    """A request is answered with a trouble, and with nothing else."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble


class Talk:
    """One conversation: `history` is what polls and new streams are given."""

    def __init__(self, conversation: str, user: str, brain: Brain, bends: Bends) -> None:
        # A bot that knows its users takes off what the service wants before their names.
        self.visitor = Visitor(conversation, user.removeprefix("dl_"))
        self.user = user
        self.history: list[dict[str, Any]] = []
        self.timers = Timers()
        self._brain = brain
        self._bends = bends
        self._writer = ActivityWriter(conversation, is_entity=False)
        self._turns = asyncio.Lock()
        self._socket: web.WebSocketResponse | None = None
        self._transport: asyncio.Transport | None = None
        self._trouble: Trouble | None = None
        self._is_greeted = False

    async def connect(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        """Go on over `socket`; all that was said is said again."""
        self._socket, self._transport = socket, transport
        await socket.send_str("")
        if self.history:
            await socket.send_json({"activities": self.history, "watermark": str(len(self.history))})

    def take_trouble(self) -> Trouble | None:
        """Return what the next poll is answered with instead of activities, once."""
        trouble, self._trouble = self._trouble, None
        return trouble

    async def welcome(self) -> None:
        """Tell the bot that somebody came."""
        async with self._turns:
            await self._greet()

    async def hear(self, activity: dict[str, Any], files: tuple[SentFile, ...]) -> None:
        """Take a consumer's activity to the bot; its `id` is given already. Raises Refused."""
        async with self._turns:
            if not self._bends.echoes_last:
                await self._publish(activity)
            if not self._is_greeted:
                await self._greet()
            self._writer.hear(str(activity["id"]))
            if activity.get("type") == "message":
                said = read_said(activity, files)
                await perform(self._brain.answer(self.visitor, said), self._put_out, self.timers)
            if self._bends.echoes_last:
                await self._publish(activity)

    def make_id(self) -> str:
        """Return the id of a message that has just come."""
        return self._writer.make_id()

    def note(self, elapsed_s: float | None) -> None:
        """Take in what the consumer's clock says."""
        self.visitor = Visitor(self.visitor.session, self.visitor.consumer, elapsed_s)

    async def _greet(self) -> None:
        self._is_greeted = True
        self._writer.hear(self._writer.make_id())
        await perform(self._brain.welcome(self.visitor), self._put_out, self.timers)

    async def _put_out(self, output: Output) -> None:
        match output:
            case Break():
                self._break()
            case Trouble():
                await self._misbehave(output)
            case _:
                if written := self._writer.write(output):
                    await self._publish(written)

    async def _publish(self, activity: dict[str, Any]) -> None:
        is_passing = activity.get("type") == "typing"
        if not is_passing and not any(one["id"] == activity["id"] for one in self.history[-1:]):
            self.history.append(activity)
        await self._send({"activities": [activity], "watermark": None if is_passing else str(len(self.history))})

    async def _send(self, frame: Mapping[str, Any]) -> None:
        if self._socket is not None and not self._socket.closed:
            with suppress(ConnectionError):
                await self._socket.send_json(frame)

    def _break(self) -> None:
        if self._bends.is_streaming and self._transport is not None:
            self._socket = None
            self._transport.abort()
        else:
            self._trouble = Trouble("break")

    async def _misbehave(self, trouble: Trouble) -> None:
        if trouble.kind not in ("not_json", "huge"):
            raise Refused(trouble)
        if not self._bends.is_streaming or self._socket is None:
            self._trouble = trouble
        elif trouble.kind == "huge":
            await self._send({"activities": [{"type": "message", "text": "x" * trouble.size}], "watermark": "1"})
        else:
            await self._socket.send_str('{"activities": [')
