"""Small talk and patience: thanks, greetings, waiting, unfinished messages, files that cannot be used."""

from __future__ import annotations

from runaround.specimens.ears import Move
from runaround.specimens.policy import Moment, Reply
from runaround.specimens.topics import EVIDENCE

__all__ = ["be_patient", "find_fault_with_files", "make_small_talk", "repeat_on_request"]

_STILL_TALKING = frozenset({Move.OBJECTION, Move.HUMAN, Move.REPEAT})
_BARE_GREETING = 28
"""Characters up to which a message that begins with a greeting is nothing more."""

_FRAGMENTS = 2
"""Unfinished messages in a row that are waited for."""


def make_small_talk(moment: Moment) -> Reply:
    """Answer thanks, goodbyes, greetings and bare yes or no; nothing if the message is about the matter."""
    heard = moment.heard
    if heard.moves & _STILL_TALKING or heard.questions:
        return []
    if moment.memory.is_settled and Move.THANKS in heard.moves and not heard.is_question:
        return [moment.bot(moment.words("closing"))]
    if heard.topics or heard.given or heard.page or heard.bad_files:
        return []
    key = _find_courtesy(moment)
    if key is None:
        return []
    moment.memory.pending = moment.was_pending
    return [moment.bot(moment.words(key))]


def _find_courtesy(moment: Moment) -> str | None:
    """Return which courtesy the bare words of a message call for."""
    moves, matter = moment.heard.moves, moment.memory.matter
    is_settled = moment.memory.is_settled and not (matter and matter.failures) and not moment.heard.is_question
    courtesies = (
        ("declined", Move.NO_HUMAN in moves or (Move.NO in moves and moment.was_offered)),
        ("goodbye", Move.BYE in moves),
        ("youre_welcome", Move.THANKS in moves),
        ("all_set", is_settled and Move.YES in moves),
        ("goodbye", is_settled and Move.NO in moves),
        ("goodbye", Move.YES in moves and matter is not None and matter.is_promised),
        (
            "still_here",
            Move.GREETING in moves and len(moment.heard.text) <= _BARE_GREETING and moment.topic is not None,
        ),
        ("hello", Move.GREETING in moves and len(moment.heard.text) <= _BARE_GREETING),
    )
    return next((key for key, is_due in courtesies if is_due), None)


def repeat_on_request(moment: Moment) -> Reply:
    """Say the last answer again if that is what the consumer wants; what it asked for or offered is open again."""
    if Move.REPEAT not in moment.heard.moves or Move.OBJECTION in moment.heard.moves:
        return []
    moment.memory.pending = moment.was_pending
    moment.visit.offered_human = moment.was_offered
    return list(moment.memory.last)


def be_patient(moment: Moment) -> Reply:
    """Give time to who asks for it, and let who has not finished go on; what was asked for stays asked for."""
    heard, memory = moment.heard, moment.memory
    says_something = heard.topics or heard.questions or heard.given or heard.bad_files or heard.page
    if says_something or heard.moves & {*_STILL_TALKING, Move.DECLINE, Move.JUST_SENT}:
        return []
    if Move.FRAGMENT in heard.moves and memory.fragments < _FRAGMENTS:
        memory.fragments += 1
        memory.fragment = heard.whole
    elif Move.WAIT not in heard.moves:
        return []
    memory.pending = moment.was_pending
    return [moment.bot(moment.words("go_on" if memory.fragment else "take_your_time"))]


def find_fault_with_files(moment: Moment) -> str:
    """Return what to say of files that cannot be used or did not come at all; empty when there is nothing to say.

    Asked for once more, the item is pending again; the second time it is done without.
    """
    memory, pending, faults = moment.memory, moment.was_pending, moment.heard.bad_files
    if faults and not memory.items.keys() & EVIDENCE:
        memory.bad_files += 1
        if memory.bad_files == 1:
            memory.pending = pending
            return moment.words(f"{faults[0]}_file")
        memory.lacking |= {pending} if pending else set()
        return moment.words(f"still_{faults[0]}")
    if pending in EVIDENCE and pending not in memory.items and Move.JUST_SENT in moment.heard.moves:
        memory.lacking |= {pending} if pending else set()
        return moment.words("no_file") if moment.topic else ""
    return ""
