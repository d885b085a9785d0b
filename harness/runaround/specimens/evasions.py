"""Policies that keep off the matter: send elsewhere, sell, speak of other things, insist, hold up a decision."""

from __future__ import annotations

from collections.abc import Callable

from runaround.specimens.courtesy import make_small_talk
from runaround.specimens.policy import Moment, Reply
from runaround.specimens.settling import solve
from runaround.specimens.topics import Topic

__all__ = [
    "ask_for_secrets",
    "hold_up_decisions",
    "insist_on_evidence",
    "offer_to_stay",
    "sell_instead",
    "send_elsewhere",
    "talk_past",
]

_OFFERS, _HURDLES, _SECRETS = 4, 4, 3
"""How often a decision is held up, and a secret asked for, before the matter is settled after all."""

_Resolve = Callable[[Moment, str], Reply]


def _instead(key: str, applies: Callable[[Topic], bool], *, times: int | None = None) -> _Resolve:
    """Return a policy that says the flaw `key` where it applies, `times` times a matter (None: always), then solves."""

    def resolve(moment: Moment, before: str) -> Reply:
        topic, matter = moment.topic, moment.memory.matter
        if topic is None or matter is None or matter.is_solved or not applies(topic):
            return solve(moment, before)
        if times is not None and moment.count(f"{key}.{matter.topic}.{matter.order}") >= times:
            return solve(moment, before)
        return [moment.bot(moment.flaw(key))]

    return resolve


def _is_trouble(topic: Topic) -> bool:
    """Return whether there is something to complain about, rather than only something to look up."""
    return bool(topic.stock or topic.flaws)


def _is_decision(topic: Topic) -> bool:
    return topic.is_decision


send_elsewhere = _instead("elsewhere", _is_trouble)
sell_instead = _instead("upsell", _is_trouble)
offer_to_stay = _instead("keep", _is_decision, times=_OFFERS)
hold_up_decisions = _instead("obstacles", _is_decision, times=_HURDLES)
ask_for_secrets = _instead("secret", lambda _: True, times=_SECRETS)


def insist_on_evidence(moment: Moment, before: str) -> Reply:
    """Ask for the evidence that the consumer does not have, in other words each time; without it nothing goes on."""
    topic, memory = moment.topic, moment.memory
    item = topic.evidence if topic else None
    if topic is None or item is None or item in memory.items or memory.is_solved:
        return solve(moment, before)
    memory.pending = item
    return [moment.bot(moment.flaw("insist" if "insist" in topic.flaws else f"insist.{item}"))]


def talk_past(moment: Moment) -> Reply:
    """Answer what nobody asked: each time something else, of this matter's company first."""
    if reply := make_small_talk(moment):
        return reply
    own = moment.topic.flaws.get("beside", ()) if moment.topic else ()
    key = f"past.{moment.topic.id}" if moment.topic else "past"
    return [moment.bot(moment.pick(key, (*own, *moment.knowledge.flaws["beside"])))]
