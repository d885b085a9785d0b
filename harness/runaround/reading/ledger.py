"""The ledger of items: who asked for what, gave it, would not or could not, and what was wrong with it; and when."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from runaround.model import Item, SlotEntry, SlotEvent, Speaker
from runaround.reading.acts import Act
from runaround.reading.lexicon import choose_lexicon
from runaround.reading.message import items_named
from runaround.reading.turns import TurnReading

__all__ = ["Ledger", "item_of"]

_ITEM_OF = {item.value: item for item in Item}
_NOT_SHOWN = "description"


def item_of(name: str) -> Item:
    """Return the item of a name of the phrasebooks; `OTHER` for the finer names."""
    return _ITEM_OF.get(name, Item.OTHER)


class Ledger:
    """What became of every item of a case. Entries are in the order of turns.

    What the company finds defective was given for nothing: from then on it stands as not given until it is given anew.
    """

    def __init__(self, turns: Sequence[TurnReading]) -> None:
        rows: dict[tuple[SlotEvent, str], list[int]] = defaultdict(list)
        self._rows: Mapping[tuple[SlotEvent, str], Sequence[int]] = rows
        entries: list[SlotEntry] = []
        given: set[str] = set()
        asked: tuple[str, ...] = ()
        last: frozenset[str] = frozenset()
        for turn in turns:
            if turn.turn.speaker is Speaker.CONSUMER:
                found = _told(turn, asked)
                last = turn.gives
                given |= turn.gives
            elif turn.by_company:
                found = _answered(turn, given=given, last=last)
                asked = turn.said.asked_names
            else:
                continue
            for name, event in found:
                rows[event, name].append(turn.index)
                entries.append(SlotEntry(turn.index, name, item_of(name), event))
        self.entries = tuple(entries)

    def given(self, name: str, *, before: int) -> int | None:
        """Return the first turn before turn `before` that gave item `name`, good or not; None if none."""
        return self._first(SlotEvent.SUPPLIED, name, start=0, before=before)

    def all_given(self, name: str, *, before: int) -> Sequence[int]:
        """Return the turns before turn `before` that gave item `name`, good or not."""
        row = self._rows.get((SlotEvent.SUPPLIED, name), ())
        return row[: bisect_left(row, before)]

    def standing(self, name: str, *, before: int) -> int | None:
        """Return the first turn that gave item `name` since it was last found defective; None if none."""
        faults = self._rows.get((SlotEvent.DEFECTIVE, name), ())
        at = bisect_left(faults, before)
        return self._first(SlotEvent.SUPPLIED, name, start=faults[at - 1] if at else 0, before=before)

    def was_asked(self, name: str, *, before: int) -> bool:
        """Say whether the company has asked for item `name` before turn `before`."""
        return self._first(SlotEvent.ASKED, name, start=0, before=before) is not None

    def _first(self, event: SlotEvent, name: str, *, start: int, before: int) -> int | None:
        row = self._rows.get((event, name), ())
        at = bisect_left(row, start)
        return row[at] if at < len(row) and row[at] < before else None


def _told(turn: TurnReading, asked: tuple[str, ...]) -> Iterator[tuple[str, SlotEvent]]:
    """Yield what a consumer turn does about items: gives them, or does not give what was just asked for."""
    yield from ((name, SlotEvent.SUPPLIED) for name in sorted(turn.gives))
    if not turn.does(Act.DECLINE, Act.LACK):
        return
    event = SlotEvent.IMPOSSIBLE if turn.does(Act.LACK) else SlotEvent.DECLINED
    yield from ((name, event) for name in asked if name not in turn.gives)


def _answered(turn: TurnReading, *, given: set[str], last: frozenset[str]) -> Iterator[tuple[str, SlotEvent]]:
    """Yield what a turn of the company does about items: finds fault with what it got, or asks for them.

    given: what the consumer has given so far; last: what they gave with their last words, which a fault found with
    nothing in particular is about.
    """
    # "Which portion did you not receive?" has the words of a fault, and finds none with what was sent.
    told = [sentence for sentence in turn.said.sentences if not sentence.does(Act.QUESTION)]
    faulty = [sentence for sentence in told if sentence.does(Act.DEFECT)]
    if faulty:
        named = {name for one in faulty for name in items_named(one.text, choose_lexicon(one.lexicon, one.text))}
        named |= set(turn.said.asked_names)
        about = given & named or last - {_NOT_SHOWN}
        yield from ((name, SlotEvent.DEFECTIVE) for name in sorted(about))
    yield from ((name, SlotEvent.ASKED) for name in turn.said.asked_names)
