"""Many bots beside each other: who is better than whom, and who cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass

from runaround.model.comparison import Contrast, LeftOut, Side
from runaround.model.rates import Rate

__all__ = ["Duel", "Placed", "Ranking"]


@dataclass(frozen=True, slots=True)
class Duel:
    """Two bots of a ranking by their places in `Ranking.placed`; the contrast has `first` as before."""

    first: int
    second: int
    contrast: Contrast


@dataclass(frozen=True, slots=True)
class Placed:
    """One bot: the share of its cases that show what is compared, and the ranks that it may have, from 1.

    best: one more than there are bots shown to be better. worst: all bots but those shown to be worse.
    ties: places in `Ranking.placed` of the bots that it cannot be told apart from.
    """

    side: Side
    rate: Rate
    best: int
    worst: int
    ties: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Bots over the scenarios that all of them played, the lowest share first.

    name: what is compared, `failed` or a kind of finding. scenarios, cases: those that all have in common.
    left_out: over all bots; only_before has the scenarios that not all of them played. unranked: those of which no case
    says anything.
    """

    name: str
    scenarios: int
    cases: int
    placed: tuple[Placed, ...]
    duels: tuple[Duel, ...]
    left_out: LeftOut
    unranked: tuple[Side, ...] = ()
