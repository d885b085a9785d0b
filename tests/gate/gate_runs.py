"""Runs for the gate, made of as little as a rule looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from runaround.gating import judge_run
from runaround.model import (
    Assessment,
    CaseError,
    CaseStatus,
    Censored,
    Confidence,
    ErrorKind,
    Finding,
    GateResult,
    JudgedCase,
    Measurements,
    Outcome,
    Policy,
    Quarantine,
    RuleResult,
    Run,
    Severity,
    Speaker,
    Transcript,
    Turn,
    Verdict,
    Versions,
)
from runaround.scoring import score

TODAY = date(2026, 11, 22)
P, F, U = CaseStatus.PASSED, CaseStatus.FAILED, CaseStatus.INCONCLUSIVE
NEVER = Censored(30.0)
ASIDE = Quarantine("Slow.", "Ann", date(2026, 12, 31), "late")


def found(
    kind: str = "loop/answer", severity: Severity = Severity.MEDIUM, confidence: Confidence = Confidence.HIGH
) -> Finding:
    return Finding(1, kind, (0,), assessment=Assessment(severity, confidence, None, "4"))


def reached(value: float) -> Censored:
    return Censored(value, is_reached=True)


def case(
    status: CaseStatus = P,
    *findings: Finding,
    scenario: str = "late.en",
    repeat: int = 0,
    target: str = "shop",
    tags: tuple[str, ...] = (),
    reasons: tuple[tuple[str, str], ...] = (),
    measured: Measurements | None = None,
    version: str = "1",
    severity: Severity | None = None,
) -> JudgedCase:
    """Return a case; a failed one without findings or reasons shows one loop."""
    if status is F and not findings and not reasons:
        findings = (found(),)
    reasons = (*((("findings", str(len(findings))),) if findings else ()), *reasons)
    record = Transcript(
        f"{target}.{scenario}-{repeat}",
        scenario.rpartition(".")[2] or "en",
        (Turn(Speaker.CONSUMER, "Where is it?"), Turn(Speaker.BOT, "Wait, please.", at=1.0)),
        scenario=scenario,
        target=target,
        repeat=repeat,
        tags=tags,
        severity=severity,
        versions=Versions(scenario=version),
    )
    outcome = None if status is U else Outcome.UNRESOLVED
    return JudgedCase(
        record, Verdict(status, outcome, findings, reasons=reasons, measurements=measured or Measurements())
    )


def asking(seconds: Censored | None, **others: Censored) -> JudgedCase:
    """Return a passed case in which the consumer asked for a human once."""
    way = {"requests_to_human": Censored(1, is_reached=bool(seconds and seconds.is_reached)), **others}
    return case(measured=Measurements(4, 2, seconds_to_human=seconds, **way))


def broken_off(message: str) -> JudgedCase:
    """Return a case that could not be carried out."""
    one = case(U)
    return replace(one, transcript=replace(one.transcript, error=CaseError(ErrorKind.UNREACHABLE, message)))


def kept_out(one: JudgedCase) -> JudgedCase:
    return replace(one, quarantine=ASIDE)


def run_of(*cases: JudgedCase, interrupted: bool = False, detectors: str = "4") -> Run:
    targets = sorted({one.transcript.target for one in cases})
    return Run(
        "run-1",
        "2026-11-22T01:00:00Z",
        7,
        cases,
        tuple(score([one for one in cases if one.transcript.target == name], target=name) for name in targets),
        versions=Versions("0.1.0", detectors),
        planned=len(cases),
        interrupted=interrupted,
    )


def ask(policy: Policy, *cases: JudgedCase, baseline: Run | None = None) -> GateResult:
    return judge_run(policy, run_of(*cases), baseline=baseline, today=TODAY)


def last_of(policy: Policy, *cases: JudgedCase, baseline: Run | None = None) -> RuleResult:
    return ask(policy, *cases, baseline=baseline).rules[-1]
