"""Compares what the detectors found with what people labelled by hand: precision and recall per kind and language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from runaround.model import Finding

__all__ = ["ALL_LANGUAGES", "Agreement", "LabelledCase", "Level", "Place", "compare_with_gold"]

ALL_LANGUAGES = "all"


class Level(StrEnum):
    """What counts as one hit: a case that shows the kind anywhere, or the very turn."""

    CASE = "case"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """One case with the findings that people labelled and those that the detectors made."""

    id: str
    lang: str
    labelled: tuple[Finding, ...]
    found: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a kind is: a case, and at turn level the turn (at case level None)."""

    case: str
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far labels and findings of one kind agree in one language; kinds are families and `family/form`.

    hits: labelled and found. misses: labelled only. false_alarms: found only. Each in the order of cases.
    """

    kind: str
    lang: str
    level: Level
    hits: tuple[Place, ...]
    misses: tuple[Place, ...]
    false_alarms: tuple[Place, ...]

    @property
    def precision(self) -> float | None:
        """The share of findings that are labelled; None when nothing was found."""
        return _share(len(self.hits), len(self.hits) + len(self.false_alarms))

    @property
    def recall(self) -> float | None:
        """The share of labels that were found; None when nothing is labelled."""
        return _share(len(self.hits), len(self.hits) + len(self.misses))

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None when there was nothing to find and nothing was found."""
        return _share(2 * len(self.hits), 2 * len(self.hits) + len(self.misses) + len(self.false_alarms))


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
    return tuple(
        _agree(of_language, kind=kind, lang=lang, level=level) for kind in sorted(kinds) for lang, of_language in chosen
    )


def _agree(cases: Sequence[LabelledCase], *, kind: str, lang: str, level: Level) -> Agreement:
    labelled = _places(cases, lambda case: case.labelled, kind=kind, level=level)
    found = _places(cases, lambda case: case.found, kind=kind, level=level)
    return Agreement(
        kind=kind,
        lang=lang,
        level=level,
        hits=tuple(place for place in labelled if place in found),
        misses=tuple(place for place in labelled if place not in found),
        false_alarms=tuple(place for place in found if place not in labelled),
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
