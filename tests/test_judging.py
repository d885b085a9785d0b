"""Judging runs every detector over one reading; what breaks is our failure and never a finding."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from runaround import detectors as detectors_package
from runaround.judging import CHECKS, READING, judge_transcript, load_detectors
from runaround.model import (
    CaseStatus,
    Check,
    CheckStatus,
    DetectorFailure,
    Ending,
    EndReason,
    Expectation,
    Finding,
    Item,
    Outcome,
    Placing,
    Severity,
    Speaker,
    Transcript,
    Turn,
    Versions,
)
from runaround.reading import Lexicon, Reading

CHAT = Transcript(
    "a",
    "en",
    (
        Turn(Speaker.CONSUMER, "Where is my parcel?", at=0.0),
        Turn(Speaker.BOT, "Your parcel is on its way.", at=1.0),
        Turn(Speaker.CONSUMER, "Thank you, bye.", at=2.0),
    ),
    versions=Versions(harness="1", scenario="abc"),
)


def find_photo(_: Reading) -> list[Finding]:
    return [Finding(1, "repeated_request", (0,), Item.PHOTO), Finding(1, "repeated_request", (0,))]


def find_menu(_: Reading) -> Iterator[Finding]:
    yield Finding(1, "loop/menu", (0,))
    yield Finding(1, "loop/menu", (0,))
    yield Finding(0, "no_reply/silent")


def break_halfway(_: Reading) -> Iterator[Finding]:
    yield Finding(1, "loop/menu")
    raise ZeroDivisionError("division by zero")


def point_nowhere(_: Reading) -> Iterable[Finding]:
    return [Finding(1, "loop/menu"), Finding(2, "loop/menu", (3,))]


def point_before_the_beginning(_: Reading) -> Iterable[Finding]:
    return [Finding(-1, "loop/menu")]


def test_findings_of_all_detectors_are_sorted_and_each_is_there_once() -> None:
    judged = judge_transcript(CHAT, detectors={"photo": find_photo, "menu": find_menu})

    assert (
        Finding(0, "no_reply/silent"),
        Finding(1, "loop/menu", (0,)),
        Finding(1, "repeated_request", (0,)),
        Finding(1, "repeated_request", (0,), Item.PHOTO),
    ) == judged.verdict.findings
    assert CaseStatus.FAILED is judged.verdict.status


BROKEN = {
    "raises": (break_halfway, "ZeroDivisionError: division by zero"),
    "points after the end": (
        point_nowhere,
        "ValueError: loop/menu names turn 3; the transcript has 3 turns, counted from 0.",
    ),
    "points before the beginning": (
        point_before_the_beginning,
        "ValueError: loop/menu names turn -1; the transcript has 3 turns, counted from 0.",
    ),
}


@pytest.mark.parametrize(("detector", "error"), BROKEN.values(), ids=BROKEN)
def test_a_broken_detector_makes_the_case_inconclusive_and_says_nothing_else(
    detector: detectors_package.Detector, error: str
) -> None:
    judged = judge_transcript(CHAT, detectors={"broken": detector, "photo": find_photo})

    assert (DetectorFailure("broken", error),) == judged.verdict.failures
    assert CaseStatus.INCONCLUSIVE is judged.verdict.status
    assert {"repeated_request"} == {finding.kind for finding in judged.verdict.findings}


@pytest.mark.parametrize(
    ("question", "status"),
    [("When was that?", CaseStatus.FAILED), ("Could you send me a photo?", CaseStatus.INCONCLUSIVE)],
    ids=["after it", "before it"],
)
def test_only_what_was_found_before_a_gap_of_the_scenario_counts(question: str, status: CaseStatus) -> None:
    turns = (Turn(Speaker.BOT, question), *CHAT.turns[:2], Turn(Speaker.BOT, "Please send me a photo of it."))
    chat = replace(CHAT, turns=turns, ending=Ending(EndReason.OUT_OF_PATIENCE, gaps=(Item.PHOTO,)))

    judged = judge_transcript(chat, detectors={"photo": find_photo})

    assert status is judged.verdict.status


def test_a_reading_that_breaks_is_recorded_as_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """One strange text must not end a run of a thousand cases."""

    def read(_: Transcript, _lexicon: Lexicon | None) -> Reading:
        raise RecursionError("too deep")

    monkeypatch.setattr("runaround.judging.read", read)

    judged = judge_transcript(CHAT, detectors={"photo": find_photo})

    assert (DetectorFailure(READING, "RecursionError: too deep"),) == judged.verdict.failures
    assert CaseStatus.INCONCLUSIVE is judged.verdict.status


def test_the_case_says_which_detectors_judged_it_and_keeps_what_was_expected() -> None:
    expect = Expectation(Outcome.RESOLVED)

    judged = judge_transcript(CHAT, expect=expect, detectors={})

    versions = Versions(harness="1", detectors=detectors_package.VERSION, scenario="abc")
    assert (versions, expect) == (judged.transcript.versions, judged.expect)


def test_checks_of_the_expectation_are_made_and_decide() -> None:
    expect = Expectation(checks=(Check(1, contains=("on its way",)), Check(1, contains=("refund",))))

    judged = judge_transcript(CHAT, expect=expect, detectors={})

    assert [CheckStatus.HELD, CheckStatus.FAILED] == [result.status for result in judged.verdict.checks]
    assert (CaseStatus.FAILED, (("check_failed", "1/1"),)) == (judged.verdict.status, judged.verdict.reasons)


def test_a_check_that_cannot_be_made_is_our_failure() -> None:
    expect = Expectation(checks=(Check(1, matches="("),))

    judged = judge_transcript(CHAT, expect=expect, detectors={"photo": find_photo})

    failure = DetectorFailure(CHECKS, "ValueError: '(' is no regular expression (RE2).")
    assert (CaseStatus.INCONCLUSIVE, (failure,)) == (judged.verdict.status, judged.verdict.failures)


def test_every_registered_detector_is_silent_on_the_empty_transcript() -> None:
    detectors = load_detectors()

    judged = judge_transcript(Transcript("a", "zh", ()), detectors=detectors)

    assert ["handoff_failure", "loop", "repeated_request"] == [name for name in detectors if name in FAMILIES]
    assert ((), ()) == (judged.verdict.findings, judged.verdict.failures)


FAMILIES = {"handoff_failure", "loop", "repeated_request"}
HOSTILE = ("", "\ud800", "\u202e<script>\x1b[2J", "请" * 50_000, "a\x00b" * 1000, "？" * 2000, "\U0001f600" * 500)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_reading_or_detectors(text: str) -> None:
    turns = tuple(
        Turn(speaker, text, at=float(number))
        for number, speaker in enumerate((Speaker.CONSUMER, Speaker.BOT, Speaker.CONSUMER, Speaker.BOT, Speaker.SYSTEM))
    )

    judged = judge_transcript(Transcript("a", "zh", turns), detectors=load_detectors())

    assert () == judged.verdict.failures


def test_a_long_case_costs_no_more_per_turn_than_a_short_one() -> None:
    """A talk that goes round in a circle gives every turn the most to be compared with."""
    detectors = load_detectors()
    circle = [
        (Speaker.CONSUMER, "The kettle does not switch on any more, I want my money back."),
        (Speaker.BOT, "Please send me a photo of the kettle and your order number."),
        (Speaker.CONSUMER, "I have sent you the photo already. The order number is K-20931."),
        (Speaker.BOT, "Refunds are made within 14 days. I am sorry, I did not understand that."),
    ]

    def calls_per_turn(length: int) -> float:
        """Return how many calls judging takes: counted, because a clock tells how busy the machine is."""
        turns = tuple(Turn(*circle[n % 4], at=float(n)) for n in range(length))
        counted = Counter[str]()
        sys.setprofile(lambda _frame, event, _arg: counted.update((event,)))
        try:
            judge_transcript(Transcript("long", "en", turns), detectors=detectors)
        finally:
            sys.setprofile(None)
        return (counted["call"] + counted["c_call"]) / length

    calls_per_turn(100)

    assert calls_per_turn(2000) < 1.5 * calls_per_turn(200)


def test_every_finding_is_assessed_by_kind_matter_and_version() -> None:
    """A finding without them could not be weighed by whoever has to defend it."""
    transcript = replace(CHAT, severity=Severity.CRITICAL)

    verdict = judge_transcript(transcript, detectors={"no_reply": find_menu}).verdict

    assessed = {finding.kind: finding.assessment for finding in verdict.findings}
    weighed = {kind: (one.severity, one.detectors) for kind, one in assessed.items() if one}
    version = detectors_package.VERSION
    assert {"loop/menu": (Severity.HIGH, version), "no_reply/silent": (Severity.CRITICAL, version)} == weighed


UNPLACED = [Placing.LATE, Placing.UNSOLICITED, Placing.AMBIGUOUS]


@pytest.mark.parametrize("placing", UNPLACED)
def test_a_message_of_which_nobody_knows_what_it_answers_proves_nothing_by_it(placing: Placing) -> None:
    question, answer, thanks = CHAT.turns
    chat = replace(CHAT, turns=(question, replace(answer, placing=placing), thanks))

    judged = judge_transcript(chat, detectors={"photo": find_photo, "menu": find_menu})

    assert (Finding(0, "no_reply/silent"),) == judged.verdict.findings


def test_an_insult_is_one_whenever_it_comes() -> None:
    def find_insult(_: Reading) -> list[Finding]:
        return [Finding(1, "disrespect")]

    question, answer, thanks = CHAT.turns
    chat = replace(CHAT, turns=(question, replace(answer, placing=Placing.LATE), thanks))

    assert (Finding(1, "disrespect"),) == judge_transcript(chat, detectors={"insult": find_insult}).verdict.findings


def ask(text: str, at: float) -> Turn:
    return Turn(Speaker.CONSUMER, text, at=at)


WAITING = {
    "silent": ((ask("Where is my parcel?", 0.0), ask("Hello? Is anybody there?", 50.0)), ["no_reply/silent"]),
    "late, after the consumer spoke again": (
        (
            ask("Where is my parcel?", 0.0),
            Turn(Speaker.BOT, "What is your name?", at=1.0),
            ask("Ann. When does it come?", 5.0),
            ask("Hello? Is anybody there?", 50.0),
            Turn(Speaker.BOT, "It comes on Monday.", at=51.0, placing=Placing.LATE, answers=2),
            Turn(Speaker.BOT, "Yes, I am here.", at=51.5),
        ),
        ["no_reply/late"],
    ),
    "soon, but to which": (
        (
            ask("Where is my parcel?", 0.0),
            ask("When does it come?", 10.0),
            Turn(Speaker.BOT, "On Monday.", at=11.0, placing=Placing.AMBIGUOUS),
        ),
        [],
    ),
    "only news": (
        (
            ask("Where is my parcel?", 0.0),
            Turn(Speaker.BOT, "New: our winter sale!", at=5.0, placing=Placing.UNSOLICITED),
            ask("Hello? Is anybody there?", 50.0),
            Turn(Speaker.BOT, "It comes on Monday.", at=51.0),
        ),
        ["no_reply/silent"],
    ),
}


@pytest.mark.parametrize(("turns", "kinds"), WAITING.values(), ids=WAITING)
def test_whether_anything_came_goes_by_what_it_answers(turns: tuple[Turn, ...], kinds: list[str]) -> None:
    judged = judge_transcript(replace(CHAT, turns=turns), detectors=load_detectors())

    assert kinds == [finding.kind for finding in judged.verdict.findings if finding.kind.startswith("no_reply")]
