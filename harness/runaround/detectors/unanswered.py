"""Finds replies that talk past what the consumer asked: `unanswered`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from runaround.detectors import Detector
from runaround.detectors.loop import find_loops, only_takes_leave
from runaround.detectors.stalling import find_stalling
from runaround.detectors.upsell import find_upsells
from runaround.model import Finding, Ground, Speaker
from runaround.reading import (
    Act,
    Content,
    Reading,
    Sentence,
    TurnReading,
    asks_when,
    content_of,
    fitting_topics,
    likeness,
    promised_s,
    told_topics,
)

__all__ = ["find_unanswered"]

_RESTATEMENTS = frozenset({"loop/answer", "stalling/repeated"})
_SELLING = frozenset({"upsell"})
_LEAST_QUESTION = 1.0
_LEAST_ASKED, _LEAST_TOLD = 1.5, 2.0
_LEAST_SAID = 2.5
_NEARLY_VERBATIM = 0.8
_MOST_OF_IT = 0.6  # what is as alike as that shares 0.8² of either
_PASSING_REMARK = 1.5
_SAME_QUESTION = 0.4
_ANSWERS = (
    Act.FALLBACK,
    Act.REPROMPT,
    Act.CONFIRM,
    Act.CLARIFY,
    Act.DEFECT,
    Act.DONE,
    Act.HOLD,
    Act.OFFER_HUMAN,
    Act.ANNOUNCE_TRANSFER,
    Act.REFUSE_HUMAN,
    Act.HUMAN_UNAVAILABLE,
    Act.ALTERNATIVE,
    Act.REDIRECT,
    Act.SAY_NO,
)
_MOVES_ON = (Act.SAY_YES, Act.REQUEST, Act.PROGRESS, Act.RETAIN, Act.CREDIT, Act.OFFER)
_PUT_AGAIN = (Act.QUESTION, Act.ASK, Act.ASK_REPEAT)
_INSISTS = (Act.OBJECT, Act.ASKED_BEFORE, Act.IN_VAIN, Act.ASK_REPEAT, Act.STILL_WAITING, Act.REPROACH)
_CONTENT = (Act.THANK, Act.SETTLED, Act.PLEASED, Act.AGREE)


def find_unanswered(reading: Reading) -> Iterator[Finding]:
    """Find replies that answer something else: what was said before, or general information on another matter.

    Why: whoever asks has to ask again, and learns that asking is of no use.
    Silent: for clarifying questions, fallbacks, refusals, anything said of the case itself, and openings.
    Source: taxonomy 1.1, `unanswered`, rulings 2 and 5.
    """
    askings = tuple(_askings(reading))
    passed_over = {turn.index for turn, asked in askings if _has_new_question(reading, turn, asked)}
    found_restated = _found(reading, _RESTATEMENTS, find_loops, find_stalling) if passed_over else frozenset()
    selling = _found(reading, _SELLING, find_upsells)
    for turn, asked in askings:
        weighing = reading.weigh("unanswered", turn)
        if weighing.spares(Ground.SELLS, turn.index in selling):
            continue
        restated = turn.index in passed_over and (turn.index in found_restated or _says_again(reading, turn))
        asked_again = not restated and _is_asked_again(reading, turn, asked)
        beside = restated or asked_again or _is_beside_the_point(reading, turn, asked)
        ground = Ground.RESTATES if restated else Ground.ASKED_ANEW if asked_again else Ground.BESIDE_THE_POINT
        if weighing.needs(ground, beside, *asked):
            yield Finding(turn.index, "unanswered", (asked[-1].index,))


def _found(reading: Reading, kinds: frozenset[str], *detectors: Detector) -> frozenset[int]:
    findings = (found for detector in detectors for found in reading.found_by(detector))
    return frozenset(found.turn for found in findings if found.kind in kinds)


def _askings(reading: Reading) -> Iterator[tuple[TurnReading, tuple[TurnReading, ...]]]:
    """Yield the bot turns with the consumer turns that they answer; a wish for a human is another kind's matter."""
    for turn in reading.by(Speaker.BOT):
        if only_takes_leave(turn) or reading.is_early(turn):
            continue
        asked = reading.consumer_before(turn.index)
        if asked and not any(_wishes_for_human(reading, consumer) for consumer in asked):
            yield turn, asked


def _wishes_for_human(reading: Reading, consumer: TurnReading) -> bool:
    if consumer.does(Act.ASK_HUMAN) or not consumer.does(Act.ASK_WHERE_HUMAN):
        return consumer.does(Act.ASK_HUMAN)
    return reading.was_put_through(consumer)


# --- an old answer to a new question ---------------------------------------------------------------


def _says_again(reading: Reading, turn: TurnReading) -> bool:
    """Say whether `turn` says nearly word for word what the bot has said before in this stage."""
    if turn.content.weight < _LEAST_SAID or turn.does(*_ANSWERS, Act.PROMISE):
        return False
    return any(
        likeness(earlier.content, turn.content) >= _NEARLY_VERBATIM and not turn.content.values - earlier.content.values
        for earlier in reading.echoed(turn, share=_MOST_OF_IT, stop=turn.index)
        if earlier.stage == turn.stage and earlier.utterance != turn.utterance
    )


def _has_new_question(reading: Reading, turn: TurnReading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer asks something that neither side has named yet, and the reply takes up nothing of it."""
    if turn.does(Act.SAY_NO, Act.SAY_YES, Act.REQUEST):
        return False
    reply = tuple(_whole_reply(reading, turn))
    names_time = any(promised_s(t.turn.text, t.lexicon) is not None for t in reply)
    questions = [
        content_of(s.text, s.lexicon).features
        for consumer in asked
        for s in consumer.said.sentences
        # "In two days" answers "how long", though it shares no word with it.
        if _is_asking(s) and not (names_time and asks_when(s.text, s.lexicon))
    ]
    if not questions:
        return False
    told = frozenset().union(*(t.content.features for t in reply))
    news = (reading.new_features(one, before=asked[0].index) for one in questions if one.isdisjoint(told))
    return any(Content(features, frozenset()).weight >= _LEAST_QUESTION for features in news)


def _whole_reply(reading: Reading, turn: TurnReading) -> Iterator[TurnReading]:
    """Yield the bot turns that answer the same utterance as `turn`, itself included."""
    last = reading.last(by=(Speaker.CONSUMER,), stop=turn.index)
    start = 0 if last is None else last.index
    while start and reading.turns[start - 1].utterance == turn.utterance:
        start -= 1
    later = (reading.turns[place] for place in range(start, len(reading.turns)))
    reply = takewhile(lambda one: one.utterance <= turn.utterance, later)
    return (one for one in reply if one.turn.speaker is Speaker.BOT and one.utterance == turn.utterance)


def _is_asking(sentence: Sentence) -> bool:
    """Say whether a consumer's sentence asks for something of its own; a reproach only has the form of a question."""
    return sentence.does(Act.ASK) and not sentence.does(Act.REPROACH, Act.ASK_REPEAT)


# --- the consumer asks the same again --------------------------------------------------------------


def _is_asked_again(reading: Reading, turn: TurnReading, asked: tuple[TurnReading, ...]) -> bool:
    """Say whether the consumer asked, and puts the same question again after a reply that takes up nothing of it.

    That something else was asked may also be said in so many words.
    """
    if turn.does(*_ANSWERS, *_MOVES_ON) or turn.said.choices or turn.content.weight < _LEAST_TOLD:
        return False
    questions = [content_of(s.text) for consumer in asked for s in consumer.said.sentences if _is_put(s)]
    again = reading.first(by=(Speaker.CONSUMER,), start=turn.index)
    if not questions or again is None or again.does(*_CONTENT, Act.SWITCH):
        return False
    if again.does(Act.ASKED_ELSE):
        return turn.index not in _found(reading, _RESTATEMENTS, find_loops, find_stalling)
    told = frozenset().union(*(t.content.features for t in _whole_reply(reading, turn)))
    if any(_in_common(question, told) for question in questions) or not again.does(*_INSISTS):
        return False
    # What was asked for and tried, and did not help, was answered: only the question counts that is put again.
    put_again = [content_of(s.text, s.lexicon) for s in again.said.sentences if s.does(*_PUT_AGAIN)]
    return any(likeness(question, one) >= _SAME_QUESTION for question in questions for one in put_again)


def _in_common(question: Content, features: frozenset[str]) -> bool:
    """Say whether something of a question stands among features; the names of who is asked do not count."""
    names = tuple(value.removeprefix("@") for value in question.values)
    return any(not any(name.startswith(feature) for name in names) for feature in question.features & features)


def _is_put(sentence: Sentence) -> bool:
    return sentence.does(Act.ASK, Act.QUESTION) and not sentence.does(Act.REPROACH, Act.ASK_REPEAT)


# --- information on another matter -----------------------------------------------------------------


def _is_beside_the_point(reading: Reading, turn: TurnReading, asked: tuple[TurnReading, ...]) -> bool:
    told = _told(turn)
    if not told or not _asks_for_something(asked):
        return False
    # What the case is about, and what was said last: somebody who only adds "still the same" speaks of the former.
    opening = next(iter(reading.by(Speaker.CONSUMER)))
    said = (opening, *reading.consumer_before(asked[0].index), *asked)
    sentences = (s.text for consumer in said for s in consumer.said.sentences)
    return told.isdisjoint(fitting_topics(sentences, turn.lexicon))


def _asks_for_something(asked: tuple[TurnReading, ...]) -> bool:
    wants = any(consumer.does(Act.QUESTION, Act.ASK, Act.TROUBLE) for consumer in asked)
    weight = sum(consumer.content.weight for consumer in asked)
    return weight >= (_LEAST_ASKED if wants else _LEAST_TOLD)


def _told(turn: TurnReading) -> frozenset[str]:
    """Return the topics of a turn that only informs, or says what it took the wish to be; empty for any other turn."""
    sentences = turn.said.sentences
    first = next((s for s in sentences if content_of(s.text, s.lexicon).weight or s.does(Act.HEARD)), None)
    if first is not None and first.does(Act.HEARD) and not turn.does(Act.DONE):
        return told_topics(first.text, first.lexicon)
    if not all(map(_is_general, sentences)):
        return frozenset()
    return frozenset().union(*(told_topics(s.text, s.lexicon) for s in sentences if s.does(Act.INFORM)))


def _is_general(sentence: Sentence) -> bool:
    """Say whether a sentence tells what everybody may be told, or next to nothing."""
    informs = sentence.does(Act.INFORM) and bool(told_topics(sentence.text, sentence.lexicon))
    # Where invoices are asked for sends away whoever wants one, and only informs everybody else.
    answers = [act for act in _ANSWERS if not (informs and act is Act.REDIRECT)]
    if sentence.does(*answers, Act.QUESTION, Act.REMEDY):
        return False
    if informs:
        return True  # "in 14 flavours" sounds like a promise for a time
    return not sentence.does(Act.PROMISE) and (
        sentence.does(Act.INFORM) or content_of(sentence.text, sentence.lexicon).weight <= _PASSING_REMARK
    )
