"""The seam to who asks: one question at a time goes to an address, and what came back is handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from runaround.model import Exchange

__all__ = ["ASKER_GROUP", "Asker", "AskerFactory", "Heard", "How", "Question", "Trouble"]

ASKER_GROUP = "runaround.askers"


class How(StrEnum):
    """How a question is asked: looked at, sent as JSON, sent as a form, or by a frame over a WebSocket."""

    GET = "get"
    POST = "post"
    FORM = "form"
    SOCKET = "socket"


class Trouble(StrEnum):
    """Why there is no answer to read: nobody is there, nothing came in time, or what came broke off or has no end."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Question:
    """One request. content: what is sent; a list of frames for a WebSocket. adapter: whose sign it looks for."""

    how: How
    url: str
    content: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    adapter: str = ""

    @property
    def is_safe(self) -> bool:
        """Whether it only looks, and says nothing to anybody."""
        return self.how is How.GET


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back, without secrets.

    body: the JSON of the answer, None if it is none. events: what the events of a stream or the frames of a WebSocket
    held. stream: `sse` or `ndjson` for a streamed answer. headers: with names in small letters. told: the trouble in
    words.
    """

    status: int | None = None
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    body: Any = None
    events: Sequence[Any] = ()
    stream: str = ""
    trouble: Trouble | None = None
    told: str = ""
    exchanges: Sequence[Exchange] = ()


class Asker(Protocol):
    """Asks questions, one at a time; follows no redirect and sends nothing twice."""

    async def ask(self, question: Question) -> Heard:
        """Send the question and return what came back; every trouble is a part of that, and none is raised."""
        ...

    async def close(self) -> None:
        """Free what it holds."""
        ...


AskerFactory = Callable[[Mapping[str, str], Mapping[str, str], float], Asker]
"""What an entry point of the group `runaround.askers` names.

Called with headers for every question, in which `env:NAME` stands for a secret, with the environment from which that is
read, and with the seconds that one answer may take. Raises FileError with every mistake in the headers.
"""
