"""What a consumer wants, knows, has and can bear, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runaround.model.execution import Evidence
from runaround.model.vocabulary import Escalation, Item, Outcome

__all__ = ["Case", "Expectation", "HumanWish", "Patience", "Scenario", "ScenarioSession"]


@dataclass(frozen=True, slots=True)
class Patience:
    """When the consumer gives up: after `turns` own turns in all, or `wait_s` seconds without a reply."""

    turns: int = 12
    wait_s: float = 30.0


@dataclass(frozen=True, slots=True)
class HumanWish:
    """When the consumer asks for a human.

    at_turn: asks in this own turn, counted from 1 (1: opens with it). None: not by turn.
    after_failures: asks once this many bot turns did not move on. None: not by failures.
    persistence: how many times the wish is repeated before the consumer gives up.
    """

    at_turn: int | None = None
    after_failures: int | None = 3
    persistence: int = 2


@dataclass(frozen=True, slots=True)
class ScenarioSession:
    """One visit: `after_s` seconds after the one before (0.0 for the first), and how it opens."""

    opening: tuple[str, ...]
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would be right in a scenario: an outcome (None: any), and whether a transfer would be."""

    outcome: Outcome | None = None
    escalation: Escalation = Escalation.ALLOWED


@dataclass(frozen=True, slots=True)
class Scenario:
    """One consumer with one goal, in one language.

    facts: what the consumer knows, per item asked for.
    evidence: what the consumer can send, per item.
    lacks: items that the consumer does not have or will not give, and says so.
    choices: patterns, best first, of menu options and links that the consumer would take.
    solved_by: patterns of a bot's words that, said as done or booked, settle the matter.
    answered_by: patterns of a bot's words that settle a question by being said at all.
    reply_within_s: a later answer counts as late (None: what the channel allows).
    sayings: wording per move ("object", "rephrase", "ask_human", "decline" ...); one is picked by seed.
    """

    id: str
    lang: str
    area: str
    title: str
    source: str
    sessions: tuple[ScenarioSession, ...]
    facts: Mapping[Item, str] = field(default_factory=dict)
    evidence: Mapping[Item, Evidence] = field(default_factory=dict)
    lacks: frozenset[Item] = frozenset()
    choices: tuple[str, ...] = ()
    solved_by: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    accepts_offers: tuple[str, ...] = ()
    sayings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    human: HumanWish | None = None
    patience: Patience = Patience()
    reply_within_s: float | None = None
    expect: Expectation = Expectation()
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of this scenario in one language, as people write it: `missing_item.zh`."""
        return f"{self.id}.{self.lang}"


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a scenario against a target; `id` is unique in its run and safe as a file name."""

    id: str
    scenario: Scenario
    target: str
    seed: int = 0
    repeat: int = 0
