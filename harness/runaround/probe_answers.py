"""Reads what a test system answered to a probe: whether it holds, and how that is told.

An answer that is about something else than the matter, such as a login page or a system that is down, says
nothing about the bot. It is trouble with the test system, and never a failure of anybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from runaround.json_checks import holds, tell
from runaround.model import Probe
from runaround.system import Answer

__all__ = ["MAX_TEXT", "NoAnswer", "Probed", "read_answer"]

MAX_TEXT = 2000
"""Characters of a told answer; a longer one is cut."""

_MAX_NAME = 200
_MAX_QUOTED = 80
_GOOD = range(200, 300)
_NOT_AN_ERROR = range(100, 400)
_ABOUT_THE_MATTER = frozenset({404, 409, 410})
"""Errors that tell how the thing asked for is: not there, in another state, no longer there. Source: RFC 9110, 15.5.

The others speak of the question (malformed, not allowed, too many) or of the system itself.
"""


class NoAnswer(Exception):
    """The test system answered, but not what it was asked."""


@dataclass(frozen=True, slots=True)
class Probed:
    """What an answer says: `text` tells what was found, on one line; `holds` whether that is what must be."""

    text: str
    holds: bool


def read_answer(probe: Probe, answer: Answer) -> Probed:
    """Return what `answer` says about `probe`.

    Raises NoAnswer if it says nothing about it, ValueError for an expression or a pattern that does not compile.
    """
    is_expected = _is_expected(probe.status, answer.status)
    if not is_expected and answer.status not in _GOOD and answer.status not in _ABOUT_THE_MATTER:
        msg = f"{_found(probe, answer)}, which says nothing about it; expected {_wanted(probe)}."
        raise NoAnswer(msg)
    parts = [_cut(" ".join(probe.name.split()), _MAX_NAME), f"HTTP {answer.status}"]
    if not is_expected:
        return Probed("; ".join(parts), holds=False)
    if not probe.json:
        return Probed("; ".join(parts), holds=True)
    document = _parse(probe, answer)
    parts += [tell(check, document) for check in probe.json]
    return Probed(_cut("; ".join(parts), MAX_TEXT), holds=all(holds(check, document) for check in probe.json))


def _is_expected(wanted: int | None, status: int) -> bool:
    return status in _NOT_AN_ERROR if wanted is None else status == wanted


def _parse(probe: Probe, answer: Answer) -> object:
    try:
        document: object = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        msg = f"{_found(probe, answer)}; expected JSON."
        raise NoAnswer(msg) from error
    return document


def _found(probe: Probe, answer: Answer) -> str:
    body = answer.body.strip()
    said = f" with {_cut(body, _MAX_QUOTED)!r}" if body else " without content"
    return f"The test system, asked for {_cut(probe.name, _MAX_QUOTED)!r}, answered HTTP {answer.status}{said}"


def _wanted(probe: Probe) -> str:
    return "a status below 400" if probe.status is None else f"HTTP {probe.status}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
