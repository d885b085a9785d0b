"""Policies that lead nowhere: the same answer, page, lack of understanding or promise, again and again."""

from __future__ import annotations

from collections.abc import Callable

from runaround.model import Button, Link
from runaround.specimens.chat import Outgoing
from runaround.specimens.courtesy import make_small_talk
from runaround.specimens.healthy import answer
from runaround.specimens.hearing import PAGE_PREFIX
from runaround.specimens.policy import Moment, Reply
from runaround.specimens.settling import solve
from runaround.specimens.topics import Topic

__all__ = [
    "alternate_two_answers",
    "fail_without_offering",
    "lead_in_a_circle",
    "never_understand",
    "promise_again",
    "repeat_in_other_words",
    "repeat_word_for_word",
]

_FORM, _RESULT, _FAQ, _MENU = "form", "result", "faq", "menu"

_Stock = Callable[[Moment, Topic], str]


def _stuck(choose: _Stock) -> Callable[[Moment, str], Reply]:
    """Return a policy that meets every complaint with what `choose` takes; plain look-ups stay healthy."""

    def resolve(moment: Moment, before: str) -> Reply:
        topic = moment.topic
        if topic is None or not topic.stock:
            return solve(moment, before)
        return [moment.bot(choose(moment, topic))]

    return resolve


repeat_word_for_word = _stuck(lambda _, topic: topic.stock[0])
repeat_in_other_words = _stuck(lambda moment, topic: moment.pick(f"{topic.id}.stock", topic.stock))
alternate_two_answers = _stuck(lambda moment, topic: moment.pick(f"{topic.id}.two", (topic.stock[0], topic.other[0])))
promise_again = _stuck(lambda moment, _: moment.flaw("promise"))


def never_understand(moment: Moment) -> Reply:
    """Ask to rephrase whatever is said, in changing words."""
    return make_small_talk(moment) or [moment.bot(moment.flaw("parrot"))]


def fail_without_offering(moment: Moment) -> Reply:
    """Fail by turns: do not understand, then answer something that nobody asked; never think of a human."""
    if reply := make_small_talk(moment):
        return reply
    is_blank = moment.count("failing") % 2 == 0
    return [moment.bot(moment.flaw("blank" if is_blank else "beside"))]


def lead_in_a_circle(moment: Moment) -> Reply:
    """Answer with help pages: the summary leads to the form, the form to the result, the result to the summary."""
    if reply := make_small_talk(moment):
        return reply
    topic = moment.topic
    if moment.heard.page:
        return _show(moment, moment.heard.page)
    if topic is None or not topic.stock:
        return answer(moment)
    kind, _, name = moment.visit.page.removeprefix(PAGE_PREFIX).partition("/")
    if kind == _FORM and name == topic.id:
        return _show(moment, _path(_RESULT, topic.id))
    if kind in {_FAQ, _RESULT} and name == topic.id:
        return [_pointer(moment, topic, kind=kind)]
    return _show(moment, _path(_FAQ, topic.id))


def _path(kind: str, topic: str) -> str:
    return f"{PAGE_PREFIX}{kind}/{topic}"


def _show(moment: Moment, path: str) -> Reply:
    """Return the page at `path` as a message; a path that is not ours shows the menu."""
    kind, _, name = path.removeprefix(PAGE_PREFIX).partition("/")
    topic = moment.knowledge.topics.get(name)
    if topic is None or not topic.stock:
        return _menu(moment)
    moment.visit.page = _path(kind, name)
    moment.memory.turn_to(name)
    if kind == _FORM and not moment.memory.form_sent:
        submit = Button(moment.knowledge.faq.submit, _path(_RESULT, name))
        return [moment.bot(moment.pick("faq.form", moment.knowledge.faq.form), [submit])]
    if kind in {_FORM, _RESULT}:
        return _result(moment, topic)
    return _summary(moment, topic)


def _summary(moment: Moment, topic: Topic) -> Reply:
    faq = moment.knowledge.faq
    text = moment.join(
        moment.pick("faq.intro", faq.intro).format(title=topic.title),
        topic.stock[0],
        moment.pick("faq.outro", faq.outro),
    )
    buttons = [Button(faq.form_title, _path(_FORM, topic.id)), Button(faq.other, PAGE_PREFIX + _MENU)]
    return [moment.bot(text, buttons, [Link(_path(_FORM, topic.id), faq.form_title)])]


def _result(moment: Moment, topic: Topic) -> Reply:
    faq, memory = moment.knowledge.faq, moment.memory
    text = moment.pick("faq.again", faq.form_again) if memory.form_sent else moment.pick("faq.received", faq.received)
    memory.form_sent = True
    return [moment.bot(text, links=[Link(_path(_FAQ, topic.id), faq.result_title)])]


def _pointer(moment: Moment, topic: Topic, *, kind: str) -> Outgoing:
    """Point back to the way on from the page that is shown: typing does not help here."""
    faq = moment.knowledge.faq
    onward = (
        Link(_path(_FORM, topic.id), faq.form_title) if kind == _FAQ else Link(_path(_FAQ, topic.id), faq.result_title)
    )
    return moment.bot(moment.pick("faq.pointer", faq.pointer), links=[onward])


def _menu(moment: Moment) -> Reply:
    named = [moment.topic.id if moment.topic else "", *moment.knowledge.labels]
    topics = [topic for topic in moment.knowledge.topics.values() if topic.stock and topic.id in named]
    moment.visit.page = PAGE_PREFIX + _MENU
    buttons = [Button(topic.title, _path(_FAQ, topic.id)) for topic in topics]
    return [moment.bot(moment.pick("faq.menu", moment.knowledge.faq.menu), buttons)]
