"""Tells of every act and item of a message how it is known: by which words, and which phrase they match."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import ActOrigin, ActTrace, ItemOrigin, ItemTrace, Speaker, TurnTrace
from runaround.reading.acts import Act, MessageReading, Sentence
from runaround.reading.learned import why_learned
from runaround.reading.lexicon import choose_lexicon
from runaround.reading.message import given_items, wanted_items
from runaround.reading.phrases import Phrases
from runaround.reading.rules import ItemRule
from runaround.reading.turns import TurnReading

__all__ = ["trace_turn"]

_ACCOUNT = "description"
"""What a long message gives without naming it; no file can be one."""


def trace_turn(turn: TurnReading) -> TurnTrace:
    """Return what was read of a turn, with the origin of each of its acts and items."""
    return TurnTrace(
        turn.index,
        tuple(_trace_message(turn.said)),
        asked=tuple(_trace_asked(turn.said)),
        given=tuple(_trace_given(turn)),
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
    for rule in choose_lexicon(sentence.lexicon, text).held_rules(text, by_consumer=by_consumer):
        found = rule.says.find(text)
        if found is not None:
            phrased.add(rule.act)
            yield ActTrace(rule.act.value, ActOrigin.PHRASE, text, words=found[1].strip(), phrase=found[0])
    for act in sentence.acts - phrased:
        if act is Act.QUESTION:
            yield ActTrace(act.value, ActOrigin.MARK, text)
        else:
            why = why_learned(text, choose_lexicon(sentence.lexicon, text), act, by_consumer=by_consumer)
            yield ActTrace(act.value, ActOrigin.LEARNED, text, features=why)


def _trace_asked(said: MessageReading) -> Iterator[ItemTrace]:
    rules = {rule.name: (rule, sentence.text) for sentence in said.sentences for rule in _wanted(sentence)}
    for name in said.asked_names:
        rule, text = rules[name]
        phrase, words = _find_first(text, rule.asks, rule.nouns)
        yield ItemTrace(name, ItemOrigin.PHRASE, words, phrase)


def _trace_given(turn: TurnReading) -> Iterator[ItemTrace]:
    """Yield the items that a turn gives; what no words and no file tell answers the question just asked."""
    rules = {rule.name: (rule, one.text) for one in turn.said.sentences for rule in _written(one)}
    for name in sorted(turn.gives):
        if name in rules:
            rule, text = rules[name]
            phrase, words = _find_first(text, rule.gives)
            yield ItemTrace(name, ItemOrigin.PHRASE, words, phrase)
        elif name not in turn.said.supplied_names:
            yield ItemTrace(name, ItemOrigin.ANSWER)
        else:
            yield ItemTrace(name, ItemOrigin.ACCOUNT if name == _ACCOUNT else ItemOrigin.FILE)


def _wanted(sentence: Sentence) -> tuple[ItemRule, ...]:
    return wanted_items(sentence.text, choose_lexicon(sentence.lexicon, sentence.text))


def _written(sentence: Sentence) -> Iterator[ItemRule]:
    return given_items(sentence.text, choose_lexicon(sentence.lexicon, sentence.text))


def _find_first(text: str, *several: Phrases | None) -> tuple[str, str]:
    """Return the first phrase that stands in `text`, and the words that it matches; empty if none does."""
    found = (phrases.find(text) for phrases in several if phrases is not None)
    phrase, words = next((one for one in found if one is not None), ("", ""))
    return phrase, words.strip()
