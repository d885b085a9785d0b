"""What comes over a standing connection: put in order, told apart by the protocol's ids, laid to the right message.

A reader puts in what it hears, whenever it comes; the session takes out replies. What comes late or unasked is marked
and never lost; what came before is dropped by its id, and never by its text.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from runaround.errors import AdapterError, WrongShape
from runaround.model import Message, Placing, Speaker, TurnEnd
from runaround_adapters._rules.settings import END_EVENTS
from runaround_adapters._rules.turns import ReplyClock, TurnRules

__all__ = ["Heard", "Inbox"]

_IS_REPLY = (Placing.ANSWER, Placing.AMBIGUOUS)
_MOST_WAITING = 10_000


@dataclass(frozen=True, slots=True)
class Heard:
    """What one call brought: messages, their times on the inbox's clock, what they answer, and what ended the wait."""

    messages: tuple[Message, ...]
    at: tuple[float, ...]
    answers: tuple[int | None, ...]
    ended_by: TurnEnd


class _Awaits(Enum):
    """What the call that waits now waits for."""

    NOTHING = auto()
    WELCOME = auto()
    REPLY = auto()
    ANYTHING = auto()


@dataclass(frozen=True, slots=True)
class _Waiting:
    message: Message
    at: float
    answers: int | None
    order: float | None


class Inbox:
    """The messages of one visit that nobody has taken yet.

    clock: seconds from any start. Only one call may wait at a time.
    """

    def __init__(self, rules: TurnRules, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rules = rules
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._news = asyncio.Event()
        self._reply: ReplyClock | None = None
        self._awaits = _Awaits.NOTHING
        self._began = 0.0
        self._largest_gap_s = 0.0
        self._seen: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._number = 0
        self._is_unanswered = False
        self._error: AdapterError | None = None
        self._pieces: dict[str, str] = {}
        self._foreign = ""

    # What the reader does.

    def hear(  # noqa: PLR0913 (each is something that a protocol may say)
        self,
        messages: Sequence[Message],
        *,
        id: str = "",  # noqa: A002 (the protocols' word)
        answers: str = "",
        is_unsolicited: bool = False,
        order: float | None = None,
        age_s: float = 0.0,
    ) -> None:
        """Take in what came in one piece.

        id: the protocol's own; what has come under it before, or was sent under it, is dropped. answers: the id of the
        consumer's message that the protocol says this answers. is_unsolicited: the protocol says that it answers none.
        order: its place by the company's count. age_s: how long ago it came, where that is known only now.
        """
        if id and (id in self._seen or id in self._numbers):
            return
        if id:
            self._seen.add(id)
        at = self._clock() - age_s
        for message in messages[: _MOST_WAITING - len(self._waiting)]:
            placing, number = self._place(message, self._numbers.get(answers), at=at, is_unsolicited=is_unsolicited)
            self._waiting.append(_Waiting(replace(message, placing=placing), at, number, order))
            if self._reply is not None and (self._awaits is not _Awaits.REPLY or placing in _IS_REPLY):
                self._reply.note_message(at)
            if message.event in END_EVENTS:
                self.end_reply(TurnEnd.SESSION_END)
        self._news.set()

    def hear_piece(self, stream: str, text: str, *, is_cumulative: bool) -> None:
        """Take in a piece of the message `stream`: what is new in it, or all of it so far."""
        self._pieces[stream] = text if is_cumulative else self._pieces.get(stream, "") + text
        if self._reply is not None:
            self._reply.note_piece(stream)
        self._news.set()

    def finish(self, stream: str) -> str:
        """Take in that the message `stream` is whole, and return its text; the caller hears it then."""
        if self._reply is not None:
            self._reply.note_whole(stream)
        self._news.set()
        return self._pieces.pop(stream, "")

    def unfinished(self) -> tuple[str, ...]:
        """Return the messages of which pieces came, but not the end."""
        return tuple(self._pieces)

    def note_typing(self, *, is_on: bool) -> None:
        """Take in that the bot says it writes, or no longer does."""
        if self._reply is not None:
            self._reply.note_typing(self._clock(), is_on=is_on)
        self._news.set()

    def end_reply(self, reason: TurnEnd = TurnEnd.MARKER) -> None:
        """Take in that the protocol says the reply is over."""
        if self._reply is not None:
            self._reply.end(reason)
        self._news.set()

    def note_foreign(self, quoted: str, *, advice: str = "") -> None:
        """Take in that something came that means nothing by the target file.

        quoted: as messages show it. advice: which keys of this adapter's files can explain it, as a sentence goes on.
        """
        self._foreign = self._foreign or (f"{quoted}; {advice}" if advice else quoted)

    def fail(self, error: AdapterError) -> None:
        """Take in that nothing more can come. What came before is handed out first; then the error is raised."""
        self._error = self._error or error
        self.end_reply(TurnEnd.BROKEN_OFF)

    # What the session does.

    def begin_welcome(self) -> None:
        """Begin to hear what the company says first; call before the line opens, for it may speak at once."""
        self._start(self._rules, _Awaits.WELCOME)

    @property
    def is_reply_over(self) -> bool:
        """Whether what came has ended the reply that was begun."""
        return self._reply is not None and self._reply.ended is not None

    @property
    def has_waiting(self) -> bool:
        """Whether there are messages that nobody has taken yet."""
        return bool(self._waiting)

    def begin_message(self) -> int:
        """Begin the reply to the consumer's next message, and return its number in the visit; call before sending."""
        self._number += 1
        self._foreign = ""
        self._start(self._rules, _Awaits.REPLY)
        return self._number

    def name_message(self, number: int, id: str) -> None:  # noqa: A002 (the protocols' word)
        """Take in under which id the protocol knows the consumer's message `number`."""
        if id:
            self._numbers[id] = number

    async def take_reply(self) -> Heard:
        """Return the reply to the message that was begun last, when it is over.

        Raises what the reader failed with; and WrongShape if nothing came but what means nothing by the target file:
        it is likelier that the file is wrong than that the bot says nothing in this way.
        """
        heard = await self._take()
        if self._foreign and not heard.messages:
            msg = f"nothing came that the target file explains, but {self._foreign}."
            raise WrongShape(msg)
        self._is_unanswered = heard.ended_by is TurnEnd.TIME_LIMIT and not heard.messages
        return heard

    async def take_welcome(self, seconds: float | None) -> Heard:
        """Return what the company says first, if it does within `seconds`; None: the longest wait for a reply.

        Raises as `take_reply`.
        """
        return await self._listen(self._rules.reply_s if seconds is None else seconds, _Awaits.WELCOME)

    async def listen(self, seconds: float) -> Heard:
        """Return the first messages that come within `seconds`, with what follows closely. Raises as `take_reply`."""
        return await self._listen(seconds, _Awaits.ANYTHING)

    async def _listen(self, seconds: float, awaits: _Awaits) -> Heard:
        ended = self._reply.ended if self._reply is not None else None
        self._start(replace(self._rules, reply_s=seconds, count=None, is_marked=False), awaits)
        if ended is not None:
            self._reply_clock().end(ended)
        if self._waiting:
            self._reply_clock().note_message(self._clock())
        if any(one.message.event in END_EVENTS for one in self._waiting):
            self.end_reply(TurnEnd.SESSION_END)
        heard = await self._take()
        is_ended = heard.ended_by in (TurnEnd.SESSION_END, TurnEnd.BROKEN_OFF)
        if is_ended:
            return heard
        return replace(heard, ended_by=TurnEnd.LISTENED if heard.messages else TurnEnd.TIME_LIMIT)

    def _start(self, rules: TurnRules, awaits: _Awaits) -> None:
        self._awaits, self._began = awaits, self._clock()
        self._reply = ReplyClock(rules, began=self._began, largest_gap_s=self._largest_gap_s)

    def _reply_clock(self) -> ReplyClock:
        assert self._reply is not None, "a reply was begun"
        return self._reply

    async def _take(self) -> Heard:
        """Wait until the reply that was started is over, and return everything that has come."""
        reply = self._reply_clock()
        if self._error is not None:
            reply.end(TurnEnd.BROKEN_OFF)
        while reply.ended is None:
            self._news.clear()
            at, reason = reply.deadline()
            try:
                async with asyncio.timeout(max(0.0, at - self._clock())):
                    await self._news.wait()
            except TimeoutError:
                reply.end(reason)
        self._reply, self._largest_gap_s, self._awaits = None, reply.largest_gap_s, _Awaits.NOTHING
        waiting, self._waiting = _in_order(self._waiting), []
        if self._error is not None and not waiting:
            raise self._error
        return Heard(
            tuple(one.message for one in waiting),
            tuple(one.at for one in waiting),
            tuple(one.answers for one in waiting),
            reply.ended,
        )

    def _place(
        self, message: Message, answered: int | None, *, at: float, is_unsolicited: bool
    ) -> tuple[Placing, int | None]:
        """Return what a message answers, and the number of what it answers where that is known and it is late."""
        if message.speaker is not Speaker.BOT:
            return Placing.ANSWER, None
        if self._awaits is _Awaits.WELCOME:
            return Placing.ANSWER, None
        is_awaited = self._awaits is _Awaits.REPLY and at >= self._began
        before = self._number - (self._awaits is _Awaits.REPLY and not is_awaited)
        if is_unsolicited or not before:
            return Placing.UNSOLICITED, None
        if not is_awaited or (answered is not None and answered != self._number):
            return Placing.LATE, answered or before
        return (Placing.AMBIGUOUS if self._is_unanswered and answered is None else Placing.ANSWER), None


def _in_order(waiting: Sequence[_Waiting]) -> list[_Waiting]:
    """Return what came in the company's order where it counts, and in the order of arrival else."""
    counted = iter(sorted((one for one in waiting if one.order is not None), key=lambda one: one.order or 0.0))
    return [next(counted) if one.order is not None else one for one in waiting]
