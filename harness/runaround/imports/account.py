"""The account of an import: what was carried over, what differs, what was left out, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Entry", "Fate", "Ledger"]

_SHOWN = 80


class Fate(StrEnum):
    """What became of a construct of the other tool."""

    CARRIED_OVER = "carried over"
    CHANGED = "changed"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one kind of construct.

    construct: its name in the other tool. why: a sentence without its full stop; empty for what was simply carried
    over. places: where it stood, in the order of the file, such as `line 12`; as many as there were, named or not.
    """

    fate: Fate
    construct: str
    why: str = ""
    places: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.places)


class Ledger:
    """Collects entries; equal constructs with equal reasons become one entry, in the order of the first."""

    def __init__(self) -> None:
        self._places: dict[tuple[Fate, str, str], list[str]] = {}

    def carry(self, construct: str, *, place: str = "") -> None:
        """Note what was carried over as it is."""
        self._add(Fate.CARRIED_OVER, construct, "", place)

    def change(self, construct: str, why: str, *, place: str = "") -> None:
        """Note what was carried over with a difference."""
        self._add(Fate.CHANGED, construct, why, place)

    def leave(self, construct: str, why: str, *, place: str = "") -> None:
        """Note what was left out."""
        self._add(Fate.LEFT_OUT, construct, why, place)

    def leave_known(self, construct: str, reasons: Mapping[str, str], *, place: str = "") -> bool:
        """Note a construct as left out if `reasons` says why; return whether it does."""
        if construct in reasons:
            self.leave(construct, reasons[construct], place=place)
        return construct in reasons

    def entries(self) -> tuple[Entry, ...]:
        """Return everything that was noted: what was carried over, what was changed, what was left out."""
        found = [Entry(*key, tuple(places)) for key, places in self._places.items()]
        order = list(Fate)
        return tuple(sorted(found, key=lambda entry: order.index(entry.fate)))

    def add_left(self, other: Ledger) -> None:
        """Note what another ledger has as left out: of something that itself was not carried over."""
        for entry in other.entries():
            for place in entry.places if entry.fate is Fate.LEFT_OUT else ():
                self._add(entry.fate, entry.construct, entry.why, place)

    def _add(self, fate: Fate, construct: str, why: str, place: str) -> None:
        name = construct if len(construct) <= _SHOWN else f"{construct[: _SHOWN - 1]}…"
        self._places.setdefault((fate, name, why), []).append(place)
