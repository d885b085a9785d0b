"""Prints how far findings and labels agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tabulate import tabulate

from runaround.cli import terminal
from runaround.errors import RunaroundError
from runaround.gold import ALL_LANGUAGES, Agreement, LabelledCase, Level, Place, compare_with_gold
from runaround.model import JudgedCase
from runaround.reports.hostile import on_one_line
from runaround.store import Recorded

__all__ = ["show_agreement"]

_HEADERS = ("kind", "lang", "labelled", "found", "both", "precision", "recall", "F1")


def show_agreement(
    records: Sequence[Recorded], cases: Sequence[JudgedCase], *, families: Iterable[str], verbose: bool
) -> int:
    """Print precision, recall and F1 by case and by turn; return 0, for a comparison accuses nobody.

    records, cases: the same cases in the same order. families: what the detectors look for.
    Raises RunaroundError if no case has labels.
    """
    labelled = tuple(_pair(records, cases))
    if not labelled:
        msg = "No case of the file has labels; expected a key 'gold' with a list of findings."
        raise RunaroundError(msg)
    known = sorted(families)
    for level in Level:
        agreements = compare_with_gold(labelled, families=known, level=level)
        terminal.say(f"By {level} ({len(labelled)} labelled cases)\n")
        terminal.say(tabulate([_row(agreement) for agreement in agreements], headers=_HEADERS, floatfmt=".2f") + "\n")
        if verbose:
            _say_differences(agreements)
    _say_uncovered(labelled, known)
    return 0


def _pair(records: Sequence[Recorded], cases: Sequence[JudgedCase]) -> Iterator[LabelledCase]:
    for record, case in zip(records, cases, strict=True):
        if record.labels is not None:
            transcript = record.transcript
            yield LabelledCase(transcript.id, transcript.lang, record.labels.findings, case.verdict.findings)


def _row(agreement: Agreement) -> tuple[object, ...]:
    hits = len(agreement.hits)
    shares = (agreement.precision, agreement.recall, agreement.f1)
    return (
        on_one_line(agreement.kind),
        on_one_line(agreement.lang),
        hits + len(agreement.misses),
        hits + len(agreement.false_alarms),
        hits,
        *("-" if share is None else f"{share:.2f}" for share in shares),
    )


def _say_differences(agreements: Iterable[Agreement]) -> None:
    for agreement in agreements:
        if agreement.lang != ALL_LANGUAGES:
            continue
        for word, places in (("missed", agreement.misses), ("false alarm", agreement.false_alarms)):
            for place in places:
                terminal.say(f"{word}: {on_one_line(agreement.kind)} in {_show(place)}")
    terminal.say("")


def _show(place: Place) -> str:
    case = on_one_line(place.case)
    return case if place.turn is None else f"{case}, turn {place.turn}"


def _say_uncovered(labelled: Iterable[LabelledCase], known: Sequence[str]) -> None:
    """Tell which labels no detector looks for, so that nobody takes the table for the whole truth."""
    counts = Counter(finding.family for case in labelled for finding in case.labelled if finding.family not in known)
    if counts:
        listed = ", ".join(f"{on_one_line(family)} ({count})" for family, count in sorted(counts.items()))
        terminal.say(f"Labelled, but looked for by no detector: {listed}.")
