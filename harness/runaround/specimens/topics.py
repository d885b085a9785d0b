"""The nouns of what a specimen knows: topics, plain questions, and what settling a matter changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from runaround.model import Item

__all__ = ["ASKABLE", "EVIDENCE", "Answer", "Effect", "Lang", "Topic"]

EVIDENCE = frozenset({Item.PHOTO, Item.SCREENSHOT, Item.RECEIPT})
"""Items that come as files."""

ASKABLE = EVIDENCE | {Item.ORDER_NUMBER, Item.ACCOUNT, Item.PHONE, Item.ADDRESS, Item.DESCRIPTION}
"""Items that a topic may need: those that a specimen has words to ask for."""


class Lang(StrEnum):
    """A language that every specimen speaks."""

    ZH = "zh"
    EN = "en"


class Effect(StrEnum):
    """What changes in the company's system once a matter is settled."""

    REFUND = "refund"
    CANCEL = "cancel"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Answer:
    """A plain question that needs nothing, and its answer. `contrary` denies it, for a bot that contradicts itself."""

    cues: tuple[re.Pattern[str], ...]
    say: tuple[str, ...]
    contrary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of trouble in one language: what the bot hears, needs, says and does.

    specificity: of two topics that fit one message, the higher wins; urgent topics win over all others.
    stock: one statement in several wordings; other: a second statement; both for bots that go in circles.
    answers: plain questions by name. flaws: what defective bots say here instead of the words for all topics.
    """

    id: str
    area: str
    specificity: int
    title: str
    needs: tuple[Item, ...] = ()
    is_general: bool = False
    is_urgent: bool = False
    is_decision: bool = False
    effects: frozenset[Effect] = frozenset()
    cues: tuple[re.Pattern[str], ...] = ()
    sorry: tuple[str, ...] = ()
    solution: tuple[str, ...] = ()
    news: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    flaws: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def evidence(self) -> Item | None:
        """The item that comes as a file, if this topic needs one."""
        return next((item for item in self.needs if item in EVIDENCE), None)

    @property
    def is_matter(self) -> bool:
        """Whether there is something to be done, rather than only something to be told."""
        return bool(self.needs) or self.is_urgent or self.is_decision
