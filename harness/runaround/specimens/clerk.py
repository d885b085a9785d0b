"""The one bot that all specimens are: it hears, remembers, and lets its policies decide."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runaround.model import Event, Item, Speaker
from runaround.specimens.chat import BotCrashed, Incoming, Outgoing
from runaround.specimens.ears import Move, load_ears
from runaround.specimens.given import Expected
from runaround.specimens.hearing import Heard, hear, is_on_the_way_to_a_human, recognise_language
from runaround.specimens.knowledge import Knowledge, load_knowledge
from runaround.specimens.matters import MatterState, describe_matter
from runaround.specimens.memory import ConsumerMemory, Desk, Visit
from runaround.specimens.people import answer_as_human
from runaround.specimens.policy import Moment, Policies, Reply
from runaround.specimens.topics import Lang

__all__ = ["Clerk"]

_REMEMBERED = 10_000
"""Consumers, and sessions, that are remembered; the oldest are forgotten, so that a bot can run for days."""

_NEEDED_UNTIL_KNOWN = (Item.ORDER_NUMBER,)
"""What a bare number is taken for while the topic is not known."""

_NAMES = frozenset({Item.ACCOUNT, Item.ADDRESS})
"""What is named in any language: the answer to a question for it does not show the consumer's."""

_ENDS = frozenset({Event.SESSION_END, Event.HANG_UP})


@dataclass(slots=True)
class Clerk:
    """A bot with `policies`. Sessions and consumers are told apart by the ids that the channel gives."""

    policies: Policies
    _consumers: dict[str, ConsumerMemory] = field(default_factory=dict)
    _visits: dict[str, Visit] = field(default_factory=dict)

    @property
    def delay_s(self) -> float:
        """How long the server holds back each reply, in seconds."""
        return self.policies.delivery.delay_s

    def open(self, consumer: str, session: str, elapsed_s: float | None = None) -> Sequence[Outgoing]:
        """Begin a session; the welcome is in the consumer's language, or in both while that is not known."""
        memory, visit = self._begin(consumer, session, elapsed_s)
        if memory.lang is None:
            return _say_in_both([load_knowledge(lang).say["welcome"][0] for lang in Lang])
        moment = Moment(memory, visit, Heard(), load_knowledge(memory.lang), self.policies)
        return [moment.bot(moment.words(self.policies.recall.welcome))]

    def reply(self, consumer: str, session: str, incoming: Incoming) -> Sequence[Outgoing]:
        """Answer one consumer message; a session that was never opened begins with it.

        Raises BotCrashed where the policies say so, ValueError if the session belongs to another consumer.
        """
        if session not in self._visits:
            self._begin(consumer, session)
        visit = self._visits[session]
        if visit.consumer != consumer:
            msg = f"Session {session[:40]!r} belongs to another consumer."
            raise ValueError(msg)
        memory = self._remember(consumer)
        memory.messages += 1
        if self._has_reached(self.policies.delivery.crash_from, memory):
            raise BotCrashed
        if self._has_reached(self.policies.delivery.silent_from, memory):
            return []
        return self._answer(incoming, memory, visit)

    def collect(self, session: str) -> Sequence[Outgoing]:
        """Return what has come up in the session since the last message; nothing for an unknown one."""
        visit = self._visits.get(session)
        return visit.take_pending() if visit else []

    def states(self, consumer: str) -> Sequence[MatterState]:
        """Return how the consumer's matters stand in the system, in the order in which they came up."""
        memory = self._consumers.get(consumer)
        topics = load_knowledge(Lang.EN).topics
        return [describe_matter(matter, topics[matter.topic]) for matter in memory.matters] if memory else []

    def reset(self, consumer: str) -> None:
        """Forget the consumer, with everything that was said and done."""
        self._consumers.pop(consumer, None)
        for session in [name for name, visit in self._visits.items() if visit.consumer == consumer]:
            del self._visits[session]

    def _begin(self, consumer: str, session: str, elapsed_s: float | None = None) -> tuple[ConsumerMemory, Visit]:
        memory = self._remember(consumer)
        memory.visits += 1
        visit = self._visits[session] = Visit(consumer, memory.visits, elapsed_s)
        _forget_oldest(self._visits)
        return memory, visit

    def _remember(self, consumer: str) -> ConsumerMemory:
        memory = self._consumers.setdefault(consumer, ConsumerMemory())
        _forget_oldest(self._consumers)
        return memory

    @staticmethod
    def _has_reached(limit: int | None, memory: ConsumerMemory) -> bool:
        return limit is not None and memory.messages >= limit

    def _answer(self, incoming: Incoming, memory: ConsumerMemory, visit: Visit) -> Reply:
        if memory.lang is None or memory.pending not in _NAMES:
            memory.lang = recognise_language(incoming.text, memory.lang)
        if memory.lang is None and not (incoming.button or incoming.link or incoming.files):
            return self._ask_for_words(memory)
        moment = self._take_in(incoming, memory, visit, load_knowledge(memory.lang or Lang.EN))
        due = visit.take_pending()
        reply = _decide(moment)
        memory.last = tuple(message for message in reply if message.speaker is Speaker.BOT)
        visit.is_ended = any(message.event in _ENDS for message in reply)
        return due + reply

    @staticmethod
    def _ask_for_words(memory: ConsumerMemory) -> Reply:
        """Answer a consumer whose language nothing has shown yet, in all of them."""
        turn = memory.uses["wordless"]
        memory.uses["wordless"] += 1
        wordings = [load_knowledge(lang).wordless for lang in Lang]
        return _say_in_both([wording[turn % len(wording)] for wording in wordings])

    def _take_in(self, incoming: Incoming, memory: ConsumerMemory, visit: Visit, knowledge: Knowledge) -> Moment:
        """Hear one message and remember what it says."""
        needs = knowledge.topics[memory.matter.topic].needs if memory.matter else _NEEDED_UNTIL_KNOWN
        heard = hear(incoming, load_ears(), expected=Expected(memory.pending, needs), before=memory.fragment)
        memory.fragment = ""
        memory.fragments = memory.fragments if Move.FRAGMENT in heard.moves else 0
        shift = memory.absorb(heard, knowledge.topics)
        was_pending, memory.pending = memory.pending, None
        was_offered, visit.offered_human = visit.offered_human, False
        return Moment(
            memory=memory,
            visit=visit,
            heard=heard,
            knowledge=knowledge,
            policies=self.policies,
            shift=shift,
            was_pending=was_pending,
            was_offered=was_offered,
        )


def _decide(moment: Moment) -> Reply:
    """Return who answers and how: the human who took over, the queue, the handoff, or the bot."""
    policies, moves = moment.policies, moment.heard.moves
    if moment.visit.is_ended:
        return [Outgoing(Speaker.SYSTEM, event=Event.SESSION_END)]
    if moment.visit.desk is Desk.HUMAN:
        return answer_as_human(moment)
    if Move.HUMAN in moves or (Move.YES in moves and moment.was_offered) or is_on_the_way_to_a_human(moment.heard):
        return policies.handoff.wish(moment)
    if moment.visit.desk is Desk.QUEUE:
        return policies.handoff.meanwhile(moment)
    return policies.recall.ask(moment) or policies.answer(moment)


def _say_in_both(texts: Sequence[str]) -> Reply:
    return [Outgoing(Speaker.BOT, " / ".join(texts))]


def _forget_oldest(remembered: MutableMapping[str, Any]) -> None:
    while len(remembered) > _REMEMBERED:
        del remembered[next(iter(remembered))]
