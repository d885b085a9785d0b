"""Reads a whole case once: every turn, and what the consumer has given so far. Detectors read this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from runaround.model import Event, Message, Speaker, Transcript, Turn
from runaround.reading.acts import Act, MessageReading
from runaround.reading.likeness import Content, content_of
from runaround.reading.message import read_message
from runaround.reading.values import count_values

__all__ = ["Reading", "TurnReading", "read"]

_FILES = frozenset({"photo", "screenshot", "receipt", "id_document"})
_NO_VALUES = frozenset({"form", "description", "name"})
"""Items whose answer is no number or code, so that none in a message can be taken for it."""
_MAY_BE_EMAIL = frozenset({"account", "email"})
_SHORT_ADDRESS = 6
_COMPANY = frozenset({Speaker.BOT, Speaker.HUMAN})


@dataclass(frozen=True, slots=True)
class TurnReading:
    """One turn in its case.

    stage: counts up with every new session and every human who joins; asking again in a later stage is
    another failure than asking again in the same one.
    utterance: counts up with every utterance of the consumer, and with every new session. What the company says to one
    utterance is one reply, be it in several messages or between the parts of a message that the consumer sent in two.
    is_rest: the consumer sends the rest of a message here, of which only the first part was known so far.
    gives: names of items that the consumer gives here, also as the bare answer to a question.
    """

    index: int
    turn: Turn
    said: MessageReading
    content: Content
    stage: int
    utterance: int
    is_rest: bool = False
    gives: frozenset[str] = frozenset()

    @property
    def acts(self) -> frozenset[Act]:
        """The dialogue acts of this turn."""
        return self.said.acts

    @property
    def by_company(self) -> bool:
        """Whether the company speaks, through its bot or a person."""
        return self.turn.speaker in _COMPANY

    def does(self, *acts: Act) -> bool:
        """Say whether the turn does any of `acts`."""
        return not self.said.acts.isdisjoint(acts)


@dataclass(frozen=True, slots=True)
class Reading:
    """A transcript with every turn read; `turns[i]` reads `transcript.turns[i]`."""

    transcript: Transcript
    turns: tuple[TurnReading, ...]

    def by(self, speaker: Speaker) -> Iterator[TurnReading]:
        """Yield the turns of one speaker, in order."""
        return (turn for turn in self.turns if turn.turn.speaker is speaker)

    def consumer_before(self, index: int) -> tuple[TurnReading, ...]:
        """Return the consumer turns that turn `index` answers: those since the company spoke before, in order.

        The parts of a message sent in two belong together, whatever the company said between them.
        """
        found: list[TurnReading] = []
        for turn in reversed(self.turns[:index]):
            if turn.turn.speaker is Speaker.CONSUMER:
                found.append(turn)
            elif found and found[-1].is_rest:
                continue
            elif turn.by_company and (found or turn.turn.session != self.turns[index].turn.session):
                break
        return tuple(reversed(found))

    def replies_to(self, index: int) -> tuple[TurnReading, ...]:
        """Return the turns after consumer turn `index` up to the next consumer turn; a probe of ours answers nobody.

        The rest of a message sent in two is no next turn: what the company says to it answers the whole.
        """
        found: list[TurnReading] = []
        for turn in self.turns[index + 1 :]:
            if turn.turn.speaker is Speaker.CONSUMER:
                if turn.is_rest:
                    continue
                break
            if turn.turn.event is not Event.PROBE:
                found.append(turn)
        return tuple(found)

    def is_early(self, turn: TurnReading) -> bool:
        """Say whether the company says `turn` before the consumer is through; what comes then is the answer."""
        rest = takewhile(lambda later: later.utterance == turn.utterance, self.turns[turn.index + 1 :])
        return any(later.is_rest for later in rest)

    def given(self, name: str, *, before: int) -> TurnReading | None:
        """Return the first consumer turn before turn `before` that gives item `name`, if any."""
        return next((turn for turn in self.turns[:before] if name in turn.gives), None)

    def asked_for(self, name: str, *, before: int) -> bool:
        """Say whether the company has asked for item `name` before turn `before`."""
        return any(name in turn.said.asked_names for turn in self.turns[:before])


def read(transcript: Transcript) -> Reading:
    """Return the reading of a transcript; empty for an empty one. Never raises for any text."""
    said = [read_message(turn) for turn in transcript.turns]
    stages = list(_stages(transcript.turns))
    utterances = list(_utterances(transcript.turns))
    gives = list(_giving(transcript.turns, said))
    return Reading(
        transcript,
        tuple(
            TurnReading(i, turn, said[i], _content(turn), stages[i], *utterances[i], gives=gives[i])
            for i, turn in enumerate(transcript.turns)
        ),
    )


def _content(turn: Turn) -> Content:
    """Return what a turn is compared by: nothing for a probe, whose text is our own note."""
    return content_of("" if turn.event is Event.PROBE else turn.text)


def _stages(turns: tuple[Turn, ...]) -> Iterator[int]:
    stage, session, with_human = 0, 1, False
    for turn in turns:
        joins = turn.event is Event.HUMAN_JOINED or (turn.speaker is Speaker.HUMAN and not with_human)
        if turn.session != session:
            stage, session, with_human = stage + 1, turn.session, False
        elif joins and not with_human:
            stage, with_human = stage + 1, True
        yield stage


def _utterances(turns: tuple[Turn, ...]) -> Iterator[tuple[int, bool]]:
    """Yield the number of each turn's utterance, and whether the turn is the rest of one; nothing rests on nothing."""
    count, session, has_spoken = 0, 1, False
    for turn in turns:
        if turn.session != session:
            count, session, has_spoken = count + 1, turn.session, False
        by_consumer = turn.speaker is Speaker.CONSUMER
        is_rest = by_consumer and turn.continues and has_spoken
        has_spoken = has_spoken or by_consumer
        count += by_consumer and not is_rest
        yield count, is_rest


def _giving(turns: tuple[Turn, ...], said: list[MessageReading]) -> Iterator[frozenset[str]]:
    """Yield what each turn gives: what it names, and what it answers to the question just asked."""
    asked: tuple[str, ...] = ()
    open_before: tuple[str, ...] = ()
    for turn, message in zip(turns, said, strict=True):
        if turn.speaker is not Speaker.CONSUMER:
            if turn.speaker is not Speaker.SYSTEM:
                asked = message.asked_names
            yield frozenset()
            continue
        asked = open_before = (*open_before, *asked) if turn.continues else asked
        named = frozenset(message.supplied_names)
        yield named | _answered(turn, message, asked=frozenset(asked) - named)


def _answered(turn: Message, said: MessageReading, *, asked: frozenset[str]) -> frozenset[str]:
    values = count_values(turn.text, emails=not asked.isdisjoint(_MAY_BE_EMAIL))
    if not asked or (Act.DECLINE in said.acts and not values):
        return frozenset()
    files = asked & _FILES
    answered: set[str] = set()
    if files and (Act.JUST_SENT in said.acts or turn.attachments):
        answered |= files
    written = asked - _FILES - _NO_VALUES
    if written and values >= len(written):
        answered |= written
    if (
        "address" in asked
        and not {Act.OBJECT, Act.DECLINE, Act.QUESTION} & said.acts
        and len(turn.text) >= _SHORT_ADDRESS
    ):
        answered.add("address")
    if "form" in asked and Act.JUST_SENT in said.acts:
        answered.add("form")
    return frozenset(answered)
