"""What a specimen knows and how it talks, per language, read from the YAML files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from runaround.specimens.topic_files import load_topics
from runaround.specimens.topics import Lang, Topic

__all__ = ["Faq", "Knowledge", "Names", "Promised", "load_knowledge"]


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
class Promised:
    """A day as it is named, and how many days from now it is; the company's today is a Wednesday."""

    say: str
    after_days: int


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
    say: Mapping[str, tuple[str, ...]]
    flaws: Mapping[str, tuple[str, ...]]
    faq: Faq
    names: Names
    days: tuple[Promised, ...]
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
        say=_wordings(phrases["say"]),
        faq=_faq(flaws.pop("faq")),
        flaws=_wordings(flaws),
        names=Names(**phrases["names"]),
        days=tuple(Promised(**day) for day in phrases["days"]),
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
