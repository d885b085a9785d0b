"""Cases that are played and shown and count for nothing, because they fail now and then for reasons not the bot's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from runaround.model.entries import ANY

__all__ = ["RELEASE_AFTER", "Quarantine", "QuarantineUse"]

RELEASE_AFTER = 3
"""Passes in a row after which an entry could be released, where it does not say."""


@dataclass(frozen=True, slots=True)
class Quarantine:
    """One entry of a quarantine file. `expires` is the last day on which it holds.

    scenario, case: patterns in which `*` stands for anything; both must fit. issue: where somebody works on it; may be
    empty. release_after: so many passes in a row, and it could be released. line: where the entry begins.
    """

    reason: str
    author: str
    expires: date
    scenario: str = ANY
    case: str = ANY
    issue: str = ""
    release_after: int = RELEASE_AFTER
    line: int = 0


@dataclass(frozen=True, slots=True)
class QuarantineUse:
    """What became of an entry over a whole run.

    cases: how many it keeps out; of an expired one, how many it would have, which count. passed, failed: among them;
    the others are inconclusive. in_a_row: passes since the last failure, of the scenario that has fewest.
    """

    quarantine: Quarantine
    cases: int = 0
    passed: int = 0
    failed: int = 0
    in_a_row: int = 0
    is_expired: bool = False

    @property
    def could_be_released(self) -> bool:
        """Whether all that it keeps out has passed often enough in a row."""
        return not self.is_expired and self.cases > 0 and self.in_a_row >= self.quarantine.release_after
