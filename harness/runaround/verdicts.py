"""From what was found in one case to its verdict.

Nothing here looks into texts: what was said has been read, what went wrong has been found. A case
that says nothing about the bot (an error on the way, a broken detector of ours, a gap in the scenario)
is inconclusive: it is shown, and kept out of every rate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from runaround.model import (
    CaseStatus,
    CheckResult,
    CheckStatus,
    DetectorFailure,
    Escalation,
    Event,
    Expectation,
    Finding,
    Measurements,
    Outcome,
    Speaker,
    Suppressed,
    Transcript,
    Verdict,
)

__all__ = ["REASONS", "Judgement", "Reason", "is_met", "judge", "misses_expectation"]


class Reason(StrEnum):
    """Why a verdict is what it is; a reason's value says more.

    error: an `ErrorKind`. detector_failed: the detector. gap: the `Item` that the scenario does not
    define. outcome_unknown: the expected outcome. findings: how many. expected_*: the outcome that came
    instead. transfer_wrong: the `Event` that shows the transfer, or `human` for words of a human.
    transfer_missing, human_never_came: empty. requests_exceeded, turns_exceeded, seconds_exceeded: what it took and
    what was allowed, `9/6`. check_failed, check_not_reached, check_not_recorded: session and own turn, `1/3`.
    probe_failed: the probe's name.
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
    HUMAN_NEVER_CAME = "human_never_came"
    REQUESTS_EXCEEDED = "requests_exceeded"
    TURNS_EXCEEDED = "turns_exceeded"
    SECONDS_EXCEEDED = "seconds_exceeded"
    CHECK_FAILED = "check_failed"
    CHECK_NOT_REACHED = "check_not_reached"
    CHECK_NOT_RECORDED = "check_not_recorded"
    PROBE_FAILED = "probe_failed"


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
_BY_CHECK: Mapping[CheckStatus, Reason] = {
    CheckStatus.FAILED: Reason.CHECK_FAILED,
    CheckStatus.NOT_REACHED: Reason.CHECK_NOT_REACHED,
}
_NO_EXPECTATION = frozenset(
    {
        Reason.ERROR,
        Reason.DETECTOR_FAILED,
        Reason.GAP,
        Reason.OUTCOME_UNKNOWN,
        Reason.FINDINGS,
        Reason.CHECK_NOT_RECORDED,
    }
)
_SILENT = "no_reply/silent"
_Reasons = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was read out of one transcript: the input of a verdict, beside the transcript itself.

    outcome: None when the case has none. checks: what became of those of `expect`. expect: None for records
    without a scenario; then only findings count. gap_at: the turn that first asks for what the scenario does not
    define; None if there is none, or nobody knows. suppressed: what a person took out of `findings`.
    """

    findings: tuple[Finding, ...] = ()
    outcome: Outcome | None = None
    failures: tuple[DetectorFailure, ...] = ()
    measurements: Measurements = field(default_factory=Measurements)
    checks: tuple[CheckResult, ...] = ()
    expect: Expectation | None = None
    gap_at: int | None = None
    suppressed: tuple[Suppressed, ...] = ()


def judge(transcript: Transcript, judgement: Judgement) -> Verdict:
    """Return the verdict on one case.

    Inconclusive: an error on the way, a broken detector, an unread outcome, or a gap in the scenario. A gap excuses a
    missed expectation and what was found after it, which may come of it; it does not excuse what was proven before.
    Inconclusive too: a check of a raw answer that is not on record, when nothing else speaks against the bot.
    Failed: any finding that the scenario does not allow for, or an expectation that is not met. Findings of an
    inconclusive case are kept and not counted.
    """
    counted, borne = _part(judgement)
    unknown = tuple(_unknown(transcript, judgement))
    missed = tuple(_missed(transcript, judgement, counted))
    gaps = tuple((Reason.GAP.value, item.value) for item in (transcript.ending.gaps if transcript.ending else ()))
    unread = tuple(_unread(judgement)) if transcript.error is None else ()
    return Verdict(
        status=_status(_proven(counted, judgement, gaps), unknown=unknown, gaps=gaps, missed=missed, unread=unread),
        outcome=None if transcript.error else judgement.outcome,
        findings=counted,
        borne=borne,
        suppressed=judgement.suppressed,
        checks=judgement.checks,
        reasons=unknown + gaps + missed + unread,
        measurements=judgement.measurements,
        failures=judgement.failures,
    )


def is_met(expected: Outcome, came: Outcome) -> bool:
    """Return whether an outcome is what was expected, or better."""
    return came in _MEETS[expected]


def misses_expectation(verdict: Verdict) -> bool:
    """Return whether a case fails because what its scenario expects did not happen, whatever else was found."""
    reasons = {key for key, _ in verdict.reasons}
    if verdict.status is not CaseStatus.FAILED or Reason.GAP in reasons:
        return False
    return not verdict.findings or not reasons <= _NO_EXPECTATION


def _part(judgement: Judgement) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings that count, and those that the scenario allows for, both in the order of turns.

    Where a kind and its family both have a limit, a finding must be within both. Silence that a check asks for is
    allowed without a limit.
    """
    limits = judgement.expect.limits if judgement.expect else {}
    quiet = _quiet_turns(judgement)
    taken: Counter[str] = Counter()
    counted: list[Finding] = []
    borne: list[Finding] = []
    for finding in sorted(judgement.findings, key=_order):
        named = {name for name in (finding.kind, finding.family) if name in limits}
        if finding.kind == _SILENT and finding.turn in quiet:
            borne.append(finding)
        elif named and all(taken[name] < limits[name] for name in named):
            taken.update(named)
            borne.append(finding)
        else:
            counted.append(finding)
    return tuple(counted), tuple(borne)


def _quiet_turns(judgement: Judgement) -> frozenset[int]:
    """Return the consumer turns after which the scenario wants silence."""
    asked = judgement.expect.checks if judgement.expect else ()
    pairs = zip(asked, judgement.checks, strict=False)  # a case that broke off has no results
    return frozenset(result.turn for check, result in pairs if check.silent and result.turn is not None)


def _proven(counted: Sequence[Finding], judgement: Judgement, gaps: _Reasons) -> Sequence[Finding]:
    """Return the findings that no gap of the scenario can have led to: without a gap all, else those up to it."""
    if not gaps:
        return counted
    return [finding for finding in counted if judgement.gap_at is not None and finding.turn <= judgement.gap_at]


def _status(
    proven: Sequence[Finding], *, unknown: _Reasons, gaps: _Reasons, missed: _Reasons, unread: _Reasons
) -> CaseStatus:
    if unknown:
        return CaseStatus.INCONCLUSIVE
    if proven:
        return CaseStatus.FAILED
    if gaps:
        return CaseStatus.INCONCLUSIVE
    if missed:
        return CaseStatus.FAILED
    return CaseStatus.INCONCLUSIVE if unread else CaseStatus.PASSED


def _unknown(transcript: Transcript, judgement: Judgement) -> Iterator[tuple[str, str]]:
    """Yield what makes a case say nothing about the bot, whatever was found in it."""
    if transcript.error is not None:
        yield Reason.ERROR.value, transcript.error.kind.value
    for failure in judgement.failures:
        yield Reason.DETECTOR_FAILED.value, failure.detector
    wanted = judgement.expect.outcome if judgement.expect else None
    if wanted is not None and judgement.outcome is None and transcript.error is None:
        yield Reason.OUTCOME_UNKNOWN.value, wanted.value


def _missed(transcript: Transcript, judgement: Judgement, counted: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    """Yield what counts against the bot; nothing but findings when the case broke off on the way."""
    if counted:
        yield Reason.FINDINGS.value, str(len(counted))
    if transcript.error is not None:
        return
    expect = judgement.expect
    if expect is not None:
        yield from _missed_outcome(transcript, judgement, expect)
        yield from _missed_human(transcript, judgement, expect)
    for result in judgement.checks:
        if result.status in _BY_CHECK:
            yield _BY_CHECK[result.status].value, _place(result)
    for probe in transcript.probes:
        if not probe.holds:
            yield Reason.PROBE_FAILED.value, probe.name


def _missed_outcome(transcript: Transcript, judgement: Judgement, expect: Expectation) -> Iterator[tuple[str, str]]:
    if expect.outcome and judgement.outcome and not is_met(expect.outcome, judgement.outcome):
        yield _MISSED[expect.outcome].value, judgement.outcome.value
    shown = _shown_transfer(transcript)
    if expect.escalation is Escalation.WRONG and shown is not None:
        yield Reason.TRANSFER_WRONG.value, shown
    if expect.escalation is Escalation.REQUIRED and not _was_joined(transcript):
        yield Reason.TRANSFER_MISSING.value, ""


def _missed_human(transcript: Transcript, judgement: Judgement, expect: Expectation) -> Iterator[tuple[str, str]]:
    """Yield what a human who came took too much of.

    One who never came took more than any limit, unless none was needed: the matter was resolved, and nobody had
    asked for one. Where a human is required, their absence is told already.
    """
    counted = judgement.measurements
    limits = (
        (Reason.REQUESTS_EXCEEDED, counted.requests_to_human, expect.requests_to_human),
        (Reason.TURNS_EXCEEDED, counted.turns_to_human, expect.turns_to_human),
        (Reason.SECONDS_EXCEEDED, counted.seconds_to_human, expect.seconds_to_human),
    )
    if _was_joined(transcript):
        for reason, took, most in limits:
            if most is not None and took is not None and took.is_reached and took.value > most:
                yield reason.value, f"{_write(took.value)}/{_write(most)}"
        return
    was_unneeded = judgement.outcome is Outcome.RESOLVED and not counted.asked_for_human
    is_told = expect.escalation is Escalation.REQUIRED
    if any(most is not None for _, _, most in limits) and not (was_unneeded or is_told):
        yield Reason.HUMAN_NEVER_CAME.value, ""


def _unread(judgement: Judgement) -> Iterator[tuple[str, str]]:
    for result in judgement.checks:
        if result.status is CheckStatus.NOT_RECORDED:
            yield Reason.CHECK_NOT_RECORDED.value, _place(result)


def _write(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _place(result: CheckResult) -> str:
    return f"{result.session}/{result.number}"


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


def _order(finding: Finding) -> tuple[int, str, tuple[int, ...], str]:
    """Order findings by turn; the dataclass order would compare an item with None."""
    return finding.turn, finding.kind, finding.refs, finding.item or ""
