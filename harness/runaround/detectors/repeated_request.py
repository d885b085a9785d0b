"""Finds bots that ask again for what they already have: `repeated_request`."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Finding, Item, Speaker
from runaround.reading import Act, Reading, TurnReading

__all__ = ["find_repeated_requests"]

_ITEM_OF = {item.value: item for item in Item}
_SHOWN = frozenset({"photo", "screenshot"})


def find_repeated_requests(reading: Reading) -> Iterator[Finding]:
    """Find bot turns that ask for an item which the consumer has already supplied in this stage of the case.

    Why: evidence that is asked for again and again is the oldest way of not deciding.
    Silent: when the bot says what is wrong with what it got, wants another picture, reads back to confirm,
    or when a human or a new session is between: that is `context_loss`.
    Source: taxonomy 1.1, `repeated_request`, rulings 1, 13, 14, 16.
    """
    for turn in reading.by(Speaker.BOT):
        asked = reading.consumer_before(turn.index)
        if turn.does(Act.DEFECT, Act.CONFIRM, Act.CLARIFY, Act.STILL_THERE, Act.ANOTHER) or not asked:
            continue
        found: dict[Item, int] = {}
        for name in turn.said.asked_names:
            given = reading.given(name, before=turn.index)
            if given is None or given.stage < turn.stage:
                continue  # given before a boundary, whether or not behind it too: `context_loss` (ruling 13)
            if _is_another(turn, name) or _is_opening(turn, asked, name):
                continue
            if name not in _ITEM_OF and reading.asked_for(name, before=given.index):
                continue  # names, birthdays, tax numbers: the next one may be another person's
            found.setdefault(_ITEM_OF.get(name, Item.OTHER), given.index)
        for item, index in found.items():
            yield Finding(turn.index, "repeated_request", (index,), item)


def _is_another(turn: TurnReading, name: str) -> bool:
    """Say whether the bot has the item and wants a further one: another side, the label, a close-up."""
    return name in _SHOWN and turn.does(Act.ADDITIONAL)


def _is_opening(turn: TurnReading, asked: tuple[TurnReading, ...], name: str) -> bool:
    """Say whether "what is your problem" only opens the talk, or puts off somebody who asked for a human."""
    return name == "description" and (turn.does(Act.GREETING) or any(c.does(Act.ASK_HUMAN) for c in asked))
