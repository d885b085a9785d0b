"""What a consumer wants, knows, has and can bear, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runaround.model.execution import Evidence
from runaround.model.reactions import Reaction, ScriptLine
from runaround.model.requirements import Expectation, Probe
from runaround.model.vocabulary import Channel, Item, Need, Severity

__all__ = ["CASE_LIMIT_S", "Case", "HumanWish", "Patience", "Scenario", "ScenarioSession", "Writing"]

CASE_LIMIT_S = 900.0
"""Seconds after which a case is given up, whatever it does: a net under the limits of adapters and consumers."""


@dataclass(frozen=True, slots=True)
class Patience:
    """When the consumer gives up.

    turns: own turns in all. wait_s: seconds without a reply, or in a queue, before the consumer speaks again.
    visit_s: seconds of one visit after which the consumer leaves (None: turns decide).
    """

    turns: int = 12
    wait_s: float = 30.0
    visit_s: float | None = None


@dataclass(frozen=True, slots=True)
class HumanWish:
    """When the consumer asks for a human. With no moment at all the consumer never asks, and takes what is offered.

    at_turn: asks in this own turn, counted from 1 (1: opens with it). None: not by turn.
    after_failures: asks once this many bot turns did not move on. None: not by failures.
    after_s: asks once the visit has lasted so many seconds. None: not by time.
    persistence: how many times the wish is repeated before the consumer gives up.
    """

    at_turn: int | None = None
    after_failures: int | None = 3
    after_s: float | None = None
    persistence: int = 2


@dataclass(frozen=True, slots=True)
class Writing:
    """How the consumer writes, apart from the words; what a bot must read all the same.

    typos: share of the words that could be misspelt, and are. split: share of the messages of two parts that
    are sent as two. punctuation: whether there is any. slips: what people write, and what they write instead.
    """

    typos: float = 0.0
    split: float = 0.0
    punctuation: bool = True
    slips: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioSession:
    """One visit: `after_s` seconds after the one before (0.0 for the first), and how it begins.

    script: fixed lines, said whatever the bot answers, before the opening. ends_after_script: nothing follows them.
    opening may be empty if the script says something; the first such line is then the problem in words.
    """

    opening: tuple[str, ...]
    after_s: float = 0.0
    script: tuple[ScriptLine, ...] = ()
    ends_after_script: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """One consumer with one goal, in one language.

    variant: names of the values that a matrix chose, in the order of its axes; empty for the plain scenario.
    facts: what the consumer knows, per item asked for. details: the same for finer names, such as `email`.
    evidence: what the consumer can send, per item.
    lacks: items that the consumer does not have or will not give, and says so.
    choices: patterns, best first, of menu options and links that the consumer would take.
    solved_by: patterns of a bot's words that, said as done or booked, settle the matter.
    answered_by: patterns of a bot's words that settle a question by being said at all.
    reactions: what the author wants done on hearing something; they come before everything else.
    looks_for: kinds of finding that this scenario is made to bring out.
    needs: what the scenario says that a channel must have; `needed` is all of it.
    probes: questions to the company's test system. reply_within_s: a later answer is late (None: the channel decides).
    sayings: wording per move ("object", "rephrase", "ask_human", "decline" ...); one is picked by seed.
    """

    id: str
    lang: str
    area: str
    title: str
    source: str
    sessions: tuple[ScenarioSession, ...]
    variant: tuple[str, ...] = ()
    channel: Channel = Channel.CHAT
    severity: Severity = Severity.MEDIUM
    facts: Mapping[Item, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[Item, Evidence] = field(default_factory=dict)
    lacks: frozenset[Item] = frozenset()
    choices: tuple[str, ...] = ()
    solved_by: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    accepts_offers: tuple[str, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    sayings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    writing: Writing = Writing()
    human: HumanWish | None = None
    patience: Patience = Patience()
    reply_within_s: float | None = None
    expect: Expectation = field(default_factory=Expectation)
    probes: tuple[Probe, ...] = ()
    tags: tuple[str, ...] = ()
    looks_for: tuple[str, ...] = ()
    needs: frozenset[Need] = frozenset()

    @property
    def name(self) -> str:
        """The id with the chosen values of the matrix, the same in every language: `missing_item+hurried`."""
        return "+".join((self.id, *self.variant))

    @property
    def key(self) -> str:
        """The name of this scenario in one language, as people write it: `missing_item+hurried.zh`."""
        return f"{self.name}.{self.lang}"

    @property
    def needed(self) -> tuple[Need, ...]:
        """What a channel must have, in the order of `Need`: what `needs` says, and uploads if the author sends files.

        A file that the consumer sends only if it is asked for one is no need: most conversations do without.
        """
        lines = [line.send for session in self.sessions for line in session.script]
        sends = any(lines) or any(reaction.does.send for reaction in self.reactions)
        return tuple(need for need in Need if need in self.needs or (sends and need is Need.UPLOADS))


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a scenario against a target; `id` is unique in its run and safe as a file name.

    consumer_id: by what the bot and the test system know this consumer; fresh for each time that a case is played.
    Empty: not chosen yet, and then an adapter makes one.
    """

    id: str
    scenario: Scenario
    target: str
    seed: int = 0
    repeat: int = 0
    consumer_id: str = ""
