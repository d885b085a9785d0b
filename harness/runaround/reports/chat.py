"""Lays a transcript out as a chat: bubbles, session dividers, folded quiet stretches, and marks that prove findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from runaround.model import CheckResult, Finding, JudgedCase, Transcript, Turn, Verdict
from runaround.reports.assessed import tell_assessment
from runaround.reports.expected import tell_missed, tell_probe
from runaround.reports.figures import write_clock, write_span
from runaround.reports.hostile import cut
from runaround.reports.pictured import NO_PICTURES, Seen
from runaround.reports.sentences import Part, tell_parts
from runaround.reports.suppressed import tell_excuse
from runaround.reports.texts import Texts

__all__ = ["Bubble", "Divider", "Fold", "Note", "Row", "lay_out", "note_checks", "note_excused", "note_findings"]

_SHOWN_CHARACTERS: Final = 1500
_LONG_CHAT: Final = 24
_QUIET_STRETCH: Final = 8


@dataclass(frozen=True, slots=True)
class Note:
    """A finding, or a check that failed (without a kind), as it is shown: a sentence whose numbers are turns.

    excuse: why it does not count; empty if it does. turn: where a finding is shown.
    assessed: how bad it is and how sure, in a sentence; empty where nobody said.
    """

    label: str
    kind: str
    parts: tuple[Part, ...]
    excuse: str = ""
    turn: int = 0
    assessed: str = ""

    @property
    def is_borne(self) -> bool:
        """Whether it is shown and does not count."""
        return bool(self.excuse)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One turn. `rest` is what of its text is folded away; `proves` are the turns of findings that cite it.

    probe: what the test system was asked at this turn and what it said, in words; `is_denied`: it said no.
    seen: how it looked to the consumer when this turn was the latest.
    """

    number: int
    turn: Turn
    clock: str
    text: str
    rest: str
    notes: tuple[Note, ...] = ()
    proves: tuple[int, ...] = ()
    probe: str = ""
    is_denied: bool = False
    seen: Seen | None = None

    @property
    def is_marked(self) -> bool:
        """Whether a finding, a failed check or a probe names this turn."""
        return bool(self.notes or self.proves or self.probe)

    @property
    def is_flagged(self) -> bool:
        """Whether something at this turn counts against the bot."""
        return self.is_denied or any(not note.is_borne for note in self.notes)


@dataclass(frozen=True, slots=True)
class Divider:
    """The beginning of a session."""

    text: str


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch of a long chat that no finding names."""

    bubbles: tuple[Bubble, ...]


Row = Bubble | Divider | Fold


def note_findings(verdict: Verdict, texts: Texts) -> tuple[Note, ...]:
    """Return the findings that count with their words, in the same order."""
    return tuple(_note(finding, texts) for finding in verdict.findings)


def note_excused(verdict: Verdict, texts: Texts) -> tuple[Note, ...]:
    """Return what the scenario allows for, then what a person has suppressed, with their words."""
    borne = (_note(finding, texts, excuse=texts.words["borne"]) for finding in verdict.borne)
    suppressed = (_note(one.finding, texts, excuse=tell_excuse(one.by, texts)) for one in verdict.suppressed)
    return (*borne, *suppressed)


def _note(finding: Finding, texts: Texts, *, excuse: str = "") -> Note:
    return Note(
        texts.name("kind", finding.kind),
        finding.kind,
        tell_parts(finding, texts),
        excuse=excuse,
        turn=finding.turn,
        assessed=tell_assessment(finding, texts),
    )


def note_checks(result: CheckResult, texts: Texts) -> tuple[Note, ...]:
    """Return what a check asked for and that is not so, in words."""
    label = texts.words["check.label"]
    return tuple(Note(label, "", tell_missed(result, missed, texts)) for missed in result.missed)


def lay_out(case: JudgedCase, texts: Texts, pictures: Mapping[int, Seen] = NO_PICTURES) -> tuple[Row, ...]:
    """Return the rows of a chat in order, every turn in exactly one; a long chat with marked turns folds the rest."""
    rows: list[Row] = []
    bubbles = tuple(replace(one, seen=pictures.get(one.number)) for one in _bubbles(case, texts))
    is_long = len(bubbles) > _LONG_CHAT and any(bubble.is_marked for bubble in bubbles)
    for session, of_session in groupby(bubbles, key=lambda bubble: bubble.turn.session):
        told = list(of_session)
        rows += _divider(case.transcript, told[0].number, session=session, texts=texts)
        rows += _fold(told) if is_long else told
    return tuple(rows)


def _bubbles(case: JudgedCase, texts: Texts) -> Iterator[Bubble]:
    notes = _notes_by_turn(case.verdict, texts)
    proves = _proofs_by_turn(case)
    probes = {probe.turn: probe for probe in case.transcript.probes}
    for number, turn in enumerate(case.transcript.turns):
        probe = probes.get(number)
        # A probe's record begins with its name, which already stands in the line above it.
        said = turn.text.removeprefix(f"{probe.name}; ") if probe else turn.text
        text, rest = cut(said, _SHOWN_CHARACTERS)
        yield Bubble(
            number,
            turn,
            clock=write_clock(turn.at, texts),
            text=text,
            rest=rest,
            notes=tuple(notes.get(number, ())),
            proves=tuple(sorted(proves.get(number, ()))),
            probe=tell_probe(probe, texts) if probe else "",
            is_denied=probe is not None and not probe.holds,
        )


def _notes_by_turn(verdict: Verdict, texts: Texts) -> Mapping[int, list[Note]]:
    """Return what is said of each turn: a finding at its own, a failed check at the end of the reply it is about."""
    notes: Mapping[int, list[Note]] = defaultdict(list)
    for note in (*note_findings(verdict, texts), *note_excused(verdict, texts)):
        notes[note.turn].append(note)
    for result in verdict.checks:
        if result.turn is not None:
            notes[result.refs[-1] if result.refs else result.turn] += note_checks(result, texts)
    return notes


def _proofs_by_turn(case: JudgedCase) -> Mapping[int, set[int]]:
    """Return the turns whose findings each turn proves."""
    proves: Mapping[int, set[int]] = defaultdict(set)
    suppressed = (one.finding for one in case.verdict.suppressed)
    for finding in (*case.verdict.findings, *case.verdict.borne, *suppressed):
        # A plugin's finding may name a turn that is not there; a link to it would lead nowhere.
        for ref in finding.refs if finding.turn < len(case.transcript.turns) else ():
            proves[ref].add(finding.turn)
    return proves


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
