"""Policies under which nobody reaches a human, or everybody does."""

from __future__ import annotations

import unicodedata

from runaround.model import Button, Event, Speaker
from runaround.specimens.chat import Outgoing
from runaround.specimens.ears import Move
from runaround.specimens.healthy import answer
from runaround.specimens.hearing import CONTACT_PAGE, HUMAN_VALUE, TOPIC_PREFIX
from runaround.specimens.memory import Desk
from runaround.specimens.people import transfer
from runaround.specimens.policy import Handoff, Moment, Reply
from runaround.specimens.settling import ask_for

__all__ = [
    "DEFLECTING",
    "FAKING",
    "HIDING",
    "OFF_DUTY",
    "ONE_PHRASE",
    "QUEUEING",
    "REFUSING",
    "stay_unmoved",
    "transfer_everybody",
]

_FIRST_POSITION = 14
_NOTICES_PER_STEP = 3
"""The queue moves up by one place after this many notices."""


def transfer_everybody(moment: Moment) -> Reply:
    """Transfer at the first message, whatever it says."""
    return transfer(moment)


def _refuse(moment: Moment) -> Reply:
    """Say that there are no humans."""
    return [moment.bot(moment.flaw("refuse"))]


def _deflect(moment: Moment) -> Reply:
    """Go on as if nothing had been asked, with popular questions to tap on now and then."""
    labels = moment.knowledge.labels
    questions = [Button(label, TOPIC_PREFIX + name) for name, label in labels.items() if name != HUMAN_VALUE]
    shows_questions = moment.count("deflected") % 3 == 2  # where the wording announces them
    return [moment.bot(moment.flaw("deflect"), questions if shows_questions else [])]


def _enqueue(moment: Moment) -> Reply:
    """Put the consumer into a queue that hardly moves; the next notice comes by itself."""
    moment.visit.desk = Desk.QUEUE
    reply = [moment.bot(moment.flaw("queue_enter")), _notice(moment)]
    moment.visit.pending.append(_notice(moment))
    return reply


def _notice(moment: Moment) -> Outgoing:
    position = max(_FIRST_POSITION - moment.count("queue_notice") // _NOTICES_PER_STEP, 1)
    text = moment.knowledge.flaws["queue_notice"][0].format(position=position)
    return Outgoing(Speaker.SYSTEM, text, event=Event.QUEUE)


def _wait_in_queue(moment: Moment) -> Reply:
    """Keep the consumer queued, except when the wish is dropped."""
    if moment.heard.moves & {Move.NO_HUMAN, Move.NO, Move.BYE}:
        moment.visit.desk = Desk.BOT
        return answer(moment)
    return _enqueue(moment)


def _pretend(moment: Moment) -> Reply:
    """Announce a transfer in words; when asked again, chat on, then announce again. Nothing is ever signalled."""
    is_announcing = moment.count("pretended") % 2 == 0
    return [moment.bot(moment.flaw("announce" if is_announcing else "talk_on"))]


def _be_off_duty(moment: Moment) -> Reply:
    """Name the hours of work and leave it at that."""
    return [moment.bot(moment.flaw("off_duty"))]


def _know_one_phrase(moment: Moment) -> Reply:
    """Transfer on the one wording that is known, or on a button that says so; pass over every other."""
    said = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", moment.heard.text).casefold()))
    if not said or said in moment.knowledge.flaws["one_phrase"]:
        return transfer(moment)
    return [moment.bot(moment.flaw("pass_over"))]


def _hide(moment: Moment) -> Reply:
    """Meet the wish with a menu; whoever opens one page after the other gets to a human at last."""
    page = moment.heard.page.removeprefix(CONTACT_PAGE)
    level = int(page) if page.isdecimal() and len(page) == 1 else 0
    signs = moment.knowledge.flaws["contact_sign"]
    if level >= len(signs):
        return transfer(moment)
    labels = list(moment.knowledge.labels.items())
    shown = [Button(label, TOPIC_PREFIX + name) for name, label in labels if name != HUMAN_VALUE]
    onward = Button(signs[level], f"{CONTACT_PAGE}{level + 1}")
    return [moment.bot(moment.flaw("contact_page" if level else "contact_menu"), [*shown[level:], onward])]


def stay_unmoved(moment: Moment) -> Reply:
    """Treat what is urgent as one matter among others: ask for data, file it, never fetch anybody."""
    topic = moment.topic
    if topic is None or moment.memory.is_solved or not topic.is_urgent:
        return []
    item = moment.policies.ask(moment)
    if item is not None:
        return [moment.bot(ask_for(moment, item))]
    words = (*topic.flaws.get("cold", ()), *moment.knowledge.flaws["cold"])
    return [moment.bot(moment.pick(f"cold.{topic.id}", words))]


REFUSING = Handoff(wish=_refuse, offers=False, reaches=False)
DEFLECTING = Handoff(wish=_deflect, offers=False)
QUEUEING = Handoff(wish=_enqueue, meanwhile=_wait_in_queue, reaches=False)
FAKING = Handoff(wish=_pretend, reaches=False)
OFF_DUTY = Handoff(wish=_be_off_duty, offers=False, reaches=False)
ONE_PHRASE = Handoff(wish=_know_one_phrase, offers=False)
HIDING = Handoff(wish=_hide, offers=False)
