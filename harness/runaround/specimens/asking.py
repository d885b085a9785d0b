"""Policies that ask again for what the consumer has already given."""

from __future__ import annotations

from runaround.model import Item
from runaround.specimens.policy import Moment
from runaround.specimens.settling import ask_what_is_missing

__all__ = ["forget_what_was_said", "hoard_evidence"]

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
