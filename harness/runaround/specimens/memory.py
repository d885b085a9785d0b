"""What a specimen remembers: the consumer over all sessions, and one session while it lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from runaround.model import Item
from runaround.specimens.chat import Outgoing
from runaround.specimens.ears import Move
from runaround.specimens.hearing import Heard
from runaround.specimens.matters import Matter
from runaround.specimens.topics import Lang, Topic

__all__ = ["ConsumerMemory", "Desk", "Shift", "Visit"]

_TELLS_ENOUGH = {Lang.ZH: 16, Lang.EN: 48}
"""Characters from which on an opening counts as a description of the problem."""


_NOTHING = Heard()


class Desk(Enum):
    """Who sits at the company's end of a session."""

    BOT = auto()
    QUEUE = auto()
    HUMAN = auto()


class Shift(Enum):
    """What a message does to the matter at hand."""

    STAY = auto()
    NEW = auto()
    BACK = auto()


@dataclass(slots=True)
class Visit:
    """One session. `pending` waits to be collected, or goes out with the next reply.

    elapsed_s: the consumer's clock at its beginning, in seconds since the first visit; None without a clock.
    """

    consumer: str
    number: int
    elapsed_s: float | None = None
    desk: Desk = Desk.BOT
    pending: list[Outgoing] = field(default_factory=list)
    offered_human: bool = False
    is_ended: bool = False
    page: str = ""
    asked_again: set[str] = field(default_factory=set)

    def take_pending(self) -> list[Outgoing]:
        """Return what waits, once."""
        due, self.pending = self.pending, []
        return due


@dataclass(slots=True)
class ConsumerMemory:
    """Everything that one consumer has said and been told, over all sessions.

    matters: in the order in which they came up; `matter` is the one at hand. waiting: those to be taken up after it.
    asked: items asked for so far. lacking: items that the consumer does not have or did not give.
    pending: the item asked for last, until the consumer's next message. fragment: an unfinished message;
    fragments: how many have come in a row.
    uses: how often each wording group was used, so that wordings take turns.
    """

    lang: Lang | None = None
    visits: int = 0
    messages: int = 0
    matters: list[Matter] = field(default_factory=list)
    matter: Matter | None = None
    waiting: list[Matter] = field(default_factory=list)
    items: dict[Item, str] = field(default_factory=dict)
    asked: set[Item] = field(default_factory=set)
    lacking: set[Item] = field(default_factory=set)
    pending: Item | None = None
    misunderstood: int = 0
    bad_files: int = 0
    form_sent: bool = False
    fragment: str = ""
    fragments: int = 0
    uses: Counter[str] = field(default_factory=Counter)
    last: tuple[Outgoing, ...] = ()

    @property
    def is_solved(self) -> bool:
        """Whether the matter at hand was said to be settled."""
        return self.matter is not None and self.matter.is_solved

    @property
    def is_settled(self) -> bool:
        """Whether, by what was said, nothing is left to wait for."""
        return self.matter is not None and self.matter.is_solved and not self.matter.is_promised

    def absorb(self, heard: Heard, topics: Mapping[str, Topic]) -> Shift:
        """Take in what was heard; return whether another matter is at hand now."""
        given = dict(heard.given)
        if given.get(Item.ORDER_NUMBER) in {matter.reference for matter in self.matters}:
            del given[Item.ORDER_NUMBER]
        self.items.update(given)
        self.lacking -= given.keys()
        if self.pending and self.pending not in given and Move.DECLINE in heard.moves:
            self.lacking.add(self.pending)
        topic = self._choose_topic(heard, topics)
        if topic is None:
            return Shift.STAY
        needs_order = Item.ORDER_NUMBER in topics[topic].needs and Item.ORDER_NUMBER in given
        shift = self.turn_to(topic, heard if needs_order else Heard())
        if shift is Shift.NEW and len(heard.text) >= _TELLS_ENOUGH[self.lang or Lang.EN]:
            self.items.setdefault(Item.DESCRIPTION, heard.text)
        return shift

    def take_up(self, matter: Matter) -> None:
        """Make `matter` the one at hand; its order is the one that is talked about now."""
        if matter.order:
            self.items[Item.ORDER_NUMBER] = matter.order
        self.matter = matter
        if not matter.is_solved:
            matter.order = self.items.get(Item.ORDER_NUMBER, "")
            matter.account = self.items.get(Item.ACCOUNT, "")
            matter.address = self.items.get(Item.ADDRESS, "")

    def turn_to(self, topic: str, heard: Heard = _NOTHING) -> Shift:
        """Take up the matter of `topic` and of the first order that was named; the other orders wait."""
        several = len({order for _, order in heard.wishes}) > 1
        pairs = list(heard.wishes) if several else [(topic, order) for order in heard.orders or ("",)]
        before = self.matter
        first = self._find(*pairs[0])
        shift = Shift.NEW if first is None else Shift.STAY if first is before else Shift.BACK
        self.take_up(first or self._begin(*pairs[0]))
        for pair in pairs[1:]:
            other = self._find_exactly(*pair) or self._begin(*pair)
            if not other.is_solved and other is not self.matter and other not in self.waiting:
                self.waiting.append(other)
        return shift

    def _begin(self, topic: str, order: str) -> Matter:
        matter = Matter(topic, order, begun_in=self.visits)
        self.matters.append(matter)
        return matter

    def _find(self, topic: str, order: str) -> Matter | None:
        """Return the matter that is meant: the same order, else the one whose order was open or is put right."""
        if order:
            unsolved = self.matter if self.matter and not self.matter.is_solved else None
            found = self._find_exactly(topic, order) or (unsolved if unsolved and unsolved.topic == topic else None)
            if found:
                found.order = order
            return found
        if self.matter and self.matter.topic == topic:
            return self.matter
        return next((matter for matter in reversed(self.matters) if matter.topic == topic), None)

    def _find_exactly(self, topic: str, order: str) -> Matter | None:
        return next((matter for matter in self.matters if (matter.topic, matter.order) == (topic, order)), None)

    def _choose_topic(self, heard: Heard, topics: Mapping[str, Topic]) -> str | None:
        """Return the topic of the matter at hand.

        It changes only once the one before is settled, and never to a mere complaint about it; urgent ones are
        taken up at once.
        """
        wanted = [name for name in heard.topics if topics[name].is_matter]
        if self.matter is None or (wanted and topics[wanted[0]].is_urgent):
            return wanted[0] if wanted else None
        others = [name for name in wanted if not topics[name].is_general]
        is_staying = self.matter.topic in wanted or not self.is_settled or not others or Move.HUMAN in heard.moves
        return self.matter.topic if is_staying else others[0]
