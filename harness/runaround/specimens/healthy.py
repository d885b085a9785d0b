"""The healthy specimen: understands, asks once, solves, remembers, and fetches a human when one is wanted."""

from __future__ import annotations

from collections.abc import Callable

from runaround.model import Button, Event, Item, Speaker
from runaround.specimens.chat import Outgoing
from runaround.specimens.hearing import HUMAN_VALUE, TOPIC_PREFIX
from runaround.specimens.knowledge import Move
from runaround.specimens.memory import Desk
from runaround.specimens.policy import Handoff, Moment, Policies, Reply
from runaround.specimens.topics import EVIDENCE

__all__ = ["HEALTHY", "answer", "answer_as_human", "ask_what_is_missing", "make_small_talk", "solve", "transfer"]

_STILL_TALKING = frozenset({Move.OBJECTION, Move.HUMAN, Move.REPEAT})
_OFFER_FROM_FAILURE = 2
_TRANSFER_FROM_FAILURE = 3


def answer(moment: Moment) -> Reply:
    """Answer one message: small talk, an empty file, "say that again", what is not understood, and then the matter."""
    steps: tuple[Callable[[Moment], Reply], ...] = (make_small_talk, _mend_file, _repeat, _answer_aside, _clear_up)
    for step in steps:
        if reply := step(moment):
            return reply
    return _work(moment)


def ask_what_is_missing(moment: Moment) -> Item | None:
    """Return the next item that the matter needs and that was neither given nor asked for before."""
    memory = moment.memory
    settled = memory.items.keys() | memory.lacking | memory.asked
    return next((item for item in moment.topic.needs if item not in settled), None) if moment.topic else None


def solve(moment: Moment, before: str) -> Reply:
    """Settle the matter; tell the news on a later visit; after that, try something new each time, then a human."""
    memory, visit, topic = moment.memory, moment.visit, moment.topic
    assert topic is not None, "nothing is solved before the topic is known"
    if not memory.is_solved:
        memory.solved_in = visit.number
        return [moment.bot(moment.join(before, moment.pick(f"{topic.id}.solution", topic.solution)))]
    if memory.solved_in < visit.number and not visit.told_news:
        visit.told_news = True
        memory.solved_in = visit.number
        return [moment.bot(moment.pick(f"{topic.id}.news", topic.news))]
    return _try_harder(moment)


def transfer(moment: Moment) -> Reply:
    """Announce and signal the transfer; a human joins at the next chance and has read the case."""
    moment.visit.desk = Desk.HUMAN
    hello = moment.words("human_hello" if moment.topic else "human_hello_blank")
    moment.visit.pending += [
        Outgoing(Speaker.SYSTEM, moment.words("human_joined"), event=Event.HUMAN_JOINED),
        Outgoing(Speaker.HUMAN, hello),
    ]
    return [moment.bot(moment.words("transfer")), Outgoing(Speaker.SYSTEM, event=Event.TRANSFER_STARTED)]


def answer_as_human(moment: Moment) -> Reply:
    """Answer as the colleague who has taken over: settles the matter without asking again."""
    memory, topic = moment.memory, moment.topic
    if moment.heard.moves & {Move.THANKS, Move.BYE} and Move.OBJECTION not in moment.heard.moves:
        return [Outgoing(Speaker.HUMAN, moment.words("human_closing"))]
    if topic is not None and not memory.is_solved:
        memory.solved_in = moment.visit.number
        return [Outgoing(Speaker.HUMAN, moment.pick(f"{topic.id}.solution", topic.solution))]
    return [Outgoing(Speaker.HUMAN, moment.words("human_line"))]


def make_small_talk(moment: Moment) -> Reply:
    """Answer thanks, goodbyes, greetings and bare yes or no; nothing if the message is about the matter."""
    heard = moment.heard
    if heard.moves & _STILL_TALKING:
        return []
    if moment.memory.is_solved and Move.THANKS in heard.moves and not heard.is_question:
        return [moment.bot(moment.words("closing"))]
    if heard.topics or heard.given or heard.page or heard.empty_files:
        return []
    key = _find_courtesy(moment)
    if key is None:
        return []
    moment.memory.pending = moment.was_pending
    return [moment.bot(moment.words(key))]


def _find_courtesy(moment: Moment) -> str | None:
    """Return which courtesy the bare words of a message call for."""
    moves = moment.heard.moves
    is_settled = moment.memory.is_solved and not moment.memory.failures and not moment.heard.is_question
    courtesies = (
        ("declined", Move.NO_HUMAN in moves or (Move.NO in moves and moment.was_offered)),
        ("goodbye", Move.BYE in moves),
        ("youre_welcome", Move.THANKS in moves),
        ("all_set", is_settled and Move.YES in moves),
        ("goodbye", is_settled and Move.NO in moves),
        ("still_here", Move.GREETING in moves and moment.topic is not None),
        ("hello", Move.GREETING in moves),
    )
    return next((key for key, is_due in courtesies if is_due), None)


def _mend_file(moment: Moment) -> Reply:
    """Say that a file is empty, once; after that, or where no file came at all, go on without it."""
    memory, pending = moment.memory, moment.was_pending
    if moment.heard.empty_files and not memory.items.keys() & EVIDENCE:
        memory.empty_files += 1
        if memory.empty_files == 1:
            memory.pending = pending
            return [moment.bot(moment.words("empty_file"))]
        memory.lacking |= {pending} if pending else set()
        return _work(moment, before=moment.words("still_empty")) if moment.topic else []
    is_missing = pending in EVIDENCE and pending not in memory.items and Move.JUST_SENT in moment.heard.moves
    if pending and is_missing and moment.topic:
        memory.lacking.add(pending)
        return _work(moment, before=moment.words("no_file"))
    return []


def _repeat(moment: Moment) -> Reply:
    """Say the last answer again if that is what the consumer wants."""
    wants = Move.REPEAT in moment.heard.moves and Move.OBJECTION not in moment.heard.moves
    return list(moment.memory.last) if wants else []


def _answer_aside(moment: Moment) -> Reply:
    """Answer a question that needs nothing, such as opening hours, and leave the matter at hand where it is."""
    name = next(iter(moment.heard.topics), None)
    aside = moment.knowledge.topics[name] if name else None
    if aside is None or aside.is_matter:
        return []
    return [moment.bot(moment.pick(f"{aside.id}.solution", aside.solution))]


def _clear_up(moment: Moment) -> Reply:
    """Find out what it is about: ask, then suggest a human, then fetch one. Never the same twice."""
    memory = moment.memory
    if moment.topic is not None:
        memory.misunderstood = 0
        return []
    if moment.heard.given:
        return [moment.bot(moment.words("what_about"))]
    memory.misunderstood += 1
    if memory.misunderstood == 1:
        return [moment.bot(moment.words("unsure"), _menu(moment))]
    if not moment.policies.handoff.offers:
        return [moment.bot(moment.words("can_do"))]
    if memory.misunderstood == 2:
        moment.visit.offered_human = True
        return [moment.bot(moment.words("unsure_offer"), [*_human_button(moment), *_menu(moment)])]
    return moment.policies.handoff.wish(moment)


def _work(moment: Moment, *, before: str = "") -> Reply:
    """Ask for the next item, or settle the matter."""
    memory = moment.memory
    item = moment.policies.ask(moment)
    if item is None:
        return moment.policies.resolve(moment, before or _acknowledge(moment))
    is_repeated = item in memory.asked
    memory.asked.add(item)
    memory.pending = item
    return [moment.bot(moment.join("" if is_repeated else before or _acknowledge(moment), moment.words(f"ask.{item}")))]


def _acknowledge(moment: Moment) -> str:
    """Return what goes before the next step: sympathy, thanks for what came, or that it goes without."""
    topic, pending = moment.topic, moment.was_pending
    if moment.is_new_topic and topic is not None:
        return moment.pick(f"{topic.id}.sorry", topic.sorry)
    if pending is None or moment.memory.is_solved:
        return ""
    return moment.words(f"got.{pending}" if pending in moment.heard.given else "without")


def _try_harder(moment: Moment) -> Reply:
    """Take a new concrete step; offer a human from the second failure on, and fetch one at the third."""
    moment.memory.failures += 1
    failures, handoff = moment.memory.failures, moment.policies.handoff
    if handoff.offers and failures >= _TRANSFER_FROM_FAILURE:
        return handoff.wish(moment)
    step = moment.words("step")
    if not handoff.offers or failures < _OFFER_FROM_FAILURE:
        return [moment.bot(step)]
    moment.visit.offered_human = True
    return [moment.bot(moment.join(step, moment.words("offer")), _human_button(moment))]


def _human_button(moment: Moment) -> list[Button]:
    return [Button(moment.knowledge.labels[HUMAN_VALUE], HUMAN_VALUE)]


def _menu(moment: Moment) -> list[Button]:
    labels = moment.knowledge.labels
    return [Button(label, TOPIC_PREFIX + name) for name, label in labels.items() if name != HUMAN_VALUE]


HEALTHY = Policies(
    answer=answer,
    ask=ask_what_is_missing,
    resolve=solve,
    handoff=Handoff(wish=transfer, meanwhile=answer),
)
