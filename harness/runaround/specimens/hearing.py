"""How a specimen understands one consumer message: language, topics, questions, moves, and the data given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from runaround.model import Item
from runaround.specimens.chat import File, Incoming
from runaround.specimens.ears import HEARD_CHARACTERS, Ear, Ears, Move, fits
from runaround.specimens.given import Expected, find_given, find_orders
from runaround.specimens.topics import EVIDENCE, Lang

__all__ = [
    "CONTACT_PAGE",
    "HUMAN_VALUE",
    "PAGE_PREFIX",
    "TOPIC_PREFIX",
    "Heard",
    "Question",
    "hear",
    "is_on_the_way_to_a_human",
    "recognise_language",
]

HUMAN_VALUE = "human"
TOPIC_PREFIX = "topic:"
PAGE_PREFIX = "/page/"
"""What the values of our own buttons, and the paths of our own links, begin with."""

CONTACT_PAGE = PAGE_PREFIX + "contact"
"""Page on the way to a human, where there is such a way."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"(?<![\w@.+-])[A-Za-z][A-Za-z'’]+(?![\w@+-]|\.\w)", re.ASCII)
_WORDS_TO_SWITCH = 2
"""Latin words that show English to who has met the consumer in Chinese: "ok" and a name are written by everybody."""

_CLAUSE_END = re.compile(r"[,，;；。！？!?\n]|(?<=[a-z])\.\s|\s(?:and|but)\s", re.IGNORECASE)

Question = tuple[str, str]
"""A plain question: the topic under which it is answered, and its name there."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as understood.

    topics: all that fit, best first. questions: plain questions, in the order of their topics. orders: all order
    numbers, in the order of the text. wishes: topic and order number that stand in one clause.
    whole: the text with the unfinished message before it.
    bad_files: what is wrong with files that came, as a key of the phrases ("empty", "blurred").
    page: path of our own page that was opened.
    """

    text: str = ""
    whole: str = ""
    moves: frozenset[Move] = frozenset()
    topics: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    given: Mapping[Item, str] = field(default_factory=dict)
    orders: tuple[str, ...] = ()
    wishes: tuple[tuple[str, str], ...] = ()
    bad_files: tuple[str, ...] = ()
    page: str = ""

    @property
    def is_question(self) -> bool:
        """Whether it asks something."""
        return "?" in self.text or "？" in self.text


def is_on_the_way_to_a_human(heard: Heard) -> bool:
    """Return whether a page was opened that belongs to the way to a human."""
    return heard.page.startswith(CONTACT_PAGE)


def recognise_language(text: str, known: Lang | None = None) -> Lang | None:
    """Return the language that `text` is written in; where too few words tell, the one that is `known`, if any."""
    text = text[:HEARD_CHARACTERS]
    han, words = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if han == words == 0 or (known and han == 0 and words < _WORDS_TO_SWITCH):
        return known
    return Lang.ZH if han * 2 >= words else Lang.EN


def hear(incoming: Incoming, ears: Ears, *, expected: Expected, before: str = "") -> Heard:
    """Return what a message says to a bot that waits for what is `expected`.

    before: an unfinished message that came just before and belongs to this one.
    """
    chosen = incoming.link or incoming.button
    if PAGE_PREFIX in chosen:
        return Heard(text=incoming.text, page=chosen[chosen.index(PAGE_PREFIX) :])
    if chosen == HUMAN_VALUE:
        return Heard(text=incoming.text, moves=frozenset({Move.HUMAN}))
    if chosen.removeprefix(TOPIC_PREFIX) in ears[0].topics:
        return Heard(text=incoming.text, topics=(chosen.removeprefix(TOPIC_PREFIX),))
    text = (incoming.text or chosen)[:HEARD_CHARACTERS].strip()
    whole = _join(before, text)
    understood = _listen(whole, ears, spelled=False)
    if not (understood.topics or understood.questions or Move.HUMAN in understood.moves):
        understood = _listen(whole, ears, spelled=True)
    good, bad = _look_at(incoming.files, ears)
    given = {**find_given(text, ears, moves=understood.moves, expected=expected), **_filed(good, expected)}
    orders = find_orders(text, given, ears=ears)
    return Heard(
        text=text,
        whole=whole,
        moves=understood.moves,
        topics=understood.topics,
        questions=understood.questions,
        given=given,
        orders=orders,
        wishes=tuple(_find_wishes(text, ears)) if len(orders) > 1 else (),
        bad_files=bad,
    )


def _join(before: str, text: str) -> str:
    if not before:
        return text
    return before + ("" if _HAN.search(before[-2:]) else " ") + text


def _listen(text: str, ears: Ears, *, spelled: bool) -> Heard:
    """Return moves, topics and questions of `text` in any language; `spelled`: after putting misspelt words right."""
    texts = [ear.correct(ear.prepare(text)) if spelled else ear.prepare(text) for ear in ears]
    moves = {
        move
        for ear, mine in zip(ears, texts, strict=True)
        for move, patterns in ear.moves.items()
        if fits(patterns, mine)
    }
    # "No need for a human" holds the words of the wish.
    moves -= {Move.HUMAN} if Move.NO_HUMAN in moves else set()
    pairs = list(zip(ears, texts, strict=True))
    questions = {question for ear, mine in pairs for question in _find_questions(ear, mine)}
    topics = {name for ear, mine in pairs for name in _find_topics(ear, mine, has_questions=bool(questions))}
    order = list(ears[0].topics)
    return Heard(
        moves=frozenset(moves),
        topics=tuple(sorted(topics, key=order.index)),
        questions=tuple(sorted(questions, key=lambda question: (order.index(question[0]), question[1]))),
    )


def _find_questions(ear: Ear, text: str) -> Iterator[Question]:
    for topic in ear.topics.values():
        yield from ((topic.id, name) for name, answer in topic.answers.items() if fits(answer.cues, text))


def _find_topics(ear: Ear, text: str, *, has_questions: bool) -> Iterator[str]:
    """Yield the topics of `text`; beside questions, only those of clauses that are neither asked nor supposed."""
    if has_questions:
        clauses = [clause for clause in _CLAUSE_END.split(text) if not _is_asking(ear, clause)]
        text = "\n".join(clauses)
    yield from (topic.id for topic in ear.topics.values() if fits(topic.cues, text))


def _is_asking(ear: Ear, clause: str) -> bool:
    return any(_find_questions(ear, clause)) or fits(ear.moves[Move.SUPPOSING], clause)


def _find_wishes(text: str, ears: Ears) -> Iterator[tuple[str, str]]:
    """Yield the topic and the order number of each clause that has both."""
    for clause in _CLAUSE_END.split(text):
        names = _listen(clause, ears, spelled=False).topics
        matters = [name for name in names if ears[0].topics[name].is_matter and not ears[0].topics[name].is_general]
        given = find_given(clause, ears, moves=frozenset(), expected=Expected(needs=(Item.ORDER_NUMBER,)))
        if matters and Item.ORDER_NUMBER in given:
            yield matters[0], given[Item.ORDER_NUMBER]


def _look_at(files: tuple[File, ...], ears: Ears) -> tuple[tuple[File, ...], tuple[str, ...]]:
    """Return the files that can be used, and what is wrong with each of the others."""
    faults = [_fault(file, ears) for file in files]
    good = tuple(file for file, fault in zip(files, faults, strict=True) if not fault)
    return good, tuple(fault for fault in faults if fault)


def _fault(file: File, ears: Ears) -> str:
    if file.size == 0:
        return "empty"
    return "blurred" if any(fits(ear.blurred, file.name) for ear in ears) else ""


def _filed(files: tuple[File, ...], expected: Expected) -> dict[Item, str]:
    """Return the evidence that `files` are: what was asked for, else what the topic needs, else a photo."""
    if not files:
        return {}
    needed = next((item for item in expected.needs if item in EVIDENCE), Item.PHOTO)
    return {expected.pending if expected.pending in EVIDENCE and expected.pending else needed: files[0].name}
