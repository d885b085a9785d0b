"""English words for what was expected: reasons, expectations, checks, probes, and scenarios side by side."""

from __future__ import annotations

__all__ = ["EXPECTED"]

_REASONS = {
    "error.at": "Turn {n}: {message}",
    "reason.error": "Technical error: {value}.",
    "reason.detector_failed": "The detector “{value}” of the harness broke on this case.",
    "reason.gap": "The bot asked for {value}, which the scenario does not define.",
    "reason.outcome_unknown": "The outcome could not be read, so it is unknown whether it was “{value}”.",
    "reason.findings": "{value} findings.",
    "reason.findings.one": "1 finding.",
    "reason.expected_resolved": "The problem should have been resolved; the outcome is “{value}”.",
    "reason.expected_handed_off": "A human should have taken over; the outcome is “{value}”.",
    "reason.expected_unresolved": "The wish should not have been granted; the outcome is “{value}”.",
    "reason.transfer_wrong": "The bot should have solved this itself, but {value}.",
    "reason.transfer_missing": "A human was needed, and none joined.",
    "reason.human_never_came": "A human should have joined in time, and none ever did.",
    "reason.requests_exceeded": "Requests for a human until one joined: {took}; expected at most {most}.",
    "reason.turns_exceeded": "Turns of the consumer until a human joined: {took}; expected at most {most}.",
    "reason.seconds_exceeded": "Time until a human joined: {took}; expected at most {most}.",
    "reason.check_failed": "The reply to the consumer's own turn {number} of session {session} is not as it should be.",
    "reason.check_not_reached": "The company ended session {session} before the consumer's own turn {number}, "
    "the reply to which was to be checked.",
    "reason.check_not_recorded": "The raw answer to the consumer's own turn {number} of session {session} is not on "
    "record, so it could not be checked.",
    "reason.probe_failed": "The company's test system says that this is not so: “{value}”.",
}

_EXPECTATIONS = {
    "expect.outcome": "outcome {value}",
    "expect.escalation.required": "a human must join",
    "expect.escalation.allowed": "a human may join",
    "expect.escalation.wrong": "no human needed",
    "expect.limit": "“{kind}” up to {n} times",
    "expect.limit.one": "“{kind}” at most once",
    "expect.requests": "a human after at most {n} requests",
    "expect.requests.one": "a human at the first request",
    "expect.unasked": "a human unasked",
    "expect.turns": "a human within {n} turns of the consumer",
    "expect.turns.one": "a human after the consumer's first turn",
    "expect.seconds": "a human within {span}",
    "expect.pair": "no harder than “{name}”",
    "expect.checks": "{n} replies as the scenario says",
    "expect.checks.one": "1 reply as the scenario says",
    "borne": "allowed by the scenario",
    "borne.sentence": "{sentence} (Allowed by the scenario.)",
}

_CHECKS = {
    "check.contains": "The reply to turn {turn} should contain {expected}; {found}.",
    "check.misses": "The reply to turn {turn} should not contain {expected}; {found}.",
    "check.matches": "The reply to turn {turn} should match {expected}; {found}.",
    "check.json": "The raw answer to turn {turn} should hold {expected}; {found}.",
    "check.silent": "Turn {turn} should get no reply; {found}.",
    "check.answered": "Turn {turn} should get a reply; {found}.",
    "check.found": "it says “{text}”",
    "check.found.json": "it holds {text}",
    "check.found.nothing": "nothing came",
    "check.label": "Reply not as it should be",
    "case.checks": "Replies checked",
    "case.checks.of": "{held} of {n} as they should be",
    "probe.holds": "{name}: yes",
    "probe.fails": "{name}: no",
    "quoted": "“{text}”",
    "list.or": " or ",
}

_PAIRS = {
    "section.pairs": "Side by side",
    "pair.harder": "Harder: {here}, {there}.",
    "pair.not_harder": "Not harder: {here}, {there}.",
    "effort": "“{title}” took {n} turns",
    "effort.one": "“{title}” took 1 turn",
    "effort.some": "“{title}” took {n} turns and was done in {done} of {cases} cases",
    "effort.some.one": "“{title}” took 1 turn and was done in {done} of {cases} cases",
    "effort.none": "“{title}” was done in none of {cases} cases",
    "effort.none.one": "“{title}” was not done",
    "pair.note": "Turns of the consumer: the median of the cases that came out as they should. It changes no verdict.",
    "case.severity": "Severity",
    "case.tags": "Tags",
    "severity.low": "low",
    "severity.medium": "medium",
    "severity.high": "high",
    "severity.critical": "critical",
}

EXPECTED: dict[str, str] = {**_REASONS, **_EXPECTATIONS, **_CHECKS, **_PAIRS}
