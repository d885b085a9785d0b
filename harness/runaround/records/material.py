"""What readers of foreign records take and give: pieces of text in, conversations and mistakes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from runaround.errors import Mistake
from runaround.model import Speaker
from runaround.store import Recorded, TornLine

__all__ = ["Column", "Format", "Item", "Piece", "Settings", "Taken", "Value"]


class Format(StrEnum):
    """How conversations are written down."""

    RUNAROUND = "runaround"
    MESSAGES = "messages"
    CSV = "csv"
    RASA = "rasa"
    BOTFRAMEWORK = "botframework"
    TAU2 = "tau2"
    CHATWOOT = "chatwoot"
    ZENDESK = "zendesk"
    TEXT = "text"


class Column(StrEnum):
    """What a column of a table may hold."""

    ID = "id"
    SPEAKER = "speaker"
    TEXT = "text"
    TIME = "time"
    SESSION = "session"
    LANG = "lang"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person who reads a file says about it.

    file: what messages name. stem: what conversations without a name are called. lang: None goes by the words.
    speakers: who is who, by name as `speakers.fold_name` writes it. columns: headers chosen for a table.
    separator: between the columns of a table; None goes by its first line.
    """

    file: str
    stem: str = "chat"
    lang: str | None = None
    speakers: Mapping[str, Speaker] = field(default_factory=dict)
    columns: Mapping[Column, str] = field(default_factory=dict)
    separator: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a file, or a part of a long one; only the last piece of a line ends with a line break.

    line: counted from 1. Bytes that were no text stand as `lines.BAD`.
    """

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """One thing out of a JSON file: `path` are the keys that led to the list in which it stands.

    frame: what stood around such a list; no conversation.
    """

    line: int
    content: Any
    path: tuple[str, ...] = ()
    frame: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A name in a record was taken for this speaker."""

    name: str
    speaker: Speaker


Item = Recorded | Mistake | TornLine | Taken
