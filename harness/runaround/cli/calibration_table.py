"""The table of a calibration: what each specimen had to show, where it did, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import fill

from tabulate import tabulate

from runaround.calibration import Calibration, Expected, Flaw, FlawKind, Row, Subject
from runaround.cli import terminal

__all__ = ["show_calibration"]

_WIDTH = 100

_MUST: Mapping[Expected, str] = {
    Expected.SILENCE: "nothing, and pass",
    Expected.INCONCLUSIVE: "nothing, inconclusive",
    Expected.FAILED_CONTROL: "nothing, but fail",
}

_WORDS: Mapping[FlawKind, str] = {
    FlawKind.NOT_PLAYED: "no scenario was played that could bring it out",
    FlawKind.NOT_FOUND: "{detail} was not found",
    FlawKind.NOT_BROUGHT_OUT: "{detail} is looked for, but no specimen brought it out",
    FlawKind.FALSE_ALARM: "{detail} was found, but is not there",
    FlawKind.NOT_INCONCLUSIVE: "counts against the bot ({detail}), but the bot broke down",
    FlawKind.CONTROL_PASSED: "passed, but should fail what the scenario expects of a human",
    FlawKind.HEALTHY_FAILED: "did not pass ({detail}), but nothing was wrong with the bot",
    FlawKind.INCONCLUSIVE: "inconclusive ({detail}), but the bot could be talked to",
}


def show_calibration(calibration: Calibration, subjects: Sequence[Subject]) -> None:
    """Print what each specimen must show and in how many cases it did, then every flaw."""
    languages = tuple(dict.fromkeys(row.lang for row in calibration.rows))
    headers = ("specimen", "must show", *languages, "found beside it")
    rows = [_line(subject, [row for row in calibration.rows if row.subject == subject.name]) for subject in subjects]
    terminal.say(tabulate(rows, headers=headers, disable_numparse=True))
    terminal.say("\n7/8: in 7 of the 8 scenarios played, the specimen showed what it must.\n")
    for sentence in _tell_flaws(calibration.flaws):
        terminal.say(sentence)
    if not calibration.flaws:
        terminal.say("Every known defect was found by its kind, in every language, and nothing else was.")


def _line(subject: Subject, rows: Sequence[Row]) -> tuple[str, ...]:
    must = _MUST[subject.expected] if isinstance(subject.expected, Expected) else ", ".join(subject.expected)
    beside: Counter[str] = Counter()
    for row in rows:
        beside.update(row.others)
    listed = "\n".join(f"{kind} ({count})" for kind, count in sorted(beside.items()))
    return (subject.name, must, *(f"{row.met}/{row.cases}" for row in rows), listed)


def _tell_flaws(flaws: Iterable[Flaw]) -> Iterator[str]:
    """Yield each flaw once, and below it the scenarios in which it shows."""
    alike: dict[tuple[str, str], list[str]] = {}
    for flaw in flaws:
        where = flaw.scenario or flaw.lang
        alike.setdefault((flaw.subject, _WORDS[flaw.kind].format(detail=flaw.detail)), []).append(where)
    for (subject, what), places in alike.items():
        yield f"{subject or 'the library'}: {what}:"
        yield fill(", ".join(places), _WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
