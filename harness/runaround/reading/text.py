"""Brings text to one form before anything reads it, and cuts it into sentences.

Width, case, accents, traditional characters, emoji and invisible characters are settled here, once, so that
phrasebooks and likeness never meet them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

__all__ = ["MAX_READ", "fold", "is_question", "split_sentences"]

MAX_READ = 8000
"""Characters of one message that are read; what a bot says beyond that is kept but not interpreted."""

_MAX_SENTENCE = 400
_REMEMBERED = 1024  # at most 8 MB of text
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "＇": "'", "“": '"', "”": '"', "「": '"', "」": '"', "、": ",", "–": "-", "—": "-"}
) | dict.fromkeys(range(0x1F3FB, 0x1F400), " ")  # skin tones of emoji count as symbols of their own
_SENTENCE_END = re.compile(r"(?<=[!?。;…\n~])|(?<=\.)(?=\s|$)")
_YES = re.compile(r"\bsí\b", re.IGNORECASE)
"""The accent that makes another word: `si` is if, `sí` is yes, folded as people type it when they insist."""

_BLANK = re.compile(r"[^\S\n]+")
_TERMINAL_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\))")
_ASKS_AT_END = re.compile(r"(?:吗|好不好|行不行|是不是|能不能|对不对)[,.。~!\s]*$")
_SAYS_NOTHING = frozenset({"So", "Cf", "Cc", "Cs", "Co", "Cn", "Mn"})


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


class _Characters(dict[int, str]):
    """What each character becomes: a blank if it says nothing, the simplified or plain form, or itself."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        silent = character != "\n" and unicodedata.category(character) in _SAYS_NOTHING
        self[code] = " " if silent else _simplified().get(code) or _without_accent(character)
        return self[code]


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
    text = _TERMINAL_ESCAPE.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_QUOTES)
        text = _YES.sub("sii", text)
    return _BLANK.sub(" ", text.lower().translate(_characters())).strip()


def split_sentences(folded: str) -> tuple[str, ...]:
    """Return the sentences of folded text with their end marks; overlong ones are cut so that reading stays linear."""
    pieces = (piece.strip() for piece in _SENTENCE_END.split(folded))
    return tuple(piece[i : i + _MAX_SENTENCE] for piece in pieces if piece for i in range(0, len(piece), _MAX_SENTENCE))


def is_question(sentence: str) -> bool:
    """Say whether a sentence asks, by its mark, be it in front, or by a Chinese question particle at its end."""
    return "?" in sentence or "¿" in sentence or bool(_ASKS_AT_END.search(sentence))
