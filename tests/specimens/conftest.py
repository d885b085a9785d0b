"""A consumer who talks to a specimen directly, without network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runaround.model import Event, Message, Speaker
from runaround.specimens import SPECIMENS, Bot, File, Incoming, MatterState

PHOTO = File("carton.png", "image/png", 2048)
EMPTY_PHOTO = File("carton.png", "image/png", 0)


class Chat:
    """One session with a bot; `heard` is everything that the company's side has said in it."""

    def __init__(self, bot: Bot, *, consumer: str = "c1", session: str = "s1", elapsed_s: float | None = None) -> None:
        self.bot, self.consumer, self.session = bot, consumer, session
        self.heard: list[Message] = list(bot.open(consumer, session, elapsed_s))

    def say(self, text: str = "", *, button: str = "", link: str = "", files: tuple[File, ...] = ()) -> str:
        """Send one message and return the text that came back, then what comes up by itself."""
        reply = [*self.bot.reply(self.consumer, self.session, Incoming(text, button, link, files))]
        self.heard += [*reply, *self.bot.collect(self.session)]
        return "\n".join(message.text for message in reply if message.text)

    def play(self, *lines: str | File) -> list[str]:
        """Send several messages, files among them, and return the answers."""
        return [self.say(files=(line,)) if isinstance(line, File) else self.say(line) for line in lines]

    @property
    def states(self) -> list[MatterState]:
        """How the consumer's matters stand in the company's system."""
        return list(self.bot.states(self.consumer))

    @property
    def speakers(self) -> set[Speaker]:
        """Who has spoken so far."""
        return {message.speaker for message in self.heard}

    @property
    def events(self) -> list[Event]:
        """What the channel has signalled so far."""
        return [message.event for message in self.heard if message.event]


@pytest.fixture
def talk() -> Callable[..., Chat]:
    """Return a function that opens a chat with the specimen of a name, or with a bot already met."""

    def open_chat(bot: str | Bot, **settings: Any) -> Chat:
        return Chat(SPECIMENS[bot].factory() if isinstance(bot, str) else bot, **settings)

    return open_chat
