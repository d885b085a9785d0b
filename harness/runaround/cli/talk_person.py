"""A person as the consumer: what is typed becomes actions, as a scripted consumer's decisions do."""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path

from runaround.cli.talk_screen import Screen
from runaround.cli.typed import Typed
from runaround.model import Action, Ending, EndReason, Event, Evidence, Item, Leave, Look, Message, Say, Wait
from runaround.scenario_file.evidence import MEDIA_TYPES, blame_evidence

__all__ = ["HELP_TEXT", "Person"]

HELP_TEXT = """\
What you type is sent, but for:
/1, /2, ...     choose a button, a link or a line of a menu by its number
/photo FILE     send a picture (.png, .jpg) or a document (.pdf)
/wait 10        say nothing and listen for up to ten seconds
/leave 3 d      go, and come back in a new session three days later (s, min, h, d)
/help           show this
/quit           end the talk; Ctrl-D does the same
//text          say something that begins with a slash"""

_SLICE_S = 0.5
"""Seconds between two looks at what has come and what was typed."""

_LONGEST_WAIT_S = 600.0
_SPAN = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?(s|min|h|d)")
_SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_CLOSING = frozenset({Event.SESSION_END, Event.HANG_UP})

_Acting = Generator[Action, tuple[Message, ...], Ending]


class Person:
    """Turns lines into actions and shows what comes of them; `actions` is what was done so far, waits left out."""

    def __init__(self, typed: Typed, screen: Screen) -> None:
        self.actions: list[Action] = []
        self._typed = typed
        self._screen = screen
        self._is_closed = False

    def act(self, welcome: tuple[Message, ...]) -> _Acting:
        """Yield what the person does, and return once they have ended the talk. Late messages are shown as they come.

        A consumer as `conversation.converse` takes it.
        """
        self._take_in(welcome)
        while True:
            self._screen.prompt()
            # In a session that the company has closed there is nothing to listen to.
            if not self._typed.is_ready and not self._is_closed:
                self._take_in((yield Wait(_SLICE_S)))
                continue
            line = self._typed.take()
            if line is not Typed.END:
                self._screen.take_prompt()
            if line is Typed.END:
                self._screen.leave_prompt()
            if line is Typed.END or line.strip() == "/quit":
                return Ending(EndReason.ENDED_BY_PERSON, "The person at the terminal ended the talk.")
            action = self._read(line)
            if action is not None:
                self._note(action)
                self._take_in((yield action))

    def _note(self, action: Action) -> None:
        if isinstance(action, Wait | Look):
            return
        self.actions.append(action)
        if isinstance(action, Leave):
            self._is_closed = False
            self._screen.options = ()
            self._screen.tell("a new session")
            return
        files = "".join(f" [{file.name}]" for file in action.evidence) if isinstance(action, Say) else ""
        self._screen.echo((action.text if isinstance(action, Say) else action.label) + files)

    def _take_in(self, messages: tuple[Message, ...]) -> None:
        self._screen.show(messages)
        if any(message.event in _CLOSING for message in messages):
            self._is_closed = True
            self._screen.tell("The company has closed the conversation. /leave 3 d comes back later, /quit ends.")

    # --- lines ---------------------------------------------------------------------------------------------

    def _read(self, line: str) -> Action | None:
        """Return what a line means; None if it was answered here."""
        words = line.strip()
        if not words:
            return None
        if words.startswith("/") and not words.startswith("//"):
            return self._read_command(*words[1:].partition(" ")[::2])
        if self._is_closed:
            self._screen.tell("Nobody reads this: the conversation is closed. /leave 3 d comes back later.")
            return None
        return Say(words.removeprefix("/") if words.startswith("//") else words)

    def _read_command(self, name: str, rest: str) -> Action | None:
        rest = rest.strip()
        if name == "help":
            self._screen.tell(HELP_TEXT)
        elif name == "leave":
            return self._leave(rest)
        elif self._is_closed:
            self._screen.tell("The conversation is closed. /leave 3 d comes back later, /quit ends.")
        elif name == "wait":
            return self._wait(rest)
        elif name == "photo":
            return self._send(rest)
        elif name.isdecimal() and name.isascii():
            return self._choose(int(name[:6]))
        else:
            self._screen.tell(f"There is no /{name}; /help says what there is.")
        return None

    def _choose(self, number: int) -> Action | None:
        options = self._screen.options
        if 1 <= number <= len(options):
            return options[number - 1].action
        known = f"from /1 to /{len(options)}" if options else "nothing to choose"
        self._screen.tell(f"There is no option {number}; there is {known}.")
        return None

    def _wait(self, rest: str) -> Action | None:
        try:
            seconds = float(rest)
        except ValueError:
            seconds = -1.0
        if 0 < seconds <= _LONGEST_WAIT_S:
            return Wait(seconds)
        self._screen.tell(f"/wait takes seconds, up to {_LONGEST_WAIT_S:g}: /wait 10")
        return None

    def _leave(self, rest: str) -> Action | None:
        found = _SPAN.fullmatch(rest)
        if found is None:
            self._screen.tell("/leave takes a time such as 20 min, 3 h or 15 d.")
            return None
        return Leave(float(found[1]) * _SECONDS[found[2]])

    def _send(self, name: str) -> Action | None:
        if not name:
            self._screen.tell("/photo takes a file: /photo parcel.png")
            return None
        path = Path(name).expanduser().resolve()
        document = {"evidence": {"photo": {"file": path.name}}}
        for _, text in blame_evidence(document, path):
            self._screen.tell(f"/photo: {text}")
            return None
        media_type = MEDIA_TYPES[path.suffix.lower()]
        item = Item.PHOTO if media_type.startswith("image/") else Item.OTHER
        return Say("", (Evidence(item, str(path), media_type),))
