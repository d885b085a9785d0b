"""What an adapter must do, one behaviour after another: how messages come, and in which order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from runaround.conformance.stage import Script, Skipped, Stage, Unmet, say
from runaround.fake import Break, Bubble, Fetch, Foreign, Goodbye, Later, Pause, Piece, Typing
from runaround.model import (
    Button,
    Click,
    Event,
    Evidence,
    Item,
    Message,
    Placing,
    Say,
    Speaker,
    TurnEnd,
    Wait,
)

__all__ = ["Behaviour", "expect"]

_SURE_ENDS = (TurnEnd.RESPONSE, TurnEnd.MARKER, TurnEnd.COUNT)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One thing that every adapter does. number: its place in the list; name: as a person looks for it.

    check: raises Unmet, Skipped or AdapterError.
    """

    number: int
    name: str
    check: Callable[[Stage], Awaitable[None]]


def expect(found: object, expected: object, what: str) -> None:
    """Raise Unmet unless `found` is what is expected."""
    if found != expected:
        msg = f"{what}: found {found!r:.200}, expected {expected!r:.200}."
        raise Unmet(msg)
