"""Fills `{name}` in the texts of a scenario: its parameters, its facts, and the time that has passed.

A placeholder is a name of lower-case letters, digits and `_` in braces; other braces are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from runaround.plugins import suggest
from runaround.scenario_file.shape import Document, texts_in
from runaround.yaml_file import KeyPath

__all__ = ["CONSUMER", "ELAPSED", "fill", "find_names", "find_unknown"]

ELAPSED = "elapsed"
"""Stands for the time since the session before, in words, in every session but the first."""

CONSUMER = "consumer_id"
"""Stands, in what a probe sends, for the name by which bot and test system know the consumer of the case."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_PARAMETERS, _FACTS, _SESSIONS, _SAYINGS, _DECLINE = "parameters", "facts", "sessions", "sayings", "decline"
_PROBES, _SENT = "probes", (("path",), ("headers",), ("json",))
_FILLED_LATER = frozenset({"item"})
"""Placeholders that the consumer fills while it talks."""


def fill(document: Document, lang: str, elapsed: Mapping[int, str]) -> Document:
    """Return `document` with its placeholders filled for `lang`.

    elapsed: for the index of each later session, the time since the one before in words.
    """
    parameters = _values(document, _PARAMETERS, lang)
    facts = {name: _fill(text, parameters) for name, text in _values(document, _FACTS, lang).items()}
    values = {**facts, **parameters}
    filled: dict[str, Any] = {}
    for key, value in document.items():
        if key == _SESSIONS:
            filled[key] = [
                _fill(session, {**values, **({ELAPSED: elapsed[index]} if index in elapsed else {})})
                for index, session in enumerate(value)
            ]
        elif key != _PARAMETERS:
            filled[key] = _fill(value, parameters if key == _FACTS else values)
    return filled


def find_unknown(document: Document) -> Iterator[tuple[KeyPath, str]]:
    """Yield every placeholder that stands for nothing, as a place and a sentence."""
    names = {key: _names(document, key) for key in (_PARAMETERS, _FACTS)}
    for place, text in texts_in(document):
        if place[0] == _PARAMETERS:
            known = frozenset[str]()
        elif place[0] == _FACTS:
            known = names[_PARAMETERS]
        else:
            known = names[_PARAMETERS] | names[_FACTS] | _special(place)
        for name in find_names(text):
            if name not in known:
                yield place, _blame(name, place, known)


def find_names(text: str) -> list[str]:
    """Return the names that a text has placeholders for, in its order."""
    return _PLACEHOLDER.findall(text)


def _blame(name: str, place: KeyPath, known: frozenset[str]) -> str:
    if name == ELAPSED:
        return "{elapsed} stands only in a session with 'after': nothing has passed before the first."
    if place[0] == _PARAMETERS:
        return f"{{{name}}} in a parameter; parameters do not refer to anything."
    listed = sorted(known)
    known_names = f"Known: {', '.join(listed) or 'none'}.{suggest(name, listed)}"
    return f"refers to {{{name}}}, which is neither a fact nor a parameter here. {known_names}"


def _special(place: KeyPath) -> frozenset[str]:
    """Return what else may be filled in at `place`."""
    if place[0] == _SESSIONS and place[1:2] not in {(), (0,)}:
        return frozenset({ELAPSED})
    if place[0] == _PROBES and place[2:3] in _SENT:
        return frozenset({CONSUMER})
    return _FILLED_LATER if place[0] == _SAYINGS and place[2:3] == (_DECLINE,) else frozenset()


def _names(document: Document, key: str) -> frozenset[str]:
    return frozenset(document[key]) if isinstance(document.get(key), dict) else frozenset()


def _values(document: Document, key: str, lang: str) -> dict[str, str]:
    """Return the texts below `key` in one language; one that has none in it is left out."""
    texts = document.get(key, {})
    own = {name: text.get(lang) if isinstance(text, dict) else text for name, text in texts.items()}
    return {name: text for name, text in own.items() if isinstance(text, str)}


def _fill(value: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401 (foreign data)
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {key: _fill(below, values) for key, below in value.items()}
    if isinstance(value, list):
        return [_fill(below, values) for below in value]
    return value
