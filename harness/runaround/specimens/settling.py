"""How the healthy specimen settles a matter: asks once for what is missing, does it, tells the news, tries harder."""

from __future__ import annotations

from runaround.model import Button, Item
from runaround.specimens.ears import Move
from runaround.specimens.hearing import HUMAN_VALUE
from runaround.specimens.memory import Shift
from runaround.specimens.policy import Moment, Reply

__all__ = [
    "acknowledge",
    "ask_for",
    "ask_what_is_missing",
    "human_button",
    "settle",
    "solve",
    "tell_news",
    "try_harder",
    "work",
]

_OFFER_FROM_FAILURE = 2
_TRANSFER_FROM_FAILURE = 3
_DAY = "{day}"


def ask_what_is_missing(moment: Moment) -> Item | None:
    """Return the next item that the matter needs and that was neither given nor asked for before."""
    memory = moment.memory
    settled = memory.items.keys() | memory.lacking | memory.asked
    return next((item for item in moment.topic.needs if item not in settled), None) if moment.topic else None


def work(moment: Moment, *, before: str = "") -> Reply:
    """Ask for the next item, or settle the matter."""
    item = moment.policies.ask(moment)
    if item is None and (later := moment.policies.recall.put_off(moment)):
        return later
    if item is None:
        return moment.policies.settling.resolve(moment, before or acknowledge(moment))
    is_repeated = item in moment.memory.asked
    return [moment.bot(moment.join("" if is_repeated else before or acknowledge(moment), ask_for(moment, item)))]


def ask_for(moment: Moment, item: Item) -> str:
    """Return the words that ask for `item`, which is awaited from now on."""
    moment.memory.asked.add(item)
    moment.memory.pending = item
    return moment.words(f"ask.{item}")


def acknowledge(moment: Moment) -> str:
    """Return what goes before the next step: sympathy, thanks for what came, or that it goes without."""
    topic, pending = moment.topic, moment.was_pending
    if moment.shift is Shift.NEW and topic is not None and topic.sorry:
        return moment.pick(f"{topic.id}.sorry", topic.sorry)
    if pending is None or moment.memory.is_solved:
        return ""
    return moment.words(f"got.{pending}" if pending in moment.heard.given else "without")


def solve(moment: Moment, before: str) -> Reply:
    """Settle the matter; tell the news on a later visit; after that, try something new each time, then a human."""
    matter = moment.memory.matter
    assert matter is not None, "nothing is solved before the topic is known"
    if not matter.is_solved:
        return [moment.bot(moment.join(before, settle(moment), _settle_waiting(moment)))]
    if matter.solved_in < moment.visit.number:
        return [moment.bot(tell_news(moment))]
    if moment.shift is Shift.BACK and Move.OBJECTION not in moment.heard.moves:
        return [moment.bot(_solution(moment))]
    return try_harder(moment)


def settle(moment: Moment) -> str:
    """Do what the matter asks for, in the system too, and return the words that say so."""
    matter = moment.memory.matter
    assert matter is not None, "nothing is settled before the topic is known"
    matter.is_promised, matter.is_done = False, True
    matter.tell(moment.visit.number, moment.visit.elapsed_s)
    return _solution(moment)


def _solution(moment: Moment) -> str:
    topic = moment.topic
    return moment.pick(f"{topic.id}.solution", topic.solution) if topic else ""


def _settle_waiting(moment: Moment) -> str:
    """Settle the other matters that the consumer named, as far as nothing has to be asked; return the words."""
    texts: list[str] = []
    while moment.memory.waiting:
        moment.memory.take_up(moment.memory.waiting.pop(0))
        item = moment.policies.ask(moment)
        if item is not None:
            texts.append(ask_for(moment, item))
            break
        texts.append(settle(moment))
    return moment.join(*texts)


def tell_news(moment: Moment) -> str:
    """Return what has become of a matter that was settled on an earlier visit."""
    matter, topic = moment.memory.matter, moment.topic
    assert matter is not None
    assert topic is not None
    matter.solved_in = moment.visit.number
    has_day = any(_DAY in wording for wording in topic.solution)
    if has_day and not moment.is_after_promise:
        return moment.words("on_track")
    return moment.pick(f"{topic.id}.news", topic.news) if topic.news else moment.words("news")


def try_harder(moment: Moment) -> Reply:
    """Take a new concrete step; offer a human from the second failure on, and fetch one at the third."""
    matter, handoff = moment.memory.matter, moment.policies.handoff
    assert matter is not None, "only a matter can fail"
    matter.failures += 1
    if handoff.offers and matter.failures >= _TRANSFER_FROM_FAILURE:
        return handoff.wish(moment)
    step = moment.words("step")
    if not handoff.offers or matter.failures < _OFFER_FROM_FAILURE:
        return [moment.bot(step)]
    moment.visit.offered_human = True
    return [moment.bot(moment.join(step, moment.words("offer")), human_button(moment))]


def human_button(moment: Moment) -> list[Button]:
    """Return the button that fetches a human."""
    return [Button(moment.knowledge.labels[HUMAN_VALUE], HUMAN_VALUE)]
