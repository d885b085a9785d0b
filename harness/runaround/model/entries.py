"""What a person writes about findings or cases that shall not count: where, why, who, until when."""

from __future__ import annotations

from datetime import date
from typing import Protocol

__all__ = ["ANY", "Entry"]

ANY = "*"
"""The pattern that every scenario and every case fits."""


class Entry(Protocol):
    """One entry of a file of exceptions. `expires` is the last day on which it holds; `line`: where it begins.

    scenario, case: patterns in which `*` stands for anything; both must fit.
    """

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def author(self) -> str:
        """Who decided it."""

    @property
    def expires(self) -> date:
        """The last day on which it holds."""

    @property
    def scenario(self) -> str:
        """In which scenarios."""

    @property
    def case(self) -> str:
        """In which cases, by their id."""

    @property
    def line(self) -> int:
        """Where it is written."""
