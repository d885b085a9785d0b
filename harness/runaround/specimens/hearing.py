"""How a specimen understands one consumer message: language, topics, moves, and the data given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from runaround.model import Item
from runaround.specimens.chat import File, Incoming
from runaround.specimens.knowledge import Cues, Move
from runaround.specimens.topics import EVIDENCE, Lang, Topic

__all__ = ["HUMAN_VALUE", "PAGE_PREFIX", "TOPIC_PREFIX", "Expected", "Heard", "hear", "recognise_language"]

HUMAN_VALUE = "human"
TOPIC_PREFIX = "topic:"
PAGE_PREFIX = "/page/"
"""What the values of our own buttons, and the paths of our own links, begin with."""

_HEARD_CHARACTERS = 4000
"""How much of a message is listened to; the point stands at its beginning, and hostile length costs nothing."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"(?<![\w@.+-])[A-Za-z][A-Za-z'’]+(?![\w@+-]|\.\w)", re.ASCII)
_WORDS_TO_SWITCH = 2
"""Latin words that show English to who has met the consumer in Chinese: "ok" and a name are written by everybody."""

_ORDER_LIKE = re.compile(r"(?<![\w-])#?([A-Za-z]{0,4}-?\d[A-Za-z0-9-]{3,24})(?![\w-])")
_LONG_ORDER_LIKE = re.compile(r"(?<![\w-])([A-Za-z]{0,4}-?\d{6,20})(?![\w-])")
_ACCOUNT_LIKE = re.compile(r"(?<![\w@.-])((?=[\w.@+-]*[\d_@])(?!\d{1,4}\b)[A-Za-z0-9][A-Za-z0-9_.@+-]{2,40})", re.ASCII)
_PHONE_LIKE = re.compile(r"(?<!\d)(\+?\d[\d ()-]{5,18}\d)(?!\d)")
_NAME_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Expected:
    """What the bot is waiting for: the item asked for last, and what the topic at hand needs."""

    pending: Item | None = None
    needs: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as understood. topics: all that fit, best first. page: path of our own page that was opened."""

    text: str = ""
    moves: frozenset[Move] = frozenset()
    topics: tuple[str, ...] = ()
    given: Mapping[Item, str] = field(default_factory=dict)
    empty_files: int = 0
    page: str = ""

    @property
    def is_question(self) -> bool:
        """Whether it asks something."""
        return "?" in self.text or "？" in self.text


def recognise_language(text: str, known: Lang | None = None) -> Lang | None:
    """Return the language that `text` is written in; where too few words tell, the one that is `known`, if any."""
    text = text[:_HEARD_CHARACTERS]
    han, words = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if han == words == 0 or (known and han == 0 and words < _WORDS_TO_SWITCH):
        return known
    return Lang.ZH if han * 2 >= words else Lang.EN


def hear(incoming: Incoming, cues: Cues, *, topics: Mapping[str, Topic], expected: Expected) -> Heard:
    """Return what a message says to a bot that waits for what is `expected`."""
    chosen = incoming.link or incoming.button
    if PAGE_PREFIX in chosen:
        return Heard(text=incoming.text, page=chosen[chosen.index(PAGE_PREFIX) :])
    if chosen == HUMAN_VALUE:
        return Heard(text=incoming.text, moves=frozenset({Move.HUMAN}))
    if chosen.removeprefix(TOPIC_PREFIX) in topics:
        return Heard(text=incoming.text, topics=(chosen.removeprefix(TOPIC_PREFIX),))
    text = (incoming.text or chosen)[:_HEARD_CHARACTERS].translate(cues.simplify).strip()
    files = tuple(file for file in incoming.files if file.size > 0)
    moves = _moves(text, cues)
    return Heard(
        text=text,
        moves=moves,
        topics=tuple(name for name, topic in topics.items() if _fits(topic.cues, text)),
        given={**_written(text, cues, moves=moves, expected=expected), **_filed(files, expected)},
        empty_files=len(incoming.files) - len(files),
    )


def _fits(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _moves(text: str, cues: Cues) -> frozenset[Move]:
    moves = {move for move, patterns in cues.moves.items() if _fits(patterns, text)}
    # "No need for a human" holds the words of the wish.
    return frozenset(moves - {Move.HUMAN} if Move.NO_HUMAN in moves else moves)


def _written(text: str, cues: Cues, *, moves: frozenset[Move], expected: Expected) -> dict[Item, str]:
    """Return the items written out in `text`: named as such, or as the answer to what was asked."""
    given: dict[Item, str] = {}
    for item, patterns in cues.items.items():
        for pattern in patterns:
            if item not in given and (match := pattern.search(text)):
                given[item] = match[1]
    # A number that was named as something is not taken for something else as well.
    rest = text
    for value in given.values():
        rest = rest.replace(value, " ")
    if expected.pending and expected.pending not in given and (answer := _answer(rest, expected.pending, moves)):
        given[expected.pending] = answer
    is_order_needed = Item.ORDER_NUMBER in expected.needs and not given.keys() & {Item.ORDER_NUMBER, Item.ACCOUNT}
    if is_order_needed and (match := _LONG_ORDER_LIKE.search(rest)):
        given[Item.ORDER_NUMBER] = match[1]
    return given


def _answer(text: str, item: Item, moves: frozenset[Move]) -> str:
    """Return what `text` gives when `item` was asked for; empty when it gives nothing."""
    pattern = {Item.ORDER_NUMBER: _ORDER_LIKE, Item.ACCOUNT: _ACCOUNT_LIKE, Item.PHONE: _PHONE_LIKE}.get(item)
    if pattern is None:
        return ""
    if match := pattern.search(text):
        return match[1]
    is_plain_name = (
        item is Item.ACCOUNT and 0 < len(text) <= _NAME_LENGTH and not moves and not set(text) & set("?？!！，。")
    )
    return text if is_plain_name else ""


def _filed(files: tuple[File, ...], expected: Expected) -> dict[Item, str]:
    """Return the evidence that `files` are: what was asked for, else what the topic needs, else a photo."""
    if not files:
        return {}
    needed = next((item for item in expected.needs if item in EVIDENCE), Item.PHOTO)
    return {expected.pending if expected.pending in EVIDENCE and expected.pending else needed: files[0].name}
