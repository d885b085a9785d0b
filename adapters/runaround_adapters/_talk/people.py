"""The people behind a bot, played by adapters that stand in for a platform: what becomes of a transfer, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from runaround.model import Event, Message, Speaker

__all__ = ["Does", "HumanSide", "People", "people_words", "read_human_side"]


class Does(StrEnum):
    """What the people do to whom a consumer is put through. Only a phone can be busy, or ring and not be answered."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    QUEUE_FULL = "queue_full"
    NEVER = "never"
    OFF_DUTY = "off_duty"


@dataclass(frozen=True, slots=True)
class HumanSide:
    """What is done about a transfer, and how many seconds after it was asked for.

    says: the first words of who takes it (empty: as people do). lines: what is done at one number, client, address or
    queue instead.
    """

    does: Does = Does.NEVER
    after_s: float = 0.0
    says: str = ""
    lines: Mapping[str, HumanSide] = field(default_factory=dict)

    def at(self, line: str) -> HumanSide:
        """Return what is done at `line`."""
        return self.lines.get(line.strip(), self)


def read_human_side(part: Mapping[str, Any]) -> HumanSide:
    """Return what the key `human` of a target file says; it has been held against the schema."""
    does, after_s = Does(part.get("does", Does.NEVER)), part.get("after_s", 0.0)
    says = part.get("says", "")
    lines = {
        line.strip(): HumanSide(Does(one["does"]), one.get("after_s", 0.0), says)
        for line, one in part.get("lines", {}).items()
    }
    return HumanSide(does, after_s, says, lines)


def people_words(lang: str) -> tuple[str, str]:
    """Return what the people say on taking a consumer over, and to everything that is said to them then."""
    words = _words()
    mine = words.get(lang.partition("-")[0], words["en"])
    return mine["hello"], mine["answer"]


class People:
    """The people of one visit, on the clock of the event loop.

    hear: is given what they signal and say, as it happens. tell: is given each event once more, for what a platform
    does about it: it tells the bot, closes the ticket.
    """

    def __init__(
        self,
        side: HumanSide,
        hear: Callable[[Message], None],
        *,
        lang: str,
        tell: Callable[[Event], None] = lambda _event: None,
    ) -> None:
        self._side = side
        self._hear = hear
        self._tell = tell
        self._hello, self._answer = people_words(lang)
        self._decision: asyncio.TimerHandle | None = None
        self._is_waiting = False
        self.is_joined = False

    def request(self) -> None:
        """Ask for a person. While somebody is there, or is waited for, this changes nothing."""
        if self.is_joined or self._is_waiting:
            return
        self._is_waiting = True
        self._signal(Event.TRANSFER_STARTED)
        is_accepted_later = self._side.does is Does.ACCEPT and self._side.after_s
        if is_accepted_later or self._side.does is Does.NEVER:
            self._signal(Event.QUEUE)
        if self._side.does is not Does.NEVER:
            self._decision = asyncio.get_running_loop().call_later(self._side.after_s, self._decide)

    def answer(self) -> None:
        """Say what somebody who has taken over says to what the consumer said."""
        self._hear(Message(Speaker.HUMAN, self._answer))

    def leave(self) -> None:
        """Give the consumer back to the bot, if somebody has taken over; who is waited for is waited for no longer."""
        self._cancel()
        if self.is_joined:
            self.is_joined = False
            self._signal(Event.HUMAN_LEFT)

    def close(self) -> None:
        """Let nothing more happen."""
        self._cancel()

    def _decide(self) -> None:
        self._decision, self._is_waiting = None, False
        if self._side.does is not Does.ACCEPT:
            self._signal(Event.TRANSFER_FAILED)
            return
        self.is_joined = True
        self._signal(Event.HUMAN_JOINED)
        self._hear(Message(Speaker.HUMAN, self._side.says or self._hello))

    def _cancel(self) -> None:
        self._is_waiting = False
        if self._decision is not None:
            self._decision.cancel()
            self._decision = None

    def _signal(self, event: Event) -> None:
        self._hear(Message(Speaker.SYSTEM, event=event))
        self._tell(event)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = files("runaround_adapters").joinpath("people.yaml").read_text("utf-8")
    words: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return words
