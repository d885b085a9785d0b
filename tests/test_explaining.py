"""An explanation tells what was computed: nothing prevents what was found, and something prevents everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from runaround.detectors import Detector
from runaround.explaining import explain_findings, explain_turn
from runaround.judging import judge_transcript, load_detectors
from runaround.model import (
    ActOrigin,
    Attachment,
    Consideration,
    Explanation,
    Finding,
    Ground,
    Item,
    Role,
    SlotEntry,
    SlotEvent,
    Speaker,
    Step,
    Transcript,
    Turn,
)
from runaround.reading import Reading, Trace, read
from runaround.store import Recorded, read_records

ROOT = Path(__file__).parent
DETECTORS: Mapping[str, Detector] = load_detectors()
WAYS = {"loop", "handoff_failure"}
"""Families whose own considerations only lead to those of their forms."""
FILES = sorted((ROOT / "gold").glob("*.jsonl"))
EACH_FILE = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
PHOTO = (Attachment("image", "a.jpg"),)
ASKED_AGAIN = Transcript(
    "asked-again",
    "en",
    (
        Turn(Speaker.BOT, "Please upload a photo of the goods."),
        Turn(Speaker.CONSUMER, "Here it is.", attachments=PHOTO, at=5),
        Turn(Speaker.BOT, "Please upload a photo.", at=6),
    ),
)


def consider(transcript: Transcript) -> tuple[Consideration, ...]:
    """Return everything that our detectors weigh in a transcript."""
    trace = Trace()
    reading = replace(read(transcript), trace=trace)
    for detector in DETECTORS.values():
        reading.found_by(detector)
    return trace.considerations()


@dataclass(frozen=True)
class Case:
    """What is found in a labelled talk, and what is weighed and explained of it."""

    talk: str
    findings: tuple[Finding, ...]
    considerations: tuple[Consideration, ...]
    explanations: tuple[Explanation, ...]


@cache
def cases_of(file: Path) -> tuple[Case, ...]:
    """Judge, weigh and explain each talk before the next: what was read of its sentences is still remembered."""
    talks = (record.transcript for record in read_records(file) if isinstance(record, Recorded))
    return tuple(
        Case(
            talk.id,
            judge_transcript(talk, detectors=DETECTORS).verdict.findings,
            consider(talk),
            explain_findings(talk, DETECTORS).explanations,
        )
        for talk in talks
    )


def steps_of(considerations: tuple[Consideration, ...], kind: str) -> list[tuple[Ground, Role, bool]]:
    return [(step.ground, step.role, step.holds) for one in considerations if one.kind == kind for step in one.steps]


@EACH_FILE
def test_what_nothing_prevents_is_found_and_nothing_else(file: Path) -> None:
    """The heart of it: the steps decide, so that an explanation cannot differ from the judgement."""
    found = {case.talk: {(one.turn, one.kind) for one in case.findings} for case in cases_of(file)}

    passed = {
        case.talk: {
            (one.turn, one.kind) for one in case.considerations if one.decisive is None and one.kind not in WAYS
        }
        for case in cases_of(file)
    }

    assert found == passed


@EACH_FILE
def test_the_findings_that_are_explained_are_those_that_are_judged(file: Path) -> None:
    judged = {case.talk: [*case.findings] for case in cases_of(file)}

    assert judged == {case.talk: [one.finding for one in case.explanations] for case in cases_of(file)}


def test_every_act_that_is_read_of_the_labelled_talks_has_words_behind_it() -> None:
    origins = {
        act.origin
        for file in FILES
        for case in cases_of(file)
        for one in case.explanations
        for trace in one.turns
        for act in trace.acts
    }

    assert {ActOrigin.PHRASE, ActOrigin.LEARNED, ActOrigin.MARK, ActOrigin.ITEMS, ActOrigin.CHOICES} == origins


def test_a_finding_comes_with_ledger_turns_and_steps() -> None:
    (one,) = explain_findings(ASKED_AGAIN, DETECTORS).explanations

    assert (1, Finding(2, "repeated_request", (1,), Item.PHOTO)) == (one.number, one.finding)
    assert [1, 2] == [trace.turn for trace in one.turns]
    assert [
        SlotEntry(0, "photo", Item.PHOTO, SlotEvent.ASKED),
        SlotEntry(1, "photo", Item.PHOTO, SlotEvent.SUPPLIED),
        SlotEntry(2, "photo", Item.PHOTO, SlotEvent.ASKED),
    ] == list(one.ledger)
    assert (Ground.GIVEN_BEFORE, Role.NEEDED, True) in steps_of(one.considerations, "repeated_request")
    assert (Ground.WANTS_ANOTHER, Role.SPARES, False) in steps_of(one.considerations, "repeated_request")


def test_each_of_two_items_has_its_own_steps() -> None:
    turns = (
        Turn(Speaker.CONSUMER, "Order number QX-20931, my phone number is 07700 900123"),
        Turn(Speaker.BOT, "Please tell me your order number and your phone number.", at=5),
    )

    explained = explain_findings(Transcript("two", "en", turns), DETECTORS).explanations

    weighed = [(one.finding.item, [each.about for each in one.considerations]) for one in explained if one.finding]
    assert [(Item.ORDER_NUMBER, ["order_number"]), (Item.PHONE, ["phone"])] == weighed


def test_a_likeness_tells_score_threshold_and_what_is_shared() -> None:
    again = "Items of one order are sometimes packed separately, so please look at your order page."
    turns = (
        Turn(Speaker.CONSUMER, "One bottle is missing."),
        Turn(Speaker.BOT, again, at=1),
        Turn(Speaker.CONSUMER, "No, there was only one parcel.", at=2),
        Turn(Speaker.BOT, again, at=3),
    )

    (one,) = explain_findings(Transcript("again", "en", turns), DETECTORS).explanations

    (alike,) = [step.alike for each in one.considerations for step in each.steps if step.alike is not None]
    assert (1.0, 0.9) == (round(alike.score, 6), alike.needed)
    assert "pack" in alike.shared


def test_a_turn_without_a_finding_tells_what_prevented_each() -> None:
    turns = (*ASKED_AGAIN.turns[:2], Turn(Speaker.BOT, "The photo is too blurry. Please send a sharper photo.", at=6))

    (one,) = explain_turn(Transcript("blurred", "en", turns), DETECTORS, turn=2).explanations

    (weighed,) = [each for each in one.considerations if each.kind == "repeated_request"]
    assert weighed.decisive is not None
    assert (Role.SPARES, ("defect",)) == (weighed.decisive.role, weighed.decisive.seen)


def test_a_turn_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no turn 3; the transcript has 3 turns"):
        explain_turn(ASKED_AGAIN, DETECTORS, turn=3)


def test_a_detector_that_breaks_is_named_and_the_others_explain_theirs() -> None:
    def broken(_: Reading) -> Iterator[Finding]:
        raise RuntimeError

    explained = explain_findings(ASKED_AGAIN, {**DETECTORS, "broken": broken})

    assert (("broken",), 1) == (explained.broken, len(explained.explanations))


def test_a_detector_that_tells_nothing_is_explained_by_its_turns() -> None:
    def find_silently(_: Reading) -> Iterator[Finding]:
        yield Finding(2, "shouting", (0,))

    (one,) = explain_findings(ASKED_AGAIN, {"shouting": find_silently}).explanations

    assert ((), [0, 2]) == (one.considerations, [trace.turn for trace in one.turns])


def test_judging_keeps_nothing() -> None:
    reading = read(ASKED_AGAIN)

    assert reading.weigh("loop", reading.turns[0]) is reading.weigh("upsell", reading.turns[1])


@pytest.mark.parametrize(("role", "holds"), [(Role.NEEDED, False), (Role.SPARES, True)])
def test_a_missing_condition_and_an_exception_decide(role: Role, *, holds: bool) -> None:
    assert Step(Ground.ANSWERS, role, holds).is_decisive


def test_the_empty_transcript_has_nothing_to_explain() -> None:
    assert () == explain_findings(Transcript("empty", "en", ()), DETECTORS).explanations
