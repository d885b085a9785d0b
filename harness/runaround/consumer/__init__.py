"""The scripted consumer: a generator that decides and never sends.

A driver asks it for the first action with `next`, carries each action out, and sends back the messages
that came, none included. After a `Leave` that is the welcome of the new session. The generator's
return value is the `Ending`. Same scenario, same replies, same seed: same actions.
"""

from __future__ import annotations

import random
from collections.abc import Generator

from runaround.consumer.heard import Heard, hear
from runaround.consumer.memory import Memory, Move
from runaround.consumer.progress import choose_option, is_settled, press
from runaround.consumer.rules import decide, notice_closing, run_out
from runaround.consumer.script import notice, recite
from runaround.consumer.steps import Pause, Step, Stop
from runaround.consumer.wishes import is_wish_due
from runaround.model import Action, Channel, Click, Ending, EndReason, Look, Message, Say, Scenario, Speaker, Wait
from runaround.reading import read_message
from runaround.reading.acts import Act

__all__ = ["Messages", "Move", "consume"]

Messages = tuple[Message, ...]

_SEEMS_SETTLED = frozenset({EndReason.SOLVED, EndReason.ACCEPTED_OFFER, EndReason.HUMAN_JOINED})


def consume(scenario: Scenario, *, rng: random.Random, welcome: Messages = ()) -> Generator[Action, Messages, Ending]:
    """Yield what the consumer of `scenario` does, and return why it stopped.

    rng: picks among wordings, and places slips where the scenario has its consumer make some. welcome: what the bot
    said before the consumer came to speak. Messages that are turns of a record tell the time; the consumer has no
    clock, and counts its waits. The consumer takes at most `patience.turns` own turns (`Say` and `Click`), and
    between two of them a bounded number of waits.
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
    step = notice_closing(memory, heard)
    if step is None and memory.visit.script:
        heard = yield from recite(memory, heard)
        step = _follow_script(memory, heard)
    elif step is None:
        step = _press_at_once(memory, heard) or _open(memory)
    while not isinstance(step, Stop | Pause):
        heard = yield from _carry_out(memory, step, heard)
        step = decide(memory, heard)
    if step.parting and memory.may_part:
        memory.tell_time(hear((yield memory.record(memory.put(step.parting)))))
    if isinstance(step, Pause) or (yield from _finds_it_undone(memory, step)):
        return None
    return Ending(step.reason, step.detail, tuple(memory.gaps))


def _finds_it_undone(memory: Memory, step: Stop) -> Generator[Action, Messages, bool]:
    """See whether what seems settled is, where the scenario asks for it and has a visit for the case that it is not."""
    number = memory.session + 1
    asks = any(probe.after_session == number for probe in memory.scenario.probes)
    if step.reason not in _SEEMS_SETTLED or not (asks and memory.has_later_session and memory.may_part):
        return False
    return bool((yield Look()))


def _follow_script(memory: Memory, heard: Heard) -> Step:
    """Return what comes after the fixed lines: nothing, the opening, or an answer to what was `heard` last."""
    if heard.is_closed:
        return decide(memory, heard)
    if memory.visit.ends_after_script:
        is_over = Stop(EndReason.SCRIPT_OVER, "All fixed lines were said.")
        return Pause() if memory.has_later_session else is_over
    if not memory.visit.opening:
        return decide(memory, heard)
    notice(memory, heard)
    return _open(memory) if memory.may_speak else run_out(memory)


def _press_at_once(memory: Memory, heard: Heard) -> Say | Click | None:
    """Press what fits where a telephone menu of keys comes first: nobody tells their story to a keypad."""
    if memory.scenario.channel is not Channel.VOICE or not heard.wants_key:
        return None
    if is_wish_due(memory) and (pressed := press(memory, heard, Act.ASK_HUMAN)):
        memory.asks += 1
        return pressed
    option = choose_option(memory, heard)
    return None if option is None else memory.take(option)


def _open(memory: Memory) -> Say:
    """Return the first words of a visit; a scenario that asks for a human at once does so here."""
    opening = memory.problem()
    memory.human_turns = int(memory.is_human_here)
    wish = memory.scenario.human
    if wish is None or wish.at_turn is None or memory.session or not is_wish_due(memory):
        return Say(opening)
    memory.asks += 1
    if Act.ASK_HUMAN in read_message(Message(Speaker.CONSUMER, opening)).acts:
        return Say(opening)
    return Say(memory.join([opening, memory.word(Move.ASK_HUMAN)]))


def _carry_out(memory: Memory, step: Say | Click | Wait, heard: Heard) -> Generator[Action, Messages, Heard]:
    """Take one step, in two messages if the consumer writes so, and return what came back in all.

    A label or a key that the bot offers is typed as it is. The second message is left out once it would be absurd.
    """
    if not isinstance(step, Say) or any(option.action == step for option in heard.options):
        return hear((yield memory.record(step)))
    *firsts, last = memory.compose(step)
    replies: Messages = ()
    for first in firsts:
        replies += yield memory.record(first)
        if _is_enough(memory, hear(replies), last):
            return hear(replies)
    return hear(replies + (yield memory.record(last)))


def _is_enough(memory: Memory, heard: Heard, last: Say) -> bool:
    """Return whether the reply to the first half of a message makes the second, `last`, pointless."""
    brought_human = heard.has_human and not memory.is_human_here and not last.evidence
    return heard.is_closed or brought_human or is_settled(memory, heard)
