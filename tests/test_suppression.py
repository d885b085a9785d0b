"""Which findings are suppressed: only those that an entry names, only while it holds, and never out of sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.judging import judge_transcript, load_detectors
from runaround.model import (
    CaseStatus,
    Expectation,
    Finding,
    JudgedCase,
    Outcome,
    Speaker,
    Suppressed,
    Suppression,
    SuppressionUse,
    Transcript,
    Turn,
    Verdict,
)
from runaround.reading import Reading
from runaround.scoring import score
from runaround.suppression import NO_SUPPRESSIONS, Suppressions, SuppressionTally, part_suppressed

TODAY = date(2026, 11, 22)
TURNS = (Turn(Speaker.CONSUMER, "Where is it?"), Turn(Speaker.BOT, "On its way.", at=1.0))
CASE = Transcript("shop.late+angry.zh.2", "zh", TURNS, scenario="late+angry.zh", target="shop")
ANSWER, MENU = Finding(1, "loop/answer", (0,)), Finding(1, "loop/menu", (0,))
ENTRY = Suppression("loop/answer", "It reads out the law.", "Ann", date(2027, 1, 31), line=2)


def suppress(*entries: Suppression, today: date = TODAY) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Return what stands of two loops, and what does not."""
    return part_suppressed((ANSWER, MENU), CASE, Suppressions(entries, today))


def find_both(_: Reading) -> list[Finding]:
    return [ANSWER, MENU]


def test_an_entry_takes_away_its_kind_and_no_other() -> None:
    assert ((MENU,), (Suppressed(ANSWER, ENTRY),)) == suppress(ENTRY)


def test_a_family_stands_for_all_of_its_forms() -> None:
    family = replace(ENTRY, kind="loop")

    assert ((), (Suppressed(ANSWER, family), Suppressed(MENU, family))) == suppress(family)


def test_a_form_is_not_its_family_and_half_a_name_is_none() -> None:
    assert ((ANSWER, MENU), ()) == suppress(replace(ENTRY, kind="loo"), replace(ENTRY, kind="loop/fallback"))


def test_the_first_entry_that_fits_is_named() -> None:
    second = replace(ENTRY, author="Bo")

    assert ((MENU,), (Suppressed(ANSWER, ENTRY),)) == suppress(ENTRY, second)


@pytest.mark.parametrize(
    ("today", "is_suppressed"),
    [(date(2027, 1, 30), True), (date(2027, 1, 31), True), (date(2027, 2, 1), False)],
    ids=["the day before", "the last day", "the day after"],
)
def test_an_entry_holds_through_its_last_day(today: date, is_suppressed: bool) -> None:
    _, suppressed = suppress(ENTRY, today=today)

    assert is_suppressed == bool(suppressed)


PLACES = {
    "the id of its scenario": ({"scenario": "late"}, True),
    "the variant of its scenario": ({"scenario": "late+angry"}, True),
    "the key of its scenario": ({"scenario": "late+angry.zh"}, True),
    "a pattern": ({"scenario": "l*e"}, True),
    "another language": ({"scenario": "late+angry.en"}, False),
    "the beginning of its scenario": ({"scenario": "lat"}, False),
    "its case": ({"case": "shop.late+angry.zh.2"}, True),
    "a pattern for its case": ({"case": "shop.*.zh.*"}, True),
    "a pattern that ends too early": ({"case": "shop.*.zh"}, False),
    "a pattern whose ends overlap": ({"case": "shop.late+angry.zh.2*2"}, False),
    "a pattern out of order": ({"case": "*zh*late*"}, False),
    "its scenario in another case": ({"scenario": "late", "case": "bank.*"}, False),
    "its turn": ({"turn": 1}, True),
    "another turn": ({"turn": 0}, False),
}


@pytest.mark.parametrize(("place", "is_suppressed"), PLACES.values(), ids=PLACES)
def test_scenario_case_and_turn_must_all_fit(place: dict[str, str | int], is_suppressed: bool) -> None:
    _, suppressed = suppress(replace(ENTRY, **place))

    assert is_suppressed == bool(suppressed)


def test_a_record_without_a_scenario_is_named_by_its_case() -> None:
    foreign = replace(CASE, scenario="")
    entries = Suppressions((replace(ENTRY, case=CASE.id),), TODAY)

    assert ((MENU,), (Suppressed(ANSWER, entries.entries[0]),)) == part_suppressed((ANSWER, MENU), foreign, entries)


@given(pattern=st.text("ab*", max_size=8), text=st.text("ab", max_size=8))
def test_a_pattern_fits_what_its_parts_leave_room_for(pattern: str, text: str) -> None:
    """The plain definition: a star may be any stretch of text, one letter after the other."""

    def is_like(rest: str, left: str) -> bool:
        if not rest:
            return not left
        if rest[0] == "*":
            return is_like(rest[1:], left) or (bool(left) and is_like(rest, left[1:]))
        return left[:1] == rest[0] and is_like(rest[1:], left[1:])

    entries = Suppressions((replace(ENTRY, case=pattern),), TODAY)

    _, suppressed = part_suppressed((ANSWER,), replace(CASE, id=text), entries)

    assert is_like(pattern, text) == bool(suppressed)


def test_verdict_and_scorecard_count_only_what_is_not_suppressed() -> None:
    entries = Suppressions((replace(ENTRY, kind="loop"),), TODAY)

    plain = judge_transcript(CASE, detectors={"both": find_both})
    judged = judge_transcript(CASE, detectors={"both": find_both}, suppressions=entries)

    assert CaseStatus.FAILED is plain.verdict.status
    assert (CaseStatus.PASSED, (), ()) == (judged.verdict.status, judged.verdict.findings, judged.verdict.reasons)
    assert [ANSWER, MENU] == [one.finding for one in judged.verdict.suppressed]
    assert [1, 0] == [score([case], target="shop").kinds["loop"].hits for case in (plain, judged)]
    told = [one.assessment for one in plain.verdict.findings]
    assert told == [one.finding.assessment for one in judged.verdict.suppressed]
    assert None not in told


def test_what_a_scenario_allows_for_is_counted_without_the_suppressed() -> None:
    """A finding that counts for nothing must not use up the only one that is borne."""
    entries = Suppressions((ENTRY,), TODAY)
    expect = Expectation(limits={"loop": 1})

    verdict = judge_transcript(CASE, expect=expect, detectors={"both": find_both}, suppressions=entries).verdict

    assert ((), (MENU,), (Suppressed(ANSWER, ENTRY),)) == (verdict.findings, verdict.borne, verdict.suppressed)


def test_a_suppressed_answer_does_not_spoil_the_outcome() -> None:
    """A false alarm that a person took back would otherwise fail the case by the outcome that it spoiled."""
    said = (
        (Speaker.CONSUMER, "How do I cancel my newsletter?"),
        (Speaker.BOT, "You can unsubscribe with the link at the bottom of every newsletter."),
    )
    record = Transcript("a", "en", tuple(Turn(who, text, at=float(n)) for n, (who, text) in enumerate(said)))
    found = {"one": lambda _: [Finding(1, "unanswered", (0,))]}
    entries = Suppressions((replace(ENTRY, kind="unanswered"),), TODAY)

    outcomes = [
        judge_transcript(record, detectors=detectors, suppressions=suppressions).verdict.outcome
        for detectors, suppressions in (({}, NO_SUPPRESSIONS), (found, NO_SUPPRESSIONS), (found, entries))
    ]

    assert [Outcome.RESOLVED, Outcome.UNRESOLVED, Outcome.RESOLVED] == outcomes


def test_a_healthy_case_is_the_same_with_suppressions() -> None:
    healthy = Transcript("a", "en", (Turn(Speaker.CONSUMER, "Hi"), Turn(Speaker.BOT, "Hello, how can I help?", at=1.0)))
    entries = Suppressions((replace(ENTRY, kind="loop"),), TODAY)
    detectors = load_detectors()

    assert judge_transcript(healthy, detectors=detectors) == judge_transcript(
        healthy, detectors=detectors, suppressions=entries
    )


def test_the_account_tells_what_each_entry_did() -> None:
    """An expired entry is counted with what it would have taken away, which counts against the bot again."""
    expired = replace(ENTRY, kind="loop/menu", expires=date(2026, 11, 21))
    idle = replace(ENTRY, kind="upsell")
    suppressions = Suppressions((ENTRY, expired, idle), TODAY)
    verdict = Verdict(CaseStatus.FAILED, None, (MENU,), suppressed=(Suppressed(ANSWER, ENTRY),))
    tally = SuppressionTally(suppressions)

    tally.add(JudgedCase(CASE, verdict))
    tally.add(JudgedCase(CASE, replace(verdict, findings=())))

    assert (
        SuppressionUse(ENTRY, 2),
        SuppressionUse(expired, 1, is_expired=True),
        SuppressionUse(idle, 0),
    ) == tally.uses()
