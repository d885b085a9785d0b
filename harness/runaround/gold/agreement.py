"""Precision, recall and F1 with 95 % intervals, per kind and language, by case and by turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from runaround.gold.labelled import LabelledCase, is_broken
from runaround.model import Finding
from runaround.scoring import wilson

__all__ = ["ALL_LANGUAGES", "Agreement", "Level", "Place", "compare_with_gold"]

ALL_LANGUAGES = "all"

_Interval = tuple[float, float]


class Level(StrEnum):
    """What counts as one hit: a case that shows the kind anywhere, or the very turn."""

    CASE = "case"
    TURN = "turn"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a kind is: a case, and at turn level the turn (at case level None)."""

    case: str
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far labels and findings of one kind agree in one language; kinds are families and `family/form`.

    hits: labelled and found. misses: labelled only. false_alarms: found only. Each in the order of cases.
    broken: ids of cases on which the detector of the kind broke; they are in none of the others.
    Intervals are (0.0, 1.0) where there was nothing to count. At turn level they are narrower than they should be:
    turns of one case are no independent trials.
    """

    kind: str
    lang: str
    level: Level
    hits: tuple[Place, ...]
    misses: tuple[Place, ...]
    false_alarms: tuple[Place, ...]
    broken: tuple[str, ...] = ()

    @property
    def labelled(self) -> int:
        """How many places people labelled, of those that could be judged."""
        return len(self.hits) + len(self.misses)

    @property
    def found(self) -> int:
        """How many places were found."""
        return len(self.hits) + len(self.false_alarms)

    @property
    def precision(self) -> float | None:
        """The share of findings that are labelled; None when nothing was found."""
        return _share(len(self.hits), self.found)

    @property
    def recall(self) -> float | None:
        """The share of labels that were found; None when nothing is labelled."""
        return _share(len(self.hits), self.labelled)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None when there was nothing to find and nothing was found."""
        return _share(2 * len(self.hits), self.labelled + self.found)

    @property
    def precision_interval(self) -> _Interval:
        """The 95 % Wilson interval of the precision."""
        return wilson(len(self.hits), self.found)

    @property
    def recall_interval(self) -> _Interval:
        """The 95 % Wilson interval of the recall."""
        return wilson(len(self.hits), self.labelled)

    @property
    def f1_interval(self) -> _Interval:
        """A 95 % interval of F1: that of J, the share of hits among all places, for F1 = 2J / (1 + J) grows with J.

        Source: Jaccard 1901 for J, Wilson 1927 for its interval, as in `scoring.wilson`.
        """
        low, high = wilson(len(self.hits), len(self.hits) + len(self.misses) + len(self.false_alarms))
        return 2 * low / (1 + low), 2 * high / (1 + high)


def compare_with_gold(
    cases: Sequence[LabelledCase], *, families: Iterable[str], level: Level = Level.CASE
) -> tuple[Agreement, ...]:
    """Return the agreement per kind and language, sorted by kind; of each kind first all languages, then each.

    families: which families of kinds are compared; each is shown even if it never occurs, its forms only if they do.
    """
    wanted = frozenset(families)
    kinds = wanted | {
        finding.kind for case in cases for finding in (*case.labelled, *case.found) if finding.family in wanted
    }
    languages = sorted({case.lang for case in cases})
    chosen = [(ALL_LANGUAGES, tuple(cases))]
    chosen += [(lang, tuple(case for case in cases if case.lang == lang)) for lang in languages]
    agreements: list[Agreement] = []
    for kind in sorted(kinds):
        family = kind.partition("/")[0]
        for lang, of_language in chosen:
            broken = frozenset(case.id for case in of_language if is_broken(case, family, families=wanted))
            agreements.append(_agree(of_language, kind=kind, lang=lang, level=level, broken=broken))
    return tuple(agreements)


def _agree(cases: Sequence[LabelledCase], *, kind: str, lang: str, level: Level, broken: frozenset[str]) -> Agreement:
    whole = [case for case in cases if case.id not in broken]
    labelled = _places(whole, lambda case: case.labelled, kind=kind, level=level)
    found = _places(whole, lambda case: case.found, kind=kind, level=level)
    return Agreement(
        kind=kind,
        lang=lang,
        level=level,
        hits=tuple(place for place in labelled if place in found),
        misses=tuple(place for place in labelled if place not in found),
        false_alarms=tuple(place for place in found if place not in labelled),
        broken=tuple(case.id for case in cases if case.id in broken),
    )


def _places(
    cases: Sequence[LabelledCase],
    findings_of: Callable[[LabelledCase], tuple[Finding, ...]],
    *,
    kind: str,
    level: Level,
) -> dict[Place, None]:
    """Return the places that show `kind`, each once, in the order of cases: a dict keeps it and looks up fast."""
    return {
        Place(case.id, finding.turn if level is Level.TURN else None): None
        for case in cases
        for finding in sorted(findings_of(case), key=lambda finding: finding.turn)
        if kind in {finding.kind, finding.family}
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
