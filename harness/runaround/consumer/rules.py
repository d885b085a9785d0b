"""The consumer's rules: each looks at one reply and says what to do, or leaves it to the next rule.

The order of `_RULES` is the consumer's character: it takes a solution before anything else, answers
what it is newly asked before it complains, and complains only when nothing else fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from runaround.consumer.answers import answer, can_give, find_fresh, find_wanted
from runaround.consumer.heard import Heard, match_any
from runaround.consumer.memory import Memory, Move
from runaround.consumer.progress import (
    OFFERS,
    choose_option,
    is_mere_greeting,
    is_read_back,
    is_stuck,
    leads_nowhere,
    likes_offer,
    press,
)
from runaround.model import Click, EndReason, Event, Item, Say, Wait
from runaround.reading.acts import Act, MessageReading

__all__ = ["Pause", "Step", "Stop", "decide", "notice_closing"]

_MAX_HUMAN_TURNS = 4
_VAGUE_ITEMS = frozenset({Item.DESCRIPTION, Item.FORM, Item.OTHER})


@dataclass(frozen=True, slots=True)
class Stop:
    """The consumer ends the case, with parting words if `parting` names some."""

    reason: EndReason
    detail: str
    parting: Move | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """The consumer leaves and comes back in the next session."""

    parting: Move | None = None


Step = Say | Click | Wait | Stop | Pause


def decide(memory: Memory, heard: Heard) -> Step:
    """Return what the consumer does about a reply, and remember the reply."""
    memory.take_in(heard)
    memory.failures += is_stuck(memory, heard)
    step = next(found for rule in _RULES if (found := rule(memory, heard)) is not None)
    if isinstance(step, Say | Click) and not memory.may_speak:
        return _run_out(memory)
    return step


def notice_closing(memory: Memory, heard: Heard) -> Step | None:
    """End the visit if the company has ended it."""
    if not heard.is_closed:
        return None
    if memory.has_later_session:
        return Pause()
    return Stop(EndReason.CLOSED_BY_COMPANY, "The company closed the conversation.")


# --- rules that end something ----------------------------------------------------------------------------


def _take_solution(memory: Memory, heard: Heard) -> Step | None:
    if not any(_settles(memory, reading) for reading in heard.readings):
        return None
    parting = None if heard.is_closed else Move.THANKS
    return Stop(EndReason.SOLVED, "The matter was settled.", parting)


def _settles(memory: Memory, reading: MessageReading) -> bool:
    """Return whether one message settles the matter; one that wants something new does not."""
    scenario, text = memory.scenario, reading.message.text
    if Act.FALLBACK in reading.acts or any(not memory.given[item] for item in reading.asked):
        return False
    if match_any(scenario.answered_by, text):
        return True
    if Act.DONE not in reading.acts:
        return False
    if scenario.solved_by:
        return match_any(scenario.solved_by, text)
    return not (scenario.answered_by or reading.asked)


def _talk_to_human(memory: Memory, heard: Heard) -> Step | None:
    if not memory.is_human_here:
        return None
    has_left = heard.is_closed or Event.HUMAN_LEFT in heard.events
    fresh = find_fresh(memory, heard)
    if not has_left and (memory.human_turns == 0 or (fresh and memory.human_turns < _MAX_HUMAN_TURNS)):
        memory.human_turns += 1
        return answer(memory, heard.asked, heard.asked) if heard.asked else Say(memory.problem())
    return Stop(EndReason.HUMAN_JOINED, "A human joined.", None if has_left else Move.THANKS)


def _leave_on_promise(memory: Memory, heard: Heard) -> Step | None:
    if Act.PROMISE in heard.acts and memory.has_later_session:
        return Pause(Move.COME_BACK)
    return None


def _run_out(memory: Memory) -> Step:
    if memory.is_human_here:
        return Stop(EndReason.HUMAN_JOINED, "A human joined.", Move.THANKS)
    if memory.has_later_session:
        return Pause()
    return Stop(EndReason.OUT_OF_PATIENCE, f"{memory.own_turns + 1} turns did not help.", Move.GIVE_UP)


# --- rules that wait -------------------------------------------------------------------------------------


def _bear_silence(memory: Memory, heard: Heard) -> Step | None:
    """Wait; then ask for the human who was announced, tell the problem to a dead link, or ask who is there."""
    if not heard.is_silent:
        return None
    wait = memory.wait(heard)
    if wait is not None:
        return wait
    if memory.is_transfer_due:
        return _ask_where(memory)
    if isinstance(memory.last_turn, Click):
        return Say(memory.problem())
    if not memory.has_said_hello:
        memory.has_said_hello = True
        return Say(memory.word(Move.HELLO))
    return Pause() if memory.has_later_session else Stop(EndReason.NO_ANSWER, "The bot did not answer.")


def _hold_on(memory: Memory, heard: Heard) -> Step | None:
    if not _asks_to_wait(memory, heard):
        return None
    wait = memory.wait(heard)
    if wait is not None:
        return wait
    return _ask_where(memory) if memory.is_transfer_due else None


def _asks_to_wait(memory: Memory, heard: Heard) -> bool:
    """Return whether waiting may help: for a human in a queue always, for the same formula only once."""
    if heard.announces_transfer:
        return True
    if Act.HUMAN_UNAVAILABLE in heard.acts:
        return memory.is_transfer_due or (bool(memory.asks) and Act.PROMISE in heard.acts)
    return Act.HOLD in heard.acts and not memory.has_repeated and not leads_nowhere(heard)


def _ask_where(memory: Memory) -> Step:
    wish = memory.scenario.human
    if memory.asks > (wish.persistence if wish else 0):
        return _give_up_on_human(memory)
    memory.asks += 1
    return Say(memory.word(Move.WHERE_HUMAN))


def _give_up_on_human(memory: Memory) -> Step:
    if memory.has_later_session:
        return Pause()
    times = "once" if memory.asks == 1 else f"{memory.asks} times"
    return Stop(EndReason.OUT_OF_PATIENCE, f"Asked for a human {times}; none came.", Move.GIVE_UP)


# --- rules that answer -----------------------------------------------------------------------------------


def _answer_fresh(memory: Memory, heard: Heard) -> Step | None:
    """Answer what was not asked before; a wish for a human is repeated beside all but the first such answer."""
    fresh = find_fresh(memory, heard)
    if not fresh:
        return None
    is_vague = all(item in _VAGUE_ITEMS and not can_give(memory, item) for item in fresh)
    if is_vague and not memory.asks and choose_option(memory, heard) is not None:
        return None
    said = answer(memory, find_wanted(memory, heard), fresh)
    wish = memory.scenario.human
    is_gate = Act.ROUTING_QUESTION in heard.acts or not memory.has_gated
    memory.has_gated = memory.has_gated or memory.asks > 0
    if wish is None or memory.asks == 0 or is_gate or memory.asks > wish.persistence:
        return said
    memory.asks += 1
    return Say(memory.join([said.text, memory.word(Move.INSIST_HUMAN)]), said.evidence)


def _answer_again(memory: Memory, heard: Heard) -> Step | None:
    return answer(memory, heard.asked, ()) if heard.asked else None


def _confirm(memory: Memory, heard: Heard) -> Step | None:
    if not is_read_back(heard) or memory.has_repeated:
        return None
    return press(memory, heard, Act.AGREE) or Say(memory.word(Move.CONFIRM))


def _take_offer(memory: Memory, heard: Heard) -> Step | None:
    """Accept an offer that suits; one that also settles the matter ends the case with the next sensible reply."""
    if memory.has_accepted:
        memory.has_accepted = False
        if not memory.has_repeated and not leads_nowhere(heard):
            return Stop(EndReason.ACCEPTED_OFFER, "Accepted what the bot offered.", Move.THANKS)
    if memory.has_repeated or not likes_offer(memory, heard):
        return None
    solved_by = memory.scenario.solved_by
    memory.has_accepted = not solved_by or any(match_any(solved_by, text) for text in heard.texts_with(*OFFERS))
    return press(memory, heard, Act.AGREE) or Say(memory.word(Move.ACCEPT))


def _refuse_offer(memory: Memory, heard: Heard) -> Step | None:
    return Say(memory.word(Move.REFUSE)) if heard.acts.intersection(OFFERS) else None


# --- rules that ask for a human --------------------------------------------------------------------------


def _answer_human_offer(memory: Memory, heard: Heard) -> Step | None:
    wish = memory.scenario.human
    if Act.OFFER_HUMAN not in heard.acts:
        return None
    if wish is None:
        return None if memory.has_repeated else Say(memory.word(Move.REFUSE_HUMAN))
    if memory.asks > wish.persistence:
        return _give_up_on_human(memory)
    memory.asks += 1
    return press(memory, heard, Act.ASK_HUMAN) or Say(memory.word(Move.ACCEPT_HUMAN))


def _ask_for_human(memory: Memory, heard: Heard) -> Step | None:
    wish = memory.scenario.human
    if wish is None:
        return None
    is_turn = wish.at_turn is not None and memory.own_turns + 1 >= wish.at_turn
    is_enough = wish.after_failures is not None and memory.failures >= wish.after_failures
    if not (memory.asks or is_turn or is_enough):
        return None
    if memory.is_transfer_due:
        return _ask_where(memory)
    if memory.asks > wish.persistence:
        return _give_up_on_human(memory)
    memory.asks += 1
    move = Move.ASK_HUMAN if memory.asks == 1 else Move.INSIST_HUMAN
    return press(memory, heard, Act.ASK_HUMAN) or Say(memory.word(move))


# --- rules that choose and object ------------------------------------------------------------------------


def _choose(memory: Memory, heard: Heard) -> Step | None:
    option = choose_option(memory, heard)
    if option is None:
        return None
    memory.chosen[option.label] += 1
    return option.action


def _rephrase(memory: Memory, heard: Heard) -> Step | None:
    is_new_menu = Act.MENU in heard.acts and not memory.has_repeated
    is_lost = bool(heard.acts & {Act.FALLBACK, Act.REPROMPT}) or is_new_menu or is_mere_greeting(heard)
    return Say(memory.problem()) if is_lost else None


def _object(memory: Memory, _heard: Heard) -> Step:
    return Say(memory.word(Move.OBJECT))


_RULES: tuple[Callable[[Memory, Heard], Step | None], ...] = (
    _take_solution,
    _talk_to_human,
    notice_closing,
    _bear_silence,
    _answer_fresh,
    _hold_on,
    _leave_on_promise,
    _confirm,
    _take_offer,
    _answer_human_offer,
    _ask_for_human,
    _choose,
    _answer_again,
    _refuse_offer,
    _rephrase,
    _object,
)
