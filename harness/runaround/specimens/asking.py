"""Policies that ask again for what the consumer has already given."""

from __future__ import annotations

from runaround.model import Item, Speaker
from runaround.specimens.chat import Outgoing
from runaround.specimens.ears import Move
from runaround.specimens.memory import Desk
from runaround.specimens.policy import Moment, Recall, Reply
from runaround.specimens.settling import ask_what_is_missing

__all__ = ["FORGETTING", "forget_what_was_said", "hoard_evidence"]

_IDENTIFYING = (Item.ORDER_NUMBER, Item.ACCOUNT, Item.PHONE)


def hoard_evidence(moment: Moment) -> Item | None:
    """Ask for the evidence again and again, though it came; other items are asked for once."""
    evidence = moment.topic.evidence if moment.topic else None
    has_it = evidence in moment.memory.items
    return ask_what_is_missing(moment) or (evidence if has_it else None)


def forget_what_was_said(moment: Moment) -> Item | None:
    """Ask again, by turns, for every order number, account and phone that was given; evidence is kept."""
    if (missing := ask_what_is_missing(moment)) is not None:
        return missing
    given = [item for item in _IDENTIFYING if item in moment.memory.items]
    return given[moment.count("forgotten") % len(given)] if given and moment.topic else None


def _begin_anew(moment: Moment) -> Reply:
    """Ask, on a later visit and as the human who joined, for the problem and then for everything that was given before.

    Each thing is asked for once a visit and desk; the problem is not, once it was told there.
    """
    visit, memory = moment.visit, moment.memory
    is_human = visit.desk is Desk.HUMAN
    has_history = memory.matter is not None and (is_human or memory.matter.begun_in < visit.number)
    if not has_history or moment.heard.moves & {Move.THANKS, Move.BYE, Move.HUMAN}:
        return []
    if moment.heard.topics:
        visit.asked_again.add(f"{visit.desk.name}.{Item.DESCRIPTION}")
    again = [Item.DESCRIPTION.value, *(item.value for item in memory.items if item in _IDENTIFYING)]
    left = [item for item in again if f"{visit.desk.name}.{item}" not in visit.asked_again]
    if not left:
        return []
    visit.asked_again.add(f"{visit.desk.name}.{left[0]}")
    memory.pending = Item(left[0])
    text = moment.flaw("start_over") if memory.pending is Item.DESCRIPTION else moment.words(f"ask.{left[0]}")
    return [Outgoing(Speaker.HUMAN, text) if is_human else moment.bot(text)]


def _file_away(moment: Moment) -> Reply:
    """Take the data and leave the case to a colleague, once: that is when it gets lost."""
    matter = moment.memory.matter
    if matter is None or matter.is_solved or moment.count(f"filed.{matter.topic}.{matter.order}"):
        return []
    matter.is_promised = True
    return [moment.bot(moment.flaw("file_away"))]


FORGETTING = Recall(welcome="welcome", hello="human_hello_blank", ask=_begin_anew, put_off=_file_away)
