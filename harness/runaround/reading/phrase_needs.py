"""What a text must hold for a phrase to match it: words and characters that the phrase cannot do without.

A phrase is read here as `phrases` reads it, but only for these: endings, gaps and what may be missing say nothing.
A *key* is a whole word of the Latin script (`parcel`) or two in a row (`my parcel`), the beginning of one
(`connect*`), one Chinese character or two in a row, a mark, or `DIGIT`. A *need* is a set of keys, at least one of
which stands in every text that matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from runaround.reading.phrases import CJK, INSIDE_WORDS, TOKEN, WORD, Words
from runaround.reading.text import fold_phrase

__all__ = ["DIGIT", "Need", "NeedReader"]

Need = frozenset[str]

_OPENED_BY = {")": "(", "]": "[", "]*": "["}
_MAY_BE_MISSING = "["
_OR = "|"
_NO_MARK = frozenset({"...", "^", "$", "*"})

DIGIT = "<n>"
"""The key of texts with a digit."""

_HELD_BY = {"n": DIGIT, "money": DIGIT, "phone": DIGIT, "mobile": DIGIT, "email": "@"}
"""The key that each value holds; other values need not hold any."""

_ONE_CHARACTER = 8
_SHORT_WORD = 12
_ANYWHERE = 20


@dataclass
class _Bracket:
    """What was read of a bracket, or of the whole phrase: the needs of each finished alternative, and of this one.

    row: the words, or else the Chinese characters, read last, with nothing else between them.
    """

    opened_by: str
    finished: list[list[Need]] = field(default_factory=list)
    current: list[Need] = field(default_factory=list)
    row: list[str] = field(default_factory=list)

    def take(self, token: str) -> None:
        """Take in a word, a Chinese character, or white space, which parts only the latter."""
        if CJK.match(token):
            self._end_row_of(is_chinese=False)
            self.row.append(token)
        else:
            self._end_row_of(is_chinese=True)
            if not token.isspace():
                self._take_word(token)

    def _end_row_of(self, *, is_chinese: bool) -> None:
        if self.row and bool(CJK.match(self.row[0])) is is_chinese:
            self.end_row()

    def _take_word(self, token: str) -> None:
        """Take in a word; an apostrophe parts words, and what stands inside a word begins none."""
        pieces = token.rstrip("*").split("'")
        if token.startswith(INSIDE_WORDS):
            self.end_row()
            pieces = pieces[1:]
        begun = pieces.pop() if token.endswith("*") else ""
        self.row += filter(None, pieces)
        if begun:
            self.end_row()
            self.current.append(frozenset({begun + "*"}))

    def end_row(self) -> None:
        """Add the needs of what stands in a row: each two of it, or the only one."""
        joint = "" if self.row and CJK.match(self.row[0]) else " "
        pairs = [one + joint + two for one, two in pairwise(self.row)]
        self.current += (frozenset({key}) for key in pairs or self.row)
        self.row = []

    def end_alternative(self) -> None:
        """Finish what was read since the last bar."""
        self.end_row()
        self.finished.append(self.current)
        self.current = []

    def close(self) -> list[Need]:
        """Return what the bracket needs; nothing if it may be missing."""
        self.end_alternative()
        if self.opened_by == _MAY_BE_MISSING:
            return []
        return self.finished[0] if len(self.finished) == 1 else _need_one_of(self.finished)


class NeedReader:
    """Reads the needs of the phrases of one phrasebook; each of its word lists is read once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._lists: dict[str, list[Need]] = {}

    def read(self, phrase: str) -> tuple[Need, ...]:
        """Return what each text that `phrase` matches holds; nothing if that cannot be told."""
        stack = [_Bracket("")]
        for match in TOKEN.finditer(fold_phrase(phrase)):
            token, name, value = match.group(), match.group(1), match.group(2)
            if CJK.match(token) or WORD.match(token) or token.isspace():
                stack[-1].take(token)
                continue
            stack[-1].end_row()
            if name is not None:
                stack[-1].current += self._needs_of_list(name)
            elif value is not None:
                stack[-1].current += [frozenset({_HELD_BY[value]})] if value in _HELD_BY else []
            elif not _read_token(token, stack):
                return ()
        return tuple(dict.fromkeys(stack[0].close())) if len(stack) == 1 else ()

    def _needs_of_list(self, name: str) -> list[Need]:
        if name not in self._lists:
            self._lists[name] = _need_one_of([self.read(entry) for entry in self._words[name]])
        return self._lists[name]


def _read_token(token: str, stack: list[_Bracket]) -> bool:
    """Take in one token that is neither word nor character; return False if brackets do not match."""
    if token in _OPENED_BY.values():
        stack.append(_Bracket(token))
    elif token in _OPENED_BY:
        if stack[-1].opened_by != _OPENED_BY[token]:
            return False
        needs = stack.pop().close()
        stack[-1].current += needs
    elif token == _OR:
        stack[-1].end_alternative()
    elif token not in _NO_MARK:
        stack[-1].current.append(frozenset({token}))
    return True


def _need_one_of(alternatives: Iterable[Sequence[Need]]) -> list[Need]:
    """Return the need to hold what one of the alternatives needs most."""
    found: set[str] = set()
    for needs in alternatives:
        if not needs:
            return []
        found |= min(needs, key=_commonness)
    return [frozenset(found)]


def _commonness(need: Iterable[str]) -> int:
    """Return a guess at how many texts hold what is needed: short words are frequent, single characters too."""
    return sum(map(_commonness_of, need))


def _commonness_of(key: str) -> int:
    if CJK.match(key):
        return _ONE_CHARACTER if len(key) == 1 else 1
    if " " in key:
        return 1
    if not WORD.match(key):
        return _ANYWHERE
    return max(1, _SHORT_WORD - 2 * len(key.rstrip("*")))
