"""What a person has decided not to count: findings of one kind in some cases, with who says so, why, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from runaround.model.entries import ANY

__all__ = ["Suppression", "SuppressionUse"]


@dataclass(frozen=True, slots=True)
class Suppression:
    """One entry of a suppression file. `expires` is the last day on which it holds.

    kind: a form (`loop/answer`), or a family, which stands for all of its forms. scenario, case: patterns in which `*`
    stands for anything; both must fit. turn: only the finding at this turn; None: at any. line: where the entry begins.
    """

    kind: str
    reason: str
    author: str
    expires: date
    scenario: str = ANY
    case: str = ANY
    turn: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class SuppressionUse:
    """What became of an entry over a whole run.

    findings: how many it suppressed; of an expired one, how many it would have, which count against the bot.
    """

    suppression: Suppression
    findings: int = 0
    is_expired: bool = False
