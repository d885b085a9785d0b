"""Checks the instrument itself: every known defect must be found by its kind, and a healthy bot must stay unaccused.

Pure: what the specimens are and what was found in them comes in, what is wrong goes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from runaround.model import CaseStatus, JudgedCase

__all__ = ["Calibration", "Expected", "Flaw", "FlawKind", "Row", "Subject", "calibrate"]


class Expected(StrEnum):
    """What a subject without a kind of its own must come to."""

    SILENCE = "silence"
    INCONCLUSIVE = "inconclusive"
    FAILED_CONTROL = "failed_control"


_CONTROL = "control scenario"


class FlawKind(StrEnum):
    """How a calibration can go wrong."""

    NOT_FOUND = "not_found"
    FALSE_ALARM = "false_alarm"
    NOT_INCONCLUSIVE = "not_inconclusive"
    CONTROL_PASSED = "control_passed"
    HEALTHY_FAILED = "healthy_failed"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Subject:
    """One bot of known character.

    expected: the kinds that it must show in each language (each of them), or what it must come to instead.
    companions: kinds that its defect may bring along. controls: keys of the scenarios that `FAILED_CONTROL` is about.
    """

    name: str
    expected: tuple[str, ...] | Expected
    companions: frozenset[str] = frozenset()
    controls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen of one subject in one language: cases, and how many of them show each kind."""

    subject: str
    lang: str
    cases: int
    inconclusive: int
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One thing that the instrument gets wrong; `detail` is a kind or a case id, as `kind` needs it."""

    subject: str
    lang: str
    kind: FlawKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The matrix of subjects and kinds, and every flaw; no flaw means that the instrument may be used."""

    rows: tuple[Row, ...]
    flaws: tuple[Flaw, ...]
    kinds: tuple[str, ...]


def calibrate(subjects: Sequence[Subject], cases: Mapping[str, Sequence[JudgedCase]]) -> Calibration:
    """Return what the cases say of the instrument.

    cases: the judged cases of each subject, by its name. Languages are those of the cases; each must show the defect.
    """
    languages = sorted({case.transcript.lang for of_subject in cases.values() for case in of_subject})
    rows: list[Row] = []
    flaws: list[Flaw] = []
    for subject in subjects:
        for lang in languages:
            chosen = [case for case in cases.get(subject.name, ()) if case.transcript.lang == lang]
            rows.append(_count(subject, lang, chosen))
            flaws += _find_flaws(subject, lang, chosen)
    kinds = sorted({kind for row in rows for kind in row.kinds} | {kind for s in subjects for kind in _kinds_of(s)})
    return Calibration(tuple(rows), tuple(flaws), tuple(kinds))


def _count(subject: Subject, lang: str, cases: Sequence[JudgedCase]) -> Row:
    kinds = Counter(kind for case in cases for kind in {finding.kind for finding in case.verdict.findings})
    inconclusive = sum(case.verdict.status is CaseStatus.INCONCLUSIVE for case in cases)
    return Row(subject.name, lang, len(cases), inconclusive, dict(sorted(kinds.items())))


def _find_flaws(subject: Subject, lang: str, cases: Sequence[JudgedCase]) -> Iterable[Flaw]:
    found = _counted_kinds(cases)
    for kind in _kinds_of(subject):
        if kind not in found:
            yield Flaw(subject.name, lang, FlawKind.NOT_FOUND, kind)
    for kind in sorted(_shown_kinds(cases) - {*_kinds_of(subject), *subject.companions}):
        yield Flaw(subject.name, lang, FlawKind.FALSE_ALARM, kind)
    match subject.expected:
        case Expected.INCONCLUSIVE:
            yield from _blamed(subject, lang, cases)
        case Expected.SILENCE:
            yield from _not_passed(subject, lang, cases)
        case Expected.FAILED_CONTROL:
            yield from _passed_controls(subject, lang, cases)
            yield from _inconclusive(subject, lang, cases)
        case _:
            yield from _inconclusive(subject, lang, cases)


def _kinds_of(subject: Subject) -> tuple[str, ...]:
    return () if isinstance(subject.expected, Expected) else subject.expected


def _shown_kinds(cases: Sequence[JudgedCase]) -> frozenset[str]:
    return frozenset(finding.kind for case in cases for finding in case.verdict.findings)


def _counted_kinds(cases: Sequence[JudgedCase]) -> frozenset[str]:
    """Return the kinds of cases that count: a finding in an inconclusive case proves nothing."""
    return _shown_kinds([case for case in cases if case.verdict.status is not CaseStatus.INCONCLUSIVE])


def _not_passed(subject: Subject, lang: str, cases: Sequence[JudgedCase]) -> Iterable[Flaw]:
    """Yield the cases of a healthy bot that did not pass; no case at all proves nothing and is a flaw too."""
    if not cases:
        yield Flaw(subject.name, lang, FlawKind.NOT_FOUND, CaseStatus.PASSED)
    for case in cases:
        if case.verdict.status is not CaseStatus.PASSED:
            yield Flaw(subject.name, lang, FlawKind.HEALTHY_FAILED, case.transcript.id)


def _blamed(subject: Subject, lang: str, cases: Sequence[JudgedCase]) -> Iterable[Flaw]:
    """Yield the cases of a bot that breaks down which count against it; one solved before the breakdown may pass."""
    if not any(case.verdict.status is CaseStatus.INCONCLUSIVE for case in cases):
        yield Flaw(subject.name, lang, FlawKind.NOT_FOUND, CaseStatus.INCONCLUSIVE)
    for case in cases:
        if case.verdict.status is CaseStatus.FAILED:
            yield Flaw(subject.name, lang, FlawKind.NOT_INCONCLUSIVE, case.transcript.id)


def _passed_controls(subject: Subject, lang: str, cases: Sequence[JudgedCase]) -> Iterable[Flaw]:
    controls = [case for case in cases if case.transcript.scenario in subject.controls]
    if not controls:
        yield Flaw(subject.name, lang, FlawKind.NOT_FOUND, _CONTROL)
    for case in controls:
        if case.verdict.status is not CaseStatus.FAILED:
            yield Flaw(subject.name, lang, FlawKind.CONTROL_PASSED, case.transcript.id)


def _inconclusive(subject: Subject, lang: str, cases: Sequence[JudgedCase]) -> Iterable[Flaw]:
    for case in cases:
        if case.verdict.status is CaseStatus.INCONCLUSIVE:
            yield Flaw(subject.name, lang, FlawKind.INCONCLUSIVE, case.transcript.id)
