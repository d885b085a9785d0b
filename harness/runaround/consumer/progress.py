"""Whether a reply moves on, and what in it the consumer could take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runaround.consumer.answers import find_fresh
from runaround.consumer.heard import Heard, Option, match_any, wants_of
from runaround.consumer.memory import Memory, Move
from runaround.model import Click, Event, Item, Say
from runaround.reading.acts import Act, MessageReading
from runaround.reading.lexicon import shipped
from runaround.reading.likeness import content_of
from runaround.reading.text import fold

__all__ = [
    "OFFERS",
    "choose_option",
    "find_option",
    "is_clarifying",
    "is_meant",
    "is_mere_greeting",
    "is_read_back",
    "is_settled",
    "is_stuck",
    "leads_nowhere",
    "likes_offer",
    "press",
]

OFFERS = (Act.OFFER, Act.ALTERNATIVE)

_MAX_SAME_CHOICE = 2
_SHARE_MEANT = 0.75
_MOVES_ON = frozenset({Act.HOLD, Act.OFFER_HUMAN, Act.ANNOUNCE_TRANSFER, Act.ROUTING_QUESTION})
_LEADS_NOWHERE = frozenset({Act.FALLBACK, Act.REFUSE_HUMAN, Act.HUMAN_UNAVAILABLE})
_ONLY_GREETS = frozenset({Act.GREETING, Act.QUESTION, Act.EITHER_OR})


def is_stuck(memory: Memory, heard: Heard) -> bool:
    """Return whether a reply did not move on: the count that makes the consumer ask for a human."""
    if heard.is_silent or memory.is_human_here or heard.announces_transfer:
        return False
    if leads_nowhere(heard) or memory.has_repeated:
        return True
    if heard.asked:
        return not find_fresh(memory, heard)
    if is_read_back(heard) or is_mere_greeting(heard) or is_clarifying(heard) or heard.acts & _MOVES_ON:
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


def is_clarifying(heard: Heard) -> bool:
    """Return whether the bot asks what is meant, and nothing else; a menu asks only if one can say yes with it."""
    if heard.asked or leads_nowhere(heard) or not heard.acts >= {Act.CLARIFY, Act.QUESTION}:
        return False
    return not heard.options or any(option.does(Act.AGREE) for option in heard.options)


def is_meant(memory: Memory, heard: Heard) -> bool:
    """Return whether what the bot takes the consumer to mean is certainly meant.

    It is if nearly all of its content stands in the consumer's own words or in the scenario's patterns; half of it
    does not do: who has an order does not want to cancel it. Of two things named at once, neither is.
    """
    if Act.EITHER_OR in heard.acts:
        return False
    asked = _features(_without_lead_in(text) for text in heard.texts_with(Act.CLARIFY))
    shared = asked & _features(_own_words(memory))
    return bool(asked) and len(shared) >= _SHARE_MEANT * len(asked)


def _features(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(feature for text in texts for feature in content_of(text).features)


def _without_lead_in(text: str) -> str:
    """Return what is left of a question when 'do you mean' is taken away."""
    rest = fold(text)
    for book in shipped().narrow((text,)).books:
        for rule in book.company:
            if rule.act is Act.CLARIFY:
                rest = rule.says.sub(" ", rest)
    return rest


def _own_words(memory: Memory) -> Iterator[str]:
    scenario = memory.scenario
    yield from (text for visit in scenario.sessions for text in visit.opening)
    yield from (line.say for visit in scenario.sessions for line in visit.script)
    yield from scenario.sayings.get(Move.REPHRASE, ())
    yield from (text.replace("*", " ") for text in (*scenario.choices, *scenario.solved_by, *scenario.accepts_offers))
    yield scenario.facts.get(Item.DESCRIPTION, "")


def is_settled(memory: Memory, heard: Heard) -> bool:
    """Return whether a reply settles the matter."""
    return any(_settles(memory, reading) for reading in heard.readings)


def _settles(memory: Memory, reading: MessageReading) -> bool:
    """Return whether one message settles the matter; one that wants something new does not."""
    scenario, text = memory.scenario, reading.message.text
    if Act.FALLBACK in reading.acts or any(not memory.given[want] for want in wants_of(reading)):
        return False
    if match_any(scenario.answered_by, text):
        return True
    if Act.DONE not in reading.acts or (reading.undone and not reading.done):
        return False
    if scenario.solved_by:
        return match_any(scenario.solved_by, text)
    return not (scenario.answered_by or reading.asked)


def find_option(heard: Heard, patterns: Iterable[str]) -> Option | None:
    """Return the option that fits the first of `patterns` that any option fits, or None."""
    fitting = (option for one in patterns for option in heard.options if match_any((one,), option.label))
    return next(fitting, None)


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
            return memory.take(option)
    return None
