"""Gathers loose messages to conversations by their name, though conversations are mixed, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from runaround.errors import Mistake
from runaround.records.material import Value
from runaround.records.seen import Seen

__all__ = ["Gathered", "Loose", "gather", "loosen"]

_MOST_OPEN = 2000
"""Conversations that may be going on at once; one that then goes on after it was closed is told as a mistake."""

_LONGEST = 100_000
"""Messages and events of a conversation; a longer one is several that were not told apart, and is not held."""

_Content = TypeVar("_Content")


@dataclass(frozen=True, slots=True)
class Loose(Generic[_Content]):
    """One message of the conversation `name`, at a line of the file."""

    line: int
    name: str
    content: _Content


@dataclass(frozen=True, slots=True)
class Gathered(Generic[_Content]):
    """All messages of one conversation in the order of the file; not empty."""

    line: int
    name: str
    contents: tuple[_Content, ...]


def loosen(
    values: Iterable[Value | Mistake], messages_of: Callable[[Value], Iterable[Loose[_Content]]]
) -> Iterator[Loose[_Content] | Mistake]:
    """Yield the messages that each value holds; mistakes are passed on."""
    for value in values:
        if isinstance(value, Mistake):
            yield value
        else:
            yield from messages_of(value)


def gather(
    found: Iterable[Loose[_Content] | Mistake], file: str, *, most_open: int = _MOST_OPEN, longest: int = _LONGEST
) -> Iterator[Gathered[_Content] | Mistake]:
    """Yield conversations once nothing more can be expected of them: when they are the longest without a message.

    Mistakes are passed on.
    """
    going_on: OrderedDict[str, list[Loose[_Content]]] = OrderedDict()
    closed = Seen()
    for one in found:
        if isinstance(one, Mistake):
            yield one
            continue
        if one.name in going_on:
            going_on.move_to_end(one.name)
        elif one.name in closed:
            text = f"conversation {one.name[:80]!r} goes on long after others began; sort the file by conversation."
            yield Mistake(file, one.line, "", text)
            continue
        held = going_on.setdefault(one.name, [])
        if len(held) <= longest:
            held.append(one)
        if len(going_on) > most_open:
            name, oldest = going_on.popitem(last=False)
            closed.add(name)
            yield _close(oldest, file, longest=longest)
    for rest in going_on.values():
        yield _close(rest, file, longest=longest)


def _close(found: list[Loose[_Content]], file: str, *, longest: int) -> Gathered[_Content] | Mistake:
    if len(found) > longest:
        text = f"conversation {found[0].name[:80]!r} has more than {longest} messages; several were not told apart."
        return Mistake(file, found[0].line, "", text)
    return Gathered(found[0].line, found[0].name, tuple(one.content for one in found))
