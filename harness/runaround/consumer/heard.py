"""What the consumer hears in one reply: the readings of its messages, put together for decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from runaround.model import Click, Event, Item, Message, Say, Speaker, Turn
from runaround.reading import match_any, read_message
from runaround.reading.acts import Act, MessageReading
from runaround.reading.menus import answers_by_key, read_menu
from runaround.reading.text import fold

__all__ = ["Heard", "Option", "hear", "item_of", "match_any", "wants_of"]

_MAX_OPTIONS = 100
"""Options of one reply that the consumer looks at; nobody reads more."""

_ITEMS = frozenset(Item)
_ORDER = {item: place for place, item in enumerate(Item)}
_CLOSING_EVENTS = frozenset({Event.SESSION_END, Event.HANG_UP})
_TRANSFER_SIGNALS = frozenset({Event.TRANSFER_STARTED, Event.QUEUE, Event.TRANSFER_FAILED})


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: a button, a link, or a line of a menu that is written out; `action` takes it.

    A line of a written menu is taken by its key if the menu wants keys, by its words otherwise.
    """

    label: str
    action: Say | Click

    def does(self, act: Act) -> bool:
        """Whether choosing this says what `act` says."""
        return act in read_message(Message(Speaker.CONSUMER, self.label)).acts


@dataclass(frozen=True, slots=True)
class Heard:
    """One reply of the company's side, in the order of arrival; it may hold no message at all.

    asked: what the reply wants, see `wants_of`. said: all texts and labels, folded; equal for two replies that say
    the same. at: seconds from the beginning of the case to the last message; None if that is not known.
    """

    readings: tuple[MessageReading, ...] = ()
    acts: frozenset[Act] = frozenset()
    asked: tuple[str, ...] = ()
    events: frozenset[Event] = frozenset()
    options: tuple[Option, ...] = ()
    said: str = ""
    at: float | None = None

    @property
    def is_silent(self) -> bool:
        """Whether nothing was said, shown or signalled."""
        return not self.readings

    @property
    def has_human(self) -> bool:
        """Whether a human joined or spoke."""
        speakers = {reading.message.speaker for reading in self.readings}
        return Event.HUMAN_JOINED in self.events or Speaker.HUMAN in speakers

    @property
    def is_closed(self) -> bool:
        """Whether the company ended the session with this reply."""
        return bool(self.events & _CLOSING_EVENTS)

    @property
    def wants_key(self) -> bool:
        """Whether there is a menu whose options are taken by a key, and not by their words."""
        return bool(self.options) and any(answers_by_key(fold(reading.message.text)) for reading in self.readings)

    @property
    def announces_transfer(self) -> bool:
        """Whether a transfer is said or signalled to be under way; who refuses one does not announce it.

        One that has failed by the end of the reply is no longer under way, whatever was said before.
        """
        signals = [one.message.event for one in self.readings if one.message.event in _TRANSFER_SIGNALS]
        if signals and signals[-1] is Event.TRANSFER_FAILED:
            return False
        said = any(
            Act.ANNOUNCE_TRANSFER in reading.acts and Act.REFUSE_HUMAN not in reading.acts for reading in self.readings
        )
        return said or bool(signals)

    def texts_with(self, *acts: Act) -> Iterator[str]:
        """Yield the text of each message that does one of `acts`."""
        yield from (reading.message.text for reading in self.readings if not reading.acts.isdisjoint(acts))


def wants_of(reading: MessageReading) -> tuple[str, ...]:
    """Return what a message asks for: names of items, and for `other` the finer names that tell such items apart."""
    finer = tuple(name for name in reading.asked_names if name not in _ITEMS)
    return (*(item for item in reading.asked if item is not Item.OTHER), *finer)


def item_of(want: str) -> Item:
    """Return the item that `want` is, or is a kind of."""
    return Item(want) if want in _ITEMS else Item.OTHER


def hear(messages: Iterable[Message]) -> Heard:
    """Return what `messages` say; empty messages of nobody count as silence.

    Only messages that are turns of a record have a time.
    """
    messages = tuple(messages)
    readings = tuple(read_message(message) for message in messages if _says_anything(message))
    asked = dict.fromkeys(want for reading in readings for want in wants_of(reading))
    options = list(_options(readings))
    return Heard(
        readings=readings,
        acts=frozenset(act for reading in readings for act in reading.acts),
        asked=tuple(sorted(asked, key=lambda want: _ORDER[item_of(want)])),
        events=frozenset(reading.message.event for reading in readings if reading.message.event is not None),
        options=tuple(options[:_MAX_OPTIONS]),
        said="\n".join([*(fold(one.message.text) for one in readings), *(fold(one.label) for one in options)]).strip(),
        at=max((message.at for message in messages if isinstance(message, Turn)), default=None),
    )


def _says_anything(message: Message) -> bool:
    if message.speaker is Speaker.CONSUMER:
        return False
    shows = message.buttons or message.links or message.attachments
    return bool(message.text.strip() or shows or message.event is not None)


def _options(readings: Iterable[MessageReading]) -> Iterator[Option]:
    for reading in readings:
        message = reading.message
        yield from (Option(button.label, Click(button=button)) for button in message.buttons if button.label)
        yield from (Option(link.title or link.url, Click(link=link)) for link in message.links if link.url)
        shown = {*(button.label for button in message.buttons), *(link.title or link.url for link in message.links)}
        yield from (option for option in _written(message.text) if option.label not in shown)


def _written(text: str) -> Iterator[Option]:
    """Yield the options of a menu in the text; one option alone is no menu."""
    folded = fold(text)
    menu = read_menu(folded)
    if len(menu) > 1:
        by_key = answers_by_key(folded)
        yield from (Option(one.label, Say(one.key if by_key else one.label)) for one in menu if one.label)
