"""Judges one recorded case: reads it, runs every detector over the reading, and asks for a verdict.

Judging is apart from talking and can be done again at any time. A detector is a plugin: one that
raises, or points at turns that do not exist, is recorded as broken and makes the case inconclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from runaround.assessing import NOT_MEASURED, assess
from runaround.detectors import VERSION, Detector
from runaround.model import (
    DetectorFailure,
    Expectation,
    Finding,
    JudgedCase,
    Placing,
    Speaker,
    Transcript,
    Turn,
)
from runaround.plugins import load_plugins
from runaround.quarantine import NO_QUARANTINES, Quarantines
from runaround.reading import Lexicon, Reading, measure, read, read_outcome
from runaround.reply_checks import check_replies
from runaround.suppression import NO_SUPPRESSIONS, Suppressions, part_suppressed
from runaround.verdicts import Judgement, judge

__all__ = ["CHECKS", "DETECTOR_GROUP", "READING", "Judging", "assess_findings", "judge_transcript", "load_detectors"]

DETECTOR_GROUP = "runaround.detectors"

READING = "reading"
"""Stands in a `DetectorFailure` when not a detector broke but the reading that all of them share."""

CHECKS = "checks"
"""Stands there when the checks of replies broke."""

_WHATEVER_IT_ANSWERS = frozenset({"no_reply/silent", "no_reply/late", "disrespect", "sensitive_request"})
"""What a company does by saying it, whenever; and silence, whose detector asks itself what answers what."""

_ANYTHING = Transcript("", "en", (Turn(Speaker.BOT, "您好, hello"), Turn(Speaker.CONSUMER, "您好, hello", at=1.0)))


@dataclass(frozen=True, slots=True)
class Judging:
    """What every conversation is judged with."""

    detectors: Mapping[str, Detector]
    suppressions: Suppressions = NO_SUPPRESSIONS
    lexicon: Lexicon | None = None
    quarantines: Quarantines = NO_QUARANTINES

    def judge(self, transcript: Transcript, expect: Expectation | None) -> JudgedCase:
        """Return the case with its verdict, not yet marked as in quarantine."""
        return judge_transcript(
            transcript,
            expect=expect,
            detectors=self.detectors,
            suppressions=self.suppressions,
            lexicon=self.lexicon,
        )


def load_detectors(lexicon: Lexicon | None = None) -> Mapping[str, Detector]:
    """Return every registered detector by name, in the order of names.

    Phrasebooks are loaded here too: later, their loading would count as the slowness of the first bot that speaks.
    lexicon: the phrasebooks by which cases will be judged; None for those of the house.
    Raises PluginError if a detector cannot be loaded.
    """
    read(_ANYTHING, lexicon)
    return load_plugins(DETECTOR_GROUP)


def judge_transcript(
    transcript: Transcript,
    *,
    expect: Expectation | None = None,
    detectors: Mapping[str, Detector],
    suppressions: Suppressions = NO_SUPPRESSIONS,
    lexicon: Lexicon | None = None,
) -> JudgedCase:
    """Return the case with its verdict; the same transcript, detectors, suppressions and lexicon give the same verdict.

    expect: what its scenario expected; None for foreign records. lexicon: None for the phrasebooks of the house.
    """
    judgement = _add_checks(
        transcript, _judge_reading(transcript, detectors, expect, suppressions=suppressions, lexicon=lexicon)
    )
    added = lexicon.added if lexicon is not None else ()
    stamped = replace(transcript, versions=replace(transcript.versions, detectors=VERSION, phrasebooks=added))
    return JudgedCase(stamped, judge(transcript, judgement), expect)


def _judge_reading(
    transcript: Transcript,
    detectors: Mapping[str, Detector],
    expect: Expectation | None,
    *,
    suppressions: Suppressions,
    lexicon: Lexicon | None,
) -> Judgement:
    """Return what reading and detectors say of a transcript; what breaks becomes a failure.

    The outcome is read last: an answer that was found to be a failure resolves nothing. What is suppressed counts for
    nothing there either: a false alarm that a person took back must not fail the case by another door.
    """
    try:
        reading = read(transcript, lexicon)
        measurements = measure(reading, expect)
        found, failures = _detect(reading, detectors)
        assessed = assess_findings(found, transcript, lexicon)
        findings, suppressed = part_suppressed(assessed, transcript, suppressions)
        outcome = read_outcome(reading, findings)
    except Exception as error:  # noqa: BLE001 (one strange text must not end a run of a thousand cases: recorded instead)
        return Judgement(failures=(DetectorFailure(READING, _describe(error)),), expect=expect)
    gap_at = _gap_at(reading)
    return Judgement(findings, outcome, failures, measurements, expect=expect, gap_at=gap_at, suppressed=suppressed)


def _detect(
    reading: Reading, detectors: Mapping[str, Detector]
) -> tuple[tuple[Finding, ...], tuple[DetectorFailure, ...]]:
    """Return what the detectors find, and which of them broke."""
    findings: set[Finding] = set()
    failures: list[DetectorFailure] = []
    for name, detector in detectors.items():
        try:
            found = _checked(reading.found_by(detector), turns=len(reading.turns))
            findings.update(finding for finding in found if _is_placed(finding, reading))
        except Exception as error:  # noqa: BLE001 (a detector is a plugin: what it raises is recorded as its failure)
            failures.append(DetectorFailure(name, _describe(error)))
    return tuple(findings), tuple(failures)


def _is_placed(finding: Finding, reading: Reading) -> bool:
    """Return whether it is known what the company's messages answer by which a finding stands.

    What came late, unasked or to nobody knows what proves nothing by what it answers.
    """
    if finding.kind in _WHATEVER_IT_ANSWERS:
        return True
    named = (reading.turns[index].turn for index in (finding.turn, *finding.refs))
    return all(turn.placing is Placing.ANSWER for turn in named if turn.speaker is Speaker.BOT)


def assess_findings(
    findings: Iterable[Finding], transcript: Transcript, lexicon: Lexicon | None
) -> tuple[Finding, ...]:
    """Return the findings of one case with their assessments, in the order in which they are told and numbered.

    lexicon: by which the case was read. What was measured with the phrasebooks of the house says nothing of others.
    """
    measured = NOT_MEASURED if lexicon is not None and lexicon.added else None
    ordered = sorted(findings, key=_place)
    return tuple(assess(one, detectors=VERSION, matter=transcript.severity, measured=measured) for one in ordered)


def _gap_at(reading: Reading) -> int | None:
    """Return the first turn that asks for something which the scenario does not define."""
    gaps = frozenset(reading.transcript.ending.gaps) if reading.transcript.ending else frozenset()
    return next((turn.index for turn in reading.turns if not gaps.isdisjoint(turn.said.asked)), None)


def _add_checks(transcript: Transcript, judgement: Judgement) -> Judgement:
    """Return the judgement with what became of the checks of its expectation; what breaks becomes a failure."""
    if judgement.expect is None:
        return judgement
    try:
        return replace(judgement, checks=check_replies(transcript, judgement.expect.checks))
    except Exception as error:  # noqa: BLE001 (a pattern of a foreign record may not compile: recorded instead)
        failure = DetectorFailure(CHECKS, _describe(error))
        return replace(judgement, failures=(*judgement.failures, failure))


def _checked(findings: Iterable[Finding], *, turns: int) -> tuple[Finding, ...]:
    """Return the findings of one detector, all of them.

    Raises ValueError if one points at a turn that does not exist: then none of them can be trusted.
    """
    found = tuple(findings)
    for finding in found:
        wrong = [index for index in (finding.turn, *finding.refs) if not 0 <= index < turns]
        if wrong:
            msg = f"{finding.kind} names turn {wrong[0]}; the transcript has {turns} turns, counted from 0."
            raise ValueError(msg)
    return found


def _place(finding: Finding) -> tuple[int, str, tuple[int, ...], str]:
    """Order findings by turn; findings themselves do not compare when only one of them has an item."""
    return finding.turn, finding.kind, finding.refs, finding.item or ""


def _describe(error: Exception) -> str:
    """Return type and beginning of an error's text, which may quote a bot at any length."""
    return f"{type(error).__name__}: {error}"[:200]
