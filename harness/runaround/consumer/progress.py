"""Whether a reply moves on, and what in it the consumer could take."""

from __future__ import annotations

from runaround.consumer.answers import find_fresh
from runaround.consumer.heard import Heard, Option, match_any
from runaround.consumer.memory import Memory
from runaround.model import Click, Event, Say
from runaround.reading.acts import Act

__all__ = [
    "OFFERS",
    "choose_option",
    "is_mere_greeting",
    "is_read_back",
    "is_stuck",
    "leads_nowhere",
    "likes_offer",
    "press",
]

OFFERS = (Act.OFFER, Act.ALTERNATIVE)

_MAX_SAME_CHOICE = 2
_MOVES_ON = frozenset({Act.HOLD, Act.OFFER_HUMAN, Act.ANNOUNCE_TRANSFER, Act.ROUTING_QUESTION})
_LEADS_NOWHERE = frozenset({Act.FALLBACK, Act.REFUSE_HUMAN, Act.HUMAN_UNAVAILABLE})
_ONLY_GREETS = frozenset({Act.GREETING, Act.QUESTION})


def is_stuck(memory: Memory, heard: Heard) -> bool:
    """Return whether a reply did not move on: the count that makes the consumer ask for a human."""
    if heard.is_silent or memory.is_human_here or heard.announces_transfer:
        return False
    if leads_nowhere(heard) or memory.has_repeated:
        return True
    if heard.asked:
        return not find_fresh(memory, heard)
    if is_read_back(heard) or is_mere_greeting(heard) or heard.acts & _MOVES_ON:
        return False
    if Act.PROMISE in heard.acts:
        return not memory.has_later_session
    return not likes_offer(memory, heard) and choose_option(memory, heard) is None


def leads_nowhere(heard: Heard) -> bool:
    """Return whether a reply says of itself that it does not help."""
    return bool(heard.acts & _LEADS_NOWHERE) or Event.TRANSFER_FAILED in heard.events


def is_read_back(heard: Heard) -> bool:
    """Return whether the bot reads something back and waits for a yes."""
    return heard.acts >= {Act.CONFIRM, Act.QUESTION} and not heard.asked


def is_mere_greeting(heard: Heard) -> bool:
    """Return whether a reply greets, asks what it is about, and nothing else."""
    return bool(heard.acts) and heard.acts <= _ONLY_GREETS


def likes_offer(memory: Memory, heard: Heard) -> bool:
    """Return whether the bot offers something that the scenario accepts, or that would settle the matter."""
    liked = (*memory.scenario.accepts_offers, *memory.scenario.solved_by)
    return any(match_any(liked, text) for text in heard.texts_with(*OFFERS))


def choose_option(memory: Memory, heard: Heard) -> Option | None:
    """Return the fitting option that was taken least often, then the one whose pattern comes first."""
    fitting = [
        option
        for pattern in memory.scenario.choices
        for option in heard.options
        if memory.chosen[option.label] < _MAX_SAME_CHOICE and match_any((pattern,), option.label)
    ]
    return min(fitting, key=lambda option: memory.chosen[option.label], default=None)


def press(memory: Memory, heard: Heard, act: Act) -> Say | Click | None:
    """Take an option that says `act` by itself, such as a button for a human, unless it led nowhere before."""
    for option in heard.options:
        if memory.chosen[option.label] < _MAX_SAME_CHOICE and option.does(act):
            memory.chosen[option.label] += 1
            return option.action
    return None
