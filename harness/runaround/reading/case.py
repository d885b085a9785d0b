"""Reads a whole case once: every turn, and what the consumer has given so far. Detectors read this."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from runaround.model import Event, Message, Speaker, Transcript, Turn
from runaround.reading.acts import Act, MessageReading
from runaround.reading.echoes import Echoes
from runaround.reading.ledger import Ledger
from runaround.reading.lexicon import Lexicon, shipped
from runaround.reading.likeness import Content, content_of
from runaround.reading.message import read_said
from runaround.reading.places import Places, first_place, last_place
from runaround.reading.turns import ANYBODY, TurnReading
from runaround.reading.values import count_values
from runaround.reading.weighing import UNRECORDED, Trace, Weighing

__all__ = ["Reading", "read"]

_BOT = (Speaker.BOT,)
_PUT_THROUGH = (Event.TRANSFER_STARTED, Event.QUEUE)
_FILES = frozenset({"photo", "screenshot", "receipt", "id_document"})
_NO_VALUES = frozenset({"form", "description", "name"})
"""Items whose answer is no number or code, so that none in a message can be taken for it."""
_MAY_BE_EMAIL = frozenset({"account", "email"})
_SHORT_ADDRESS = 6
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Reading:
    """A transcript with every turn read; `turns[i]` reads `transcript.turns[i]`.

    Whatever is asked of it, it answers without going through all turns again.
    lexicon: the phrasebooks by which it was read, those of the languages of the case; None for those of the house.
    trace: keeps what detectors weigh, where somebody wants to know; None where a case is only judged.
    """

    transcript: Transcript
    turns: tuple[TurnReading, ...]
    lexicon: Lexicon | None = None
    trace: Trace | None = field(default=None, compare=False, repr=False)

    @cached_property
    def ledger(self) -> Ledger:
        """What became of each item that was asked for or given."""
        return Ledger(self.turns)

    @cached_property
    def _places(self) -> Places:
        return Places(self.turns)

    @cached_property
    def _events(self) -> frozenset[Event | None]:
        return frozenset(turn.turn.event for turn in self.turns)

    @cached_property
    def _echoes(self) -> Echoes:
        return Echoes(self.by(Speaker.BOT))

    @cached_property
    def _found(self) -> dict[int, tuple[object, tuple[Any, ...]]]:
        return {}

    @cached_property
    def _by(self) -> dict[Speaker, tuple[TurnReading, ...]]:
        return {}

    def by(self, speaker: Speaker) -> Iterator[TurnReading]:
        """Yield the turns of one speaker, in order."""
        if speaker not in self._by:
            self._by[speaker] = tuple(turn for turn in self.turns if turn.turn.speaker is speaker)
        return iter(self._by[speaker])

    def first(
        self, *acts: Act, by: Collection[Speaker] = ANYBODY, start: int = 0, stop: int | None = None
    ) -> TurnReading | None:
        """Return the first turn from `start` on and before `stop` in which one of `by` does any of `acts`.

        acts: none for whatever they do.
        """
        place = first_place(self._places.spoken(by, acts), start, stop)
        return None if place is None else self.turns[place]

    def was_put_through(self, turn: TurnReading) -> bool:
        """Say whether a transfer to a human was announced or signalled before the consumer's `turn`."""
        announced = self.first(Act.ANNOUNCE_TRANSFER, by=_BOT, stop=turn.index)
        if announced is not None and announced.utterance != turn.utterance:
            return True
        return self.happens(*_PUT_THROUGH) and any(one.turn.event in _PUT_THROUGH for one in self.turns[: turn.index])

    def last(
        self, *acts: Act, by: Collection[Speaker] = ANYBODY, start: int = 0, stop: int | None = None
    ) -> TurnReading | None:
        """Return the last such turn; see `first`."""
        place = last_place(self._places.spoken(by, acts), start, stop)
        return None if place is None else self.turns[place]

    def consumer_before(self, index: int) -> tuple[TurnReading, ...]:
        """Return the consumer turns that turn `index` answers: those since the company spoke before, in order.

        The parts of a message sent in two belong together, whatever the company said between them.
        """
        place = self._places.answered[index]
        if place is None:
            return ()
        found = [self.turns[place]]
        while (place := self._places.continued.get(place)) is not None:
            found.append(self.turns[place])
        return tuple(reversed(found))

    def replies_to(self, index: int) -> tuple[TurnReading, ...]:
        """Return the turns after consumer turn `index` up to the next consumer turn; a probe of ours answers nobody.

        The rest of a message sent in two is no next turn: what the company says to it answers the whole.
        """
        found: list[TurnReading] = []
        for place in range(index + 1, len(self.turns)):
            turn = self.turns[place]
            if turn.turn.speaker is Speaker.CONSUMER:
                if turn.is_rest:
                    continue
                break
            if turn.turn.event is not Event.PROBE:
                found.append(turn)
        return tuple(found)

    def is_early(self, turn: TurnReading) -> bool:
        """Say whether the company says `turn` before the consumer is through; what comes then is the answer."""
        return self._places.rests.get(turn.utterance, -1) > turn.index

    def given(self, name: str, *, before: int) -> TurnReading | None:
        """Return the first consumer turn before turn `before` that gives item `name`, if any; good or not."""
        place = self.ledger.given(name, before=before)
        return None if place is None else self.turns[place]

    def standing(self, name: str, *, before: int) -> TurnReading | None:
        """Return the first consumer turn that gives item `name` since the company found it defective, if any."""
        place = self.ledger.standing(name, before=before)
        return None if place is None else self.turns[place]

    def is_without(self, *acts: Act) -> bool:
        """Say whether nobody does any of `acts`, so that a detector that needs one finds nothing, and need not look.

        Never where it is kept what detectors weigh: an explanation tells of every turn why nothing was found there.
        """
        return self.trace is None and self._places.acts.isdisjoint(acts)

    def happens(self, *events: Event) -> bool:
        """Say whether the channel signals any of `events`."""
        return not self._events.isdisjoint(events)

    def weigh(self, kind: str, turn: TurnReading, about: TurnReading | str | None = None) -> Weighing:
        """Return what a detector puts its questions to on the way to a finding; see `weighing`."""
        return UNRECORDED if self.trace is None else self.trace.begin(kind, turn, about)

    def new_features(self, features: frozenset[str], *, before: int) -> frozenset[str]:
        """Return those of the features of content that neither side has brought in before turn `before`."""
        named = self._places.named
        return frozenset(feature for feature in features if named.get(feature, before) >= before)

    def echoed(self, turn: TurnReading, *, share: float, stop: int) -> Iterator[TurnReading]:
        """Yield the bot turns before `stop` that hold at least `share` of what `turn` tells, by weight, in order."""
        if self.first(by=_BOT, stop=stop) is None:
            return iter(())
        return self._echoes.of(turn.content, share=share, stop=stop)

    def found_by(self, find: Callable[[Reading], Iterable[_Found]]) -> tuple[_Found, ...]:
        """Return what a detector, or a part of several, finds here, found once: detectors build on each other."""
        # By identity: a detector is a plugin, and need not be hashable. It is kept, so that no other gets its identity.
        if id(find) not in self._found:
            self._found[id(find)] = find, tuple(find(self))
        return self._found[id(find)][1]


def read(transcript: Transcript, lexicon: Lexicon | None = None) -> Reading:
    """Return the reading of a transcript; empty for an empty one. Never raises for any text.

    lexicon: the phrasebooks, of which those of the languages of the case are taken; None for those of the house.
    """
    spoken = (turn.text for turn in transcript.turns if turn.event is not Event.PROBE)
    lexicon = (lexicon or shipped()).narrow(spoken, declared=transcript.lang)
    said = [read_said(turn, lexicon) for turn in transcript.turns]
    stages = list(_stages(transcript.turns))
    utterances = list(_utterances(transcript.turns))
    gives = list(_giving(transcript.turns, said))
    return Reading(
        transcript,
        tuple(
            TurnReading(i, turn, said[i], _content(turn, lexicon), stages[i], *utterances[i], gives=gives[i])
            for i, turn in enumerate(transcript.turns)
        ),
        lexicon,
    )


def _content(turn: Turn, lexicon: Lexicon) -> Content:
    """Return what a turn is compared by: nothing for a probe, whose text is our own note."""
    return content_of("" if turn.event is Event.PROBE else turn.text, lexicon)


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
        yield named | _answered(turn, message, asked=frozenset(asked) - named, named=named)


def _answered(turn: Message, said: MessageReading, *, asked: frozenset[str], named: frozenset[str]) -> frozenset[str]:
    """Return which of the items asked for, and not given by name, a turn gives as a bare answer.

    named: the items that it gives by name; each takes one of the values that stand there.
    """
    if not asked:
        return frozenset()
    values = count_values(turn.text, emails=not asked.isdisjoint(_MAY_BE_EMAIL))
    # An address of mail may be the name of an account as well.
    values -= len(named - _FILES - _NO_VALUES - ({"email"} if not asked.isdisjoint(_MAY_BE_EMAIL) else set()))
    if Act.DECLINE in said.acts and not values:
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
        and sum(len(one.text) for one in said.sentences if not one.does(Act.THANK)) >= _SHORT_ADDRESS
    ):
        answered.add("address")
    if "form" in asked and Act.JUST_SENT in said.acts:
        answered.add("form")
    return frozenset(answered)
