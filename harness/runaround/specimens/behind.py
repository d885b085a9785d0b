"""Specimens behind any protocol that there is a fake of: the same bots, reached in another way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from runaround.fake import Bubble, Fake, Later, Output, Said, Trouble, Visitor
from runaround.specimens.catalogue import SPECIMENS
from runaround.specimens.chat import Bot, BotCrashed, File, Incoming, Outgoing
from runaround.specimens.server import ServedSpecimen, serve_bot

__all__ = ["serve_behind"]

_REPLY_LIMIT_S = 4.0
"""Seconds within which a specimen answers, its delay not counted; a silent one costs so much a turn."""


@asynccontextmanager
async def serve_behind(
    name: str, fake: Fake, *, quiet_s: float, delay_s: float | None = None
) -> AsyncIterator[ServedSpecimen]:
    """Serve the specimen `name` behind `fake` while the context lasts.

    quiet_s: as `Fake.serve` has it. delay_s: seconds by which each reply is held back (None: the specimen's own delay).
    Raises KeyError for an unknown name.
    """
    bot = SPECIMENS[name].factory(delay_s=delay_s)
    async with serve_bot(name, bot) as own, fake.serve(_Mind(bot, quiet_s), quiet_s) as served:
        limits = {**served.target.get("limits", {}), "reply_s": _REPLY_LIMIT_S + bot.delay_s}
        target = {**served.target, "name": name, "limits": limits, "system": own.target["system"]}
        yield ServedSpecimen(name, served.url, target, own.system_url)


class _Mind:
    """A specimen as fakes have bots."""

    def __init__(self, bot: Bot, quiet_s: float) -> None:
        self._bot = bot
        self._quiet_s = quiet_s

    async def welcome(self, visitor: Visitor) -> AsyncIterator[Output]:
        """Begin a session."""
        for message in self._bot.open(visitor.consumer or visitor.session, visitor.session, visitor.elapsed_s):
            yield Bubble(message)

    async def answer(self, visitor: Visitor, said: Said) -> AsyncIterator[Output]:
        """Answer, and say a little later what has come up meanwhile."""
        files = tuple(File(file.name, file.media_type, file.size or 1) for file in said.files)
        incoming = Incoming(said.text, said.button, said.link, files)
        try:
            reply = self._bot.reply(visitor.consumer or visitor.session, visitor.session, incoming)
        except BotCrashed:
            yield Trouble("error")
            return
        await asyncio.sleep(self._bot.delay_s)
        for message in reply:
            yield Bubble(message)
        pending: list[Outgoing] = [*self._bot.collect(visitor.session)]
        for message in pending:
            yield Later(2 * self._quiet_s, Bubble(message))
