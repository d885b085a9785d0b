"""Everything that a set of labelled cases says about the detectors, cross-checks included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from runaround.gold.agreement import Agreement, Level, compare_with_gold
from runaround.gold.differences import Difference, find_differences
from runaround.gold.labelled import LabelledCase
from runaround.gold.outcomes import OutcomeAgreement, compare_outcomes
from runaround.model import KINDS, Finding

__all__ = ["Broken", "Study", "study_gold"]


@dataclass(frozen=True, slots=True)
class Broken:
    """A detector that broke: what it raised first, and the ids of the cases on which it did."""

    detector: str
    error: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """What was compared and how it came out.

    cases: ids of the labelled cases. agreements: by case and by turn. uncovered: labels by family for which there is
    no detector. unlabelled: families that are looked for and labelled nowhere: of their recall nothing is known.
    strange: labels of kinds that the taxonomy does not have, by kind; a form is missing or misspelt there.
    """

    cases: tuple[str, ...]
    agreements: Mapping[Level, tuple[Agreement, ...]]
    outcomes: tuple[OutcomeAgreement, ...]
    differences: tuple[Difference, ...]
    broken: tuple[Broken, ...]
    uncovered: Mapping[str, int]
    unlabelled: tuple[str, ...]
    strange: Mapping[str, int]


def study_gold(cases: Sequence[LabelledCase], *, families: Iterable[str]) -> Study:
    """Return the study of labelled cases, whose ids must differ. families: what the detectors look for."""
    known = frozenset(families)
    labels = [finding for case in cases for finding in case.labelled]
    found = {finding.kind for case in cases for finding in case.found}
    return Study(
        cases=tuple(case.id for case in cases),
        agreements={level: compare_with_gold(cases, families=known, level=level) for level in Level},
        outcomes=compare_outcomes(cases),
        differences=find_differences(cases, families=known),
        broken=_list_broken(cases),
        uncovered=_count(label.family for label in labels if label.family not in known),
        unlabelled=tuple(sorted(known - {label.family for label in labels})),
        strange=_count(label.kind for label in labels if _is_strange(label, known, found)),
    )


def _is_strange(label: Finding, known: frozenset[str], found: set[str]) -> bool:
    """Return whether a label can never be met: its family is looked for, but nothing bears its very name."""
    forms = {kind for kind in KINDS if kind.startswith(f"{label.family}/")}
    is_ours = label.kind in forms if forms else label.kind in KINDS
    return label.family in known and not is_ours and label.kind not in found


def _list_broken(cases: Sequence[LabelledCase]) -> tuple[Broken, ...]:
    errors: dict[str, str] = {}
    ids: dict[str, list[str]] = {}
    for case in cases:
        for failure in case.failures:
            errors.setdefault(failure.detector, failure.error)
            ids.setdefault(failure.detector, []).append(case.id)
    return tuple(Broken(name, errors[name], tuple(ids[name])) for name in sorted(ids))


def _count(names: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(names).items()))
