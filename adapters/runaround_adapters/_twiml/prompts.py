"""Understands what a phone menu says: which key is for what, and which keys a caller presses for the words they say.

The words of menus are data, `twiml_prompts.yaml`; functions here are pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2  # type: ignore[import-untyped]  # the wheel has no stubs
import yaml

from runaround.model import Button

__all__ = [
    "find_options",
    "find_pressed",
    "find_typed",
    "is_key",
    "names_finish",
]

_SENTENCE = re2.compile(r"[.。!?;\n]+(?:\s|$)|[。!?;\n]+")
_DIGITS = re2.compile(r"[0-9](?:[ -]?[0-9])*")
_MARKS = " ,.:;!?'\"()[]"
_MOST = 40
_LONGEST = 5_000
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class _Menu:
    """The words of one language for keys and options. Patterns are RE2's, so that no prompt can hang them."""

    press: Any
    again: Any
    follows: Any
    leads: Any
    tails: Any
    finish: Any
    keys: Mapping[str, str]

    def read(self, sentence: str) -> Iterator[Button]:
        """Yield the options of one sentence."""
        found = list(self.press.finditer(sentence))
        if not found:
            return
        before = self._clause_before(sentence, 0, found[0].start())
        is_led = bool(self.leads.match(before)[0])
        is_followed = self.follows is not None and self._follows(sentence[found[0].end() :]) is not None
        if not before or (is_followed and not is_led):
            yield from self._read_keys_first(sentence)
        else:
            yield from self._read_options_first(sentence, found)

    def _key(self, written: str) -> str:
        return self.keys.get(written.casefold(), written)

    def _read_options_first(self, sentence: str, found: list[Any]) -> Iterator[Button]:
        start = 0
        for one in found:
            label = self._clause_before(sentence, start, one.start())
            label = label[self.leads.match(label).end() :].strip(_MARKS)
            start = one.end()
            if label:
                yield Button(label, self._key(one["key"]))

    def _read_keys_first(self, sentence: str) -> Iterator[Button]:
        found = [one for one in self.again.finditer(sentence) if self._follows(sentence[one.end() :]) is not None]
        ends = [*(one.start() for one in found[1:]), len(sentence)]
        for one, end in zip(found, ends, strict=False):  # there is an end even if nothing was found
            rest = self._follows(sentence[one.end() : end]) or ""
            label = self._without_tail(rest.partition(",")[0]).strip(_MARKS)
            if label:
                yield Button(label, self._key(one["key"]))

    def _follows(self, rest: str) -> str | None:
        """Return what a key is for, where that follows it; None if it does not."""
        text = rest.lstrip(" :")
        if self.follows is None:
            return text
        found = self.follows.match(text)
        return None if found is None else text[found.end() :]

    def _clause_before(self, sentence: str, start: int, end: int) -> str:
        """Return what stands between two keys: the last clause before the second."""
        text = self._without_tail(sentence[start:end])
        return text.rpartition(",")[2].strip(_MARKS)

    def _without_tail(self, text: str) -> str:
        kept: str = text.rstrip(_MARKS)
        while (found := self.tails.search(kept)) and found.start() < len(kept):
            kept = kept[: found.start()].rstrip(_MARKS)
        return kept


def find_options(text: str) -> tuple[Button, ...]:
    """Return the options that a prompt names, with their keys, in order; a prompt in two languages has each twice."""
    plain = unicodedata.normalize("NFKC", text)[:_LONGEST]
    found: dict[tuple[str, str], Button] = {}
    for sentence in _SENTENCE.split(plain):
        for menu in _menus():
            for option in menu.read(" ".join(sentence.split())):
                found.setdefault((option.value, option.label.casefold()), option)
    return tuple(found.values())[:_MOST]


def is_key(words: str) -> bool:
    """Say whether words are nothing but one key, or some digits without anything else."""
    pressed = words.strip(_MARKS)
    return pressed in ("*", "#") or (pressed.isascii() and pressed.isdecimal())


def find_pressed(words: str) -> str:
    """Return the keys that words say to be pressed, as in "An agent, please (presses 0)"; empty if they say so of none.

    That is how scenarios and records write it; the marks around it belong to it.
    """
    found = _pressed().search(unicodedata.normalize("NFKC", words))
    return str(found["key"]) if found else ""


def find_typed(words: str, *, most: int | None, options: tuple[Button, ...]) -> str:
    """Return the keys that a caller presses who would say `words`; empty if these are no keys.

    At a menu only an option's own words, or a bare key, press one: "it has been 2 weeks" presses nothing. Where no
    option was named, the digits in the words are typed: those of the number that has `most` digits, else the longest
    one that is no mere count of something.
    """
    plain = unicodedata.normalize("NFKC", words).strip(_MARKS)
    if is_key(plain):
        return plain[:most]
    if pressed := find_pressed(words):
        return pressed[:most]
    if options:
        return next((one.value for one in options if one.label.casefold() == plain.casefold()), "")
    numbers: list[str] = [number.replace(" ", "").replace("-", "") for number in _DIGITS.findall(plain)]
    fitting = [number for number in numbers if len(number) == most]
    long = sorted((number for number in numbers if len(number) >= _SHORTEST), key=len, reverse=True)
    return (fitting or long or [""])[0][:most]


def names_finish(text: str) -> bool:
    """Say whether a prompt tells to end with the pound key."""
    return any(menu.finish.search(text) for menu in _menus())


@cache
def _data() -> Mapping[str, Any]:
    text = files("runaround_adapters").joinpath("twiml_prompts.yaml").read_text("utf-8")
    data: Mapping[str, Any] = yaml.safe_load(text)
    return data


@cache
def _pressed() -> Any:  # noqa: ANN401 (of the library)
    options = re2.Options()
    options.case_sensitive = False
    return re2.compile(_data()["pressed"].replace("{key}", "(?P<key>[0-9*#]{1,20})"), options)


@cache
def _menus() -> tuple[_Menu, ...]:
    return tuple(_compile(part) for part in _data()["menus"].values())


def _compile(part: Mapping[str, Any]) -> _Menu:
    options = re2.Options()
    options.case_sensitive = False
    words = "|".join(sorted(part["keys"], key=len, reverse=True))
    key = rf"(?P<key>[0-9]{{1,2}}\b|[*#]|(?:{words}))(?:{part['after']})"
    before = "|".join(filter(None, (part["press"], part["again"])))
    return _Menu(
        press=re2.compile(f"(?:{part['press']}){key}", options),
        again=re2.compile(f"(?:{before}){key}", options),
        follows=re2.compile(part["follows"], options) if "follows" in part else None,
        leads=re2.compile(part["leads"] + r"\s*", options),
        tails=re2.compile(f"(?:{part['tails']})$", options),
        finish=re2.compile(part["finish"], options),
        keys={word: str(value) for word, value in part["keys"].items()},
    )
