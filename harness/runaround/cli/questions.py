"""Asks, in a terminal, what belongs into a new scenario."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from runaround.cli import terminal
from runaround.cli.drafts import Draft
from runaround.cli.new_texts import ASKED, SAMPLES
from runaround.errors import RunaroundError
from runaround.model import Item

__all__ = ["ask_draft", "ask_path", "split_languages"]

_Answer = TypeVar("_Answer")

_COMMAS = re.compile(r"\s*[,，、]\s*")
_HUMAN = re.compile(r"never|if_offered|[1-9]|1[01]")


def ask_path(find_path: Callable[[str], Path]) -> Path:
    """Return the path that is typed, as `find_path` understands it; what it refuses is told and asked again."""
    return _ask(ASKED["en"]["path"], find_path)


def ask_draft(languages: tuple[str, ...]) -> Draft:
    """Return a draft made of the answers.

    languages: those that a scenario may have. Raises RunaroundError when there is no more input.
    """
    spoken = _ask(ASKED["en"]["lang"], lambda text: split_languages(text or languages[0], languages))
    asked = ASKED[spoken[0]]

    def ask_each(key: str, default: Mapping[str, str] | None = None) -> dict[str, str]:
        return {lang: _ask_text(asked[key].format(lang=lang), (default or {}).get(lang)) for lang in spoken}

    def ask_if_any(key: str) -> dict[str, str]:
        """Return the text in each language; nothing at all if the first is left out, and then no other is asked for."""
        first = _ask_text(asked[key].format(lang=spoken[0]), "")
        again = asked["again"]
        return {
            lang: first if lang == spoken[0] else _ask_text(again.format(lang=lang, first=first), None)
            for lang in (spoken if first else ())
        }

    title, opening = ask_each("title"), ask_each("opening")
    order_number, solved = ask_if_any("order_number"), ask_if_any("solved")
    human = _ask(f"{asked['human']} [3]", lambda text: _check_human(text or "3"))
    asks = human.isdigit()
    ask_human = ask_each("ask_human", {lang: SAMPLES[lang]["ask_human"] for lang in spoken}) if asks else {}
    return Draft(
        spoken,
        title=title,
        opening={lang: (text,) for lang, text in opening.items()},
        facts={Item.ORDER_NUMBER: order_number} if order_number else {},
        solved_by={lang: _split(text) for lang, text in solved.items()},
        human=human,
        ask_human={lang: (text,) for lang, text in ask_human.items()},
    )


def split_languages(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages of `zh,en`, each once. Raises RunaroundError if one is not known."""
    languages = tuple(dict.fromkeys(_split(text)))
    unknown = [lang for lang in languages if lang not in known]
    if unknown or not languages:
        msg = f"Languages: found {text!r}; expected one of {', '.join(known)}, or several with commas between."
        raise RunaroundError(msg)
    return languages


def _split(text: str) -> tuple[str, ...]:
    return tuple(word for word in _COMMAS.split(text.strip()) if word)


def _check_human(text: str) -> str:
    if not _HUMAN.fullmatch(text):
        msg = f"found {text!r}, expected never, if_offered or a number from 1 to 11."
        raise RunaroundError(msg)
    return text


def _ask_text(question: str, default: str | None) -> str:
    def check(text: str) -> str:
        if not text and default is None:
            msg = "found nothing, expected some words."
            raise RunaroundError(msg)
        return text or default or ""

    return _ask(f"{question} [{default}]" if default else question, check)


def _ask(question: str, understand: Callable[[str], _Answer]) -> _Answer:
    while True:
        try:
            text = input(f"{question}: ").strip()
        except EOFError as error:
            msg = "The input ended before everything was answered; nothing was written."
            raise RunaroundError(msg) from error
        try:
            return understand(text)
        except RunaroundError as error:
            terminal.complain(str(error))
