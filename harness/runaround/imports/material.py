"""What goes into an import and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from runaround.imports.account import Entry

__all__ = ["EvidenceFile", "Expects", "Format", "Imported", "ImportedFile", "Source", "Wishes"]


class Format(StrEnum):
    """Where a file comes from."""

    BOTIUM = "botium"
    RASA = "rasa"
    BOTFRAMEWORK = "botframework"
    MESSAGES = "messages"


class Expects(StrEnum):
    """Which words of the bot become checks.

    STATED: those that the other tool would have checked. REPLIES: every recorded reply too. NOTHING: none.
    """

    STATED = "stated"
    REPLIES = "replies"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who imports wants; lang: of the scenarios (None: by what the consumer writes)."""

    lang: str | None = None
    expects: Expects = Expects.STATED


def _read_nothing(_name: str) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class Source:
    """One file. neighbours: texts of the files beside it that its format refers to, by file name.

    read: gives the content of a picture or document by its path from the folder of the file; None if there is none.
    """

    name: str
    text: str
    neighbours: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[str], bytes | None] = _read_nothing


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that goes with a scenario; `path` counts from the folder of the scenario's file."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Imported:
    """A scenario: its file name without the ending, the content of its file, the account of how it came about."""

    stem: str
    document: Mapping[str, Any]
    origin: str
    account: tuple[Entry, ...] = ()
    evidence: tuple[EvidenceFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What a file has brought; `account` holds what belongs to none of its scenarios."""

    source: str
    format: Format
    scenarios: tuple[Imported, ...] = ()
    account: tuple[Entry, ...] = ()
