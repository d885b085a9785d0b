"""What goes in and out of a specimen, and what a specimen is to its server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from runaround.model import Message
from runaround.specimens.matters import MatterState

__all__ = ["Bot", "BotCrashed", "File", "Incoming", "Outgoing"]

Outgoing = Message
"""One message of the company's side: bot, human or system."""


class BotCrashed(Exception):
    """The bot is broken inside; its server answers HTTP 500."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that the consumer sent; `size` counts bytes."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """What the consumer does: writes, chooses a button (its value), follows a link (its URL), sends files."""

    text: str = ""
    button: str = ""
    link: str = ""
    files: tuple[File, ...] = ()


class Bot(Protocol):
    """A bot with a memory: state per session, and per consumer over sessions. No clock, no chance, no network."""

    @property
    def delay_s(self) -> float:
        """How long its server holds back each reply, in seconds."""
        ...

    def open(self, consumer: str, session: str, elapsed_s: float | None = None) -> Sequence[Outgoing]:
        """Begin a session and return the welcome.

        elapsed_s: seconds since this consumer's first visit, by the consumer's clock; without it, a later visit
        counts as one after everything that was promised was due.
        """
        ...

    def reply(self, consumer: str, session: str, incoming: Incoming) -> Sequence[Outgoing]:
        """Return the answer to one consumer message, possibly nothing; raises BotCrashed."""
        ...

    def states(self, consumer: str) -> Sequence[MatterState]:
        """Return how the consumer's matters stand in the company's system; nothing for an unknown one."""
        ...

    def reset(self, consumer: str) -> None:
        """Put the consumer's state back to where it was before the first visit."""
        ...

    def collect(self, session: str) -> Sequence[Outgoing]:
        """Return what has come up in the session since the last message, each thing once."""
        ...
