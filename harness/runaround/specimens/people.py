"""The human colleagues of a specimen: fetching one, and how one works."""

from __future__ import annotations

from dataclasses import replace

from runaround.model import Event, Speaker
from runaround.specimens.chat import Outgoing
from runaround.specimens.ears import Move
from runaround.specimens.memory import Desk
from runaround.specimens.policy import Moment, Reply
from runaround.specimens.settling import settle

__all__ = ["answer_as_human", "fetch_at_once", "transfer"]


def transfer(moment: Moment) -> Reply:
    """Announce and signal the transfer; a human joins at the next chance and has read the case."""
    moment.visit.desk = Desk.HUMAN
    hello = moment.words(moment.policies.recall.hello if moment.topic else "human_hello_blank")
    moment.visit.pending += [
        Outgoing(Speaker.SYSTEM, moment.words("human_joined"), event=Event.HUMAN_JOINED),
        Outgoing(Speaker.HUMAN, hello),
    ]
    return [moment.bot(moment.words("transfer")), Outgoing(Speaker.SYSTEM, event=Event.TRANSFER_STARTED)]


def fetch_at_once(moment: Moment) -> Reply:
    """Fetch a human, without asking for anything first, where it is urgent or a bot cannot do it.

    Nobody has asked for one yet: who only mishears the wish does fetch one, who has nobody does not.
    """
    topic = moment.topic
    if topic is None or moment.memory.is_solved or not topic.is_urgent:
        return []
    handoff = moment.policies.handoff
    first, *rest = transfer(moment) if handoff.reaches else handoff.wish(moment)
    sorry = moment.pick(f"{topic.id}.sorry", topic.sorry)
    return [replace(first, text=moment.join(sorry, first.text)), *rest]


def answer_as_human(moment: Moment) -> Reply:
    """Answer as the colleague who has taken over: settles the matter without asking again."""
    moves = moment.heard.moves
    if reply := moment.policies.recall.ask(moment):
        return reply
    if moves & {Move.THANKS, Move.BYE} and Move.OBJECTION not in moves:
        return [Outgoing(Speaker.HUMAN, moment.words("human_closing"))]
    matter = moment.memory.matter
    if matter is not None and not matter.is_done:
        return [Outgoing(Speaker.HUMAN, settle(moment))]
    return [Outgoing(Speaker.HUMAN, moment.words("human_line"))]
