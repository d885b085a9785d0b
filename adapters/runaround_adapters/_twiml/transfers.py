"""The people behind a phone menu, simulated: what becomes of a call that is put through, or put into a queue."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from runaround_adapters._talk.people import Does, HumanSide
from runaround_adapters._twiml.document import Verb
from runaround_adapters._twiml.line import Document, Errand

__all__ = ["Dialled", "Queue", "decide_dial", "decides_after", "line_of", "queue_result"]

_RINGS_S = 30.0
_LONGEST_RING_S = 600.0
_PEOPLE = ("Number", "Client", "Sip", "WhatsApp", "Application")

_DIAL: Mapping[Does, str] = {
    Does.REFUSE: "busy",
    Does.BUSY: "busy",
    Does.QUEUE_FULL: "busy",
    Does.NO_ANSWER: "no-answer",
    Does.NEVER: "no-answer",
    Does.OFF_DUTY: "no-answer",
}
_QUEUED: Mapping[Does, str] = {
    Does.REFUSE: "error",
    Does.BUSY: "queue-full",
    Does.QUEUE_FULL: "queue-full",
    Does.NO_ANSWER: "error",
    Does.OFF_DUTY: "system-error",
}


@dataclass(frozen=True, slots=True)
class Dialled:
    """What became of a `Dial`: how long it rang, how Twilio calls it, and who took it, if anybody did."""

    rang_s: float
    status: str
    taken_by: HumanSide | None = None


@dataclass(slots=True)
class Queue:
    """A place in a queue. wait: what is played meanwhile. decides_at: on the caller's clock, when the people decide.

    verb, document: what put the call there. pass_began: when what is played meanwhile began.
    """

    verb: Verb
    document: Document
    side: HumanSide
    wait: Errand | None
    entered_at: float
    decides_at: float
    pass_began: float
    playing: Document = field(default_factory=lambda: Document(""))
    index: int = 0


def decide_dial(verb: Verb, human: HumanSide) -> Dialled:
    """Return what becomes of dialling; of several numbers that ring at once, who takes it first has it."""
    limit_s = min(verb.number("timeout", _RINGS_S), _LONGEST_RING_S)
    nouns = [noun for noun in verb.nested if noun.name in _PEOPLE] or [verb]
    sides = [human.at(line_of(noun)) for noun in nouns]
    taking = [side for side in sides if side.does is Does.ACCEPT and side.after_s <= limit_s]
    if taking:
        first = min(taking, key=lambda side: side.after_s)
        return Dialled(first.after_s, "completed", first)
    status = _DIAL.get(sides[0].does, "no-answer")
    return Dialled(min(sides[0].after_s, limit_s) if status == "busy" else limit_s, status)


def line_of(noun: Verb) -> str:
    """Return the number, client, address or queue that a noun names."""
    return noun.text or noun.attributes.get("workflowSid", "")


def decides_after(side: HumanSide) -> float:
    """Return after how many seconds in a queue the people decide; infinite if they never do."""
    return math.inf if side.does is Does.NEVER else side.after_s


def queue_result(side: HumanSide) -> str:
    """Return how Twilio calls what became of a place in a queue."""
    return "bridged" if side.does is Does.ACCEPT else _QUEUED.get(side.does, "error")
