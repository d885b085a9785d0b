"""What can be right or wrong with a specimen: its policies, and the moment in which they decide.

A defective specimen is the healthy one with exactly one field of `Policies` exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from runaround.model import Button, Item, Link, Speaker
from runaround.specimens.chat import Outgoing
from runaround.specimens.hearing import Heard
from runaround.specimens.knowledge import Knowledge, Promised
from runaround.specimens.matters import DAY_S, Matter
from runaround.specimens.memory import ConsumerMemory, Shift, Visit
from runaround.specimens.topics import Topic

__all__ = ["Delivery", "Handoff", "Moment", "Policies", "Recall", "Reply", "Settling"]

Reply = list[Outgoing]

_ECHO_LENGTH = 40
"""How much of what a consumer wrote is ever said back."""


def _nothing(_: Moment) -> Reply:
    return []


@dataclass(frozen=True, slots=True)
class Handoff:
    """How the wish for a human is met.

    wish: answers the wish. meanwhile: answers everything else while the consumer is queued, for those who queue people.
    offers: whether the bot offers a human itself when it fails. reaches: whether there is anybody to be fetched
    where the bot itself sees that a human is needed.
    """

    wish: Callable[[Moment], Reply]
    meanwhile: Callable[[Moment], Reply] = _nothing
    offers: bool = True
    reaches: bool = True


@dataclass(frozen=True, slots=True)
class Delivery:
    """How answers reach the consumer; `silent_from`, `crash_from` count a consumer's messages from 1."""

    delay_s: float = 0.0
    silent_from: int | None = None
    crash_from: int | None = None


@dataclass(frozen=True, slots=True)
class Settling:
    """How matters are settled, and which are not left to the bot.

    resolve: what to say once nothing is left to ask; its text is what goes before, such as thanks for a photo.
    escalate: what to say where nobody may be kept waiting; nothing where a bot will do.
    Who settles matters wrongly sees no such need: urgent ones are settled in the same wrong way as all others.
    """

    resolve: Callable[[Moment, str], Reply]
    escalate: Callable[[Moment], Reply] = _nothing


@dataclass(frozen=True, slots=True)
class Recall:
    """How the company's side meets a case that it knows.

    welcome, hello: keys of the words of the bot on a later visit, and of the human who joins.
    ask: what is asked again before anything else; nothing goes on with the case.
    put_off: what is said instead of settling; nothing settles.
    """

    welcome: str
    hello: str
    ask: Callable[[Moment], Reply]
    put_off: Callable[[Moment], Reply] = _nothing


@dataclass(frozen=True, slots=True)
class Policies:
    """The rules of one specimen.

    answer: one consumer message, small talk included. ask: the item to ask for now, or None.
    """

    answer: Callable[[Moment], Reply]
    ask: Callable[[Moment], Item | None]
    settling: Settling
    handoff: Handoff
    recall: Recall
    delivery: Delivery = Delivery()


@dataclass(frozen=True, slots=True)
class Moment:
    """One consumer message, with everything that the bot knows when it answers.

    was_pending, was_offered: the item asked for, and whether a human was offered, in the message before.
    """

    memory: ConsumerMemory
    visit: Visit
    heard: Heard
    knowledge: Knowledge
    policies: Policies
    shift: Shift = Shift.STAY
    was_pending: Item | None = None
    was_offered: bool = False

    @property
    def topic(self) -> Topic | None:
        """The matter at hand."""
        return self.knowledge.topics[self.memory.matter.topic] if self.memory.matter else None

    @property
    def is_after_promise(self) -> bool:
        """Whether a later visit comes after the day that was told; without a clock it does."""
        told = self.memory.matter.told_at_s if self.memory.matter else None
        now = self.visit.elapsed_s
        return now is None or now >= (told or 0.0) + self._promised.after_days * DAY_S

    def count(self, key: str) -> int:
        """Return how often `key` has come up with this consumer before, and count this time."""
        self.memory.uses[key] += 1
        return self.memory.uses[key] - 1

    def pick(self, key: str, wordings: Sequence[str]) -> str:
        """Return the next of `wordings`, filled in; they take turns."""
        return self.fill(wordings[self.count(key) % len(wordings)])

    def words(self, key: str) -> str:
        """Return the next wording of a healthy move."""
        return self.pick(key, self.knowledge.say[key])

    def flaw(self, key: str) -> str:
        """Return the next wording of a defective move: the topic's own, if it has any."""
        own = self.topic.flaws.get(key) if self.topic else None
        group = f"flaw.{key}.{self.topic.id}" if self.topic and own else f"flaw.{key}"
        return self.pick(group, own or self.knowledge.flaws[key])

    def join(self, *parts: str) -> str:
        """Return the parts that are not empty as one text."""
        return self.knowledge.gap.join(part for part in parts if part)

    def bot(self, text: str, buttons: Sequence[Button] = (), links: Sequence[Link] = ()) -> Outgoing:
        """Return a message of the bot."""
        return Outgoing(Speaker.BOT, text, buttons=tuple(buttons), links=tuple(links))

    def fill(self, wording: str) -> str:
        """Return `wording` with order, account, address, phone, reference, day and topic filled in."""
        names, items, matter = self.knowledge.names, self.memory.items, self.memory.matter or Matter("")
        order, account = items.get(Item.ORDER_NUMBER), items.get(Item.ACCOUNT)
        address, phone = items.get(Item.ADDRESS), items.get(Item.PHONE)
        filled = wording.format(
            order=names.order.format(value=order[:_ECHO_LENGTH]) if order else names.no_order,
            account=names.account.format(value=account[:_ECHO_LENGTH]) if account else names.no_account,
            address=address[:_ECHO_LENGTH] if address else names.no_address,
            phone=phone[:_ECHO_LENGTH] if phone else names.no_phone,
            reference=matter.reference,
            day=self._promised.say,
            title=self.topic.title if self.topic else "",
        )
        return filled[:1].upper() + filled[1:]

    @property
    def _promised(self) -> Promised:
        matter = self.memory.matter or Matter("")
        return self.knowledge.days[matter.number % len(self.knowledge.days)]
