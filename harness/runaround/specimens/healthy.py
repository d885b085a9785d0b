"""The healthy specimen: understands, asks once, solves, remembers, and fetches a human when one is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from runaround.model import Button
from runaround.specimens.courtesy import be_patient, find_fault_with_files, make_small_talk, repeat_on_request
from runaround.specimens.hearing import HUMAN_VALUE, TOPIC_PREFIX
from runaround.specimens.people import fetch_at_once, transfer
from runaround.specimens.policy import Handoff, Moment, Policies, Recall, Reply, Settling
from runaround.specimens.settling import ask_what_is_missing, human_button, solve, work

__all__ = ["HEALTHY", "answer"]


def answer(moment: Moment) -> Reply:
    """Answer one message: small talk, "say that again", an unfinished message, plain questions, and the matter."""
    steps: tuple[Callable[[Moment], Reply], ...] = (make_small_talk, repeat_on_request, be_patient)
    for step in steps:
        if reply := step(moment):
            return reply
    told = _answer_questions(moment)
    if told and not _is_about_the_matter(moment):
        moment.memory.pending = moment.was_pending
        return [moment.bot(told)]
    return _put_before(moment, told, _take_care(moment))


def _take_care(moment: Moment) -> Reply:
    """Answer what is about the matter at hand, or find out what it is."""
    if reply := moment.policies.settling.escalate(moment) or _clear_up(moment):
        return reply
    fault = find_fault_with_files(moment)
    if fault and moment.memory.pending:
        return [moment.bot(fault)]
    return work(moment, before=fault)


def _answer_questions(moment: Moment) -> str:
    """Return the answers to all plain questions of a message; empty if there are none."""
    topics = moment.knowledge.topics
    told = [topics[name].answers[question] for name, question in moment.heard.questions]
    texts = [
        moment.pick(f"{name}.{question}", one.say)
        for (name, question), one in zip(moment.heard.questions, told, strict=True)
    ]
    asides = [topics[name] for name in moment.heard.topics if not topics[name].is_matter]
    texts += [moment.pick(f"{aside.id}.solution", aside.solution) for aside in asides if aside.solution]
    return moment.join(*texts)


def _is_about_the_matter(moment: Moment) -> bool:
    """Return whether a message with plain questions says something to the matter at hand as well."""
    heard, topics = moment.heard, moment.knowledge.topics
    return bool(heard.given or heard.bad_files) or any(topics[name].is_matter for name in heard.topics)


def _put_before(moment: Moment, told: str, reply: Reply) -> Reply:
    """Return `reply` with `told` before its first words."""
    if not told or not reply:
        return reply
    return [replace(reply[0], text=moment.join(told, reply[0].text)), *reply[1:]]


def _clear_up(moment: Moment) -> Reply:
    """Find out what it is about: ask, then suggest a human, then fetch one. Never the same twice."""
    memory = moment.memory
    if moment.topic is not None:
        memory.misunderstood = 0
        return []
    if moment.heard.given:
        return [moment.bot(moment.words("what_about"))]
    memory.misunderstood += 1
    if memory.misunderstood == 1:
        return [moment.bot(moment.words("unsure"), _menu(moment))]
    if not moment.policies.handoff.offers:
        return [moment.bot(moment.words("can_do"))]
    if memory.misunderstood == 2:
        moment.visit.offered_human = True
        return [moment.bot(moment.words("unsure_offer"), [*human_button(moment), *_menu(moment)])]
    return moment.policies.handoff.wish(moment)


def _menu(moment: Moment) -> list[Button]:
    labels = moment.knowledge.labels
    return [Button(label, TOPIC_PREFIX + name) for name, label in labels.items() if name != HUMAN_VALUE]


HEALTHY = Policies(
    answer=answer,
    ask=ask_what_is_missing,
    settling=Settling(resolve=solve, escalate=fetch_at_once),
    handoff=Handoff(wish=transfer),
    recall=Recall(welcome="welcome_back", hello="human_hello", ask=lambda _: []),
)
