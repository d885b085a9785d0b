"""The seam to bots: what an adapter is, and how one is found by name.

An adapter turns consumer actions into a bot's own protocol and the bot's answers into messages. It
keeps order, keeps equal messages apart, never sends a message twice on its own, and turns every
foreign error into an `AdapterError`. It does not know what a scenario is for and judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from runaround.model import Case, Click, Exchange, Message, Say, TurnEnd

__all__ = [
    "ADAPTER_GROUP",
    "EXPLORER_GROUP",
    "Adapter",
    "AdapterFactory",
    "Capabilities",
    "Explored",
    "Explorer",
    "Reply",
    "Session",
]

ADAPTER_GROUP = "runaround.adapters"
EXPLORER_GROUP = "runaround.explorers"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; a scenario that needs more is skipped there as unsupported, not failed.

    Scenarios name what they need by these names (`model.Need`).
    buttons, links: what the bot shows to be chosen arrives as such. uploads: files can be sent. handoff_signal: the
    channel tells that a human takes over or joins. unsolicited: messages that nobody asked for arrive.
    clock: the target is told the consumer's clock, so that a bot under test can keep the same time.
    fetches: it is seen whether the bot fetches the files that it is sent. turn_end: the protocol says when a reply is
    over. human_side: the adapter plays the people behind the bot, who accept a transfer or do not.
    """

    buttons: bool = True
    links: bool = True
    uploads: bool = False
    handoff_signal: bool = False
    unsolicited: bool = False
    clock: bool = False
    fetches: bool = False
    turn_end: bool = True
    human_side: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The bot's turn: messages in the order of arrival (none: it stayed silent), and the wire record.

    arrived_s: for each message, seconds from the call that returned it to its arrival; same length as `messages`.
    ended_by: which rule decided that the turn was over.
    answers: for each message the number (from 1) of the consumer's message of this visit that it answers, where it is
    late and the channel tells; empty where none is.
    fetched: for files whose fetching this channel can see, by name, whether the bot has; only what is new.
    lasted_s: seconds that the call took by the channel's own clock (None: by everybody's).
    """

    messages: tuple[Message, ...] = ()
    arrived_s: tuple[float, ...] = ()
    ended_by: TurnEnd = TurnEnd.RESPONSE
    exchanges: tuple[Exchange, ...] = ()
    answers: tuple[int | None, ...] = ()
    fetched: Mapping[str, bool] = field(default_factory=dict)
    lasted_s: float | None = None


class Session(Protocol):
    """One visit of one consumer."""

    async def send(self, action: Say | Click) -> Reply:
        """Send one consumer action and return what came back.

        Raises AdapterError if the bot could not be talked to; wire records made so far stand in the
        error's `exchanges`.
        """
        ...

    async def listen(self, seconds: float) -> Reply:
        """Wait up to `seconds` for messages that nobody asked for; an adapter that cannot, waits and returns none."""
        ...

    async def close(self) -> None:
        """Free what the session holds. May be called twice; does not raise."""
        ...


class Adapter(Protocol):
    """One way of reaching one target."""

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can do."""
        ...

    async def open(self, case: Case, *, session: int) -> tuple[Session, Reply]:
        """Open visit number `session` (from 1) of the case's consumer; return it with the bot's welcome, if any.

        Sessions of one case share a consumer identity, `case.consumer_id` if it has one; sessions of different cases
        share nothing. How long the consumer was away stands in the scenario's sessions.
        Raises AdapterError.
        """
        ...

    async def close(self) -> None:
        """Free connections shared by sessions."""
        ...


@dataclass(frozen=True, slots=True)
class Explored:
    """What was found out about a bot: the content of a target file for it, and how it was found, in sentences."""

    document: Mapping[str, Any]
    told: tuple[str, ...] = ()


class Explorer(Protocol):
    """What an entry point of the group `runaround.explorers` names: finds out how to talk to what is at an address."""

    async def __call__(self, url: str, *, said: str, lang: str, program: str = "") -> Explored:
        """Say something there, and return a target file. Raises AdapterError."""
        ...


AdapterFactory = Callable[[Mapping[str, Any], str, Mapping[str, str]], Adapter]
"""What an entry point of the group `runaround.adapters` names.

Called with the content of the target file (its key `adapter` taken out), the file's path for error
messages, and the environment from which `env:NAME` is read; raises FileError with every mistake. Mistakes
without a line get the line of their key path. A JSON Schema beside the factory's module, `<module>.schema.json`,
is checked before the call, and says where numbers are to be kept as the text that was written. If the schema refuses
something, the factory is called with the rest, so that all mistakes of a file are told at once: a needed key that is
not there has the first of its `examples` in the schema. A mistake that may come from this names in `rests_on` what
it depends on.
"""
