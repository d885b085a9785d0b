"""What is said and done in one conversation: messages, turns, the consumer's actions and their end."""

from __future__ import annotations

from dataclasses import dataclass

from runaround.model.vocabulary import EndReason, Event, Item, Placing, Speaker

__all__ = [
    "Action",
    "Attachment",
    "Button",
    "Click",
    "Ending",
    "Evidence",
    "Leave",
    "Link",
    "Look",
    "Message",
    "Say",
    "Turn",
    "Wait",
]


@dataclass(frozen=True, slots=True)
class Button:
    """A choice that a bot shows; `value` is what the channel sends for it (empty: the label)."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that a bot shows. The harness never fetches it; following it is a `Click`."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message: `kind` is `image`, `screenshot` or `file`.

    fetched: whether the bot has fetched it; None where the channel cannot tell, or carries the file itself.
    """

    kind: str
    name: str = ""
    describes: str = ""
    fetched: bool | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message or event as it came over a channel, before it has a place in a case.

    continues: the consumer sends the rest of the message before; what came in between knew the first part only.
    placing: what a message of the company answers.
    """

    speaker: Speaker
    text: str = ""
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    event: Event | None = None
    clicked: str | None = None
    continues: bool = False
    placing: Placing = Placing.ANSWER


@dataclass(frozen=True, slots=True)
class Turn(Message):
    """A message with its place: seconds since the case began, and the session (from 1).

    answers: for a late message, the index of the consumer turn that it answers, where the channel tells.
    """

    at: float = 0.0
    session: int = 1
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that the consumer can send for `item`; `path` is absolute, `describes` says what it shows.

    again: what is sent once the bot has said what is wrong with this one; None: the same again.
    """

    item: Item
    path: str
    media_type: str
    describes: str = ""
    again: Evidence | None = None

    @property
    def kind(self) -> str:
        """The attachment kind of this file in a transcript."""
        if self.item is Item.SCREENSHOT:
            return "screenshot"
        return "image" if self.media_type.startswith("image/") else "file"

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Say:
    """Send text, with files or without; the text may be empty when files speak for themselves.

    continues: this is the rest of the message that was sent just before.
    """

    text: str
    evidence: tuple[Evidence, ...] = ()
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Click:
    """Choose a button or follow a link that the bot showed; exactly one of them is set."""

    button: Button | None = None
    link: Link | None = None

    @property
    def label(self) -> str:
        """What a transcript shows as chosen: the button's label or the link's URL."""
        if self.button is not None:
            return self.button.label
        return self.link.url if self.link is not None else ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Say nothing and listen for `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Leave:
    """Close this session and come back in a new one, `away_s` seconds later by the consumer's clock."""

    away_s: float


@dataclass(frozen=True, slots=True)
class Look:
    """Close this session and see whether what was said to be done is done; what is not comes back as messages."""


Action = Say | Click | Wait | Leave | Look


@dataclass(frozen=True, slots=True)
class Ending:
    """Why the consumer stopped. `gaps` are items asked for that the scenario does not define."""

    reason: EndReason
    detail: str = ""
    gaps: tuple[Item, ...] = ()
