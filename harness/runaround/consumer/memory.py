"""What the scripted consumer remembers, and the words it uses: the only state of a conversation."""

from __future__ import annotations

import random
from collections import Counter
from enum import StrEnum

from runaround.consumer.heard import Heard
from runaround.model import Click, Event, Item, Leave, Say, Scenario, Wait
from runaround.reading.acts import Act

__all__ = ["Memory", "Move"]

_WAIT_UNITS = 8
"""A wait that brings nothing costs two units of patience, one that brings news costs one: a queue that
moves is worth waiting for, but not for ever."""

_STOPS = tuple("。！？，.!?,")


class Move(StrEnum):
    """What the consumer can say by the wording of `sayings`."""

    REPHRASE = "rephrase"
    OBJECT = "object"
    ASK_HUMAN = "ask_human"
    INSIST_HUMAN = "insist_human"
    ACCEPT_HUMAN = "accept_human"
    REFUSE_HUMAN = "refuse_human"
    WHERE_HUMAN = "where_human"
    SEND = "send"
    ALREADY_SENT = "already_sent"
    ALREADY_TOLD = "already_told"
    DECLINE = "decline"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    REFUSE = "refuse"
    HELLO = "hello"
    THANKS = "thanks"
    COME_BACK = "come_back"
    GIVE_UP = "give_up"


class Memory:
    """The consumer's memory of one case.

    own_turns, given, again, gaps live as long as the case; the rest is forgotten between sessions.
    given: how often each item was answered, whether given or declined. again: how often of that although it had been.
    failures: bot turns that did not move on. asks: how often a human was asked for.
    """

    def __init__(self, scenario: Scenario, rng: random.Random) -> None:
        self.scenario = scenario
        self.own_turns = 0
        self.given: Counter[Item] = Counter()
        self.again: Counter[Item] = Counter()
        self.gaps: dict[Item, None] = {}
        self._rng = rng
        self._orders: dict[str, list[str]] = {}
        self._uses: Counter[str] = Counter()
        self.start_session(0)

    def start_session(self, number: int) -> None:
        """Forget what belongs to a visit; `number` counts from 0."""
        self.session = number
        self.failures = 0
        self.asks = 0
        self.has_gated = False
        self.is_transfer_due = False
        self.is_human_here = False
        self.human_turns = 0
        self.has_accepted = False
        self.has_said_hello = False
        self.has_repeated = False
        self.chosen: Counter[str] = Counter()
        self.last_turn: Say | Click | None = None
        self._seen: set[str] = set()
        self._waited = 0

    # --- what is heard and done ---------------------------------------------------------------------

    def take_in(self, heard: Heard) -> None:
        """Remember what was heard; `has_repeated` says whether the very same was heard before in this visit."""
        self.is_human_here = self.is_human_here or heard.has_human
        if heard.announces_transfer:
            self.is_transfer_due = True
        elif Act.REFUSE_HUMAN in heard.acts or Event.TRANSFER_FAILED in heard.events:
            self.is_transfer_due = False
        self.has_repeated = bool(heard.said) and heard.said in self._seen
        self._seen.add(heard.said)

    def record(self, action: Say | Click | Wait) -> Say | Click | Wait:
        """Count an action that is about to be yielded, and return it."""
        if not isinstance(action, Wait):
            self.last_turn = action
            self.own_turns += 1
            self._waited = 0
        return action

    def wait(self, heard: Heard) -> Wait | None:
        """Return the next wait, or None if patience with waiting is over until the consumer has spoken again."""
        cost = 2 if heard.is_silent else 1
        if self._waited + cost > _WAIT_UNITS:
            return None
        self._waited += cost
        return Wait(self.scenario.patience.wait_s * 2 / _WAIT_UNITS)

    # --- what is left -------------------------------------------------------------------------------

    @property
    def has_later_session(self) -> bool:
        """Whether the consumer will come back after this visit."""
        return self.session + 1 < len(self.scenario.sessions)

    @property
    def may_speak(self) -> bool:
        """Whether a turn is left for this visit, beside the last one, which is kept for parting words.

        Visits share the patience of the case in equal parts, so that the first cannot use up all of it.
        """
        visits = len(self.scenario.sessions)
        return self.own_turns + 1 < self.scenario.patience.turns * (self.session + 1) // visits

    @property
    def may_part(self) -> bool:
        """Whether a turn is left for parting words."""
        return self.own_turns < self.scenario.patience.turns

    def leave(self) -> Leave:
        """Return the way to the next visit."""
        return Leave(self.scenario.sessions[self.session + 1].after_s)

    # --- words --------------------------------------------------------------------------------------

    def word(self, move: Move) -> str:
        """Return wording for `move`, another one each time until all were used; the problem itself if there is none."""
        texts = self.scenario.sayings.get(move, ())
        return self._next(move, texts) if texts else self.problem()

    def problem(self) -> str:
        """Return the problem in words: first an opening, later the other openings or the scenario's own rephrasing."""
        opening = self.scenario.sessions[self.session].opening
        own = self.scenario.sayings.get(Move.REPHRASE, ())
        key = f"opening {self.session}"
        return self._next(Move.REPHRASE, own) if own and self._uses[key] else self._next(key, opening)

    def decline(self, item: Item) -> str:
        """Return wording that `item` is not to be had."""
        name = next(iter(self.scenario.sayings.get(f"item_{item}", ())), "")
        return self.word(Move.DECLINE).replace("{item}", name)

    def join(self, parts: list[str]) -> str:
        """Return `parts` as one message in the scenario's way of writing."""
        comma, blank = ("，", "") if self.scenario.lang == "zh" else (", ", " ")
        text = ""
        for part in parts:
            text += (blank if text.endswith(_STOPS) else comma) + part if text and part else part
        return text

    def _next(self, key: str, texts: tuple[str, ...]) -> str:
        if key not in self._orders:
            self._orders[key] = self._rng.sample(texts, len(texts))
        order = self._orders[key]
        self._uses[key] += 1
        return order[(self._uses[key] - 1) % len(order)] if order else ""
