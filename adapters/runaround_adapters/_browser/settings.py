"""What a target file of the adapter `browser` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from runaround.model import Event
from runaround_adapters._rules.secrets import Masker
from runaround_adapters._rules.settings import Limits
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.push import Welcome

__all__ = ["BrowserSettings", "Identity", "Messages", "Pictures", "Sight", "Step", "StepKind", "Upload", "Window"]


class StepKind(StrEnum):
    """What is done on a page before the talk begins."""

    CLICK = "click"
    FILL = "fill"
    SELECT = "select"
    CHECK = "check"
    PRESS = "press"
    WAIT_FOR = "wait_for"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `value` may hold a secret. frames: the iframes in which it is done. is_optional: where it can be."""

    kind: StepKind
    select: str
    value: str = field(default="", repr=False)
    frames: tuple[str, ...] = ()
    is_optional: bool = False
    wait_s: float | None = None


class Identity(StrEnum):
    """By what a message is known to be the same when the page draws it anew.

    place: by its place in the list, and by its beginning with what stood there. node: by nothing; what is drawn anew is
    new. attribute: by an attribute of the message.
    """

    PLACE = "place"
    NODE = "node"
    ATTRIBUTE = "attribute"


@dataclass(frozen=True, slots=True)
class Messages:
    """How messages are found on the page. Everything but `each` may be empty.

    each: one element a message. own, human, system, bot: whose it is, by the element or by one inside it.
    text: the parts of it that hold its words. writing: an element whose message is not whole yet.
    stable_s: for how long the text of a message stands still that is whole; where `writing` does not tell.
    """

    each: str
    own: str = ""
    human: str = ""
    system: str = ""
    bot: str = ""
    text: str = ""
    writing: str = ""
    buttons: str = ""
    links: str = "a[href]"
    images: str = ""
    identity: Identity = Identity.PLACE
    attribute: str = ""
    stable_s: float = 0.4


@dataclass(frozen=True, slots=True)
class Sight:
    """Elements that mean something when they are seen: those that `select` finds and, if it has words, that have one.

    words: regular expressions, of which case does not count.
    """

    select: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """How files are sent: they are put into the file input `select`, and sent by a click on `send`, if it has one."""

    select: str
    send: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is kept of how the page looked. of: the element; empty: all that the window shows. hidden: painted over."""

    after_reply: bool = True
    of: str = ""
    hidden: tuple[str, ...] = ()
    max_bytes: int = 200_000
    quality: int = 60


@dataclass(frozen=True, slots=True)
class Window:
    """The browser that a consumer has. path: its program; empty: the one that is found. agent_note: who asks, in words.

    locale: empty for the one of the scenario's language.
    """

    path: str = ""
    width: int = 1000
    height: int = 800
    locale: str = ""
    timezone: str = ""
    agent_note: str = ""


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """A whole target file. Steps hold secrets: it has no telling `repr`.

    frames: selectors of the iframes around the talk, from outside. send: a selector; empty: Enter is pressed.
    choices: buttons that stand outside of messages. events: what is seen when something happens. origins: where the
    page may go, besides its own; hosts: names on private networks that it may ask.
    """

    name: str
    url: str = field(repr=False)
    messages: Messages
    input: str
    open: tuple[Step, ...] = ()
    frames: tuple[str, ...] = ()
    send: str = ""
    types_keys: bool = False
    typing: str = ""
    choices: str = ""
    upload: Upload | None = None
    events: Mapping[Event, Sight] = field(default_factory=dict)
    failure: Sight | None = None
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    login: tuple[str, str] | None = field(default=None, repr=False)
    pictures: Pictures = Pictures()
    window: Window = Window()
    rules: TurnRules = field(default_factory=TurnRules)
    welcome: Welcome = field(default_factory=Welcome)
    limits: Limits = field(default_factory=Limits)
    masker: Masker = field(default_factory=Masker)

    def watched(self) -> dict[str, Any]:
        """Return what the script that watches the page is told."""
        messages = self.messages
        names = ("each", "own", "human", "system", "bot", "text", "writing", "buttons", "links", "images", "attribute")
        return {
            **{name: getattr(messages, name) for name in names},
            "identity": messages.identity.value,
            "stable_ms": messages.stable_s * 1000,
            "typing": self.typing,
            "choices": self.choices,
            "most": self.limits.body_bytes,
            "sights": [
                {"name": name, "select": sight.select}
                for name, sight in (
                    *((event.value, sight) for event, sight in self.events.items()),
                    *((("failure", self.failure),) if self.failure else ()),
                )
            ],
        }
