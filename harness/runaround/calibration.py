"""Checks the instrument itself: every known defect must be found by its kind, and a healthy bot must stay unaccused.

Pure: what the specimens are and what was found in them comes in, what is wrong goes out. Which scenarios a
specimen is played against is not decided here. Each must show its defect somewhere in each language, and nothing else
anywhere; and whatever a scenario looks for, one of the specimens played against it must bring out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from runaround.model import CaseStatus, JudgedCase

__all__ = ["Calibration", "Expected", "Flaw", "FlawKind", "Row", "Subject", "calibrate"]


class Expected(StrEnum):
    """What a subject without a kind of its own must come to."""

    SILENCE = "silence"
    INCONCLUSIVE = "inconclusive"
    FAILED_CONTROL = "failed_control"


class FlawKind(StrEnum):
    """How a calibration can go wrong."""

    NOT_PLAYED = "not_played"
    NOT_FOUND = "not_found"
    NOT_BROUGHT_OUT = "not_brought_out"
    FALSE_ALARM = "false_alarm"
    NOT_INCONCLUSIVE = "not_inconclusive"
    CONTROL_PASSED = "control_passed"
    HEALTHY_FAILED = "healthy_failed"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Subject:
    """One bot of known character.

    expected: the kinds that it must show in each language (each of them), or what it must come to instead.
    companions: kinds that its defect may bring along. controls: keys of the scenarios that `FAILED_CONTROL` is
    about: what they expect must fail, without a finding that is no companion.
    """

    name: str
    expected: tuple[str, ...] | Expected
    companions: frozenset[str] = frozenset()
    controls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen of one subject in one language: cases, those that are as they must be, and what else was found.

    others: in how many cases each kind was found that the subject need not show.
    """

    subject: str
    lang: str
    cases: int
    met: int
    others: Mapping[str, int]


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One thing that the instrument gets wrong.

    subject: empty where a scenario is at fault, and no subject. detail: the kind that is missing or wrong, or why the
    case came out as it did. scenario: its key; empty where it is not about one case.
    """

    subject: str
    lang: str
    kind: FlawKind
    detail: str = ""
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What each subject showed, and every flaw; no flaw means that the instrument may be used."""

    rows: tuple[Row, ...]
    flaws: tuple[Flaw, ...]


def calibrate(
    subjects: Sequence[Subject],
    cases: Mapping[str, Sequence[JudgedCase]],
    *,
    looks_for: Mapping[str, Sequence[str]] | None = None,
) -> Calibration:
    """Return what the cases say of the instrument.

    cases: the judged cases of each subject, by its name. Languages are those of all cases; in each of them every
    subject must have been played. looks_for: kinds and families, by the key of the scenario that must bring them out.
    """
    languages = sorted({case.transcript.lang for of_subject in cases.values() for case in of_subject})
    rows: list[Row] = []
    flaws: list[Flaw] = []
    for subject in subjects:
        for lang in languages:
            chosen = [case for case in cases.get(subject.name, ()) if case.transcript.lang == lang]
            rows.append(_count(subject, lang, chosen))
            flaws += _find_flaws(subject, lang, chosen)
    flaws += _not_brought_out([case for of_subject in cases.values() for case in of_subject], looks_for or {})
    return Calibration(tuple(rows), tuple(flaws))


def _not_brought_out(cases: Sequence[JudgedCase], looks_for: Mapping[str, Sequence[str]]) -> Iterator[Flaw]:
    shown: dict[str, set[str]] = {key: set() for key in looks_for}
    for case in cases:
        if case.verdict.status is not CaseStatus.INCONCLUSIVE and case.transcript.scenario in shown:
            kinds = _kinds(case)
            shown[case.transcript.scenario] |= kinds | {kind.partition("/")[0] for kind in kinds}
    for key, kinds_wanted in looks_for.items():
        for kind in kinds_wanted:
            if kind not in shown[key]:
                yield Flaw("", key.rpartition(".")[2], FlawKind.NOT_BROUGHT_OUT, kind, key)


def _count(subject: Subject, lang: str, cases: Sequence[JudgedCase]) -> Row:
    others = Counter(kind for case in cases for kind in _kinds(case) - {*_planted(subject)})
    met = sum(_is_as_expected(subject, case) for case in cases)
    return Row(subject.name, lang, len(cases), met, dict(sorted(others.items())))


def _is_as_expected(subject: Subject, case: JudgedCase) -> bool:
    status = case.verdict.status
    match subject.expected:
        case Expected.SILENCE:
            return status is CaseStatus.PASSED and not _kinds(case)
        case Expected.INCONCLUSIVE:
            return status is CaseStatus.INCONCLUSIVE
        case Expected.FAILED_CONTROL:
            return status is CaseStatus.FAILED
        case kinds:
            # A finding in an inconclusive case proves nothing.
            return status is not CaseStatus.INCONCLUSIVE and _kinds(case).issuperset(kinds)


def _find_flaws(subject: Subject, lang: str, cases: Sequence[JudgedCase]) -> Iterator[Flaw]:
    yield from _not_played(subject, lang, cases)
    for case in cases:
        for kind in sorted(_kinds(case) - {*_planted(subject), *subject.companions}):
            yield Flaw(subject.name, lang, FlawKind.FALSE_ALARM, kind, case.transcript.scenario)
        found = _find_flaw(subject, case)
        if found is not None:
            kind, detail = found
            yield Flaw(subject.name, lang, kind, detail, case.transcript.scenario)
    found_kinds = {
        kind for case in cases if case.verdict.status is not CaseStatus.INCONCLUSIVE for kind in _kinds(case)
    }
    for kind_wanted in _planted(subject) if cases else ():
        if kind_wanted not in found_kinds:
            yield Flaw(subject.name, lang, FlawKind.NOT_FOUND, kind_wanted)
    is_broken = subject.expected is Expected.INCONCLUSIVE
    if is_broken and cases and not any(_is_as_expected(subject, case) for case in cases):
        yield Flaw(subject.name, lang, FlawKind.NOT_FOUND, CaseStatus.INCONCLUSIVE.value)


def _not_played(subject: Subject, lang: str, cases: Sequence[JudgedCase]) -> Iterator[Flaw]:
    """Yield what was not tried at all: that proves nothing, and is a flaw too."""
    if not cases:
        yield Flaw(subject.name, lang, FlawKind.NOT_PLAYED)
        return
    played = {case.transcript.scenario for case in cases}
    for key in sorted(subject.controls - played):
        if key.rpartition(".")[2] == lang:
            yield Flaw(subject.name, lang, FlawKind.NOT_PLAYED, scenario=key)


def _find_flaw(subject: Subject, case: JudgedCase) -> tuple[FlawKind, str] | None:
    """Return what is wrong with one case, beside false alarms."""
    status, why = case.verdict.status, _explain(case)
    match subject.expected:
        case Expected.SILENCE:
            return None if status is CaseStatus.PASSED else (FlawKind.HEALTHY_FAILED, why)
        case Expected.INCONCLUSIVE:
            # One that was solved before the breakdown may pass.
            return (FlawKind.NOT_INCONCLUSIVE, why) if status is CaseStatus.FAILED else None
        case _ if status is CaseStatus.INCONCLUSIVE:
            return FlawKind.INCONCLUSIVE, why
        case Expected.FAILED_CONTROL:
            is_passed_control = case.transcript.scenario in subject.controls and status is CaseStatus.PASSED
            return (FlawKind.CONTROL_PASSED, why) if is_passed_control else None
        case _:
            return None


def _planted(subject: Subject) -> tuple[str, ...]:
    return () if isinstance(subject.expected, Expected) else subject.expected


def _kinds(case: JudgedCase) -> frozenset[str]:
    """Return the kinds that a case shows; what its scenario allows for was found all the same."""
    return frozenset(finding.kind for finding in (*case.verdict.findings, *case.verdict.borne))


def _explain(case: JudgedCase) -> str:
    """Return why a case has its status, in the keys of its reasons."""
    return ", ".join(f"{key} {value}".strip() for key, value in case.verdict.reasons)
