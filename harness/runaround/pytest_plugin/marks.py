"""Marks by which `-m` chooses scenarios: their tags, and the kinds of finding that they look for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from runaround.model import Scenario

__all__ = ["Marks", "registered_marks"]

_WORDS = frozenset({"and", "or", "not", "True", "False", "None"})
"""Words that mean something else in an expression of `-m`."""


class Marks:
    """Names the marks of scenarios, and registers each so that `--strict-markers` holds.

    A mark may do something: `skip` skips, and plugins have others. So a tag never becomes a mark that pytest or a
    plugin has; the marks of the project's own ini file only choose, and are shared.
    """

    def __init__(self, config: pytest.Config, *, own: frozenset[str]) -> None:
        self._config = config
        self._own = own
        self._registered: set[str] = set()

    def find(self, scenario: Scenario) -> Iterator[str]:
        """Yield the names of the marks of a scenario; they are registered then."""
        for tag in scenario.tags:
            yield self._register(tag, "scenarios with this tag")
        for kind in scenario.looks_for:
            yield self._register(kind, "scenarios that look for this kind of finding")
            if "/" in kind:
                yield self._register(kind.partition("/")[0], "scenarios that look for this kind of finding")

    def _register(self, word: str, told: str) -> str:
        name = re.sub(r"\W", "_", word)
        if name[:1].isdigit():
            name = f"_{name}"
        if name in _WORDS or name in self._theirs():
            name = f"{name}_"
        if name not in self._registered | self._own:
            self._config.addinivalue_line("markers", f"{name}: {told}.")
        self._registered.add(name)
        return name

    def _theirs(self) -> frozenset[str]:
        return registered_marks(self._config) - self._own - self._registered


def registered_marks(config: pytest.Config) -> frozenset[str]:
    """Return the names of the marks that are registered by now."""
    return frozenset(re.split(r"[:(]", line)[0].strip() for line in config.getini("markers"))
