"""Explains the findings of one recorded case, and why there is none at a turn.

The same detectors run over the same reading as when the case is judged, and what they weigh on the way is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from runaround.detectors import VERSION, Detector
from runaround.judging import assess_findings
from runaround.model import (
    CaseExplanation,
    Consideration,
    Explanation,
    Finding,
    SlotEntry,
    Transcript,
    TurnTrace,
)
from runaround.reading import Lexicon, Reading, Trace, item_of, read, trace_turn

__all__ = ["explain_findings", "explain_turn"]


def explain_findings(
    transcript: Transcript, detectors: Mapping[str, Detector], *, lexicon: Lexicon | None = None
) -> CaseExplanation:
    """Return why each finding of the case was made, in the order of turns; none where nothing was found.

    lexicon: the phrasebooks by which the case is judged; None for those of the house.
    """
    reading, findings, considered, broken = _detect(transcript, detectors, lexicon)
    explanations = tuple(
        _explain(reading, finding.turn, _leading_to(finding, considered), finding=finding, number=number)
        for number, finding in enumerate(findings, start=1)
    )
    return CaseExplanation(transcript, VERSION, explanations, broken)


def explain_turn(
    transcript: Transcript, detectors: Mapping[str, Detector], *, turn: int, lexicon: Lexicon | None = None
) -> CaseExplanation:
    """Return all that was weighed at one turn, found or not; see `explain_findings`.

    Raises ValueError if the transcript has no such turn.
    """
    if not 0 <= turn < len(transcript.turns):
        msg = f"no turn {turn}; the transcript has {len(transcript.turns)} turns, counted from 0."
        raise ValueError(msg)
    reading, _, considered, broken = _detect(transcript, detectors, lexicon)
    here = tuple(one for one in considered if one.turn == turn)
    return CaseExplanation(transcript, VERSION, (_explain(reading, turn, here),), broken)


def _detect(
    transcript: Transcript, detectors: Mapping[str, Detector], lexicon: Lexicon | None
) -> tuple[Reading, tuple[Finding, ...], tuple[Consideration, ...], tuple[str, ...]]:
    """Return the reading, what is found in it, what was weighed for that, and which detectors broke."""
    trace = Trace()
    reading = replace(read(transcript, lexicon), trace=trace)
    findings: set[Finding] = set()
    broken: list[str] = []
    for name, detector in detectors.items():
        try:
            findings.update(reading.found_by(detector))
        except Exception:  # noqa: BLE001 (a detector is a plugin: that it broke is told, and the others explain theirs)
            broken.append(name)
    return reading, assess_findings(findings, transcript, lexicon), trace.considerations(), tuple(broken)


def _leading_to(finding: Finding, considered: Iterable[Consideration]) -> tuple[Consideration, ...]:
    """Return the considerations that ended in a finding: nothing prevented them, and they are about its proof."""
    passed = [
        one for one in considered if one.kind == finding.kind and one.turn == finding.turn and one.decisive is None
    ]
    return tuple(one for one in passed if _is_about(one, finding)) or tuple(passed)


def _is_about(one: Consideration, finding: Finding) -> bool:
    if isinstance(one.about, str):
        return item_of(one.about) is finding.item
    return one.about in finding.refs


def _explain(
    reading: Reading,
    turn: int,
    considered: tuple[Consideration, ...],
    *,
    finding: Finding | None = None,
    number: int = 0,
) -> Explanation:
    concerned = _concerned(turn, considered if finding is not None else (), finding)
    traces = tuple(trace_turn(reading.turns[index]) for index in concerned)
    return Explanation(turn, finding, number, traces, _entries(reading, turn, traces), considered)


def _concerned(turn: int, considered: Iterable[Consideration], finding: Finding | None) -> list[int]:
    """Return the turns that a reader has to look at, in order: the judged one, its proof, and those of the steps."""
    named = {place for one in considered for step in one.steps if not step.is_decisive for place in step.turns}
    return sorted({turn, *(finding.refs if finding else ()), *named})


def _entries(reading: Reading, turn: int, traces: Sequence[TurnTrace]) -> tuple[SlotEntry, ...]:
    """Return what the ledger says, up to a turn and in it, of the items that the traced turns ask for or give."""
    asked = {one.name for trace in traces if trace.turn == turn for one in trace.asked}
    named = asked or {one.name for trace in traces for one in (*trace.asked, *trace.given)}
    return tuple(entry for entry in reading.ledger.entries if entry.turn <= turn and entry.name in named)
