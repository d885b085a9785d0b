"""Says why a text is no YAML, in the words of somebody who has never heard of YAML; used by `yaml_file`.

The parser's message names a consequence, often lines further down. What decides here is not that message but the lines
around the place that it names: each usual slip leaves a trace that can be seen in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

__all__ = ["explain_colon", "explain_syntax"]

_ENTRY = re.compile(r"^(?P<indent>[ \t]*)(?P<dashes>(?:- +)*)(?:(?P<key>[^\s:#'\"{\[][^:#]*?):(?: +|$))?(?P<value>.*)$")
_WIDE_COLON = re.compile(r"^[ \t]*(?:- +)?([a-z_]{1,40})：")
_CLOSE_COLON = re.compile(r"^[ \t]*(?:- +)?([a-z_]{1,40}):(?=[^\s:/])")
_CURLY = "“”„‘’＂＇「『"
_MARKS = "@`%*&!|>"
_BLOCK = re.compile(r"[|>][-+0-9]*(?: +#.*)?")
_CLOSING = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line, `number` from 1, and what stands behind its key or dash."""

    number: int
    text: str
    indent: int
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Where the parser gave up: `here`, the line before that holds anything, where the thing began, and the column."""

    here: _Line
    before: _Line
    began: _Line
    column: int

    @property
    def lines(self) -> tuple[_Line, ...]:
        """The lines in which the cause may stand, the likeliest first."""
        return tuple(dict.fromkeys((self.here, self.before, self.began)))


def explain_syntax(text: str, error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Return the line of the cause, from 1, and a sentence on what is wrong and what to do; 0 if no line is known."""
    mark = error.problem_mark
    if mark is None:
        return 0, "is not YAML."
    trouble = _find_trouble(text, mark, error.context_mark)
    for explain in _CAUSES:
        found = explain(trouble)
        if found is not None:
            return found
    return mark.line + 1, f"is not YAML: {error.problem} (column {mark.column + 1})."


def explain_colon(text: str) -> str:
    """Return what is wrong with the colon of a text that was meant as a key with its value; empty if nothing is."""
    line = text.partition("\n")[0]
    if found := _WIDE_COLON.match(line):
        return f" The colon after {found[1]!r} is the full-width '：'; write ':' and a space."
    if found := _CLOSE_COLON.match(line):
        return f" After '{found[1]}:' a space is missing."
    return ""


def _find_trouble(text: str, mark: yaml.Mark, context: yaml.Mark | None) -> _Trouble:
    lines = text.splitlines() or [""]
    filled = [number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    here = min(mark.line, len(lines) - 1)
    before = max((number for number in filled if number < mark.line), default=here)
    began = before if context is None else min(context.line, len(lines) - 1)
    return _Trouble(_read(lines, here), _read(lines, before), _read(lines, began), column=mark.column)


def _read(lines: list[str], number: int) -> _Line:
    text = lines[number].rstrip(" \r")
    found = _ENTRY.match(text)
    key, value, indent = (found["key"] or "", found["value"], len(found["indent"])) if found else ("", text, 0)
    return _Line(number + 1, text, indent, key, value.strip())


_Found = tuple[int, str] | None


def _blame_tab(trouble: _Trouble) -> _Found:
    indent = re.match(r"\s*", trouble.here.text)
    if indent is None or "\t" not in indent[0]:
        return None
    return trouble.here.number, "a tab stands at the beginning of this line. Indent with spaces, two for each level."


def _blame_wide_colon(trouble: _Trouble) -> _Found:
    return _first(trouble, lambda line: _lower(explain_colon(line.text)) if "：" in line.text else "")


def _blame_quote(trouble: _Trouble) -> _Found:
    """A quote that is never closed, or that is closed too early."""
    return _first(trouble, _explain_quote)


def _explain_quote(line: _Line) -> str:
    quote = line.value[:1]
    if quote not in {'"', "'"}:
        return ""
    inside, closing, rest = line.value[1:].partition(quote)
    if not closing:
        return f"the text begins with {quote} and does not end with it. Put {quote} at its end, or take the first away."
    if not rest or rest.startswith((" #", quote, ",", "}", "]", ":")):
        return ""
    other = "'" if quote == '"' else '"'
    return (
        f"the text begins with {quote}, so it ends at the next {quote}, after {inside[-20:]!r}; more follows. "
        f"Put {other} around the whole text instead, or no quotes at all."
    )


def _blame_curly(trouble: _Trouble) -> _Found:
    mark = trouble.here.value[:1]
    if not mark or mark not in _CURLY:
        return None
    return trouble.here.number, f'{mark} is an ordinary letter here, no quote. Put straight quotes (") around the text.'


def _blame_brackets(trouble: _Trouble) -> _Found:
    here = trouble.here
    is_inside = trouble.column > here.text.find(here.value)
    return _first(trouble, lambda line: _explain_brackets(line, is_inside=is_inside and line is here))


def _explain_brackets(line: _Line, *, is_inside: bool) -> str:
    """Explain a list or map in brackets that is not closed, or a text that only looks like one."""
    opening = line.value[:1]
    closing = _CLOSING.get(opening)
    if closing is None:
        return ""
    if line.value.count(opening) > line.value.count(closing):
        return (
            f"{opening} is opened here and not closed. Put {closing} at the end, or, if it is a text, quotes around it."
        )
    if not line.value.endswith(closing):
        return f"a text that begins with {opening} is taken for a list or a map. Put quotes around the whole text."
    if not is_inside:
        return ""
    return (
        f"inside {opening} {closing}, a text with one of , : ? [ ] {{ }} needs quotes. Put quotes around that text, "
        "or write each on a line of its own."
    )


def _blame_mark(trouble: _Trouble) -> _Found:
    value = trouble.here.value
    if not value or value[0] not in _MARKS or _BLOCK.fullmatch(value):
        return None
    return trouble.here.number, f"a text that begins with {value[0]} needs quotes. Put quotes around it."


def _blame_close_colon(trouble: _Trouble) -> _Found:
    return _first(trouble, lambda line: _lower(explain_colon(line.text)))


def _blame_dash(trouble: _Trouble) -> _Found:
    told = "after the '-' at the beginning a space is missing."
    return _first(trouble, lambda line: told if re.match(r"[ \t]*-[^\s-]", line.text) else "")


def _blame_colon(trouble: _Trouble) -> _Found:
    """A colon in the middle of a text, which is taken for that of a key."""
    line = trouble.here
    is_inside = line.key and ": " in f"{line.value} " and trouble.column > line.text.find(line.value) - 1
    if not is_inside:
        return None
    return line.number, "a text with a colon and a space in it needs quotes. Put quotes around the text after the key."


def _blame_backslash(trouble: _Trouble) -> _Found:
    line = trouble.here
    if line.value[:1] != '"' or line.text[max(trouble.column - 1, 0) : trouble.column] != "\\":
        return None
    return (
        line.number,
        "inside double quotes a \\ has a meaning of its own. Write \\\\, or put single quotes around the text.",
    )


def _blame_indent(trouble: _Trouble) -> _Found:
    """A line that fits under nothing above it."""
    here, before = trouble.here, trouble.before
    if here.indent > before.indent and before.value and here.number != before.number:
        already = f"this line is indented further than line {before.number}, which already has a value."
        return here.number, f"{already} Begin both in the same column."
    if here.indent != before.indent and here.number != before.number:
        return (
            here.number,
            "this line begins in a column in which no line above begins. Move it below the keys it belongs to.",
        )
    return None


_CAUSES: tuple[Callable[[_Trouble], _Found], ...] = (
    _blame_tab,
    _blame_wide_colon,
    _blame_quote,
    _blame_curly,
    _blame_brackets,
    _blame_mark,
    _blame_close_colon,
    _blame_dash,
    _blame_backslash,
    _blame_colon,
    _blame_indent,
)


def _lower(sentence: str) -> str:
    """Return a sentence as it stands after a colon."""
    told = sentence.strip()
    return told[:1].lower() + told[1:]


def _first(trouble: _Trouble, explain: Callable[[_Line], str]) -> _Found:
    return next(((line.number, told) for line in trouble.lines if (told := explain(line))), None)
