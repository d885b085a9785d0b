"""Reads menus that stand in the text: numbered options, and keys to press or words to say."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["WrittenOption", "answers_by_key", "chosen_keys", "read_menu"]

_NUMBERED = re.compile(
    r"(?:^|[\s,:。(\[])([0-9]{1,2})[)\].:,]?\s*(?=[^\s0-9.:,/%-])([^0-9\n,;。]{2,40}?)"
    r"(?=[\s,:。(\[]*(?:[0-9\n,;。]|$)|\.(?:\s|$))"
)
# A letter alone is an article or an initial; only with a mark behind it does it number an option.
_LETTERED = re.compile(
    r"(?:^|[\s,:;。(\[])([a-h])(?:[).\]]\s*|[,:](?=[\u3400-\u9fff]))(?=[^\s.:,/%-])([^\n,;。]{2,40}?)"
    r"(?=[\s,:;。(\[]*(?:(?<=[\s,:;。(\[])[a-h][).\]:,]|[\n,;。]|$)|\.(?:\s|$))"
)
_BY_KEY = re.compile(
    r"\b(?:reply|respond|answer|type|enter|press|send|text|dial|choose|select|pick|say)(?: back| in| me| us)?"
    r"(?: with| by)?(?: (?:the|a|its|one|just|only|corresponding|matching|right|option|menu))*"
    r" (?:number|digit|letter|key)s?\b"
    r"|\b(?:reply|respond|answer|type|enter|press|send|text|dial)(?: back)?(?: with)? \"?[0-9a-h]\"?(?![0-9a-z'])"
    r"|(?:回复|输入|发送|键入|按|填写)[^。!?\n]{0,8}(?:数字|序号|编号|字母|选项号)"
    r"|(?:回复|输入|发送|键入|按)(?:数字)?\s*\"?[0-9a-h]\"?(?![0-9a-z])"
)
_PRESS_ZH = re.compile(r"([^,.。;:!]{2,24}?)[,]?请?按(?:数字)?(?:键)?([0-9*#]|[一二三四五六七八九零])")
_PRESSED_ZH = "按"
_PRESS_EN = re.compile(
    r"(?:for|to) (?:the )?([a-z' ]{3,40}?),? (?:please )?(?:press|say|dial|type|enter|reply with) (?:the )?"
    r"(star|hash|[0-9*#]|[a-z]+(?: [a-z]+)?)"
)
_PRESS_ES = re.compile(
    r"para ([a-z' ]{3,40}?),? (?:por favor )?(?:puls[ae]|presion[ae]|oprim[ae]|marca|marque|digit[ae]|di|diga)"
    r" (?:el |la )?(?:numero |tecla )?([0-9*#]|[a-z]+)"
)
_KEY_FIRST_ZH = re.compile(r"(?:按|回复|输入|发送)(?:数字)?([0-9*#]|[a-h])键?(?:是|为)?([\u3400-\u9fff]{2,16})")
_BEFORE_FIRST = "\n,:;。?!(["
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
    key_first = _key_first(folded)
    if key_first:
        return tuple(key_first)
    # The pattern tries every place of a text as the beginning of a label; most texts have no key to press.
    found = _PRESS_ZH.finditer(folded) if _PRESSED_ZH in folded else ()
    pressed = [WrittenOption(m.group(1).strip(), _key(m.group(2))) for m in found]
    for pattern in (_PRESS_EN, _PRESS_ES):
        pressed += [WrittenOption(m.group(1).strip(), _key(m.group(2))) for m in pattern.finditer(folded)]
    return tuple(pressed or _in_a_row(folded) or _lettered(folded))


def answers_by_key(folded: str) -> bool:
    """Say whether folded text wants the key of an option, its number or letter, and not its words."""
    patterns = (_PRESS_ZH, _PRESS_EN, _PRESS_ES, _BY_KEY)
    return bool(_key_first(folded) or any(pattern.search(folded) for pattern in patterns))


def _key(written: str) -> str:
    return _KEY_WORDS.get(written, written)


def _in_a_row(folded: str) -> list[WrittenOption]:
    """Return numbered options; numbers that do not count up by one are no menu but dates, prices or times."""
    found = [(int(m.group(1)), m.group(2).strip()) for m in _NUMBERED.finditer(folded)]
    numbers = [number for number, _ in found]
    if len(numbers) < _FEWEST or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return []
    return [WrittenOption(label, str(number)) for number, label in found]


def _key_first(folded: str) -> list[WrittenOption]:
    """Return options that name the key before what it is for; one after the other words is of the other kind."""
    found = list(_KEY_FIRST_ZH.finditer(folded))
    if len(found) < _FEWEST or not _begins_a_menu(folded[: found[0].start()]):
        return []
    return [WrittenOption(m.group(2), _key(m.group(1))) for m in found]


def _lettered(folded: str) -> list[WrittenOption]:
    """Return options by letter; letters that do not run on from the first are initials."""
    found = list(_LETTERED.finditer(folded))
    letters = "".join(m.group(1) for m in found)
    is_row = len(found) >= _FEWEST and "abcdefgh".startswith(letters)
    if not is_row or not _begins_a_menu(folded[: found[0].start(1)]):
        return []
    return [WrittenOption(m.group(2).strip(), m.group(1)) for m in found]


def _begins_a_menu(before: str) -> bool:
    """Say whether a first option may follow `before`: a list begins after a mark, not in the middle of words."""
    rest = before.rstrip(" ").removesuffix("请").rstrip(" ")
    return not rest or rest[-1] in _BEFORE_FIRST


def chosen_keys(folded: str) -> frozenset[str]:
    """Return the keys that a consumer's folded text presses, such as `(presses 2)` or a bare `2`."""
    return frozenset(_key(key) for key in _KEY.findall(folded))
