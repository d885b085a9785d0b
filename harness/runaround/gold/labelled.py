"""One labelled case: what people say of it, and what was found in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from runaround.model import DetectorFailure, Finding, Outcome, Turn

__all__ = ["LabelledCase", "is_broken"]


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """One case with the findings that people labelled and those that the detectors made.

    labelled_outcome: None where nobody labelled it. read_outcome: None where none could be read.
    failures: the detectors that broke on it, each named by the family of kinds that it finds.
    """

    id: str
    lang: str
    labelled: tuple[Finding, ...]
    found: tuple[Finding, ...]
    labelled_outcome: Outcome | None = None
    read_outcome: Outcome | None = None
    failures: tuple[DetectorFailure, ...] = ()
    turns: tuple[Turn, ...] = ()


def is_broken(case: LabelledCase, family: str, *, families: Collection[str]) -> bool:
    """Return whether nothing can be said about `family` in a case, because its detector broke there.

    families: all that are looked for. What broke and is none of them, such as the reading, leaves every family unknown.
    """
    return any(failure.detector == family or failure.detector not in families for failure in case.failures)
