"""Adds up what one whole answer says: words, signals, what only the target file can explain, and what nobody can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from runaround.errors import WrongShape
from runaround.model import Event, Message, Speaker
from runaround_adapters._rules.mapping import ReplyMap, read_reply
from runaround_adapters._rules.paths import Quote, ValuePath

__all__ = ["Explained", "Understanding"]

_ALWAYS = ValuePath.of("payload.silent", "`true`")


@dataclass(frozen=True, slots=True)
class Explained:
    """What a target file explains of a protocol's answers.

    events: signals that an answer as a whole is, such as a transfer by the name of an intent. payload: where the
    company's own messages hold what; None: nowhere.
    """

    events: Mapping[Event, ValuePath] = field(default_factory=dict)
    payload: ReplyMap | None = None

    @property
    def signals(self) -> frozenset[Event]:
        """Every event that the target file names."""
        own = (self.payload.events, self.payload.whole_events) if self.payload is not None else ()
        return frozenset(self.events).union(*own)


class Understanding:
    """What one answer says, in order.

    holding: events of whole answers that held before; they are told when they begin.
    """

    def __init__(self, explained: Explained, quote: Quote, *, holding: frozenset[Event] = frozenset()) -> None:
        self._explained = explained
        self._quote = quote
        self._messages: list[Message] = []
        self._unknown: str = ""
        self.holding = holding

    def say(self, message: Message) -> None:
        """Take in a message, if there is anything in it."""
        if message.text.strip() or message.buttons or message.links or message.attachments:
            self._messages.append(message)

    def signal(self, event: Event) -> None:
        """Take in what the protocol signals."""
        self._messages.append(Message(Speaker.SYSTEM, event=event))

    def read_payload(self, payload: object) -> None:
        """Take in a message of the company's own making, as the target file explains it."""
        mapping = self._explained.payload
        if mapping is None:
            self.note_unknown(payload)
            return
        try:
            heard = read_reply(payload, mapping, quote=self._quote)
        except WrongShape:
            # A payload without words is one that nobody has explained; that an expression does not fit is a mistake.
            read_reply(payload, replace(mapping, paths={**mapping.paths, "silent": _ALWAYS}), quote=self._quote)
            self.note_unknown(payload)
            return
        self._messages += [message for part in heard.parts for message in part.messages]

    def note_unknown(self, value: object) -> None:
        """Take in something that means nothing by the protocol; it stands in the record."""
        self._unknown = (
            self._unknown or f"nothing explains {self._quote(value)}; say what it means in payload or events."
        )

    def finish(self, answer: object) -> tuple[Message, ...]:
        """Return what was said and signalled; whoever joined comes before the words.

        Raises WrongShape if all that came is unknown: it is likelier that the target file is wrong than that the bot
        says nothing in this way.
        """
        now = frozenset(event for event, path in self._explained.events.items() if path.find(answer, self._quote))
        begun = [Message(Speaker.SYSTEM, event=event) for event in Event if event in now - self.holding]
        self.holding = now
        first = [message for message in begun if message.event is Event.HUMAN_JOINED]
        messages = (*first, *self._messages, *(message for message in begun if message not in first))
        if not messages and not now and self._unknown:
            raise WrongShape(self._unknown)
        return messages
