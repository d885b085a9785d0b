"""What suppressions and quarantines share: the day they are asked on, and which cases their patterns name.

The day is handed in; nothing here reads a clock or a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from runaround.model import ANY, Entry, Transcript

__all__ = ["Entries", "is_expired", "is_like", "is_scenario_like", "names_case"]

_Entry = TypeVar("_Entry", bound=Entry)


@dataclass(frozen=True, slots=True)
class Entries(Generic[_Entry]):
    """The entries of a file, in its order, and the day on which they are asked."""

    entries: tuple[_Entry, ...] = ()
    today: date = date.min

    def in_force(self) -> tuple[_Entry, ...]:
        """Return the entries whose day is not over."""
        return tuple(entry for entry in self.entries if not is_expired(entry, self.today))

    def expired(self) -> tuple[_Entry, ...]:
        """Return the entries whose day is over."""
        return tuple(entry for entry in self.entries if is_expired(entry, self.today))


def is_expired(entry: Entry, today: date) -> bool:
    """Return whether the last day of an entry is over."""
    return entry.expires < today


def names_case(entry: Entry, transcript: Transcript) -> bool:
    """Return whether an entry is about this case: its scenario and its id both fit."""
    return is_scenario_like(entry.scenario, transcript.scenario) and is_like(entry.case, transcript.id)


def is_scenario_like(pattern: str, key: str) -> bool:
    """Return whether a scenario is as `pattern` says, by its key, its name, or its id."""
    return any(is_like(pattern, name) for name in _names_of(key))


def is_like(pattern: str, text: str) -> bool:
    """Return whether `text` is as `pattern` says. Without a regular expression: ids are foreign, and may be long."""
    first, *others = pattern.split(ANY)
    if not others:
        return pattern == text
    if not text.startswith(first):
        return False
    at = len(first)
    *between, last = others
    for part in between:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(text) - at >= len(last) and text.endswith(last)


def _names_of(key: str) -> tuple[str, ...]:
    """Return what a scenario is called: `late+angry.zh`, `late+angry` and `late`; a record without one has no name."""
    whole = key.rpartition(".")[0] or key
    return tuple(dict.fromkeys((key, whole, whole.partition("+")[0])))
