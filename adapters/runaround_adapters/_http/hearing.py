"""Puts what answers say into an inbox: messages with what they answer, signs that the bot writes, the end."""

from __future__ import annotations

from runaround.errors import AdapterError, BotFailed, WrongShape
from runaround.model import Event
from runaround_adapters._net.requests import Outgoing
from runaround_adapters._net.wire import Wire
from runaround_adapters._rules.mapping import ReplyMap, read_reply
from runaround_adapters._rules.paths import Quote
from runaround_adapters._rules.settings import Settings
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.pieces import FrameMap, finish_pieces, put_frame

__all__ = ["Ear"]


class Ear:
    """Hears the answers of one visit."""

    def __init__(self, settings: Settings, inbox: Inbox, wire: Wire) -> None:
        self._settings = settings
        self._inbox = inbox
        self._wire = wire
        # Every answer has a stream of its own: what names a message in one may name another in the next.
        self._frames = FrameMap(settings.reply, settings.signals, settings.is_cumulative, is_stream_an_id=False)
        self._holding: frozenset[Event] = frozenset()

    @property
    def _quote(self) -> Quote:
        return self._wire.log.quote

    def hear(self, answer: object, mapping: ReplyMap, outgoing: Outgoing, *, answers: str = "") -> bool:
        """Put a whole answer into the inbox; return whether it says anything.

        answers: the id of the consumer's message that it answers, where its messages do not say so themselves.

        Raises AdapterError.
        """
        try:
            return self._hear(answer, mapping, answers)
        except AdapterError as error:
            msg = f"{self._wire.place(outgoing)}: {error}"
            raise type(error)(msg) from error

    def _hear(self, answer: object, mapping: ReplyMap, answers: str) -> bool:
        signals = self._settings.signals
        said = {name: path.find(answer, self._quote) for name, path in signals.items()}
        if said.get("failure"):
            msg = f"the bot's side reports a failure: {self._quote(answer)}."
            raise BotFailed(msg)
        known = frozenset(mapping.whole_events)
        try:
            heard = read_reply(answer, mapping, quote=self._quote, holding=self._holding & known)
        except WrongShape:
            if not any(said.get(name) for name in ("typing", "typing_off", "end_of_turn")):
                raise
            return False
        self._holding = (self._holding - known) | heard.holding
        for part in heard.parts:
            own = {name: signals[name].find(part.entry, self._quote) for name in _OF_MESSAGES & set(signals)}
            order = own.get("order")
            self._inbox.hear(
                part.messages,
                id=part.id or "",
                answers=str(own.get("answers") or answers),
                is_unsolicited=bool(own.get("unsolicited")),
                order=float(order) if isinstance(order, int | float) else None,
            )
        if said.get("typing") or said.get("typing_off"):
            self._inbox.note_typing(is_on=bool(said.get("typing")))
        if said.get("end_of_turn"):
            self._inbox.end_reply()
        return bool(heard.parts)

    def hear_event(self, event: object, *, answers: str) -> None:
        """Put an event of a stream into the inbox. Raises AdapterError."""
        if not put_frame(event, self._frames, self._inbox, quote=self._quote, answers=answers):
            self._inbox.note_foreign(self._quote(event), advice="describe it in reply or signals")

    def finish(self, *, answers: str) -> None:
        """Put messages of which only pieces came into the inbox: the stream is over."""
        finish_pieces(self._frames, self._inbox, answers=answers)


_OF_MESSAGES = frozenset({"answers", "order", "unsolicited"})
"""Signals that are asked of each message; all others look at the whole answer."""
