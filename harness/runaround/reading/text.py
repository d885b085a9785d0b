"""Brings text to one form before anything reads it, and cuts it into sentences.

Width, case, accents, traditional characters, emoji and invisible characters are settled here, once, so that
phrasebooks and likeness never meet them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

__all__ = ["MAX_READ", "fold", "fold_phrase", "is_question", "split_sentences"]

MAX_READ = 8000
"""Characters of one message that are read; what a bot says beyond that is kept but not interpreted."""

_MAX_SENTENCE = 400
_REMEMBERED = 4096  # a case of some thousand turns; at most 32 million characters
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "＇": "'", "“": '"', "”": '"', "「": '"', "」": '"', "、": ",", "–": "-", "—": "-"}
) | dict.fromkeys(range(0x1F3FB, 0x1F400), " ")  # skin tones of emoji count as symbols of their own
_SENTENCE_END = re.compile(r"(?<=[!?。;…\n~])(?![!?。;…~])|(?<=\.)(?=\s|$)")
_YES = re.compile(r"\bsí\b", re.IGNORECASE)
"""The accent that makes another word: `si` is if, `sí` is yes, folded as people type it when they insist."""

_BOLD = re.compile(r"(?<![*0-9])\*\*(?![*0-9])")  # of Markdown; 138****4471 is a number that is masked
_BLANK = re.compile(r"[^\S\n]+")
_BLANK_IN_CHINESE = re.compile(r"(?<=,) (?=[\u3400-\u9fff])")
_TERMINAL_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\))")
_ASKS_AT_END = re.compile(r"(?:吗|好不好|行不行|是不是|能不能|对不对)[,.。~!\s]*$")
_SAYS_NOTHING = frozenset({"So", "Cc", "Cs", "Co", "Cn"})
_HAS_NO_WIDTH = frozenset({"Cf", "Mn", "Me"})
_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_CIRCLED = {code: f" {code - 0x245F} " for code in range(0x2460, 0x2474)} | {
    first + place: f" {place + 1} " for first in (0x2776, 0x2780, 0x278A) for place in range(10)
}
_EMOTICON = re.compile(
    r"(?:^|(?<=[\s\u3400-\u9fff.,!?。~)]))"
    r"(?:[:;=][-'o^]?(?:[()\[\]/\\|*>]{1,3}|[dp])|\(?(?:[-^>@=;]|[to](?=[_.][to]))[_.][-^<@=;to]\)?|\^\^)"
    r"(?=[\s.,!?。~]|$)"
)


@cache
def _simplified() -> dict[int, str]:
    rows = [
        row
        for row in (files(__package__) / "traditional.txt").read_text(encoding="utf-8").splitlines()
        if not row.startswith("#")
    ]
    return {
        ord(old): new
        for above, below in zip(rows[::2], rows[1::2], strict=True)
        for old, new in zip(above, below, strict=True)
    }


@cache
def _regional() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return where words of a region stand in folded text, and the words that are read in their place."""
    rows = (files(__package__) / "regional.txt").read_text(encoding="utf-8").splitlines()
    words = dict(row.split() for row in rows if not row.startswith("#"))
    return re.compile("|".join(words)), words


class _Characters(dict[int, str]):
    """What each character becomes, filled as they come: nothing if it cannot be seen, a blank if it says nothing.

    Else the simplified form, the plain letter, or itself.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category in _HAS_NO_WIDTH:
            self[code] = ""
        elif category in _SAYS_NOTHING and character != "\n":
            self[code] = " "
        else:
            self[code] = _simplified().get(code) or _without_accent(character)
        return self[code]


class _Invisible(dict[int, str]):
    """What is taken out before characters are put together: those of no width that are no marks on others."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = "" if unicodedata.category(character) == "Cf" else character
        return self[code]


@cache
def _before() -> _Invisible:
    return _Invisible(_QUOTES | _CIRCLED)


def _without_accent(character: str) -> str:
    """Return the Latin letter under an accent, which many people leave out when they type; else the character."""
    letter = unicodedata.normalize("NFD", character)[0]
    return letter if letter.isascii() and letter.isalpha() else character


@cache
def _characters() -> _Characters:
    return _Characters()


def fold(text: str) -> str:
    """Return `text` in lower case, half width and simplified characters, without accents, emoji and invisible ones.

    At most `MAX_READ` characters are read. Line breaks stay; other white space becomes one blank.
    """
    return _fold(text[:MAX_READ])


@lru_cache(maxsize=_REMEMBERED)
def _fold(text: str) -> str:
    plain = _BOLD.sub("", fold_phrase(text))
    return _BLANK_IN_CHINESE.sub("", _BLANK.sub(" ", _EMOTICON.sub(" ", plain))).strip()


def fold_phrase(phrase: str) -> str:
    """Return a phrase of a phrasebook as folded text spells it; its signs, which may look like faces, stay."""
    text = _TERMINAL_ESCAPE.sub(" ", phrase)
    if not text.isascii():
        text = _KEYCAP.sub(r" \1 ", text).translate(_before())
        text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
        text = _YES.sub("sii", text)
    text = _BLANK.sub(" ", text.lower().translate(_characters())).strip()
    if text.isascii():
        return text
    pattern, words = _regional()
    return pattern.sub(lambda match: words[match[0]], text)


def split_sentences(folded: str) -> tuple[str, ...]:
    """Return the sentences of folded text with their end marks; overlong ones are cut so that reading stays linear."""
    pieces = (piece.strip() for piece in _SENTENCE_END.split(folded))
    return tuple(piece[i : i + _MAX_SENTENCE] for piece in pieces if piece for i in range(0, len(piece), _MAX_SENTENCE))


def is_question(sentence: str) -> bool:
    """Say whether a sentence asks, by its mark, be it in front, or by a Chinese question particle at its end."""
    return "?" in sentence or "¿" in sentence or bool(_ASKS_AT_END.search(sentence))
