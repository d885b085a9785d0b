"""Which specimens are calibrated against, what each must show, and in which scenarios."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from runaround.calibration import Expected, Subject
from runaround.cli.specimen_jobs import check_specimen
from runaround.model import Escalation, Expectation, Scenario
from runaround.specimens import SPECIMENS

__all__ = ["choose_subjects", "leave_out", "scenarios_for"]

_WITHOUT_DEFECT: Mapping[str, Expected] = {
    "healthy": Expected.SILENCE,
    "eager_transfer": Expected.FAILED_CONTROL,
    "unmoved": Expected.FAILED_CONTROL,
    "crashing": Expected.INCONCLUSIVE,
}
"""What the specimens that show no finding must come to instead."""

_CONTROLS: Mapping[str, Callable[[Expectation], bool]] = {
    "eager_transfer": lambda expect: expect.escalation is Escalation.WRONG,
    # It does fetch a human for who asks: what it fails is to come unasked.
    "unmoved": lambda expect: expect.escalation is Escalation.REQUIRED and expect.requests_to_human == 0,
}
"""What a scenario must expect for a specimen to fail it: one transfers everybody, one nobody of its own accord."""


def choose_subjects(names: Sequence[str], scenarios: Iterable[Scenario]) -> tuple[Subject, ...]:
    """Return the named specimens (no name: all) with what each must show.

    Raises RunaroundError for an unknown name.
    """
    for name in names:
        check_specimen(name)
    library = tuple(scenarios)
    return tuple(_subject(name, library) for name in names or SPECIMENS)


def scenarios_for(subject: Subject, scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    """Return the scenarios that a subject is played against.

    One with a defect: those that look for its kind or for the whole family.
    One that must fail an expectation: those that have it. Every other: all.
    """
    if isinstance(subject.expected, Expected):
        is_control = subject.expected is Expected.FAILED_CONTROL
        return tuple(one for one in scenarios if not is_control or one.key in subject.controls)
    wanted = {name for kind in subject.expected for name in (kind, kind.partition("/")[0])}
    return tuple(one for one in scenarios if not wanted.isdisjoint(one.looks_for))


def leave_out(
    subjects: Sequence[Subject], *, detectors: Collection[str]
) -> tuple[tuple[Subject, ...], tuple[str, ...]]:
    """Return the subjects whose kinds are looked for at all, and a sentence for each other one.

    detectors: names of the installed detectors, each that of the family of kinds it finds.
    """
    able: list[Subject] = []
    sentences: list[str] = []
    for subject in subjects:
        kinds = () if isinstance(subject.expected, Expected) else subject.expected
        unknown = sorted({kind.partition("/")[0] for kind in kinds} - {*detectors})
        if unknown:
            sentences.append(f"{subject.name} is left out: there is no detector of {', '.join(unknown)}.")
        else:
            able.append(subject)
    return tuple(able), tuple(sentences)


def _subject(name: str, library: Sequence[Scenario]) -> Subject:
    specimen = SPECIMENS[name]
    expected = _WITHOUT_DEFECT[name] if specimen.defect is None else (specimen.defect,)
    controls = frozenset(one.key for one in library if name in _CONTROLS and _CONTROLS[name](one.expect))
    return Subject(name, expected, specimen.companions, controls)
