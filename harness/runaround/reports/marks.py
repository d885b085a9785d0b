"""Marks for the turns of a conversation in plain text: what was found at a turn, and what it proves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from runaround.model import Finding, JudgedCase
from runaround.reports.assessed import tell_briefly
from runaround.reports.chat import Note, note_checks
from runaround.reports.hostile import on_one_line
from runaround.reports.suppressed import tell_excuse
from runaround.reports.texts import Texts

__all__ = ["mark_turns"]

_COUNTS, _EXCUSED, _PROVES = "▲ ", "△ ", "· "
_LONGEST = 500


def mark_turns(case: JudgedCase, texts: Texts) -> Mapping[int, list[str]]:
    """Return lines by the index of the turn under which they belong.

    A finding that counts stands behind ▲, one that does not behind △ with the reason, a turn that proves one behind ·.
    """
    verdict = case.verdict
    marks: dict[int, list[str]] = defaultdict(list)
    for turn, findings in _proofs(case).items():
        listed = texts.words["list.comma"].join(map(str, sorted(findings)))
        marks[turn].append(_PROVES + texts.say("stored.proves", list=listed))
    for finding in verdict.findings:
        marks[finding.turn].append(_COUNTS + _tell(finding, texts))
    for finding in verdict.borne:
        marks[finding.turn].append(_EXCUSED + _tell(finding, texts, excuse=texts.words["borne"]))
    for one in verdict.suppressed:
        marks[one.finding.turn].append(_EXCUSED + _tell(one.finding, texts, excuse=tell_excuse(one.by, texts)))
    for result in verdict.checks:
        if result.turn is not None:
            place = result.refs[-1] if result.refs else result.turn
            marks[place] += [_COUNTS + _tell_check(note, texts) for note in note_checks(result, texts)]
    return marks


def _tell(finding: Finding, texts: Texts, *, excuse: str = "") -> str:
    label = texts.name("kind", finding.kind)
    sentence = texts.say("sample.finding", kind=label, sentence=tell_briefly(finding, texts))
    return on_one_line(f"{sentence} {excuse}", _LONGEST)


def _tell_check(note: Note, texts: Texts) -> str:
    told = texts.say("sample.finding", kind=note.label, sentence="".join(map(str, note.parts)))
    return on_one_line(told, _LONGEST)


def _proofs(case: JudgedCase) -> Mapping[int, set[int]]:
    """Return the turns whose findings each turn proves; a finding's own turn is marked as such."""
    verdict = case.verdict
    proves: dict[int, set[int]] = defaultdict(set)
    found: list[Finding] = [*verdict.findings, *verdict.borne, *(one.finding for one in verdict.suppressed)]
    for finding in found:
        for ref in finding.refs:
            if ref != finding.turn:
                proves[ref].add(finding.turn)
    return proves
