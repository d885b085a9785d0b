"""Which specimens are calibrated against, and the matrix of what was found in them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from tabulate import tabulate

from runaround.calibration import Calibration, Expected, Flaw, FlawKind, Row, Subject
from runaround.cli import terminal
from runaround.errors import RunaroundError
from runaround.model import Escalation, Scenario
from runaround.plugins import suggest
from runaround.specimens import SPECIMENS

__all__ = ["choose_subjects", "leave_out", "show_calibration"]

_WITHOUT_DEFECT: Mapping[str, Expected] = {
    "healthy": Expected.SILENCE,
    "eager_transfer": Expected.FAILED_CONTROL,
    "unmoved": Expected.FAILED_CONTROL,
    "crashing": Expected.INCONCLUSIVE,
}
"""What the specimens that show no finding must come to instead."""

_CONTROLS: Mapping[str, Callable[[Scenario], bool]] = {
    "eager_transfer": lambda scenario: scenario.expect.escalation is Escalation.WRONG,
    "unmoved": lambda scenario: scenario.expect.escalation is Escalation.REQUIRED and scenario.human is None,
}
"""In which scenarios the expectation must fail: where a human would be wrong, and where one has to come unasked."""

_WORDS: Mapping[FlawKind, str] = {
    FlawKind.NOT_FOUND: "{detail} was not found",
    FlawKind.FALSE_ALARM: "{detail} was found, but is not there",
    FlawKind.NOT_INCONCLUSIVE: "{detail} counts against the bot, but the bot broke down",
    FlawKind.CONTROL_PASSED: "{detail} should fail: a human was fetched who should not be, or was not who should",
    FlawKind.HEALTHY_FAILED: "{detail} did not pass, but nothing was wrong with the bot",
    FlawKind.INCONCLUSIVE: "{detail} is inconclusive, but the bot could be talked to",
}


def choose_subjects(names: Sequence[str], scenarios: Iterable[Scenario]) -> tuple[Subject, ...]:
    """Return the named specimens (no name: all) with what each must show when `scenarios` are played.

    Raises RunaroundError for an unknown name.
    """
    unknown = [name for name in names if name not in SPECIMENS]
    if unknown:
        msg = f"No specimen {unknown[0]!r}. Known: {', '.join(SPECIMENS)}.{suggest(unknown[0], list(SPECIMENS))}"
        raise RunaroundError(msg)
    played = tuple(scenarios)
    return tuple(_subject(name, played) for name in names or SPECIMENS)


def _subject(name: str, scenarios: Sequence[Scenario]) -> Subject:
    specimen = SPECIMENS[name]
    expected = _WITHOUT_DEFECT[name] if specimen.defect is None else (specimen.defect,)
    is_control = _CONTROLS.get(name)
    controls = frozenset(scenario.key for scenario in scenarios if is_control and is_control(scenario))
    return Subject(name, expected, specimen.companions, controls)


def leave_out(
    subjects: Sequence[Subject], *, detectors: Collection[str]
) -> tuple[tuple[Subject, ...], tuple[str, ...]]:
    """Return the subjects that can be calibrated against, and a sentence for each that cannot.

    detectors: names of the installed detectors, each that of the family of kinds it finds.
    """
    able: list[Subject] = []
    sentences: list[str] = []
    for subject in subjects:
        kinds = () if isinstance(subject.expected, Expected) else subject.expected
        families = {kind.partition("/")[0] for kind in kinds} - {*detectors}
        if families:
            sentences.append(f"{subject.name} is left out: there is no detector of {', '.join(sorted(families))}.")
        elif subject.name in _CONTROLS and not subject.controls:
            sentences.append(f"{subject.name} is left out: no scenario would show what it does.")
        else:
            able.append(subject)
    return tuple(able), tuple(sentences)


def show_calibration(calibration: Calibration, subjects: Sequence[Subject]) -> None:
    """Print the matrix (in how many cases each kind was found), then every flaw."""
    numbers = {kind: str(number) for number, kind in enumerate(calibration.kinds, start=1)}
    headers = ("specimen", "lang", "cases", "inconclusive", *numbers.values())
    planted = {s.name: () if isinstance(s.expected, Expected) else s.expected for s in subjects}
    rows = [_cells(row, calibration.kinds, planted=planted[row.subject]) for row in calibration.rows]
    terminal.say(tabulate(rows, headers=headers, disable_numparse=True))
    terminal.say("\nCases in which a kind was found; [n]: the kind that the specimen must show.\n")
    for kind, number in numbers.items():
        terminal.say(f"{number:>3}  {kind}")
    terminal.say("")
    for flaw in calibration.flaws:
        terminal.say(_sentence(flaw))
    if not calibration.flaws:
        terminal.say("Every known defect was found by its kind, in every language, and nothing else was.")


def _cells(row: Row, kinds: Sequence[str], *, planted: tuple[str, ...]) -> tuple[str, ...]:
    counts = (_cell(row.kinds.get(kind, 0), is_planted=kind in planted) for kind in kinds)
    return (row.subject, row.lang, str(row.cases), _cell(row.inconclusive, is_planted=False), *counts)


def _cell(count: int, *, is_planted: bool) -> str:
    if is_planted:
        return f"[{count}]"
    return str(count) if count else ""


def _sentence(flaw: Flaw) -> str:
    return f"{flaw.subject} ({flaw.lang}): {_WORDS[flaw.kind].format(detail=flaw.detail)}."
