"""What the scripted consumer remembers, and the words it uses: the only state of a conversation."""

from __future__ import annotations

import random
from collections import Counter
from enum import StrEnum

from runaround.consumer.heard import Heard, Option, item_of
from runaround.consumer.writing import Hand, divide, hand_of, write
from runaround.model import Click, Event, Item, Leave, Message, Say, Scenario, ScenarioSession, Speaker, Wait
from runaround.reading import read_message
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
    KEEP_SECRET = "keep_secret"  # noqa: S105 (the name of a move)
    CONFIRM = "confirm"
    CORRECT = "correct"
    ACCEPT = "accept"
    REFUSE = "refuse"
    HELLO = "hello"
    THANKS = "thanks"
    COME_BACK = "come_back"
    GIVE_UP = "give_up"


class Memory:
    """The consumer's memory of one case.

    own_turns, given, again, gaps, reacted live as long as the case; the rest is forgotten between sessions.
    given: how often each thing asked for was answered, whether given or declined, by item or finer name. again: how
    often of that although it had been. reacted: how often each reaction of the scenario happened, by its place.
    corrected: what was put right when the bot read it back wrongly.
    failures: bot turns that did not move on. asks: how often a human was asked for.
    """

    def __init__(self, scenario: Scenario, rng: random.Random) -> None:
        self.scenario = scenario
        self.own_turns = 0
        self.given: Counter[str] = Counter()
        self.again: Counter[str] = Counter()
        self.gaps: dict[Item, None] = {}
        self.reacted: Counter[int] = Counter()
        self._rng = rng
        self._hand: Hand = hand_of(scenario)
        self._told_s = 0.0
        self._waited_s = 0.0
        self._orders: dict[str, list[str]] = {}
        self._uses: Counter[str] = Counter()
        self.start_session(0)

    def start_session(self, number: int) -> None:
        """Forget what belongs to a visit; `number` counts from 0. Time goes on, with the time in between."""
        self.session = number
        self._told_s = self._began_s = self.now_s + (self.visit.after_s if number else 0.0)
        self._waited_s = 0.0
        self.failures = 0
        self.asks = 0
        self.has_gated = False
        self.is_transfer_due = False
        self.is_human_here = False
        self.human_turns = 0
        self.has_accepted = False
        self.has_said_hello = False
        self.has_repeated = False
        self.corrected: set[str] = set()
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
        self.tell_time(heard)

    def tell_time(self, heard: Heard) -> None:
        """Set the clock by what was heard; between replies it goes on by the waits alone."""
        if heard.at is not None and heard.at >= self._told_s:
            self._told_s, self._waited_s = heard.at, 0.0

    def note(self, say: Say) -> Say:
        """Remember what words of the scenario's author give and wish for, and return them."""
        said = read_message(Message(Speaker.CONSUMER, say.text))
        for want in {*said.supplied_names, *(file.item for file in say.evidence)}:
            self.given[want] += 1
        self.asks += self.scenario.human is not None and Act.ASK_HUMAN in said.acts
        return say

    def take(self, option: Option) -> Say | Click:
        """Return the action that takes an option, and remember that it was taken."""
        self.chosen[option.label] += 1
        return option.action

    def record(self, action: Say | Click | Wait) -> Say | Click | Wait:
        """Count an action that is about to be yielded, and return it."""
        if isinstance(action, Wait):
            self._waited_s += action.seconds
        else:
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
        return self.listen(self.scenario.patience.wait_s * 2 / _WAIT_UNITS)

    def listen(self, seconds: float) -> Wait:
        """Return a wait of `seconds`, or shorter if the visit is over sooner."""
        limit_s = self.scenario.patience.visit_s
        left_s = seconds if limit_s is None else limit_s - self.elapsed_s
        return Wait(min(seconds, left_s) if left_s > 0 else seconds)

    # --- what is left -------------------------------------------------------------------------------

    @property
    def has_later_session(self) -> bool:
        """Whether the consumer will come back after this visit."""
        return self.session + 1 < len(self.scenario.sessions)

    @property
    def visit(self) -> ScenarioSession:
        """This visit, as the scenario has it."""
        return self.scenario.sessions[self.session]

    @property
    def turns_left(self) -> int:
        """How many turns are left for this visit, beside the last one, which is kept for parting words.

        Visits share the patience of the case in equal parts, so that the first cannot use up all of it.
        """
        visits = len(self.scenario.sessions)
        return self.scenario.patience.turns * (self.session + 1) // visits - 1 - self.own_turns

    @property
    def may_speak(self) -> bool:
        """Whether a turn is left for this visit, beside the last one."""
        return self.turns_left > 0

    @property
    def now_s(self) -> float:
        """Seconds since the case began, as far as the consumer was told or waited."""
        return self._told_s + self._waited_s

    @property
    def elapsed_s(self) -> float:
        """Seconds since this visit began, as far as the consumer was told or waited."""
        return self.now_s - self._began_s

    @property
    def is_time_up(self) -> bool:
        """Whether this visit has lasted as long as the consumer bears."""
        limit_s = self.scenario.patience.visit_s
        return limit_s is not None and self.elapsed_s >= limit_s

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
        """Return the problem in words: first an opening, later the other openings or the scenario's own rephrasing.

        Where there is no opening, the first fixed line in words says it.
        """
        own = self.scenario.sayings.get(Move.REPHRASE, ())
        key = f"opening {self.session}"
        has_told = self._uses[key] or not self.visit.opening
        return self._next(Move.REPHRASE, own) if own and has_told else self._next(key, self._openings())

    def _openings(self) -> tuple[str, ...]:
        visits = (self.visit, *self.scenario.sessions)
        ways = (visit.opening or tuple(line.say for line in visit.script if line.say)[:1] for visit in visits)
        return next((texts for texts in ways if texts), ())

    def decline(self, want: str) -> str:
        """Return wording that `want` is not to be had."""
        sayings = self.scenario.sayings
        name = next(iter(sayings.get(f"item_{want}", sayings.get(f"item_{item_of(want)}", ()))), "")
        return self.word(Move.DECLINE).replace("{item}", name)

    def pick(self, key: str, texts: tuple[str, ...]) -> str:
        """Return one of `texts`, another one each time until all were used; `key` tells lists apart."""
        return self._next(f"pick {key}", texts)

    def compose(self, say: Say) -> tuple[Say, ...]:
        """Return what the consumer really types for `say`: with its slips, and in two messages if it writes so."""
        parts = divide(say.text, self._hand, rng=self._rng) if self.turns_left > 1 else (say.text,)
        texts = [write(part, self._hand, rng=self._rng) for part in parts]
        return (*(Say(text) for text in texts[:-1]), Say(texts[-1], say.evidence, continues=len(texts) > 1))

    def put(self, text: str) -> Say:
        """Return one message with `text` as the consumer types it."""
        return Say(write(text, self._hand, rng=self._rng))

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
