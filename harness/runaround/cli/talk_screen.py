"""The talk as a person sees it: numbered turns, numbered options, events; text of the bot made harmless."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from runaround.cli import terminal
from runaround.consumer.heard import Option, hear
from runaround.model import Click, Link, Message, Speaker
from runaround.reports.hostile import cut, make_visible, on_one_line
from runaround.reports.texts import Texts

__all__ = ["Screen"]

_SHOWN_CHARACTERS = 4000
_SHOWN_LABEL = 60
_SHOWN_ADDRESS = 120
_INDENT = " " * 10


class Screen:
    """Shows messages with the numbers that turns have in the record, and remembers what can be chosen.

    is_terminal: whether a person types and sees it typed; else what was typed is shown too.
    """

    def __init__(self, texts: Texts, *, is_terminal: bool) -> None:
        self._texts = texts
        self._is_terminal = is_terminal
        self._has_prompt = False
        self._turn = 0
        self.options: tuple[Option, ...] = ()

    def show(self, messages: Iterable[Message]) -> None:
        """Show what came, and number what can be chosen in it."""
        came = tuple(messages)
        if not came:
            return
        self._clear()
        for message in came:
            self._show_message(message)
        found = hear(came).options
        if found:
            self.options = found
            self._list_options()

    def echo(self, text: str) -> None:
        """Count a turn of the consumer, and show it if nobody saw it being typed."""
        if not self._is_terminal:
            self._line(f"{self._turn:>3} you   ", text)
        self._turn += 1

    def tell(self, text: str) -> None:
        """Show something that is not part of the talk."""
        self._clear()
        for line in text.splitlines():
            terminal.say(f"  # {make_visible(line)}")

    def prompt(self) -> None:
        """Ask for a line, once."""
        if self._is_terminal and not self._has_prompt:
            sys.stdout.write(f"{self._turn:>3} you > ")
            sys.stdout.flush()
        self._has_prompt = True

    def take_prompt(self) -> None:
        """Note that the line asked for was typed."""
        self._has_prompt = False

    def leave_prompt(self) -> None:
        """Go to a new line behind a prompt to which nothing more will be typed."""
        if self._has_prompt and self._is_terminal:
            terminal.say("")
        self._has_prompt = False

    def _show_message(self, message: Message) -> None:
        who = "event" if message.speaker is Speaker.SYSTEM and message.event else message.speaker.value
        start = f"{self._turn:>3} {who:<6}"
        self._turn += 1
        event = self._texts.name("event", message.event) if message.event is not None else ""
        text, rest = cut(message.text, _SHOWN_CHARACTERS)
        more = f"… (+{len(rest)})" if rest else ""
        said = "\n".join(part for part in (f"[{event}]" if event else "", text + more) if part.strip())
        files = "".join(f"\n[{one.kind} {on_one_line(one.name or one.describes)}]" for one in message.attachments)
        self._line(start, (said + files).strip() or "(nothing)")

    def _list_options(self) -> None:
        for number, option in enumerate(self.options, start=1):
            label = on_one_line(option.label, _SHOWN_LABEL)
            terminal.say(f"{_INDENT}/{number} {label}{_address_of(option)}")

    def _line(self, start: str, text: str) -> None:
        shown = make_visible(text).split("\n")
        terminal.say(start + shown[0])
        for line in shown[1:]:
            terminal.say(_INDENT + line)

    def _clear(self) -> None:
        """Take away a prompt that nobody has answered yet; what was typed behind it is not lost to the terminal."""
        if self._has_prompt and self._is_terminal:
            sys.stdout.write("\r\x1b[K")
        self._has_prompt = False


def _address_of(option: Option) -> str:
    link: Link | None = option.action.link if isinstance(option.action, Click) else None
    if link is None or link.url == option.label:
        return ""
    return f"  <{on_one_line(link.url, _SHOWN_ADDRESS)}>"
