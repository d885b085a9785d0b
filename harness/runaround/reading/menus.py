"""Reads menus that stand in the text: numbered options, and keys to press or words to say."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["WrittenOption", "chosen_keys", "read_menu"]

_NUMBERED = re.compile(
    r"(?:^|[\s,:。(\[])([0-9]{1,2})[)\].:,]?\s*(?=[^\s0-9.:,/%-])([^0-9\n,;。]{2,40}?)(?=[\s,:。(\[]*(?:[0-9\n,;。]|$))"
)
_PRESS_ZH = re.compile(r"([^,.。;:!]{2,24}?)[,]?请?按(?:数字)?(?:键)?([0-9*#]|[一二三四五六七八九零])")
_PRESS_EN = re.compile(
    r"(?:for|to) (?:the )?([a-z' ]{3,40}?),? (?:please )?(?:press|say|dial|type|enter|reply with) (?:the )?"
    r"(star|hash|[0-9*#]|[a-z]+(?: [a-z]+)?)"
)
_KEY = re.compile(r"(?<![0-9a-z])([0-9*#]|star|hash)(?![0-9a-z])")
_KEY_WORDS = {"*": "star", "#": "hash"}
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class WrittenOption:
    """One option of a menu in the text: what it is for, and the key or word that chooses it."""

    label: str
    key: str


def read_menu(folded: str) -> tuple[WrittenOption, ...]:
    """Return the options that folded text names, in order; it is a menu if there are two or more."""
    pressed = [WrittenOption(m.group(1).strip(), _key(m.group(2))) for m in _PRESS_ZH.finditer(folded)]
    pressed += [WrittenOption(m.group(1).strip(), _key(m.group(2))) for m in _PRESS_EN.finditer(folded)]
    return tuple(pressed or _in_a_row(folded))


def _key(written: str) -> str:
    return _KEY_WORDS.get(written, written)


def _in_a_row(folded: str) -> list[WrittenOption]:
    """Return numbered options; numbers that do not count up by one are no menu but dates, prices or times."""
    found = [(int(m.group(1)), m.group(2).strip()) for m in _NUMBERED.finditer(folded)]
    numbers = [number for number, _ in found]
    if len(numbers) < _FEWEST or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return []
    return [WrittenOption(label, str(number)) for number, label in found]


def chosen_keys(folded: str) -> frozenset[str]:
    """Return the keys that a consumer's folded text presses, such as `(presses 2)` or a bare `2`."""
    return frozenset(_key(key) for key in _KEY.findall(folded))
