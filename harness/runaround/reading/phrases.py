"""The small language in which phrasebooks are written, compiled to regular expressions.

    put me through          these words, in this order; case, width and traditional forms do not matter
    (photo|picture)         one of these
    [please]                may be missing; [please|just]* any number of these, or none
    connect*                any ending: connect, connecting, connected
    ...                     up to a few words in between, never across the end of a sentence
    {person}                any entry of the phrasebook's word list `person`
    <n> <code> <phone>      a number, a code such as an order number, a telephone number; see `VALUES`
    <money>                 an amount with its currency
    ^ and $                 the start and the end of the sentence

Words of the Latin script are matched as whole words, accents do not matter; Chinese is matched as written. White
space, commas, ¿ and ¡ between words do not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import re2  # type: ignore[import-untyped]  # the wheel has no stubs

from runaround.reading.text import fold_phrase

__all__ = [
    "CJK",
    "INSIDE_WORDS",
    "TOKEN",
    "VALUES",
    "WORD",
    "Pattern",
    "PhraseError",
    "Phrases",
    "Words",
    "compile_finder",
    "compile_phrases",
    "compile_source",
    "compile_test",
    "match_nothing",
    "take_out_spelt",
    "translate",
]

_SPOKEN = (
    r"(?:\b(?:[a-z][, ]+)*(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b[, ]*){4,}"
    r"|[零一二三四五六七八九幺〇](?:[零一二三四五六七八九幺〇, ]){3,})"
)

_SPELT_DIGITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *"零一二三四五六七八九",
)
_DIGITS = {word: str(place % 10) for place, word in enumerate(_SPELT_DIGITS)} | {"oh": "0", "〇": "0", "幺": "1"}
_SPELT = re.compile(rf"{_SPOKEN}|(?<![0-9])[0-9](?:[ ,-]{{1,2}}[0-9]){{3,}}(?![0-9])")
_DIGIT = re.compile("|".join((*_DIGITS, "[0-9]")))

VALUES: Mapping[str, str] = {
    "n": r"[0-9][0-9.,:]*",
    "word": r"[a-z][a-z'-]*",
    "money": (
        r"(?:(?:[$€£¥]|\b(?:usd|eur|gbp|cny|rmb|hkd|nt[$])) ?[0-9][0-9.,]*"
        r"|\b[0-9][0-9.,]* ?(?:[$€£¥]|(?:dollars?|euros?|pesos?|pounds?|cents?|usd|eur|gbp|rmb|hkd|mxn)\b|[元块])"
        r"|[0-9][0-9.,]*[元块])"
    ),
    "code": rf"(?:\b[a-z_-]{{0,12}}[0-9][a-z0-9_/-]{{3,}}|\b[a-z][a-z_/-]{{0,11}}[0-9][a-z0-9_/-]{{0,8}}|{_SPOKEN})",
    "handle": rf"(?:\b[a-z0-9._+-]*[0-9_@][a-z0-9._+@-]{{3,}}|\b[a-z0-9._+@-]{{3,}}[0-9_@][a-z0-9._+@-]*|{_SPOKEN})",
    "phone": r"(?:\+|\b)[0-9][0-9 ()-]{8,16}[0-9]\b",
    "mobile": r"(?:\b1[3-9][0-9]{9}\b|\+[0-9][0-9 ()-]{8,16}[0-9]\b|\b07[0-9]{3} ?[0-9]{6}\b)",
    "email": r"[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
}
"""What `<name>` matches in folded text; spoken digits count as digits."""

TOKEN = re.compile(r"\.\.\.|\{(\w+)\}|<(\w+)>|\]\*|[()|\[\]^$]|[a-z0-9']+\*?|\s+|.", re.DOTALL)
CJK = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[a-z0-9']+\*?\Z")
_BETWEEN = r"[\s,¿¡]*"
_MARKS = r"[^a-z0-9\x{3400}-\x{9fff}]*"
_PLAIN = {"(": "(?:", ")": ")", "|": "|", "^": rf"\A{_MARKS}", "$": rf"{_MARKS}\z"}
_GAP_LATIN, _GAP_CJK = r"[^\n]{0,40}?", r"[^\n]{0,12}?"
INSIDE_WORDS = ("'", "n't")
_MAX_NESTING = 4
_MEMORY = 256 << 20

Words = Mapping[str, tuple[str, ...]]


def take_out_spelt(folded: str) -> tuple[frozenset[str], str]:
    """Return the numbers that folded text spells digit by digit, as digits, and the text without them.

    "four, four, seven, one" is 4471.
    """
    found: set[str] = set()

    def take_out(match: re.Match[str]) -> str:
        found.add("".join(_DIGITS.get(one, one) for one in _DIGIT.findall(match[0])))
        return " "

    rest = _SPELT.sub(take_out, folded)
    return frozenset(found), rest


class Pattern(Protocol):
    """What is used of a compiled pattern. RE2 takes linear time on any text, so no bot can hang a reading."""

    @property
    def pattern(self) -> str:
        """The source."""
        ...

    def search(self, text: str | bytes, /) -> Any:  # noqa: ANN401 (the library is not typed)
        """Return a match anywhere in `text`, or None."""
        ...

    def finditer(self, text: str, /) -> Iterator[Any]:
        """Yield all matches in `text`, first to last, without overlaps."""

    def sub(self, replacement: str, text: str, /) -> str:
        """Return `text` with every match replaced."""

    def subn(self, replacement: str, text: str, /) -> tuple[str, int]:
        """Return `text` with every match replaced, and how many there were."""


class PhraseError(ValueError):
    """A phrase is written wrongly or uses a word list that is not there."""


@dataclass(frozen=True, eq=False)
class Phrases:
    """Phrases that mean the same, as one pattern that matches where any of them does.

    each: every phrase as it is written, and its source as a regular expression. words: the lists that it may name.
    """

    each: tuple[tuple[str, str], ...]
    words: Words
    whole: Pattern

    @property
    def pattern(self) -> str:
        """The source of them all."""
        return self.whole.pattern

    def search(self, text: str | bytes, /) -> Any:  # noqa: ANN401 (the library is not typed)
        """Return a match anywhere in `text`, or None."""
        return self.whole.search(text)

    def find(self, text: str) -> tuple[str, str] | None:
        """Return the first of the phrases that stands in `text`, as it is written, and the words that it matches."""
        for phrase, source in self.each:
            match = compile_source(source).search(text)
            if match is not None:
                return phrase, match[0]
        return None

    def finditer(self, text: str, /) -> Iterator[Any]:
        """Yield all matches in `text`, first to last, without overlaps."""
        return self.whole.finditer(text)

    def sub(self, replacement: str, text: str, /) -> str:
        """Return `text` with every match replaced."""
        return self.whole.sub(replacement, text)

    def subn(self, replacement: str, text: str, /) -> tuple[str, int]:
        """Return `text` with every match replaced, and how many there were."""
        return self.whole.subn(replacement, text)


def match_nothing(words: Words) -> Phrases:
    """Return phrases that stand in no text: of what a phrasebook has nothing to say."""
    return Phrases((), words, compile_source(r"[^\s\S]"))


def compile_phrases(phrases: Iterable[str], words: Words) -> Phrases | None:
    """Return one pattern that matches where any of `phrases` does; None if there are none.

    Raises PhraseError naming the phrase.
    """
    sources = {phrase: translate(phrase, words) for phrase in phrases}
    if not sources:
        return None
    try:
        whole = compile_source("|".join(f"(?:{source})" for source in sources.values()))
        return Phrases(tuple(sources.items()), words, whole)
    except re2.error:
        for phrase, source in sources.items():
            _check(source, phrase)
        raise


def compile_finder(patterns: Iterable[Pattern]) -> Callable[[str], list[int]]:
    """Return a function that tells, in one pass over a text, the places in `patterns` of those that match it.

    For patterns without gaps: RE2 has no way out for a set whose automaton outgrows its memory.
    """
    found = re2.Set.SearchSet(_options())
    for pattern in patterns:
        found.Add(pattern.pattern)
    found.Compile()
    return lambda text: sorted(found.Match(text) or ())


def compile_test(source: str) -> Callable[[bytes], bool]:
    """Return a function that says whether a regular expression in the syntax of RE2 matches anywhere in UTF-8 text.

    A set of one: it looks for no place, which takes half the time.
    """
    found = re2.Set.SearchSet(_options())
    found.Add(source)
    found.Compile()
    return lambda encoded: bool(found.Match(encoded))


def translate(phrase: str, words: Words, depth: int = 0) -> str:
    """Return the source of one phrase as a regular expression. Raises PhraseError for a wrong list, value or star."""
    if depth > _MAX_NESTING:
        msg = f"{phrase!r}: word lists refer to each other in a circle."
        raise PhraseError(msg)
    gap = _GAP_CJK if CJK.search(phrase) else _GAP_LATIN
    parts: list[str] = []
    open_brackets: list[int] = []
    for match in TOKEN.finditer(fold_phrase(phrase)):
        token, name, value = match.group(), match.group(1), match.group(2)
        if token == "...":  # noqa: S105 (a gap, not a secret)
            parts.append(gap)
        elif name is not None:
            parts.append(_word_list(name, words, phrase, depth))
        elif value is not None:
            parts.append(_value(value, phrase))
        elif token == "[":  # noqa: S105
            open_brackets.append(len(parts))
            parts.append("(?:")
        elif token in {"]", "]*"} and open_brackets:
            start = open_brackets.pop()
            parts[start] = "(?:(?:" if token == "]*" else "(?:"  # noqa: S105
            parts.append(f"){_BETWEEN})*" if token == "]*" else ")?")  # noqa: S105
        elif token == "*":  # noqa: S105
            msg = f"{phrase!r}: a star stands only behind a Latin word or a square bracket."
            raise PhraseError(msg)
        else:
            parts.append(_literal(token))
    return "".join(parts)


def compile_source(source: str) -> Pattern:
    """Return the pattern of a regular expression in the syntax of RE2."""
    pattern: Pattern = re2.compile(source, _options())
    return pattern


def _options() -> Any:  # noqa: ANN401 (the library is not typed)
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


def _check(source: str, phrase: str) -> None:
    try:
        compile_source(source)
    except re2.error as error:
        msg = f"{phrase!r}: brackets do not match ({error})."
        raise PhraseError(msg) from error


def _value(name: str, phrase: str) -> str:
    if name not in VALUES:
        msg = f"{phrase!r}: no value <{name}>; there are {', '.join(VALUES)}."
        raise PhraseError(msg)
    return VALUES[name]


def _word_list(name: str, words: Words, phrase: str, depth: int) -> str:
    if name not in words:
        msg = f"{phrase!r}: no word list {name!r}; there are {', '.join(sorted(words))}."
        raise PhraseError(msg)
    return "(?:" + "|".join(translate(entry, words, depth + 1) for entry in words[name]) + ")"


@cache  # a phrasebook writes some thousand words a hundred thousand times
def _literal(token: str) -> str:
    if token in _PLAIN:
        return _PLAIN[token]
    if token.isspace():
        return _BETWEEN
    if WORD.match(token):
        body = token.rstrip("*")
        start = "" if body.startswith(INSIDE_WORDS) else r"\b"
        return start + body + (r"[a-z']*\b" if token.endswith("*") else r"\b")
    return str(re2.escape(token))
