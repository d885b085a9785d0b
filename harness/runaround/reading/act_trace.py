"""Tells of every act of a message how it is known: by which words, and which phrase of a phrasebook they match."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import ActOrigin, ActTrace, Speaker, TurnTrace
from runaround.reading.acts import Act, MessageReading, Sentence
from runaround.reading.matches import held_rules
from runaround.reading.turns import TurnReading

__all__ = ["trace_turn"]


def trace_turn(turn: TurnReading) -> TurnTrace:
    """Return what was read of a turn, with the origin of each of its acts."""
    return TurnTrace(
        turn.index,
        tuple(_trace_message(turn.said)),
        asked=turn.said.asked_names,
        given=tuple(sorted(turn.gives)),
        done=tuple(sorted(turn.said.done)),
        undone=tuple(sorted(turn.said.undone)),
    )


def _trace_message(said: MessageReading) -> Iterator[ActTrace]:
    """Yield the acts in the order of sentences, then those that the message as a whole does."""
    by_consumer = said.message.speaker is Speaker.CONSUMER
    known: set[Act] = set()
    for sentence in said.sentences:
        found = {trace.act: trace for trace in _trace_sentence(sentence, by_consumer=by_consumer)}
        yield from (found[act] for act in sorted(found))
        known |= sentence.acts
    for act in sorted(said.acts - known):
        yield ActTrace(act.value, ActOrigin.ITEMS if act is Act.REQUEST else ActOrigin.CHOICES)


def _trace_sentence(sentence: Sentence, *, by_consumer: bool) -> Iterator[ActTrace]:
    """Yield the acts of a sentence; of an act that several phrases tell, the last stands for all."""
    text = sentence.text
    phrased: set[Act] = set()
    for rule in held_rules(text, by_consumer=by_consumer):
        found = rule.says.find(text)
        if found is not None:
            phrased.add(rule.act)
            yield ActTrace(rule.act.value, ActOrigin.PHRASE, text, words=found[1].strip(), phrase=found[0])
    for act in sentence.acts - phrased:
        yield ActTrace(act.value, ActOrigin.MARK if act is Act.QUESTION else ActOrigin.LEARNED, text)
