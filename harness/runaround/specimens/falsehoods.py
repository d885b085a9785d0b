"""Policies of bots whose words are not true: done that is not done, promises that are not kept, two truths at once."""

from __future__ import annotations

from dataclasses import replace

from runaround.model import Speaker
from runaround.specimens.ears import Move
from runaround.specimens.healthy import answer
from runaround.specimens.policy import Moment, Reply
from runaround.specimens.settling import solve, try_harder

__all__ = ["claim_it_is_done", "contradict_itself", "promise_a_day"]


def claim_it_is_done(moment: Moment, before: str) -> Reply:
    """Say that it is done and do nothing; on a later visit it turns out so."""
    matter, topic = moment.memory.matter, moment.topic
    if matter is None or topic is None:
        return solve(moment, before)
    if not matter.is_solved:
        matter.tell(moment.visit.number, moment.visit.elapsed_s)
        return [moment.bot(moment.join(before, moment.pick(f"{topic.id}.solution", topic.solution)))]
    if matter.solved_in < moment.visit.number:
        matter.solved_in = moment.visit.number
        return [moment.bot(moment.flaw("undone"))]
    return try_harder(moment)


def promise_a_day(moment: Moment, before: str) -> Reply:
    """Promise a day; on a visit after it there is no result, and on one before it all is said to be on track."""
    matter, topic = moment.memory.matter, moment.topic
    if matter is None or topic is None or not (topic.stock or topic.flaws):
        return solve(moment, before)
    if not matter.is_solved:
        matter.tell(moment.visit.number, moment.visit.elapsed_s)
        matter.is_promised = True
        return [moment.bot(moment.join(before, moment.flaw("promise_dated")))]
    if matter.solved_in < moment.visit.number:
        matter.solved_in = moment.visit.number
        return [moment.bot(moment.flaw("nothing_yet") if moment.is_after_promise else moment.words("on_track"))]
    return try_harder(moment)


def contradict_itself(moment: Moment) -> Reply:
    """Answer well, and add a statement on one fact, with the next answer its opposite; over sessions too."""
    if moment.heard.questions:
        return _answer_otherwise(moment)
    reply = answer(moment)
    about = moment.topic is not None or moment.heard.questions
    is_plain = bool(reply) and reply[0].speaker is Speaker.BOT and not any(message.event for message in reply)
    if not about or not is_plain or not _says_something(moment):
        return reply
    whose = moment.topic.id if moment.topic and "claim" in moment.topic.flaws else "any"
    says_opposite = moment.count(f"contradicted.{whose}") % 2 == 1
    statement = moment.flaw("contrary" if says_opposite else "claim")
    return [replace(reply[0], text=moment.join(reply[0].text, statement)), *reply[1:]]


def _answer_otherwise(moment: Moment) -> Reply:
    """Answer plain questions, each time the opposite of the time before."""
    topics = moment.knowledge.topics
    texts: list[str] = []
    for name, question in moment.heard.questions:
        told = topics[name].answers[question]
        key = f"contradicted.{name}.{question}"
        says_opposite = moment.count(key) % 2 == 1 and bool(told.contrary)
        texts.append(moment.pick(f"{key}.{says_opposite}", told.contrary if says_opposite else told.say))
    return [moment.bot(moment.join(*texts))]


def _says_something(moment: Moment) -> bool:
    """Return whether the message is about something, rather than mere thanks or a greeting."""
    heard = moment.heard
    is_data = bool(heard.topics or heard.questions or heard.given or heard.bad_files)
    return is_data or not heard.moves - {Move.OBJECTION, Move.DECLINE, Move.JUST_SENT}
