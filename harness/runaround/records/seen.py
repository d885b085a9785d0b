"""Remembers which names were there, in a few bytes each."""

from __future__ import annotations

from array import array
from hashlib import blake2b

__all__ = ["Seen"]

_SMALLEST = 1024


class Seen:
    """A set of names by their fingerprints of 64 bits: about 20 bytes a name, so that a million cost little.

    Two of a million names share a fingerprint once in thirty million files.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _SMALLEST))
        self._count = 0

    def add(self, name: str) -> bool:
        """Remember a name; return whether it was not there before."""
        mark = int.from_bytes(blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()) or 1
        place = self._find(mark)
        if self._slots[place] == mark:
            return False
        self._slots[place] = mark
        self._count += 1
        if 2 * self._count > len(self._slots):
            self._grow()
        return True

    def __contains__(self, name: str) -> bool:
        """Return whether a name was added."""
        mark = int.from_bytes(blake2b(name.encode("utf-8", "replace"), digest_size=8).digest()) or 1
        return self._slots[self._find(mark)] == mark

    def _find(self, mark: int) -> int:
        last = len(self._slots) - 1
        place = mark & last
        while self._slots[place] not in {0, mark}:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        held = self._slots
        self._slots = array("Q", bytes(16 * len(held)))
        for mark in held:
            if mark:
                self._slots[self._find(mark)] = mark
