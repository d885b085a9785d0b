"""The scripted consumer: a generator that decides and never sends.

A driver asks it for the first action with `next`, carries each action out, and sends back the messages
that came, none included. After a `Leave` that is the welcome of the new session. The generator's
return value is the `Ending`. Same scenario, same replies, same seed: same actions.
"""

from __future__ import annotations

import random
from collections.abc import Generator

from runaround.consumer.heard import hear
from runaround.consumer.memory import Memory, Move
from runaround.consumer.rules import Pause, Step, Stop, decide, notice_closing
from runaround.model import Action, Ending, EndReason, Message, Say, Scenario, Speaker
from runaround.reading import read_message
from runaround.reading.acts import Act

__all__ = ["Messages", "Move", "consume"]

Messages = tuple[Message, ...]


def consume(scenario: Scenario, *, rng: random.Random, welcome: Messages = ()) -> Generator[Action, Messages, Ending]:
    """Yield what the consumer of `scenario` does, and return why it stopped.

    rng: picks among wordings, nothing else. welcome: what the bot said before the consumer came to speak.
    The consumer takes at most `patience.turns` own turns (`Say` and `Click`), and between two of them a
    bounded number of waits.
    """
    if not scenario.sessions:
        return Ending(EndReason.ERROR, "The scenario has no session.")
    memory = Memory(scenario, rng)
    ending = yield from _visit(memory, welcome)
    while ending is None:
        if not memory.may_part:
            return Ending(EndReason.OUT_OF_PATIENCE, "No turn was left to come back with.", tuple(memory.gaps))
        welcome = yield memory.leave()
        memory.start_session(memory.session + 1)
        ending = yield from _visit(memory, welcome)
    return ending


def _visit(memory: Memory, welcome: Messages) -> Generator[Action, Messages, Ending | None]:
    """Play one session; return None if a later one follows."""
    heard = hear(welcome)
    memory.take_in(heard)
    step: Step = notice_closing(memory, heard) or _open(memory)
    while not isinstance(step, Stop | Pause):
        reply = yield memory.record(step)
        step = decide(memory, hear(reply))
    if step.parting is not None and memory.may_part:
        yield memory.record(Say(memory.word(step.parting)))
    return Ending(step.reason, step.detail, tuple(memory.gaps)) if isinstance(step, Stop) else None


def _open(memory: Memory) -> Say:
    """Return the first words of a visit; a scenario that asks for a human at once does so here."""
    opening = memory.problem()
    memory.human_turns = int(memory.is_human_here)
    wish = memory.scenario.human
    if wish is None or wish.at_turn != 1 or memory.session:
        return Say(opening)
    memory.asks += 1
    if Act.ASK_HUMAN in read_message(Message(Speaker.CONSUMER, opening)).acts:
        return Say(opening)
    return Say(memory.join([opening, memory.word(Move.ASK_HUMAN)]))
