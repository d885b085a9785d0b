"""Why runs cannot be laid beside each other: what was found, apart from the words of any language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

__all__ = ["REFUSALS", "Obstacle", "Refusal"]

_NAMED = 5
_NAME_CHARACTERS = 80


class Obstacle(StrEnum):
    """What stands in the way of a comparison, or a part of what does.

    empty, bots, omitted, twice: one run cannot be compared with any. detectors, phrasebooks: findings of the two mean
    different things. shared: too few scenarios are in both; parts of it say of the others: changed, only_before,
    only_after, foreign, unsupported, or nowhere if there are none. unjudged, silent, unpaired: nothing is judged on
    both sides.
    """

    EMPTY = "empty"
    BOTS = "bots"
    OMITTED = "omitted"
    TWICE = "twice"
    DETECTORS = "detectors"
    PHRASEBOOKS = "phrasebooks"
    SHARED = "shared"
    CHANGED = "changed"
    ONLY_BEFORE = "only_before"
    ONLY_AFTER = "only_after"
    FOREIGN = "foreign"
    UNSUPPORTED = "unsupported"
    NOWHERE = "nowhere"
    UNJUDGED = "unjudged"
    SILENT = "silent"
    UNPAIRED = "unpaired"


REFUSALS: Mapping[str, str] = {
    "refused.empty": "{run}: this run holds no case.",
    "refused.bots": "{run}: this run holds {n} bots ({names}); name one of them.",
    "refused.omitted": "{run}: {n} cases of this run were counted and not kept; they cannot be paired.",
    "refused.twice": "{run}: the same repeat of a scenario is there more than once: {names}.",
    "refused.detectors": "The detectors differ: {before} before, {after} after; judge both runs anew with the same "
    "ones.",
    "refused.phrasebooks": "The phrasebooks differ: {before} before, {after} after; judge both runs anew with the same "
    "ones.",
    "refused.shared": "The runs share {n} of {fewest} scenarios; expected half of them at least. Of the others, "
    "{rest}.",
    "refused.shared.one": "The runs share {n} of 1 scenario; expected that one at least. Of the others, {rest}.",
    "refused.changed": "{n} have another version ({names})",
    "refused.changed.one": "1 has another version ({names})",
    "refused.only_before": "{n} are only in the run before",
    "refused.only_before.one": "1 is only in the run before",
    "refused.only_after": "{n} are only in the run after",
    "refused.only_after.one": "1 is only in the run after",
    "refused.foreign": "{n} records have none",
    "refused.foreign.one": "1 record has none",
    "refused.unsupported": "{n} were skipped in one run, whose channel does not support them",
    "refused.unsupported.one": "1 was skipped in one run, whose channel does not support it",
    "refused.nowhere": "there are none",
    "refused.unjudged": "No pair of cases is judged on both sides. Pairs with an inconclusive side: {n}; in "
    "quarantine: {quarantined}.",
    "refused.silent": "{n} of {bots} bots have a conclusive case that all played; expected two at least.",
    "refused.unpaired": "Two of the bots have no pair of cases that is judged on both sides.",
    "refused.none": "none",
    "refused.comma": ", ",
    "refused.join": "; ",
    "refused.more": "{names} and {n} more",
}
"""English, which errors speak; reports have the same keys in every language, and singulars where it has them."""

_Value = int | str | Sequence[str] | Sequence["Refusal"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason; `values` fill its words: numbers, names of runs, lists of names, and reasons that are parts of it."""

    obstacle: Obstacle
    values: Mapping[str, _Value]

    def tell(self, words: Mapping[str, str] = REFUSALS) -> str:
        """Return the reason as a sentence; of many names, the first ones."""
        told = {key: _tell(value, words) for key, value in self.values.items()}
        key, counted = f"refused.{self.obstacle}", self.values.get("fewest", self.values.get("n"))
        singular = f"{key}.one"
        return words[singular if counted == 1 and singular in words else key].format(**told)


def _tell(value: _Value, words: Mapping[str, str]) -> int | str:
    if isinstance(value, int | str):
        return value
    parts = [one.tell(words) for one in value if isinstance(one, Refusal)]
    if parts:
        return words["refused.join"].join(parts)
    names = [str(name)[:_NAME_CHARACTERS] for name in islice(value, _NAMED)]
    shown = words["refused.comma"].join(names) or words["refused.none"]
    more = len(value) - len(names)
    return words["refused.more"].format(names=shown, n=more) if more else shown
