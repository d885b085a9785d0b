"""Finds promises that are repeated or not kept: `stalling/repeated`, `stalling/broken`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Finding, Ground, Speaker
from runaround.reading import Act, Reading, Sentence, TurnReading, content_of, is_mostly_new, likeness, promised_s

__all__ = ["find_stalling"]

_REPEATED, _BROKEN = "stalling/repeated", "stalling/broken"
_SAME_PROMISE = 0.5
_AS_VAGUE = 0.15
_AT_ONCE_S = 3600.0
_A_STATEMENT = 4.0
_CONSUMER = (Speaker.CONSUMER,)
_NOTHING_YET = (Act.OBJECT, Act.ASK_WHERE_HUMAN)


def find_stalling(reading: Reading) -> Iterator[Finding]:
    """Find promises of later action that are made again while the earlier one is unkept, or broken by a later session.

    Why: a promise costs nothing and buys days; repeated, it is a refusal that nobody has to sign.
    Silent: for the first promise, when something new was done in between, and when a new date has a reason and a step.
    Source: taxonomy 1.1, `stalling`, rulings 3 and 10.
    """
    if reading.is_without(Act.PROMISE):
        return
    yield from sorted({*_broken(reading), *_repeated(reading)})


def _is_promise(turn: TurnReading) -> bool:
    """Say whether a turn promises something; it may have done another thing first ("I have asked the depot, …")."""
    elsewhere = (Act.ANNOUNCE_TRANSFER, Act.HUMAN_UNAVAILABLE)
    return turn.by_company and turn.does(Act.PROMISE) and not turn.does(*elsewhere)


def _repeated(reading: Reading) -> Iterator[Finding]:
    first: TurnReading | None = None
    for turn in reading.turns:
        if not turn.by_company:
            continue
        weighing = reading.weigh(_REPEATED, turn)
        if weighing.spares_act(turn, Act.DONE):
            first = turn if _is_promise(turn) else None
        elif not weighing.needs(Ground.PROMISES, _is_promise(turn)):
            continue
        elif not weighing.needs(Ground.PROMISED_BEFORE, first is not None, first) or first is None:
            first = turn
        elif weighing.spares(Ground.SAME_REPLY, turn.utterance == first.utterance, first):
            continue
        elif weighing.needs(Ground.STILL_UNKEPT, _is_still_unkept(reading, first, turn), first):
            yield Finding(turn.index, _REPEATED, (first.index,))


def _is_still_unkept(reading: Reading, first: TurnReading, turn: TurnReading) -> bool:
    """Say whether the consumer came back in vain: in a later session, or to be told the same promise once more.

    Within one visit a promise can hardly be due, so only the same promise in answer to an objection counts there.
    """
    waits = reading.last(Act.STILL_WAITING, by=_CONSUMER, start=first.index, stop=turn.index)
    is_back = waits is not None and waits.turn.session > first.turn.session
    if not is_back and not reading.first(*_NOTHING_YET, by=_CONSUMER, start=first.index, stop=turn.index):
        return False
    if turn.turn.session > first.turn.session:
        return not _is_due_at_once(turn)
    accepted = any(map(_accepts, reading.consumer_before(turn.index)))
    news = bool(turn.content.values - first.content.values) or turn.does(Act.QUESTION, Act.ALTERNATIVE, Act.AFFIRM)
    news = news or any(_tells_more(sentence, first) for sentence in turn.said.sentences)
    return not accepted and not news and _is_same_promise(first, turn)


def _accepts(consumer: TurnReading) -> bool:
    """Say whether a consumer takes a promise, be it grudgingly; thanks behind an objection take nothing."""
    return consumer.does(Act.AGREE, Act.WANT_ASSURANCE) or (consumer.does(Act.THANK) and not consumer.does(Act.OBJECT))


def _tells_more(sentence: Sentence, first: TurnReading) -> bool:
    """Say whether a sentence beside the promise tells something that was not said with the first one."""
    told = content_of(sentence.text, sentence.lexicon)
    return not sentence.does(Act.PROMISE) and told.weight >= _A_STATEMENT and is_mostly_new(told, first.content)


def _is_due_at_once(turn: TurnReading) -> bool:
    """Say whether the promise is one of minutes: a step that goes on while they talk."""
    due_s = promised_s(turn.turn.text, turn.lexicon)
    return due_s is not None and due_s < _AT_ONCE_S


def _is_same_promise(first: TurnReading, turn: TurnReading) -> bool:
    due_s = promised_s(turn.turn.text, turn.lexicon)
    first_s = promised_s(first.turn.text, first.lexicon)
    same_time = due_s is not None and due_s >= _AT_ONCE_S and due_s == first_s
    vague = due_s is None and first_s is None and first.does(Act.DEFER) and turn.does(Act.DEFER)
    return same_time or likeness(first.content, turn.content) >= (_AS_VAGUE if vague else _SAME_PROMISE)


def _broken(reading: Reading) -> Iterator[Finding]:
    settled = 0
    promises = [turn for turn in reading.turns if _is_promise(turn)]
    for opening in _openings(reading):
        if opening.does(Act.THANK) and not opening.does(*_NOTHING_YET):
            settled = opening.index  # what was promised before has come: the consumer is back to say so
            continue
        reply = reading.first(by=(Speaker.BOT,), start=opening.index)
        if reply is None or reply.turn.session != opening.turn.session:
            continue
        weighing = reading.weigh(_BROKEN, reply)
        if not weighing.needs_act(opening, *_NOTHING_YET, Act.STILL_WAITING):
            continue
        made = (promise for promise in promises if settled <= promise.index < opening.index)
        promise = next((promise for promise in made if _is_overdue(promise, opening)), None)
        if not weighing.needs(Ground.OVERDUE, promise is not None, promise) or promise is None:
            continue
        if not weighing.spares_act(reply, Act.DONE):
            yield Finding(reply.index, _BROKEN, (promise.index,))


def _openings(reading: Reading) -> Iterator[TurnReading]:
    """Yield the first consumer turn of every session after the first."""
    session = reading.turns[0].turn.session if reading.turns else 1
    for turn in reading.by(Speaker.CONSUMER):
        if turn.turn.session > session:
            session = turn.turn.session
            yield turn


def _is_overdue(turn: TurnReading, now: TurnReading) -> bool:
    """Say whether `turn`, a promise, was made in an earlier session for a time that has passed by `now`."""
    if turn.turn.session >= now.turn.session:
        return False
    due_s = promised_s(turn.turn.text, turn.lexicon)
    return due_s is not None and now.turn.at - turn.turn.at >= due_s
