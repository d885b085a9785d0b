"""What a consumer wants settled, and how it stands in the company's system."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum

from runaround.specimens.topics import Effect, Topic

__all__ = ["DAY_S", "Matter", "MatterState", "State", "Subscription", "describe_matter"]

DAY_S = 86_400.0
"""Seconds of a day."""


class State(StrEnum):
    """How a matter stands in the system."""

    OPEN = "open"
    DONE = "done"


class Subscription(StrEnum):
    """How the contract that a matter is about stands in the system."""

    ACTIVE = "active"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Matter:
    """One matter of one consumer: what was said of it, and what is true of it.

    begun_in, solved_in: number of the visit in which it came up, and was said to be settled (0: not yet).
    failures: objections since.
    is_promised: what was said is only a promise. is_done: whether it is settled in the system, whatever was said.
    number: what reference, day and looked-up facts are made from; fixed when it is settled, so that later data do not
    change what was told.
    told_at_s: the consumer's clock then, None where there is no clock.
    """

    topic: str
    order: str = ""
    account: str = ""
    address: str = ""
    begun_in: int = 0
    solved_in: int = 0
    failures: int = 0
    is_promised: bool = False
    is_done: bool = False
    fixed_number: int | None = None
    told_at_s: float | None = None

    @property
    def is_solved(self) -> bool:
        """Whether the consumer was told that it is settled."""
        return self.solved_in > 0

    @property
    def number(self) -> int:
        """A number made from the matter: made up, but the same whenever it is looked up."""
        if self.fixed_number is not None:
            return self.fixed_number
        known = (self.topic, self.order, self.account)
        return zlib.crc32("/".join(known).encode("utf-8", "replace"))

    @property
    def reference(self) -> str:
        """The reference that the consumer is given."""
        return f"R{self.number % 1_000_000:06}"

    def tell(self, visit: int, elapsed_s: float | None) -> None:
        """Note that the consumer was told in `visit` that it is settled."""
        self.solved_in, self.told_at_s, self.fixed_number = visit, elapsed_s, self.number


@dataclass(frozen=True, slots=True)
class MatterState:
    """One matter as the company's system shows it; None where a matter has nothing to do with it."""

    topic: str
    state: State
    reference: str
    order: str | None
    account: str | None
    refunded: bool
    subscription: Subscription | None
    address: str | None


def describe_matter(matter: Matter, topic: Topic) -> MatterState:
    """Return how `matter` stands in the system: what its topic changes has changed once it is done, not before."""
    done = matter.is_done
    subscription = Subscription.CANCELLED if done else Subscription.ACTIVE
    return MatterState(
        topic=topic.id,
        state=State.DONE if done else State.OPEN,
        reference=matter.reference,
        order=matter.order or None,
        account=matter.account or None,
        refunded=done and Effect.REFUND in topic.effects,
        subscription=subscription if Effect.CANCEL in topic.effects else None,
        address=matter.address or None if done and Effect.ADDRESS in topic.effects else None,
    )
