"""The ears of a specimen: what it listens for, in all its languages at once.

They are kept apart from the phrasebooks that judge conversations: if both sides shared phrases, finding a
planted defect would prove nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from runaround.model import Item
from runaround.specimens.spelling import correct
from runaround.specimens.topic_files import load_topics
from runaround.specimens.topics import Lang, Topic

__all__ = ["HEARD_CHARACTERS", "Ear", "Ears", "Move", "fits", "load_ears"]

HEARD_CHARACTERS = 4000
"""How much of a message is listened to; the point stands at its beginning, and hostile length costs nothing."""

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_SEAM = re.compile(rf"(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_HAN}])")
_ESCAPE = re.compile(r"\\[A-Za-z]")
_LONG_WORD = re.compile(r"[a-z]{5,}")


class Move(StrEnum):
    """What a consumer message does, apart from its topic."""

    HUMAN = "human"
    NO_HUMAN = "no_human"
    DECLINE = "decline"
    JUST_SENT = "just_sent"
    OBJECTION = "objection"
    THANKS = "thanks"
    BYE = "bye"
    YES = "yes"
    NO = "no"
    GREETING = "greeting"
    REPEAT = "repeat"
    WAIT = "wait"
    FRAGMENT = "fragment"
    SUPPOSING = "supposing"


@dataclass(frozen=True, slots=True)
class Ear:
    """What is listened for in one language."""

    lang: Lang
    topics: Mapping[str, Topic]
    moves: Mapping[Move, tuple[re.Pattern[str], ...]]
    items: Mapping[Item, tuple[re.Pattern[str], ...]]
    blurred: tuple[re.Pattern[str], ...]
    misspelt: Mapping[str, str]
    simplify: Mapping[int, str]
    words: frozenset[str]

    def prepare(self, text: str) -> str:
        """Return `text` as the patterns of this language want it: one width, simplified, known slips put right."""
        plain = unicodedata.normalize("NFKC", text[:HEARD_CHARACTERS]).translate(self.simplify).strip()
        for wrong, right in self.misspelt.items():
            plain = plain.replace(wrong, right)
        # For a pattern, a Latin word that touches a Chinese one has no boundary.
        return _SEAM.sub(" ", plain) if self.lang is Lang.EN else plain

    def correct(self, text: str) -> str:
        """Return prepared `text` with misspelt words replaced by those that this ear knows."""
        return correct(text, self.words)


Ears = tuple[Ear, ...]


def fits(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    """Return whether any pattern stands in `text`."""
    return any(pattern.search(text) for pattern in patterns)


@cache
def load_ears() -> Ears:
    """Return an ear for each language; read once."""
    return tuple(_ear(lang) for lang in Lang)


def _ear(lang: Lang) -> Ear:
    text = (files(__package__) / f"cues.{lang}.yaml").read_text(encoding="utf-8")
    section: Mapping[str, Any] = yaml.safe_load(text)
    topics = load_topics(lang)
    pairs: list[str] = section["traditional"].split()
    moves = {Move(name): _patterns(cues) for name, cues in section["moves"].items()}
    return Ear(
        lang=lang,
        topics=topics,
        moves=moves,
        items={Item(name): _patterns(cues) for name, cues in section["items"].items()},
        blurred=_patterns(section["blurred"]),
        misspelt=section["misspelt"],
        simplify={ord(pair[0]): pair[1] for pair in pairs},
        words=frozenset(_find_words(topics, moves[Move.HUMAN])),
    )


def _patterns(cues: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(cue, re.IGNORECASE) for cue in cues)


def _find_words(topics: Mapping[str, Topic], wish: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    """Yield the longer words that stand in the cues: those are worth being recognised when misspelt."""
    groups = [topic.cues for topic in topics.values()]
    groups += [answer.cues for topic in topics.values() for answer in topic.answers.values()]
    for pattern in (pattern for group in (*groups, wish) for pattern in group):
        yield from _LONG_WORD.findall(_ESCAPE.sub(" ", pattern.pattern.lower()))
