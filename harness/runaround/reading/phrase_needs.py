"""What a text must hold for a phrase to match it: words and characters that the phrase cannot do without.

A phrase is read here as `phrases` reads it, but only for these: endings, gaps and what may be missing say nothing.
A *key* is a whole word of the Latin script (`parcel`), the beginning of one (`connect*`), one Chinese character or two
in a row, a mark, or `DIGIT`. A *need* is a set of keys, at least one of which stands in every text that matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from runaround.reading.phrases import CJK, INSIDE_WORDS, TOKEN, WORD, Words
from runaround.reading.text import fold_phrase

__all__ = ["DIGIT", "Need", "NeedReader"]

Need = frozenset[str]

_OPENED_BY = {")": "(", "]": "[", "]*": "["}
_MAY_BE_MISSING = "["
_OR = "|"
_NO_MARK = frozenset({"...", "^", "$", "*"})
_WITH_DIGITS = frozenset({"n", "money", "phone", "mobile"})

DIGIT = "<n>"
"""The key of texts with a digit."""

_ONE_CHARACTER = 8
_SHORT_WORD = 12
_ANYWHERE = 20


@dataclass
class _Bracket:
    """What was read of a bracket, or of the whole phrase: the needs of each finished alternative, and of this one."""

    opened_by: str
    finished: list[list[Need]] = field(default_factory=list)
    current: list[Need] = field(default_factory=list)

    def close(self) -> list[Need]:
        """Return what the bracket needs; nothing if it may be missing."""
        alternatives = [*self.finished, self.current]
        if self.opened_by == _MAY_BE_MISSING:
            return []
        return self.current if len(alternatives) == 1 else _need_one_of(alternatives)


class NeedReader:
    """Reads the needs of the phrases of one phrasebook; each of its word lists is read once."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._lists: dict[str, list[Need]] = {}

    def read(self, phrase: str) -> tuple[Need, ...]:
        """Return what each text that `phrase` matches holds; nothing if that cannot be told."""
        stack = [_Bracket("")]
        run = ""
        for match in TOKEN.finditer(fold_phrase(phrase)):
            token, name, value = match.group(), match.group(1), match.group(2)
            if CJK.match(token):
                run += token
                continue
            stack[-1].current += _needs_of_run(run)
            run = ""
            if name is not None:
                stack[-1].current += self._needs_of_list(name)
            elif value is not None:
                stack[-1].current += [frozenset({DIGIT})] if value in _WITH_DIGITS else []
            elif not _read_token(token, stack):
                return ()
        stack[-1].current += _needs_of_run(run)
        return tuple(dict.fromkeys(stack[0].close())) if len(stack) == 1 else ()

    def _needs_of_list(self, name: str) -> list[Need]:
        if name not in self._lists:
            self._lists[name] = _need_one_of([self.read(entry) for entry in self._words[name]])
        return self._lists[name]


def _read_token(token: str, stack: list[_Bracket]) -> bool:
    """Take in one token that is no Chinese character; return False if brackets do not match."""
    if token in _OPENED_BY.values():
        stack.append(_Bracket(token))
    elif token in _OPENED_BY:
        if stack[-1].opened_by != _OPENED_BY[token]:
            return False
        needs = stack.pop().close()
        stack[-1].current += needs
    elif token == _OR:
        stack[-1].finished.append(stack[-1].current)
        stack[-1].current = []
    elif WORD.match(token):
        stack[-1].current += _needs_of_word(token)
    elif token not in _NO_MARK and not token.isspace():
        stack[-1].current.append(frozenset({token}))
    return True


def _needs_of_run(run: str) -> Iterator[Need]:
    """Yield the needs of Chinese characters in a row."""
    if len(run) == 1:
        yield frozenset({run})
    yield from (frozenset({run[at : at + 2]}) for at in range(len(run) - 1))


def _needs_of_word(token: str) -> Iterator[Need]:
    """Yield the needs of a word; an apostrophe parts words, and what stands inside a word begins none."""
    *whole, last = token.rstrip("*").split("'")
    pieces = [*whole, last + "*" if token.endswith("*") and last else last]
    if token.startswith(INSIDE_WORDS):
        pieces = pieces[1:]
    yield from (frozenset({piece}) for piece in pieces if piece)


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
    if not WORD.match(key):
        return _ANYWHERE
    return max(1, _SHORT_WORD - 2 * len(key.rstrip("*")))
