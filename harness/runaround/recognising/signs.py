"""Signs: what is asked at an address, what must come back, and which target file follows. Data, and how it is read.

In a sign `<name>` stands for what is known by then: `<url>` (the address, without a slash at its end), `<origin>`,
`<ws>` (the address for a WebSocket), what the expression `address` names in it, `<token>` (the `env:NAME` of the header
that was given), `<greeting>`, `<id>` (another one in every question), what `take` takes from the answer, and what was
found in an answer that nobody has described: `<reply>`, `<signals>`, `<stream>`, `<place>`. What rests on something
that is not known goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import jmespath

from runaround.recognising.asking import Heard, How, Question
from runaround.recognising.words import Found, find_words, find_words_in_events

__all__ = ["Sign", "Sureness", "Values", "describe", "fill", "read_signs"]

_PLACEHOLDER = re.compile(r"<([a-z_]+)>")

Values = Mapping[str, Any]


class Sureness(StrEnum):
    """How much a sign is worth: nobody else shows it; others may; nearly anybody does, so it is asked for last."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Sign:
    """One entry of a file of signs.

    adapter: whose it is. name: how conditions of other signs of the file refer to its answer. address: an expression
    that the whole address must fit. only_if: a condition before it is asked. ask: the question as it stands in the
    file; None: the address alone is the sign. when: the condition on the answer. take: what is taken from it, by name.
    target: of the target file; None: asked for its advice, or so that others can compare. advice: what to do.
    """

    adapter: str
    name: str = ""
    address: str = r"https?://.*"
    only_if: str = ""
    ask: Mapping[str, Any] | None = None
    when: str = "status >= `200` && status < `300`"
    take: Mapping[str, str] = field(default_factory=dict)
    sure: Sureness = Sureness.LIKELY
    because: str = ""
    target: Mapping[str, Any] | None = None
    advice: str = ""

    def fits(self, address: str) -> dict[str, str] | None:
        """Return what the expression names in `address`; None if it does not fit."""
        found = re.fullmatch(self.address, address, re.IGNORECASE)
        return {name: value for name, value in found.groupdict().items() if value} if found else None

    def question(self, values: Values) -> Question | None:
        """Return what is asked; None if the address alone is the sign."""
        if self.ask is None:
            return None
        how = next(how for how in How if how in self.ask)
        content = fill(self.ask.get("json", self.ask.get("form", self.ask.get("frames"))), values)
        way = How.FORM if "form" in self.ask else how
        headers = fill(self.ask.get("headers", {}), values)
        return Question(way, str(fill(self.ask[how], values)), content, headers, self.adapter)


def read_signs(document: Mapping[str, Any], adapter: str) -> tuple[Sign, ...]:
    """Return the signs of one adapter's file.

    Raises ValueError or TypeError for keys that signs do not have, and expressions that do not compile.
    """
    return tuple(_read_sign(entry, adapter) for entry in document["signs"])


def _read_sign(entry: Mapping[str, Any], adapter: str) -> Sign:
    known = {("only_if" if key == "if" else key): value for key, value in entry.items()}
    sign = Sign(adapter, **{**known, "sure": Sureness(known.get("sure", Sureness.LIKELY))})
    re.compile(sign.address)
    for expression in (sign.only_if, sign.when, *sign.take.values()):
        if expression:
            jmespath.compile(expression)
    return sign


def describe(heard: Heard, *, said: str) -> dict[str, Any]:
    """Return an answer as the conditions of signs see it. said: what the bot was told."""
    found = _find(heard, said)
    return {
        "status": heard.status,
        "kind": heard.kind,
        "headers": dict(heard.headers),
        "text": heard.text,
        "body": heard.body,
        "events": list(heard.events),
        "stream": heard.stream,
        "trouble": heard.trouble.value if heard.trouble else None,
        "words": found.text if found else None,
        "place": found.place if found else None,
        "reply": dict(found.reply) if found else None,
        "signals": dict(found.signals) if found and found.signals else None,
    }


def _find(heard: Heard, said: str) -> Found | None:
    if heard.status is not None and not 200 <= heard.status < 300:
        return None
    if heard.events:
        return find_words_in_events(heard.events, said=said)
    return None if heard.body is None else find_words(heard.body, said=said)


class _Missing:
    """Stands for what rests on something that is not known."""


_MISSING = _Missing()


def fill(part: Any, values: Values) -> Any:  # noqa: ANN401 (YAML in and out)
    """Return `part` with what is known put in; keys and entries that rest on something unknown go."""
    filled = _fill(part, values)
    return None if isinstance(filled, _Missing) else filled


def _fill(part: Any, values: Values) -> Any:  # noqa: ANN401 (YAML in and out)
    if isinstance(part, Mapping):
        pairs = {str(fill(key, values)): _fill(value, values) for key, value in part.items()}
        return {key: value for key, value in pairs.items() if not isinstance(value, _Missing)}
    if isinstance(part, Sequence) and not isinstance(part, str):
        return [one for one in (_fill(one, values) for one in part) if not isinstance(one, _Missing)]
    if not isinstance(part, str):
        return part
    names = _PLACEHOLDER.findall(part)
    if any(values.get(name) is None for name in names):
        return _MISSING
    whole = _PLACEHOLDER.fullmatch(part)
    return values[whole[1]] if whole else _PLACEHOLDER.sub(lambda found: str(values[found[1]]), part)
