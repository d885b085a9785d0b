"""What a specimen knows and how it talks, per language, read from the YAML files beside this module.

The cues are the bot's own ears. They are kept apart from the phrasebooks that judge conversations:
if both sides shared phrases, finding a planted defect would prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from runaround.model import Item
from runaround.specimens.topic_files import load_topics
from runaround.specimens.topics import Lang, Topic

__all__ = ["Cues", "Faq", "Knowledge", "Move", "Names", "load_knowledge"]


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


@dataclass(frozen=True, slots=True)
class Cues:
    """The bot's ears in one language, apart from its topics."""

    moves: Mapping[Move, tuple[re.Pattern[str], ...]]
    items: Mapping[Item, tuple[re.Pattern[str], ...]]
    simplify: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Names:
    """How what the consumer gave is named, known or not; `value` is filled in."""

    order: str
    account: str
    no_order: str
    no_account: str
    no_address: str
    no_phone: str


@dataclass(frozen=True, slots=True)
class Faq:
    """The words of a help centre whose pages lead in a circle."""

    intro: tuple[str, ...]
    outro: tuple[str, ...]
    pointer: tuple[str, ...]
    form: tuple[str, ...]
    form_again: tuple[str, ...]
    received: tuple[str, ...]
    menu: tuple[str, ...]
    form_title: str
    result_title: str
    submit: str
    other: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything of one language. `say`: wordings per move; `flaws`: wordings that only defective bots use."""

    lang: Lang
    topics: Mapping[str, Topic]
    cues: Cues
    say: Mapping[str, tuple[str, ...]]
    flaws: Mapping[str, tuple[str, ...]]
    faq: Faq
    names: Names
    days: tuple[str, ...]
    labels: Mapping[str, str]
    wordless: tuple[str, ...]

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return "" if self.lang is Lang.ZH else " "


@cache
def load_knowledge(lang: Lang) -> Knowledge:
    """Return what a specimen knows in `lang`; read once."""
    phrases, flaws = _read(f"phrases.{lang}.yaml"), _read(f"defects.{lang}.yaml")
    return Knowledge(
        lang=lang,
        topics=load_topics(lang),
        cues=_cues(_read(f"cues.{lang}.yaml")),
        say=_wordings(phrases["say"]),
        faq=_faq(flaws.pop("faq")),
        flaws=_wordings(flaws),
        names=Names(**phrases["names"]),
        days=tuple(phrases["days"]),
        labels=phrases["labels"],
        wordless=tuple(phrases["wordless"]),
    )


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))
    return content


def _wordings(section: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(words) for key, words in section.items()}


def _faq(section: Mapping[str, Any]) -> Faq:
    words: dict[str, Any] = {key: tuple(text) if isinstance(text, list) else text for key, text in section.items()}
    return Faq(**words)


def _cues(section: Mapping[str, Any]) -> Cues:
    pairs: list[str] = section["traditional"].split()
    return Cues(
        moves={Move(name): _patterns(cues) for name, cues in section["moves"].items()},
        items={Item(name): _patterns(cues) for name, cues in section["items"].items()},
        simplify={ord(pair[0]): pair[1] for pair in pairs},
    )


def _patterns(cues: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(cue, re.IGNORECASE) for cue in cues)
