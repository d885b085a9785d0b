"""Looks into JSON answers for what a scenario says must be found there.

    holds(check, document) -> whether everything that the check asks for is so
    tell(check, document)  -> what was found, as people read it: `refund.state = "booked"`
    matches(pattern, text) -> whether a regular expression of a scenario is found in a text

An expression that cannot be applied to a document, such as the length of a number, finds nothing there.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import jmespath
import re2  # type: ignore[import-untyped]  # the wheel has no stubs
from jmespath.exceptions import JMESPathError

from runaround.model import JsonCheck

__all__ = ["MAX_TOLD", "holds", "matches", "tell"]

MAX_TOLD = 200
"""Characters of an expression, and of a value, that are told; a longer one is cut."""

_REMEMBERED = 500
_NOT_APPLICABLE = (JMESPathError, TypeError, ValueError, ArithmeticError)
_IDEOGRAPHIC_SPACE = "\u3000"


def holds(check: JsonCheck, document: object) -> bool:
    """Return whether everything that `check` asks for is so in `document`, the JSON of an answer.

    Raises ValueError for an expression or a pattern that does not compile; scenario files are checked for that.
    """
    found = _find(check.at, document)
    if check.exists is not None and check.exists != (found is not None):
        return False
    if check.equals is not None and not _is_same(check.equals, found):
        return False
    return check.matches is None or (found is not None and matches(check.matches, _show(found)))


def tell(check: JsonCheck, document: object) -> str:
    """Return on one line what `check` finds in `document`, cut and with nothing invisible in it. Raises as `holds`."""
    found = json.dumps(_find(check.at, document), ensure_ascii=False)
    return f"{_make_plain(check.at)} = {_make_plain(found)}"


def matches(pattern: str, text: str) -> bool:
    """Return whether the regular expression `pattern` is found in `text`. Raises ValueError if it does not compile."""
    # Half a character pair has no UTF-8, in which RE2 reads.
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _compile(pattern).search(whole) is not None


def _find(expression: str, document: object) -> Any:  # noqa: ANN401 (foreign data)
    compiled = jmespath.compile(expression)
    try:
        return compiled.search(document)
    except _NOT_APPLICABLE:
        return None


def _is_same(expected: object, found: object) -> bool:
    """Say whether two values of JSON are one: 12 and 12.0 are, 12 and "12" are not, nor are 1 and true."""
    return isinstance(expected, bool) == isinstance(found, bool) and expected == found


def _show(value: object) -> str:
    """Return a value as a pattern looks at it: a text itself, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=_REMEMBERED)
def _compile(pattern: str) -> Any:  # noqa: ANN401 (the wheel has no stubs)
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        msg = f"{pattern[:80]!r} is no regular expression (RE2)."
        raise ValueError(msg) from error


def _make_plain(text: str) -> str:
    cut = text if len(text) <= MAX_TOLD else text[: MAX_TOLD - 1] + "…"
    return "".join(one if one.isprintable() or one == _IDEOGRAPHIC_SPACE else _escape(one) for one in cut)


def _escape(character: str) -> str:
    return json.dumps(character)[1:-1] if character != "\x7f" else "\\u007f"
