"""How often the outcome of a case was read as people labelled it, and as what it was read instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runaround.gold.agreement import ALL_LANGUAGES
from runaround.gold.labelled import LabelledCase
from runaround.model import Outcome
from runaround.scoring import wilson

__all__ = ["OutcomeAgreement", "compare_outcomes"]


@dataclass(frozen=True, slots=True)
class OutcomeAgreement:
    """How the outcomes of one language were read.

    counts: number of cases by what is labelled and what was read (None: no outcome could be read, which is wrong).
    broken: cases on which the reading or a detector broke: an outcome rests on findings, so that nothing can be said.
    """

    lang: str
    counts: Mapping[tuple[Outcome, Outcome | None], int]
    broken: int = 0

    @property
    def judged(self) -> int:
        """How many labelled outcomes could be compared."""
        return sum(self.counts.values())

    @property
    def right(self) -> int:
        """How many were read as labelled."""
        return sum(count for (labelled, read), count in self.counts.items() if labelled is read)

    @property
    def accuracy(self) -> float | None:
        """The share read as labelled; None when no outcome is labelled."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the accuracy; (0.0, 1.0) when no outcome is labelled."""
        return wilson(self.right, self.judged)


def compare_outcomes(cases: Sequence[LabelledCase]) -> tuple[OutcomeAgreement, ...]:
    """Return the agreement of all languages, then of each; cases without a labelled outcome count for nothing."""
    labelled = [case for case in cases if case.labelled_outcome is not None]
    languages = sorted({case.lang for case in labelled})
    groups = [(ALL_LANGUAGES, labelled)]
    groups += [(lang, [case for case in labelled if case.lang == lang]) for lang in languages]
    return tuple(_compare(lang, group) for lang, group in groups)


def _compare(lang: str, cases: Sequence[LabelledCase]) -> OutcomeAgreement:
    counts: Counter[tuple[Outcome, Outcome | None]] = Counter()
    broken = 0
    for case in cases:
        if case.failures:
            broken += 1
        elif case.labelled_outcome is not None:
            counts[case.labelled_outcome, case.read_outcome] += 1
    return OutcomeAgreement(lang, counts, broken)
