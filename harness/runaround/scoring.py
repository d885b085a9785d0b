"""From findings to a verdict on one case, and from verdicts to a scorecard of one bot.

Nothing here looks into texts: what was said has been read, what went wrong has been found. A case
that says nothing about the bot (an error on the way, a broken detector of ours, a gap in the scenario)
is inconclusive: it is shown, kept out of every rate, and widens the bounds beside the rate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import NormalDist

from runaround.model import (
    CaseStatus,
    DetectorFailure,
    Event,
    Expectation,
    Finding,
    JudgedCase,
    Measurements,
    Outcome,
    Rate,
    Scorecard,
    Speaker,
    Transcript,
    Transfer,
    Verdict,
)

__all__ = ["KINDS_LOOKED_FOR", "REASONS", "Judgement", "Reason", "judge", "rate", "score", "wilson"]

KINDS_LOOKED_FOR = (
    "loop",
    "loop/answer",
    "loop/menu",
    "loop/fallback",
    "repeated_request",
    "handoff_failure",
    "handoff_failure/refused",
    "handoff_failure/ignored",
    "handoff_failure/unavailable",
    "handoff_failure/broken",
    "handoff_failure/not_offered",
    "stalling",
    "stalling/repeated",
    "stalling/broken",
    "no_reply",
    "no_reply/silent",
    "no_reply/late",
    "unanswered",
    "contradiction",
    "upsell",
)
"""The families, with their forms, that detectors of ours look for: on a scorecard even at zero."""


class Reason(StrEnum):
    """Why a verdict is what it is; a reason's value says more.

    error: an `ErrorKind`. detector_failed: the detector. gap: the `Item` that the scenario does not
    define. outcome_unknown: the expected outcome. findings: how many. expected_*: the outcome that came
    instead. transfer_wrong: the `Event` that shows the transfer, or `human` for words of a human.
    transfer_missing: empty.
    """

    ERROR = "error"
    DETECTOR_FAILED = "detector_failed"
    GAP = "gap"
    OUTCOME_UNKNOWN = "outcome_unknown"
    FINDINGS = "findings"
    EXPECTED_RESOLVED = "expected_resolved"
    EXPECTED_HANDED_OFF = "expected_handed_off"
    EXPECTED_UNRESOLVED = "expected_unresolved"
    TRANSFER_WRONG = "transfer_wrong"
    TRANSFER_MISSING = "transfer_missing"


REASONS: tuple[str, ...] = tuple(reason.value for reason in Reason)
"""Every key that can stand in `Verdict.reasons`; reports have a sentence for each."""

_MEETS: Mapping[Outcome, frozenset[Outcome]] = {
    Outcome.RESOLVED: frozenset({Outcome.RESOLVED}),
    # A human who solves the matter makes it `resolved`, which is not less than what was expected.
    Outcome.HANDED_OFF: frozenset({Outcome.HANDED_OFF, Outcome.RESOLVED}),
    Outcome.UNRESOLVED: frozenset({Outcome.UNRESOLVED}),
}
_MISSED: Mapping[Outcome, Reason] = {
    Outcome.RESOLVED: Reason.EXPECTED_RESOLVED,
    Outcome.HANDED_OFF: Reason.EXPECTED_HANDED_OFF,
    Outcome.UNRESOLVED: Reason.EXPECTED_UNRESOLVED,
}
_Reasons = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was read out of one transcript: the input of a verdict, beside the transcript itself.

    outcome: None when the case has none. expect: None for records without a scenario; then only
    findings count.
    """

    findings: tuple[Finding, ...] = ()
    outcome: Outcome | None = None
    failures: tuple[DetectorFailure, ...] = ()
    measurements: Measurements = field(default_factory=Measurements)
    expect: Expectation | None = None


def wilson(hits: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of `hits` in `n` trials, (0.0, 1.0) when there was no trial.

    hits: 0..n. confidence: between 0 and 1, both excluded.

    Raises ValueError for counts or a confidence outside these ranges.
    Source: E. B. Wilson 1927, "Probable inference, the law of succession, and statistical inference",
    JASA 22; without continuity correction.
    """
    if not 0 <= hits <= n:
        msg = f"{hits} hits in {n} trials; expected 0 <= hits <= trials."
        raise ValueError(msg)
    if not 0.0 < confidence < 1.0:
        msg = f"Confidence {confidence!r}; expected a number between 0 and 1."
        raise ValueError(msg)
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    share = hits / n
    centre = share + z * z / (2 * n)
    margin = z * math.sqrt(share * (1.0 - share) / n + z * z / (4 * n * n))
    scale = 1.0 + z * z / n
    # The formula touches 0 and 1 exactly at the ends; floating point misses them by a little.
    low = 0.0 if hits == 0 else max(0.0, (centre - margin) / scale)
    high = 1.0 if hits == n else min(1.0, (centre + margin) / scale)
    return low, high


def rate(hits: int, judged: int, unknown: int) -> Rate:
    """Return the rate of `hits` among `judged` cases, with bounds over `unknown` further cases.

    Raises ValueError if hits exceed the judged cases or a count is negative.
    """
    if unknown < 0:
        msg = f"{unknown} unknown cases; expected 0 or more."
        raise ValueError(msg)
    low, high = wilson(hits, judged)
    total = judged + unknown
    at_least, at_most = (hits / total, (hits + unknown) / total) if total else (0.0, 1.0)
    return Rate(hits, judged, unknown, low=low, high=high, at_least=at_least, at_most=at_most)


def judge(transcript: Transcript, judgement: Judgement) -> Verdict:
    """Return the verdict on one case.

    Inconclusive: an error on the way, a broken detector, or a gap in the scenario without a finding. A gap
    excuses a missed expectation; it does not excuse a finding, whose proof stands in the record. Failed:
    any finding, or an expectation that is not met. Findings of an inconclusive case are kept and not counted.
    """
    unknown = tuple(_unknown(transcript, judgement))
    missed = tuple(_missed(transcript, judgement))
    gaps = tuple((Reason.GAP.value, item.value) for item in (transcript.ending.gaps if transcript.ending else ()))
    return Verdict(
        status=_status(judgement, unknown=unknown, gaps=gaps, missed=missed),
        outcome=None if transcript.error else judgement.outcome,
        findings=tuple(sorted(judgement.findings, key=_order)),
        reasons=unknown + gaps + missed,
        measurements=judgement.measurements,
        failures=judgement.failures,
    )


def score(cases: Sequence[JudgedCase], *, target: str, kinds: Iterable[str] = KINDS_LOOKED_FOR) -> Scorecard:
    """Return the scorecard of one bot over its cases (all of `target`; may be empty).

    kinds: families and `family/form` that were looked for, listed even at zero; what else was found follows,
    sorted. A case counts once for a kind however often it shows it, and once for the kind's family.
    """
    judged = [case for case in cases if case.verdict.status is not CaseStatus.INCONCLUSIVE]
    unknown = len(cases) - len(judged)
    found = Counter(kind for case in judged for kind in _kinds_of(case.verdict))
    outcomes = Counter(case.verdict.outcome for case in judged)
    named = tuple(dict.fromkeys(kinds))
    listed = (*named, *sorted(set(found) - set(named)))
    passed = sum(case.verdict.status is CaseStatus.PASSED for case in judged)
    return Scorecard(
        target=target,
        cases=len(cases),
        passed=rate(passed, len(judged), unknown),
        kinds={kind: rate(found[kind], len(judged), unknown) for kind in listed},
        outcomes={outcome: outcomes[outcome] for outcome in Outcome},
        failures=sum(len(case.verdict.failures) for case in cases),
    )


def _status(judgement: Judgement, *, unknown: _Reasons, gaps: _Reasons, missed: _Reasons) -> CaseStatus:
    if unknown:
        return CaseStatus.INCONCLUSIVE
    if judgement.findings:
        return CaseStatus.FAILED
    if gaps:
        return CaseStatus.INCONCLUSIVE
    return CaseStatus.FAILED if missed else CaseStatus.PASSED


def _unknown(transcript: Transcript, judgement: Judgement) -> Iterator[tuple[str, str]]:
    """Yield what makes a case say nothing about the bot, whatever was found in it."""
    if transcript.error is not None:
        yield Reason.ERROR.value, transcript.error.kind.value
    for failure in judgement.failures:
        yield Reason.DETECTOR_FAILED.value, failure.detector
    wanted = judgement.expect.outcome if judgement.expect else None
    if wanted is not None and judgement.outcome is None and transcript.error is None:
        yield Reason.OUTCOME_UNKNOWN.value, wanted.value


def _missed(transcript: Transcript, judgement: Judgement) -> Iterator[tuple[str, str]]:
    """Yield what counts against the bot; nothing but findings when the case broke off on the way."""
    if judgement.findings:
        yield Reason.FINDINGS.value, str(len(judgement.findings))
    expect = judgement.expect
    if expect is None or transcript.error is not None:
        return
    if expect.outcome and judgement.outcome and judgement.outcome not in _MEETS[expect.outcome]:
        yield _MISSED[expect.outcome].value, judgement.outcome.value
    shown = _shown_transfer(transcript)
    if expect.transfer is Transfer.WRONG and shown is not None:
        yield Reason.TRANSFER_WRONG.value, shown
    if expect.transfer is Transfer.REQUIRED and not _was_joined(transcript):
        yield Reason.TRANSFER_MISSING.value, ""


def _shown_transfer(transcript: Transcript) -> str | None:
    """Return what shows a transfer: the channel's event or a human who speaks. Words of the bot do not."""
    for turn in transcript.turns:
        if turn.event in {Event.TRANSFER_STARTED, Event.HUMAN_JOINED}:
            return turn.event.value
        if turn.speaker is Speaker.HUMAN:
            return Speaker.HUMAN.value
    return None


def _was_joined(transcript: Transcript) -> bool:
    """Whether a human came; a transfer that is only announced or queued is none (decision 4)."""
    return any(turn.event is Event.HUMAN_JOINED or turn.speaker is Speaker.HUMAN for turn in transcript.turns)


def _kinds_of(verdict: Verdict) -> frozenset[str]:
    return frozenset(name for finding in verdict.findings for name in (finding.kind, finding.family))


def _order(finding: Finding) -> tuple[int, str, tuple[int, ...], str]:
    """Order findings by turn; the dataclass order would compare an item with None."""
    return finding.turn, finding.kind, finding.refs, finding.item or ""
