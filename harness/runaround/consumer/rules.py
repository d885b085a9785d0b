"""The consumer's rules: each looks at one reply and says what to do, or leaves it to the next rule.

The order of `_RULES` is the consumer's character: what the scenario's author wants comes first; then it takes a
solution before anything else, answers what it is newly asked before it complains, and complains only when
nothing else fits.
"""

from __future__ import annotations

from collections.abc import Callable

from runaround.consumer.answers import answer, can_give, find_fresh, find_wanted
from runaround.consumer.heard import Heard, item_of, match_any
from runaround.consumer.memory import Memory, Move
from runaround.consumer.progress import (
    OFFERS,
    choose_option,
    is_clarifying,
    is_meant,
    is_mere_greeting,
    is_read_back,
    is_settled,
    is_stuck,
    leads_nowhere,
    likes_offer,
    press,
)
from runaround.consumer.reactions import react
from runaround.consumer.readback import find_wrong
from runaround.consumer.steps import Pause, Step, Stop
from runaround.consumer.wishes import answer_human_offer, ask_for_human, ask_where, is_wish_due, talk_to_human
from runaround.model import Click, EndReason, Item, Say
from runaround.reading.acts import Act

__all__ = ["decide", "notice_closing", "run_out"]

_VAGUE_ITEMS = frozenset({Item.DESCRIPTION, Item.FORM, Item.OTHER})


def decide(memory: Memory, heard: Heard) -> Step:
    """Return what the consumer does about a reply, and remember the reply."""
    memory.take_in(heard)
    is_failure = is_stuck(memory, heard)
    step = react(memory, heard)
    # What the author foresaw is an answer that moves on, unless it says of itself that it does not.
    memory.failures += is_failure and (step is None or leads_nowhere(heard) or memory.has_repeated)
    if step is None:
        step = next(found for rule in _RULES if (found := rule(memory, heard)) is not None)
    if isinstance(step, Say | Click) and not memory.may_speak:
        return run_out(memory)
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
    if not is_settled(memory, heard):
        return None
    parting = "" if heard.is_closed else memory.word(Move.THANKS)
    return Stop(EndReason.SOLVED, "The matter was settled.", parting)


def _notice_time(memory: Memory, _heard: Heard) -> Step | None:
    """Leave when the visit has lasted as long as the consumer bears."""
    if not memory.is_time_up:
        return None
    return _leave(memory, f"The visit lasted {memory.elapsed_s:.0f} s.")


def _leave_on_promise(memory: Memory, heard: Heard) -> Step | None:
    if Act.PROMISE in heard.acts and memory.has_later_session:
        return Pause(memory.word(Move.COME_BACK))
    return None


def run_out(memory: Memory) -> Step:
    """End a visit that has no turn left."""
    if memory.is_human_here:
        return Stop(EndReason.HUMAN_JOINED, "A human joined.", memory.word(Move.THANKS))
    return _leave(memory, f"{memory.own_turns + 1} turns did not help.")


def _leave(memory: Memory, detail: str) -> Step:
    if memory.has_later_session:
        return Pause()
    return Stop(EndReason.OUT_OF_PATIENCE, detail, memory.word(Move.GIVE_UP))


# --- rules that wait -------------------------------------------------------------------------------------


def _bear_silence(memory: Memory, heard: Heard) -> Step | None:
    """Wait; then ask for the human who was announced, tell the problem to a dead link, or ask who is there."""
    if not heard.is_silent:
        return None
    wait = memory.wait(heard)
    if wait is not None:
        return wait
    if memory.is_transfer_due:
        return ask_where(memory)
    if isinstance(memory.last_turn, Click):
        return Say(memory.problem())
    if not memory.has_said_hello:
        memory.has_said_hello = True
        wish = ask_for_human(memory, heard) if not memory.asks and is_wish_due(memory) else None
        return wish or Say(memory.word(Move.HELLO))
    return Pause() if memory.has_later_session else Stop(EndReason.NO_ANSWER, "The bot did not answer.")


def _hold_on(memory: Memory, heard: Heard) -> Step | None:
    if not _asks_to_wait(memory, heard):
        return None
    wait = memory.wait(heard)
    if wait is not None:
        return wait
    return ask_where(memory) if memory.is_transfer_due else None


def _asks_to_wait(memory: Memory, heard: Heard) -> bool:
    """Return whether waiting may help: for a human in a queue always, for the same formula only once."""
    if heard.announces_transfer:
        return True
    if Act.HUMAN_UNAVAILABLE in heard.acts:
        return memory.is_transfer_due or (bool(memory.asks) and Act.PROMISE in heard.acts)
    return Act.HOLD in heard.acts and not memory.has_repeated and not leads_nowhere(heard)


# --- rules that answer -----------------------------------------------------------------------------------


def _answer_fresh(memory: Memory, heard: Heard) -> Step | None:
    """Answer what was not asked before; a wish for a human is repeated beside all but the first such answer."""
    fresh = find_fresh(memory, heard)
    if not fresh:
        return None
    is_vague = all(item_of(want) in _VAGUE_ITEMS and not can_give(memory, want) for want in fresh)
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


def _correct(memory: Memory, heard: Heard) -> Step | None:
    """Put right what a question of the bot gets wrong."""
    wrong = find_wrong(memory, heard)
    if not wrong:
        return None
    memory.corrected.update(wrong)
    return Say(memory.join([memory.word(Move.CORRECT), answer(memory, wrong, wrong).text]))


def _confirm(memory: Memory, heard: Heard) -> Step | None:
    if not is_read_back(heard) or memory.has_repeated:
        return None
    return press(memory, heard, Act.AGREE) or Say(memory.word(Move.CONFIRM))


def _clear_up(memory: Memory, heard: Heard) -> Step | None:
    """Say yes to a bot that has understood; tell the problem again to one that may not have, but deny nothing.

    Who has asked for a human does not let such questions lead away from it.
    """
    is_wishing = memory.scenario.human is not None and memory.asks > 0
    if not is_clarifying(heard) or is_wishing or memory.has_repeated or choose_option(memory, heard) is not None:
        return None
    if not is_meant(memory, heard):
        return Say(memory.problem())
    return press(memory, heard, Act.AGREE) or Say(memory.word(Move.CONFIRM))


def _take_offer(memory: Memory, heard: Heard) -> Step | None:
    """Accept an offer that suits; one that also settles the matter ends the case with the next sensible reply."""
    if memory.has_accepted:
        memory.has_accepted = False
        if not memory.has_repeated and not leads_nowhere(heard):
            return Stop(EndReason.ACCEPTED_OFFER, "Accepted what the bot offered.", memory.word(Move.THANKS))
    if memory.has_repeated or not likes_offer(memory, heard):
        return None
    solved_by = memory.scenario.solved_by
    memory.has_accepted = not solved_by or any(match_any(solved_by, text) for text in heard.texts_with(*OFFERS))
    return press(memory, heard, Act.AGREE) or Say(memory.word(Move.ACCEPT))


def _refuse_offer(memory: Memory, heard: Heard) -> Step | None:
    return Say(memory.word(Move.REFUSE)) if heard.acts.intersection(OFFERS) else None


# --- rules that choose and object ------------------------------------------------------------------------


def _choose(memory: Memory, heard: Heard) -> Step | None:
    option = choose_option(memory, heard)
    return None if option is None else memory.take(option)


def _keep_secret(memory: Memory, heard: Heard) -> Step | None:
    return Say(memory.word(Move.KEEP_SECRET)) if Act.ASK_SECRET in heard.acts else None


def _rephrase(memory: Memory, heard: Heard) -> Step | None:
    is_new_menu = Act.MENU in heard.acts and not memory.has_repeated
    is_lost = bool(heard.acts & {Act.FALLBACK, Act.REPROMPT}) or is_new_menu or is_mere_greeting(heard)
    return Say(memory.problem()) if is_lost else None


def _object(memory: Memory, _heard: Heard) -> Step:
    return Say(memory.word(Move.OBJECT))


_RULES: tuple[Callable[[Memory, Heard], Step | None], ...] = (
    _take_solution,
    talk_to_human,
    notice_closing,
    _notice_time,
    _bear_silence,
    _answer_fresh,
    _keep_secret,
    _hold_on,
    _leave_on_promise,
    _correct,
    _confirm,
    _take_offer,
    _clear_up,
    answer_human_offer,
    ask_for_human,
    _choose,
    _answer_again,
    _refuse_offer,
    _rephrase,
    _object,
)
