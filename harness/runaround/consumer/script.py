"""Fixed lines: what a scenario has its consumer say, send and choose, whatever the bot answers."""

from __future__ import annotations

from collections.abc import Generator

from runaround.consumer.heard import Heard, hear
from runaround.consumer.memory import Memory
from runaround.consumer.progress import find_option, is_stuck
from runaround.model import Action, Click, Message, Say, ScriptLine

__all__ = ["notice", "recite"]

_Messages = tuple[Message, ...]


def recite(memory: Memory, heard: Heard) -> Generator[Action, _Messages, Heard]:
    """Say the fixed lines of this visit, and return the reply to the last one, which is not taken in yet.

    heard: what the bot said before. The lines end early if the company closes, or if no turn is left for them.
    """
    for number, line in enumerate(memory.visit.script):
        if number:
            notice(memory, heard)
        if not memory.may_speak:
            break
        heard = hear((yield memory.record(_take(memory, line, heard))))
        if heard.is_closed:
            break
    return heard


def notice(memory: Memory, heard: Heard) -> None:
    """Take in a reply that the consumer does not answer by its own rules."""
    memory.take_in(heard)
    memory.failures += is_stuck(memory, heard)


def _take(memory: Memory, line: ScriptLine, heard: Heard) -> Say | Click:
    """Return the action of one line; a choice that the bot does not show is said in the words of its first pattern."""
    if not line.choose:
        files = tuple(memory.scenario.evidence[item] for item in line.send if item in memory.scenario.evidence)
        return memory.note(Say(line.say, files))
    option = find_option(heard, line.choose)
    if option is None:
        return memory.note(Say(" ".join(line.choose[0].replace("*", " ").split())))
    return memory.take(option)
