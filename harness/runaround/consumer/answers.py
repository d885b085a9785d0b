"""What the consumer answers when it is asked for something: facts, files, or that it has none."""

from __future__ import annotations

from collections.abc import Iterable

from runaround.consumer.heard import Heard, item_of
from runaround.consumer.memory import Memory, Move
from runaround.model import Evidence, Item, Say
from runaround.reading.acts import Act

__all__ = ["answer", "can_give", "find_fresh", "find_wanted"]


def find_wanted(memory: Memory, heard: Heard) -> tuple[str, ...]:
    """Return what the reply wants: what it asks for, or the files just sent that it finds fault with."""
    if heard.asked or Act.DEFECT not in heard.acts or not isinstance(memory.last_turn, Say):
        return heard.asked
    return tuple(evidence.item for evidence in memory.last_turn.evidence)


def find_fresh(memory: Memory, heard: Heard) -> tuple[str, ...]:
    """Return what is wanted and was not answered before, or must come anew since something was wrong.

    The same complaint in the same words is no reason to send the same thing a third time.
    """
    has_defect = Act.DEFECT in heard.acts and not memory.has_repeated
    return tuple(want for want in find_wanted(memory, heard) if has_defect or not memory.given[want])


def can_give(memory: Memory, want: str) -> bool:
    """Return whether the scenario has something for `want` to tell or to send."""
    return _fact(memory, want) is not None or item_of(want) in memory.scenario.evidence


def answer(memory: Memory, wanted: Iterable[str], fresh: Iterable[str]) -> Say:
    """Return one message with everything that is wanted, and remember that it was given.

    What is asked for again comes once more with a complaint, and from then on the complaint alone.
    """
    fresh, parts, files = frozenset(fresh), list[str](), list[Evidence]()
    wants = tuple(wanted)
    complaint = _complain(memory, [want for want in wants if want not in fresh])
    for want in wants:
        if want not in fresh:
            memory.again[want] += 1
        if want in fresh or memory.again[want] == 1:
            parts += _tell(memory, want)
            file = memory.scenario.evidence.get(item_of(want))
            files += [file] if file is not None and file not in files else []
        memory.given[want] += 1
    send = [memory.word(Move.SEND)] if files and not complaint else []
    told = list(dict.fromkeys(parts))
    return Say(memory.join([*complaint, *told, *send]) or memory.word(Move.ALREADY_TOLD), tuple(files))


def _complain(memory: Memory, stale: list[str]) -> list[str]:
    given = [want for want in stale if can_give(memory, want)]
    if not given:
        return []
    files = any(item_of(want) in memory.scenario.evidence for want in given)
    return [memory.word(Move.ALREADY_SENT if files else Move.ALREADY_TOLD)]


def _fact(memory: Memory, want: str) -> str | None:
    """Return what the consumer knows for `want`; what has no finer fact may have one for all other things."""
    scenario = memory.scenario
    return scenario.details.get(want, scenario.facts.get(item_of(want)))


def _tell(memory: Memory, want: str) -> list[str]:
    """Return what is said in words for `want`; what the scenario does not define is noted as a gap."""
    scenario, item, fact = memory.scenario, item_of(want), _fact(memory, want)
    if fact is not None:
        return [fact]
    if item in scenario.evidence:
        return []
    if item is Item.DESCRIPTION:
        return [memory.problem()]
    if item not in scenario.lacks:
        memory.gaps[item] = None
    return [memory.decline(want)]
