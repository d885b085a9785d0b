"""Foreign text made fit for a scenario file: clean, short enough, and with nothing in it that means something there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import re2  # type: ignore[import-untyped]  # the wheel has no stubs

from runaround.reading import shipped
from runaround.reading.text import fold

__all__ = [
    "LONGEST_PATTERN",
    "LONGEST_TEXT",
    "NO_REGEX",
    "clean",
    "cut_pattern",
    "find_lang",
    "find_spoken_lang",
    "is_anything",
    "is_regex",
    "make_pattern",
    "make_stem",
    "on_one_line",
    "quote_regex",
    "says_something",
]

LONGEST_TEXT = 5000
LONGEST_PATTERN = 500
NO_REGEX = "RE2, which finds patterns in linear time, does not know this expression"
"""Why an expression is left out for which `is_regex` says no."""

_LONGEST_STEM = 60
_PIECE = 400

_BROKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_STARS = re.compile(r"\s*\*[\s*]*")
_NO_STEM = re.compile(r"[^\w-]+")
_BREAK = re.compile(r"(?<=[.!?。！？；;\n])\s*|\s+")


def clean(text: str) -> str:
    """Return `text` without control characters and halves of characters, without white space around it."""
    return _BROKEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def on_one_line(text: str, limit: int = 200) -> str:
    """Return `text` as one line of printable characters, cut to `limit`: safe in a comment and on a terminal."""
    plain = "".join(one if one.isprintable() else " " for one in text[: 4 * limit])
    shown = " ".join(plain.split())
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def find_lang(text: str) -> str:
    """Return `zh` if anything is written in Chinese characters, else `en`."""
    return "zh" if _HAN.search(text) else "en"


def find_spoken_lang(text: str) -> str:
    """Return the language in which a conversation is written, of all that are read."""
    return shipped().language_of((text,))


def make_stem(title: str) -> str:
    """Return a file name without its ending: letters of any script, digits, `_` and `-`; may be empty."""
    return _NO_STEM.sub("_", clean(title).lower())[:_LONGEST_STEM].strip("_-")


def make_pattern(text: str) -> str:
    """Return the pattern that stands for expected words: `*` is a gap, and so is every line break."""
    return _STARS.sub("*", clean(text).replace("\n", "*"))


def is_anything(pattern: str) -> bool:
    """Return whether a pattern has gaps only: any answer will do."""
    return bool(pattern) and not pattern.strip("*")


def says_something(pattern: str) -> bool:
    """Return whether there is a word or a number in a pattern; emoji alone can never be found in a reply."""
    return bool(fold(pattern).strip("* "))


def cut_pattern(pattern: str) -> Iterator[str]:
    """Yield a long pattern in pieces that each must be found, cut between sentences or words where that is possible.

    Pieces that say nothing, such as a row of emoji, are left out.
    """
    rest = pattern
    while len(rest) > LONGEST_PATTERN:
        breaks = [found.end() for found in _BREAK.finditer(rest, _PIECE // 2, _PIECE) if found.end()]
        end = breaks[-1] if breaks else _PIECE
        if says_something(rest[:end]):
            yield rest[:end].strip()
        rest = rest[end:]
    if says_something(rest):
        yield rest.strip()


def is_regex(pattern: str) -> bool:
    """Return whether RE2 understands a regular expression; it knows no looking around and no going back."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        return False
    return 0 < len(pattern) <= LONGEST_TEXT and bool(pattern.strip())


def quote_regex(text: str) -> str:
    """Return a regular expression that finds `text` itself."""
    return str(re2.escape(text))
