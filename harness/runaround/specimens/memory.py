"""What a specimen remembers: the consumer over all sessions, and one session while it lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from runaround.model import Item
from runaround.specimens.chat import Outgoing
from runaround.specimens.hearing import Heard
from runaround.specimens.knowledge import Knowledge, Move
from runaround.specimens.topics import Lang, Topic

__all__ = ["ConsumerMemory", "Desk", "Visit"]


class Desk(Enum):
    """Who sits at the company's end of a session."""

    BOT = auto()
    QUEUE = auto()
    HUMAN = auto()


@dataclass(slots=True)
class Visit:
    """One session. `pending` waits to be collected, or goes out with the next reply."""

    consumer: str
    number: int
    desk: Desk = Desk.BOT
    pending: list[Outgoing] = field(default_factory=list)
    offered_human: bool = False
    told_news: bool = False
    page: str = ""

    def take_pending(self) -> list[Outgoing]:
        """Return what waits, once."""
        due, self.pending = self.pending, []
        return due


@dataclass(slots=True)
class ConsumerMemory:
    """Everything that one consumer has said and been told, over all sessions.

    asked: items asked for so far. lacking: items that the consumer does not have or did not give.
    pending: the item asked for last, until the consumer's next message. uses: how often each
    wording group was used, so that wordings take turns. solved_in: number of the visit.
    """

    lang: Lang | None = None
    visits: int = 0
    messages: int = 0
    topic: str | None = None
    items: dict[Item, str] = field(default_factory=dict)
    asked: set[Item] = field(default_factory=set)
    lacking: set[Item] = field(default_factory=set)
    pending: Item | None = None
    solved_in: int = 0
    failures: int = 0
    misunderstood: int = 0
    empty_files: int = 0
    form_sent: bool = False
    uses: Counter[str] = field(default_factory=Counter)
    last: tuple[Outgoing, ...] = ()

    @property
    def is_solved(self) -> bool:
        """Whether the matter at hand has been settled."""
        return self.solved_in > 0

    def absorb(self, heard: Heard, knowledge: Knowledge) -> bool:
        """Take in what was heard; return whether a new topic began."""
        self.items.update(heard.given)
        self.lacking -= heard.given.keys()
        if self.pending and self.pending not in heard.given and Move.DECLINE in heard.moves:
            self.lacking.add(self.pending)
        topic = self._choose_topic(heard, knowledge.topics)
        if topic is None or topic == self.topic:
            return False
        self.topic, self.solved_in, self.failures = topic, 0, 0
        return True

    def _choose_topic(self, heard: Heard, topics: Mapping[str, Topic]) -> str | None:
        """Return the matter at hand.

        It changes only once the one before is settled, and never to a mere complaint about it.
        """
        wanted = [name for name in heard.topics if topics[name].is_matter]
        if self.topic is None:
            return wanted[0] if wanted else None
        others = [name for name in wanted if not topics[name].is_general]
        if self.topic in wanted or not self.is_solved or not others or Move.HUMAN in heard.moves:
            return self.topic
        return others[0]
