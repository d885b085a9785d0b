"""Lays a transcript out as a chat: bubbles, session dividers, folded quiet stretches, and marks that prove findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from runaround.model import Finding, JudgedCase, Transcript, Turn
from runaround.reports.figures import write_clock, write_span
from runaround.reports.hostile import cut
from runaround.reports.sentences import Part, tell_parts
from runaround.reports.texts import Texts

__all__ = ["Bubble", "Divider", "Fold", "Note", "Row", "lay_out", "note_findings"]

_SHOWN_CHARACTERS: Final = 1500
_LONG_CHAT: Final = 24
_QUIET_STRETCH: Final = 8


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as it is shown: label, kind, and a sentence whose numbers are turns."""

    label: str
    kind: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Bubble:
    """One turn. `rest` is what of its text is folded away; `proves` are the turns of findings that cite it."""

    number: int
    turn: Turn
    clock: str
    text: str
    rest: str
    notes: tuple[Note, ...] = ()
    proves: tuple[int, ...] = ()

    @property
    def is_marked(self) -> bool:
        """Whether a finding names this turn."""
        return bool(self.notes or self.proves)


@dataclass(frozen=True, slots=True)
class Divider:
    """The beginning of a session."""

    text: str


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch of a long chat that no finding names."""

    bubbles: tuple[Bubble, ...]


Row = Bubble | Divider | Fold


def note_findings(findings: Iterable[Finding], texts: Texts) -> tuple[Note, ...]:
    """Return findings with their words, in the same order."""
    return tuple(
        Note(texts.name("kind", finding.kind), finding.kind, tell_parts(finding, texts)) for finding in findings
    )


def lay_out(case: JudgedCase, texts: Texts) -> tuple[Row, ...]:
    """Return the rows of a chat in order, every turn in exactly one; a long chat with findings folds the rest."""
    rows: list[Row] = []
    is_long = len(case.transcript.turns) > _LONG_CHAT and case.verdict.findings
    for session, bubbles in groupby(_bubbles(case, texts), key=lambda bubble: bubble.turn.session):
        told = list(bubbles)
        rows += _divider(case.transcript, told[0].number, session=session, texts=texts)
        rows += _fold(told) if is_long else told
    return tuple(rows)


def _bubbles(case: JudgedCase, texts: Texts) -> Iterator[Bubble]:
    notes: Mapping[int, list[Note]] = defaultdict(list)
    proves: Mapping[int, set[int]] = defaultdict(set)
    for finding in case.verdict.findings:
        notes[finding.turn] += note_findings((finding,), texts)
        # A plugin's finding may name a turn that is not there; a link to it would lead nowhere.
        for ref in finding.refs if finding.turn < len(case.transcript.turns) else ():
            proves[ref].add(finding.turn)
    for number, turn in enumerate(case.transcript.turns):
        text, rest = cut(turn.text, _SHOWN_CHARACTERS)
        yield Bubble(
            number,
            turn,
            clock=write_clock(turn.at, texts),
            text=text,
            rest=rest,
            notes=tuple(notes[number]),
            proves=tuple(sorted(proves[number])),
        )


def _divider(record: Transcript, first: int, *, session: int, texts: Texts) -> list[Row]:
    """Return the divider before turn `first`; a chat of a single session needs none."""
    if first:
        gap = record.turns[first].at - record.turns[first - 1].at
        return [Divider(texts.say("session.after", n=session, span=write_span(gap, texts)))]
    several = record.turns[-1].session != record.turns[0].session
    return [Divider(texts.say("session", n=session))] if several else []


def _fold(bubbles: Sequence[Bubble]) -> Iterator[Row]:
    """Yield the bubbles, long quiet stretches folded; a neighbour of a marked turn stays in sight."""
    for is_marked, stretch in groupby(bubbles, key=lambda bubble: bubble.is_marked):
        told = list(stretch)
        if is_marked or len(told) < _QUIET_STRETCH:
            yield from told
            continue
        yield told[0]
        yield Fold(tuple(told[1:-1]))
        yield told[-1]
