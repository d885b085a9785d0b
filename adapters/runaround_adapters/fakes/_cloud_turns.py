"""What fakes of platforms share that answer each request: visits, and a bot's turn taken as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from runaround.fake import Brain, Bubble, Foreign, Goodbye, Output, Pause, Said, Trouble, Visitor

__all__ = ["CANNOT", "Turn", "Visit", "Visits"]

_SPOKEN_TO = "the bot speaks when it is spoken to, and in the answer to that only"
CANNOT = {
    "Later": _SPOKEN_TO,
    "answers": _SPOKEN_TO,
    "ids": "messages have no ids, and none comes twice",
    "order": "messages come in the order in which they are said",
    "Piece": "an answer comes whole, and has no pieces",
    "Typing": "an answer comes whole; nobody is told before that it is written",
    "files": "only words can be sent",
    "human": "an answer does not say whether a human wrote it",
    "Break": "an answer that breaks off is an error, and its rest cannot be asked for",
}


@dataclass(slots=True)
class Turn:
    """One answer of the bot: what it puts out, in order, without what only takes time."""

    outputs: list[Bubble | Foreign | Goodbye] = field(default_factory=list)
    trouble: Trouble | None = None


@dataclass(slots=True)
class Visit:
    """One visit: who it is, and whether somebody is being answered at this moment."""

    visitor: Visitor
    is_busy: bool = False


class Visits:
    """The visits of one bot, by the session that the client names."""

    def __init__(self, brain: Brain, opening: str) -> None:
        self._brain = brain
        self._opening = opening
        self._visits: dict[str, Visit] = {}

    def find(self, visitor: Visitor) -> Visit | None:
        """Return the visit of this session; None if there is none."""
        return self._visits.get(visitor.session)

    def forget(self, session: str) -> bool:
        """Forget a visit, and return whether there was one."""
        return self._visits.pop(session, None) is not None

    async def answer(self, visitor: Visitor, said: Said) -> Turn:
        """Return the bot's answer. The opening gets its welcome; nobody hears that who begins with something else."""
        visit = self._visits.get(visitor.session)
        if visit is not None:
            return await self._take(visit, self._brain.answer(visit.visitor, said))
        visit = self._visits[visitor.session] = Visit(visitor)
        welcome = await self._take(visit, self._brain.welcome(visitor))
        if said.text == self._opening:
            return welcome
        return await self._take(visit, self._brain.answer(visitor, said))

    async def _take(self, visit: Visit, outputs: AsyncIterator[Output]) -> Turn:
        turn = Turn()
        visit.is_busy = True
        try:
            async for output in outputs:
                match output:
                    case Pause(seconds=seconds):
                        await asyncio.sleep(seconds)
                    case Trouble():
                        turn.trouble = output
                        break
                    case Bubble() | Foreign() | Goodbye():
                        turn.outputs.append(output)
        finally:
            visit.is_busy = False
        return turn
