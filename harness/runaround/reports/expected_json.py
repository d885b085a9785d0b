"""What a scenario expects and what became of its checks, as objects of the JSON report."""

from __future__ import annotations

from runaround.model import Check, CheckResult, Expectation, JsonCheck
from runaround.reports.expected import join_parts, tell_expectation, tell_missed
from runaround.reports.texts import Texts

__all__ = ["describe_check", "describe_expectation"]

_Object = dict[str, object]


def describe_expectation(expect: Expectation, texts: Texts) -> _Object:
    """Return an expectation with all its keys; null and empty mean that nothing of the kind is expected."""
    return {
        "outcome": expect.outcome,
        "escalation": expect.escalation.value,
        "limits": dict(expect.limits),
        "requests_to_human": expect.requests_to_human,
        "turns_to_human": expect.turns_to_human,
        "seconds_to_human": expect.seconds_to_human,
        "no_harder_than": expect.no_harder_than,
        "checks": [_check(check) for check in expect.checks],
        "sentence": tell_expectation(expect, texts),
    }


def describe_check(result: CheckResult, texts: Texts) -> _Object:
    """Return what became of a check, with a sentence for each thing that is not so."""
    return {
        "session": result.session,
        "number": result.number,
        "status": result.status.value,
        "turn": result.turn,
        "refs": list(result.refs),
        "missed": [
            {
                "part": missed.part.value,
                "expected": list(missed.expected),
                "found": missed.found,
                "sentence": join_parts(tell_missed(result, missed, texts)),
            }
            for missed in result.missed
        ],
    }


def _check(check: Check) -> _Object:
    return {
        "session": check.session,
        "number": check.turn,
        "contains": list(check.contains),
        "misses": list(check.misses),
        "matches": check.matches,
        "json": [_json_check(one) for one in check.json],
        "silent": check.silent,
    }


def _json_check(check: JsonCheck) -> _Object:
    return {"at": check.at, "equals": check.equals, "matches": check.matches, "exists": check.exists}
