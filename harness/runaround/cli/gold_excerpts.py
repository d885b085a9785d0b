"""Disagreements between labels and findings as a person reads them: what is claimed, and the turns that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from runaround.cli.blocks import Block, Heading, Paragraph, Quote
from runaround.gold import Difference, Side, quote_turns
from runaround.model import Finding
from runaround.reports.columns import hang, measure, pad
from runaround.reports.hostile import on_one_line
from runaround.reports.sentences import tell_finding, tell_outcome
from runaround.reports.spoken import tell_turn
from runaround.reports.texts import Texts, find_texts

__all__ = ["show_differences"]

_NAMES: Mapping[Side, str] = {Side.MISS: "missed", Side.FALSE_ALARM: "false alarm", Side.OUTCOME: "outcome"}
_CLAIMED: Mapping[Side, str] = {Side.MISS: "Labelled", Side.FALSE_ALARM: "Found"}
_OTHERWISE: Mapping[Side, str] = {Side.MISS: "found", Side.FALSE_ALARM: "labelled"}
_AT_ISSUE, _PROOF = ">", "*"
_WIDTH = 110
_LINE = 400


def show_differences(differences: Sequence[Difference]) -> Iterator[Block]:
    """Yield every miss, false alarm and outcome read otherwise, with its turns: `>` at issue, `*` named as proof."""
    texts = find_texts("en")
    yield Heading(f"Misses and false alarms ({len(differences)})", 2)
    if not differences:
        yield Paragraph(("None: labels and findings agree turn by turn, and so do the outcomes.",))
        return
    yield Paragraph((f"{_AT_ISSUE} is the turn at issue, {_PROOF} a turn named as its proof.",))
    for difference in differences:
        yield Heading(_name(difference), 3)
        yield Paragraph(tuple(_tell(difference, texts)))
        yield Quote(tuple(_quote(difference, texts)))


def _name(difference: Difference) -> str:
    case = f"{on_one_line(difference.case.id)} ({on_one_line(difference.case.lang)})"
    if difference.finding is None:
        return f"{_NAMES[difference.side]}: {case}"
    kind = on_one_line(difference.finding.kind)
    return f"{_NAMES[difference.side]}: {kind} in {case}, turn {difference.finding.turn}"


def _tell(difference: Difference, texts: Texts) -> Iterator[str]:
    if difference.finding is None:
        labelled, read = difference.case.labelled_outcome, difference.case.read_outcome
        yield f"Labelled {tell_outcome(labelled, texts)}, read as {tell_outcome(read, texts)}."
        return
    yield f"{_CLAIMED[difference.side]}: {on_one_line(tell_finding(difference.finding, texts), _LINE)}"
    word = _OTHERWISE[difference.side]
    if difference.instead:
        yield f"Instead {word}: {', '.join(map(_place, difference.instead))}."
    else:
        yield f"Nothing of the kind is {word} in this case."


def _place(finding: Finding) -> str:
    return f"{on_one_line(finding.kind)} at turn {finding.turn}"


def _quote(difference: Difference, texts: Texts) -> Iterator[str]:
    turns = difference.case.turns
    shown = quote_turns(difference)
    width = max((measure(texts.words[f"speaker.{turns[number].speaker}"]) for number in shown), default=0)
    before = -1
    for number in shown:
        if number > before + 1:
            yield "      …"
        before = number
        speaker = pad(texts.words[f"speaker.{turns[number].speaker}"], width)
        first = f"{_mark(number, difference.finding)} {number:>3} {speaker}  "
        yield from _hang(tell_turn(turns[number], texts), first)
    if shown and before < len(turns) - 1:
        yield "      …"


def _hang(parts: Iterable[str], first: str) -> Iterator[str]:
    for part in parts:
        yield from hang(part, _WIDTH, first=first, rest=" " * measure(first))
        first = " " * measure(first)


def _mark(number: int, finding: Finding | None) -> str:
    if finding is None:
        return " "
    if number == finding.turn:
        return _AT_ISSUE
    return _PROOF if number in finding.refs else " "
