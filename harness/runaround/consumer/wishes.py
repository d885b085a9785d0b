"""The wish for a human: when it is said, how often, and what comes of offers, queues and people who join."""

from __future__ import annotations

from runaround.consumer.answers import answer, find_fresh
from runaround.consumer.heard import Heard
from runaround.consumer.memory import Memory, Move
from runaround.consumer.progress import is_stuck, press
from runaround.consumer.steps import Pause, Step, Stop
from runaround.model import Click, EndReason, Event, HumanWish, Say
from runaround.reading.acts import Act

__all__ = ["answer_human_offer", "ask_for_human", "ask_where", "is_wish_due", "talk_to_human"]

_MAX_HUMAN_TURNS = 4
_ELSEWHERE = frozenset({Act.REDIRECT, Act.POINT_AWAY, Act.OTHER_CHANNEL})


def is_wish_due(memory: Memory) -> bool:
    """Return whether the next own turn is one in which the scenario asks for a human; never if it names no moment."""
    wish = memory.scenario.human
    if wish is None:
        return False
    is_turn = wish.at_turn is not None and memory.own_turns + 1 >= wish.at_turn
    is_enough = wish.after_failures is not None and memory.failures >= wish.after_failures
    is_time = wish.after_s is not None and memory.elapsed_s >= wish.after_s
    return is_turn or is_enough or is_time


def talk_to_human(memory: Memory, heard: Heard) -> Step | None:
    """Tell a human who joined what it is about, or answer what they ask, and be content with that."""
    if not memory.is_human_here:
        return None
    has_left = heard.is_closed or Event.HUMAN_LEFT in heard.events
    fresh = find_fresh(memory, heard)
    if not has_left and (memory.human_turns == 0 or (fresh and memory.human_turns < _MAX_HUMAN_TURNS)):
        memory.human_turns += 1
        return answer(memory, heard.asked, heard.asked) if heard.asked else Say(memory.problem())
    return Stop(EndReason.HUMAN_JOINED, "A human joined.", "" if has_left else memory.word(Move.THANKS))


def answer_human_offer(memory: Memory, heard: Heard) -> Step | None:
    """Take an offered human, or decline one that is not wanted; a number to ring is not one who comes here.

    Who only takes what is offered takes a button for a human as an offer too, once the bot does not help.
    """
    wish = memory.scenario.human
    is_elsewhere = not heard.acts.isdisjoint(_ELSEWHERE) and Act.ANNOUNCE_TRANSFER not in heard.acts
    if Act.OFFER_HUMAN not in heard.acts or is_elsewhere:
        is_shown = wish is not None and _has_no_moment(wish) and is_stuck(memory, heard)
        return _press_once_more(memory, heard, wish) if wish is not None and is_shown else None
    if wish is None:
        return None if memory.has_repeated else Say(memory.word(Move.REFUSE_HUMAN))
    if memory.asks > wish.persistence:
        return _give_up(memory)
    memory.asks += 1
    return press(memory, heard, Act.ASK_HUMAN) or Say(memory.word(Move.ACCEPT_HUMAN))


def _has_no_moment(wish: HumanWish) -> bool:
    return wish.at_turn is None and wish.after_failures is None and wish.after_s is None


def _press_once_more(memory: Memory, heard: Heard, wish: HumanWish) -> Say | Click | None:
    pressed = press(memory, heard, Act.ASK_HUMAN) if memory.asks <= wish.persistence else None
    memory.asks += pressed is not None
    return pressed


def ask_for_human(memory: Memory, heard: Heard) -> Step | None:
    """Ask for a human when it is time, and again at each reply that passes over it, until persistence ends."""
    wish = memory.scenario.human
    if wish is None or not (memory.asks or is_wish_due(memory)):
        return None
    if memory.is_transfer_due:
        return ask_where(memory)
    if memory.asks > wish.persistence:
        return _give_up(memory)
    memory.asks += 1
    move = Move.ASK_HUMAN if memory.asks == 1 else Move.INSIST_HUMAN
    return press(memory, heard, Act.ASK_HUMAN) or Say(memory.word(move))


def ask_where(memory: Memory) -> Step:
    """Ask where the human is who was announced."""
    wish = memory.scenario.human
    if memory.asks > (wish.persistence if wish else 0):
        return _give_up(memory)
    memory.asks += 1
    return Say(memory.word(Move.WHERE_HUMAN))


def _give_up(memory: Memory) -> Step:
    if memory.has_later_session:
        return Pause()
    times = "once" if memory.asks == 1 else f"{memory.asks} times"
    return Stop(EndReason.OUT_OF_PATIENCE, f"Asked for a human {times}; none came.", memory.word(Move.GIVE_UP))
