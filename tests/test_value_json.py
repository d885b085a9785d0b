"""Verdicts, and all that they hold, come back from JSON equal; what is wrong is told with its place."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.errors import FileError
from runaround.model import (
    Assessment,
    CaseStatus,
    Censored,
    CheckPart,
    CheckResult,
    CheckStatus,
    Confidence,
    DetectorFailure,
    Finding,
    Handoff,
    Item,
    Measurements,
    Missed,
    Outcome,
    Rate,
    Severity,
    Suppressed,
    Suppression,
    Timing,
    Verdict,
)
from runaround.store.value_json import decode_value, encode_value

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8) | st.sampled_from(["\ud800", "\udfff"])
COUNTS = st.integers(0, 99)
PLACES = st.none() | COUNTS
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def some(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=2).map(tuple)


RATES = st.builds(Rate, COUNTS, COUNTS, COUNTS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
ASSESSMENTS = st.builds(
    Assessment, st.sampled_from(Severity), st.sampled_from(Confidence), st.none() | RATES, detectors=TEXTS
)
FINDINGS = st.builds(
    Finding, COUNTS, TEXTS, some(COUNTS), st.none() | st.sampled_from(Item), assessment=st.none() | ASSESSMENTS
)
SUPPRESSIONS = st.builds(Suppression, TEXTS, TEXTS, TEXTS, st.dates(), TEXTS, TEXTS, PLACES, COUNTS)
CHECKS = st.builds(
    CheckResult,
    COUNTS,
    COUNTS,
    st.sampled_from(CheckStatus),
    PLACES,
    some(COUNTS),
    some(st.builds(Missed, st.sampled_from(CheckPart), some(TEXTS), TEXTS)),
)
CENSORED = st.builds(Censored, COUNTS | NUMBERS, st.booleans())
MEASUREMENTS = st.builds(
    Measurements,
    turns=COUNTS,
    requests_to_human=CENSORED,
    seconds_to_human=st.none() | CENSORED,
    disclosed_at=PLACES,
    waited=st.booleans(),
    demanded=some(st.sampled_from(Item)),
    handoff=st.sampled_from(Handoff),
    timing=st.none() | st.builds(Timing, some(COUNTS), some(COUNTS), some(NUMBERS)),
)
VERDICTS = st.builds(
    Verdict,
    status=st.sampled_from(CaseStatus),
    outcome=st.none() | st.sampled_from(Outcome),
    findings=some(FINDINGS),
    borne=some(FINDINGS),
    suppressed=some(st.builds(Suppressed, FINDINGS, SUPPRESSIONS)),
    checks=some(CHECKS),
    reasons=some(st.tuples(TEXTS, TEXTS)),
    measurements=MEASUREMENTS,
    failures=some(st.builds(DetectorFailure, TEXTS, TEXTS)),
)


def assessments(verdict: Verdict) -> list[Assessment | None]:
    """Return what equal findings may differ in."""
    return [one.assessment for one in (*verdict.findings, *verdict.borne, *(s.finding for s in verdict.suppressed))]


@given(verdict=VERDICTS)
def test_every_verdict_comes_back_equal(verdict: Verdict) -> None:
    text = encode_value(verdict)

    back = decode_value(Verdict, text, where="here")

    assert (verdict, assessments(verdict)) == (back, assessments(back))
    assert 1 == len(text.encode().splitlines())


PLAIN = encode_value(Verdict(CaseStatus.FAILED, Outcome.RESOLVED, (Finding(3, "loop/answer"),)))


def test_keys_of_a_later_version_are_left_alone() -> None:
    content = json.loads(PLAIN)
    content |= {"mood": ["bad"]}
    content["findings"][0]["colour"] = {"red": 1}

    assert decode_value(Verdict, PLAIN, where="") == decode_value(Verdict, json.dumps(content), where="")


def test_what_an_earlier_version_did_not_know_has_its_default() -> None:
    found = decode_value(Verdict, '{"status": "passed", "outcome": null}', where="")

    assert Verdict(CaseStatus.PASSED, None) == found


WRONG = {
    "no json": ("{", ["here: not JSON that can be read: JSONDecodeError('Expecting property name"]),
    "nested": ("[" * 100_000, ["here: not JSON that can be read: RecursionError("]),
    "no object": ("[]", ["here: found []; expected an object."]),
    "missing": ("{}", ["here: status: found nothing; expected a value.", "here: outcome: found nothing"]),
    "no member": (
        '{"status": "so so", "outcome": 3}',
        [
            "here: status: found 'so so'; expected one of passed, failed, inconclusive.",
            "here: outcome: found 3; expected one of resolved",
        ],
    ),
    "inside a list": (
        '{"status": "passed", "outcome": null, "reasons": [[]], "findings": [{"turn": "", "kind": 2, "refs": [true]}]}',
        [
            "here: findings[0].turn: found ''; expected a whole number.",
            "here: findings[0].kind: found 2; expected a text.",
            "here: findings[0].refs[0]: found True; expected a whole number.",
            "here: reasons[0]: found 0 values; expected 2.",
        ],
    ),
    "no list": ('{"status": "passed", "outcome": null, "checks": {}}', ["here: checks: found {}; expected a list."]),
    "no flag": (
        '{"status": "passed", "outcome": null, "measurements": {"waited": 1, "requests_to_human": {"value": "x"}}}',
        [
            "here: measurements.requests_to_human.value: found 'x'; expected a number.",
            "here: measurements.waited: found 1; expected true or false.",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_all_at_once(text: str, expected: list[str]) -> None:
    with pytest.raises(FileError) as caught:
        decode_value(Verdict, text, where="here")

    told = str(caught.value).splitlines()
    assert expected == [line[: len(start)] for line, start in zip(told, expected, strict=True)]


@dataclass(frozen=True)
class Holding:
    """What the verdict has not, and other values may have."""

    day: date
    counts: dict[str, int] = field(default_factory=dict)


def test_days_and_maps_come_back_too() -> None:
    value = Holding(date(2026, 11, 22), {"a": 1})

    assert value == decode_value(Holding, encode_value(value), where="")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"day": "soon"}', "day: found 'soon'; expected a day, YYYY-MM-DD."),
        ('{"day": "2026-11-22", "counts": []}', "counts: found []; expected an object."),
        ('{"day": "2026-11-22", "counts": {"a": "b"}}', "counts.a: found 'b'; expected a whole number."),
    ],
)
def test_wrong_days_and_maps_are_told(text: str, told: str) -> None:
    with pytest.raises(FileError, match=told.replace("[", r"\[")):
        decode_value(Holding, text, where="here")
