"""The seam to fakes: what a fake is, and how one is found by name.

A fake is a server that speaks one protocol as its vendor's does, in front of a bot that it is given. It turns what
arrives into `Said`, and what the bot puts out into the protocol; it never decides what the bot says. Behind one fake
after another the same bot is the same bot: so adapters are held against a list of behaviours, and specimens against
each other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from runaround.model import Message

__all__ = [
    "FAKE_GROUP",
    "Brain",
    "Break",
    "Bubble",
    "Fake",
    "Fetch",
    "Foreign",
    "Goodbye",
    "Later",
    "Output",
    "Pause",
    "Piece",
    "Said",
    "SentFile",
    "Served",
    "Trouble",
    "Typing",
    "Visitor",
]

FAKE_GROUP = "runaround.fakes"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who visits, as the protocol tells it; what it does not tell is empty."""

    session: str
    consumer: str = ""
    elapsed_s: float | None = None


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that arrived: with its content (size in bytes), or as an address under which it can be fetched."""

    name: str
    media_type: str
    size: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the consumer did, as it arrived: words, a button's value, a link, files; and the headers of the request."""

    text: str = ""
    button: str = ""
    link: str = ""
    files: tuple[SentFile, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message goes out. id: of the protocol (empty: a new one). order: its place by the company's count.

    answers: how many of the consumer's messages ago the one was that it answers, where the protocol can say so.
    """

    message: Message
    id: str = ""
    order: int | None = None
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message goes out; `is_last` completes it. The fake writes pieces in its protocol's own way."""

    stream: str
    text: str
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Typing:
    """The bot says that it writes, or no longer does."""

    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing happens for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Later:
    """A message goes out `seconds` from now, whatever happens until then; the bot's answer does not wait for it."""

    seconds: float
    bubble: Bubble


@dataclass(frozen=True, slots=True)
class Fetch:
    """The bot fetches the files that were sent as addresses."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something goes out that nobody knows: a kind of message that the protocol does not have yet."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The bot ends the visit in the protocol's own way."""


@dataclass(frozen=True, slots=True)
class Break:
    """The connection breaks, and nothing more is said on it; what was said on it is said again to who comes back."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The endpoint answers with a trouble in place of everything else.

    kind: `status` (with `status`, and `retry_after` for 429), `error` (the protocol's own way of reporting a failure),
    `not_json`, `huge` (`size` bytes), `empty` (nothing at all), `hang` (no answer ever).
    """

    kind: str
    status: int = 500
    retry_after: str = ""
    size: int = 0


Output = Bubble | Piece | Typing | Pause | Later | Fetch | Foreign | Goodbye | Break | Trouble
"""What a bot puts out, one thing after another; when nothing more comes, its turn is over."""


class Brain(Protocol):
    """A bot, whatever protocol it stands behind."""

    def welcome(self, visitor: Visitor) -> AsyncIterator[Output]:
        """Say what the bot says to somebody who has just come."""
        ...

    def answer(self, visitor: Visitor, said: Said) -> AsyncIterator[Output]:
        """Answer what the consumer did."""
        ...


@dataclass(frozen=True, slots=True)
class Served:
    """A bot behind a fake: `target` is the content of a target file for it."""

    url: str
    target: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fake:
    """One protocol, imitated.

    serve: called with the bot and with the seconds of quiet after which its target file takes a reply for finished, by
    which every other time there is measured.
    cannot: outputs and parts of `Said` that the protocol has no way for, each with the reason as a sentence;
    `recognised`, where its address does not show which protocol it is.
    differs: what is rightly found behind this protocol and not elsewhere (`+loop/answer`), or elsewhere and not here
    (`-inconclusive`), each with the reason; kinds of findings, or `inconclusive` for a case that broke off.
    needs: what must be installed for it beside runaround, such as a browser; empty for nothing. What is played behind
    every protocol in one go leaves those out that need something.
    made_from: what it was written by: a specification, a recorded exchange. checked_by: the vendor's own programs that
    were seen to accept it; empty where none was.
    """

    serve: Callable[[Brain, float], AbstractAsyncContextManager[Served]]
    cannot: Mapping[str, str] = field(default_factory=dict)
    differs: Mapping[str, str] = field(default_factory=dict)
    needs: str = ""
    made_from: str = ""
    checked_by: str = ""
