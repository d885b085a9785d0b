"""What a person may ask of a report beyond its language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Conversations", "ReportOptions"]


class Conversations(StrEnum):
    """Of which cases a report that quotes whole conversations does so."""

    NOT_PASSED = "not-passed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What is asked of every report of one call; a report leaves alone what it has no use for.

    Parts may be added, each with a default that changes nothing.
    """

    conversations: Conversations = Conversations.NOT_PASSED
