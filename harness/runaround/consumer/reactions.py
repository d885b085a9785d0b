"""Reactions: what a scenario's author wants done on hearing something, before any rule of the consumer's own."""

from __future__ import annotations

from runaround.consumer.heard import Heard, item_of, match_any
from runaround.consumer.memory import Memory
from runaround.consumer.progress import find_option
from runaround.consumer.steps import Pause, Step, Stop
from runaround.model import Cue, Deed, Say

__all__ = ["react"]


def react(memory: Memory, heard: Heard) -> Step | None:
    """Return what the first fitting reaction does, and count it; one that cannot be carried out does not fit.

    There is none to silence, to a human, and to a conversation that the company has closed.
    """
    if heard.is_silent or memory.is_human_here or heard.is_closed:
        return None
    for place, reaction in enumerate(memory.scenario.reactions):
        if memory.reacted[place] >= reaction.times or not _holds(reaction.hears, heard):
            continue
        step = _carry_out(memory, reaction.does, heard, key=f"reaction {place}")
        if step is not None:
            memory.reacted[place] += 1
            return step
    return None


def _holds(cue: Cue, heard: Heard) -> bool:
    """Return whether everything that a cue names is so; words must stand in one message, not on its buttons."""
    return (
        (not cue.acts or not heard.acts.isdisjoint(cue.acts))
        and (not cue.items or any(item_of(want) in cue.items for want in heard.asked))
        and (not cue.words or any(match_any(cue.words, reading.message.text) for reading in heard.readings))
    )


def _carry_out(memory: Memory, deed: Deed, heard: Heard, *, key: str) -> Step | None:
    if deed.ends is not None:
        return Stop(deed.ends, "A reaction of the scenario ends it here.", memory.pick(key, deed.say))
    if deed.leaves:
        return Pause(memory.pick(key, deed.say)) if memory.has_later_session else None
    if deed.wait_s is not None:
        return memory.listen(deed.wait_s)
    if deed.choose:
        option = find_option(heard, deed.choose)
        return None if option is None else memory.take(option)
    has_all = all(item in memory.scenario.evidence for item in deed.send)
    if not has_all or not (deed.say or deed.send):
        return None
    return memory.note(Say(memory.pick(key, deed.say), tuple(memory.scenario.evidence[item] for item in deed.send)))
