"""What the consumer answers when it is asked for something: facts, files, or that it has none."""

from __future__ import annotations

from collections.abc import Iterable

from runaround.consumer.heard import Heard
from runaround.consumer.memory import Memory, Move
from runaround.model import Evidence, Item, Say
from runaround.reading.acts import Act

__all__ = ["answer", "can_give", "find_fresh", "find_wanted"]


def find_wanted(memory: Memory, heard: Heard) -> tuple[Item, ...]:
    """Return the items that the reply wants: those it asks for, or the files just sent that it finds fault with."""
    if heard.asked or Act.DEFECT not in heard.acts or not isinstance(memory.last_turn, Say):
        return heard.asked
    return tuple(evidence.item for evidence in memory.last_turn.evidence)


def find_fresh(memory: Memory, heard: Heard) -> tuple[Item, ...]:
    """Return the wanted items that were not answered before, or that must come anew since something was wrong.

    The same complaint in the same words is no reason to send the same thing a third time.
    """
    has_defect = Act.DEFECT in heard.acts and not memory.has_repeated
    return tuple(item for item in find_wanted(memory, heard) if has_defect or not memory.given[item])


def can_give(memory: Memory, item: Item) -> bool:
    """Return whether the scenario has something for `item` to tell or to send."""
    return item in memory.scenario.facts or item in memory.scenario.evidence


def answer(memory: Memory, wanted: Iterable[Item], fresh: Iterable[Item]) -> Say:
    """Return one message with everything that is wanted, and remember that it was given.

    What is asked for again comes once more with a complaint, and from then on the complaint alone.
    """
    fresh, parts, files = frozenset(fresh), list[str](), list[Evidence]()
    items = tuple(wanted)
    complaint = _complain(memory, [item for item in items if item not in fresh])
    for item in items:
        if item not in fresh:
            memory.again[item] += 1
        if item in fresh or memory.again[item] == 1:
            parts += _tell(memory, item)
            files += [memory.scenario.evidence[item]] if item in memory.scenario.evidence else []
        memory.given[item] += 1
    send = [memory.word(Move.SEND)] if files and not complaint else []
    return Say(memory.join([*complaint, *parts, *send]) or memory.word(Move.ALREADY_TOLD), tuple(files))


def _complain(memory: Memory, stale: list[Item]) -> list[str]:
    given = [item for item in stale if can_give(memory, item)]
    if not given:
        return []
    files = any(item in memory.scenario.evidence for item in given)
    return [memory.word(Move.ALREADY_SENT if files else Move.ALREADY_TOLD)]


def _tell(memory: Memory, item: Item) -> list[str]:
    """Return what is said in words for `item`; an item that the scenario does not define is noted as a gap."""
    scenario = memory.scenario
    if item in scenario.facts:
        return [scenario.facts[item]]
    if item in scenario.evidence:
        return []
    if item is Item.DESCRIPTION:
        return [memory.problem()]
    if item not in scenario.lacks:
        memory.gaps[item] = None
    return [memory.decline(item)]
