"""Run against run: pairs of cases, what differs between them, and whether that can be chance.

    compare(before, after)      -> Comparison    release against release, pair by pair
    rank([one, other, third])   -> Ranking       many bots, who cannot be told apart shown as such
    find_detectable(pairs, ...) -> Detectable    what so many pairs can show at all
    split_by_bot(run)           -> Runs          a run of several bots as one run for each

Pure functions over runs that were judged before. A case belongs to the case of the other run that has the same
scenario, the same version of it and the same repeat.
"""

from __future__ import annotations

from runaround.comparing.comparing import compare
from runaround.comparing.power import POWER, find_detectable, power
from runaround.comparing.ranking import rank, split_by_bot

__all__ = ["POWER", "compare", "find_detectable", "power", "rank", "split_by_bot"]
