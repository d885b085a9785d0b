"""What a behaviour is, and how it says that it is not met."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from runaround.adapter import Reply
from runaround.conformance.stage import Stage, Unmet

__all__ = ["Behaviour", "expect", "require", "texts_of"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One thing that every adapter does. number: its place in the list; name: a sentence that is to be true.

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


def require(holds: object, otherwise: str) -> None:
    """Raise Unmet with what is true `otherwise`."""
    if not holds:
        msg = f"{otherwise}."
        raise Unmet(msg)


def texts_of(replies: Iterable[Reply]) -> list[list[str]]:
    """Return what was said, reply by reply."""
    return [[message.text for message in reply.messages] for reply in replies]
