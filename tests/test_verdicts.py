"""What the verdict on one case says, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.model import (
    CaseError,
    CaseStatus,
    Censored,
    Check,
    CheckResult,
    CheckStatus,
    DetectorFailure,
    Ending,
    EndReason,
    ErrorKind,
    Escalation,
    Event,
    Expectation,
    Finding,
    Item,
    Measurements,
    Outcome,
    ProbeResult,
    Speaker,
    Transcript,
    Turn,
    Verdict,
)
from runaround.verdicts import REASONS, Judgement, judge

LOOP = Finding(turn=4, kind="loop/answer", refs=(2,))
ASKED_AGAIN = Finding(turn=6, kind="repeated_request", refs=(3,), item=Item.PHOTO)
BROKEN = DetectorFailure(detector="loop", error="ZeroDivisionError()")
TIMED_OUT = CaseError(ErrorKind.TIMEOUT, "shop answered nothing within 30 s on turn 3.", turn=3)


def transcript(*turns: Turn, error: CaseError | None = None, gaps: tuple[Item, ...] = ()) -> Transcript:
    return Transcript(id="c", lang="en", turns=turns, error=error, ending=Ending(EndReason.OUT_OF_PATIENCE, gaps=gaps))


def event(kind: Event) -> Turn:
    return Turn(Speaker.SYSTEM, event=kind)


def test_a_case_without_trouble_passes() -> None:
    verdict = judge(transcript(), Judgement(outcome=Outcome.RESOLVED, expect=Expectation(Outcome.RESOLVED)))

    assert Verdict(CaseStatus.PASSED, Outcome.RESOLVED) == verdict


def test_a_finding_fails_the_case_and_findings_come_in_the_order_of_turns() -> None:
    verdict = judge(transcript(), Judgement(findings=(ASKED_AGAIN, LOOP), outcome=Outcome.UNRESOLVED))

    assert (
        Verdict(CaseStatus.FAILED, Outcome.UNRESOLVED, findings=(LOOP, ASKED_AGAIN), reasons=(("findings", "2"),))
        == verdict
    )


def test_an_error_on_the_way_says_nothing_about_the_bot() -> None:
    """Even with a finding and a missed expectation: the case broke off, so it has no outcome."""
    judgement = Judgement(findings=(LOOP,), outcome=Outcome.UNRESOLVED, expect=Expectation(Outcome.RESOLVED))

    verdict = judge(transcript(error=TIMED_OUT), judgement)

    reasons = (("error", "timeout"), ("findings", "1"))
    assert Verdict(CaseStatus.INCONCLUSIVE, None, findings=(LOOP,), reasons=reasons) == verdict


def test_a_broken_detector_is_our_failure_and_not_a_pass() -> None:
    verdict = judge(transcript(), Judgement(failures=(BROKEN,), outcome=Outcome.RESOLVED))

    expected = Verdict(
        CaseStatus.INCONCLUSIVE, Outcome.RESOLVED, reasons=(("detector_failed", "loop"),), failures=(BROKEN,)
    )
    assert expected == verdict


def test_a_gap_in_the_scenario_excuses_a_missed_expectation() -> None:
    judgement = Judgement(outcome=Outcome.UNRESOLVED, expect=Expectation(Outcome.RESOLVED))

    verdict = judge(transcript(gaps=(Item.FORM,)), judgement)

    reasons = (("gap", "form"), ("expected_resolved", "unresolved"))
    assert Verdict(CaseStatus.INCONCLUSIVE, Outcome.UNRESOLVED, reasons=reasons) == verdict


@pytest.mark.parametrize("gap_at", [LOOP.turn, LOOP.turn + 1])
def test_a_gap_in_the_scenario_does_not_excuse_what_was_found_before_it(gap_at: int) -> None:
    verdict = judge(transcript(gaps=(Item.FORM,)), Judgement(findings=(LOOP,), gap_at=gap_at))

    reasons = (("gap", "form"), ("findings", "1"))
    assert Verdict(CaseStatus.FAILED, None, findings=(LOOP,), reasons=reasons) == verdict


@pytest.mark.parametrize("gap_at", [LOOP.turn - 1, None])
def test_what_is_found_after_a_gap_in_the_scenario_is_shown_and_not_held_against_the_bot(gap_at: int | None) -> None:
    verdict = judge(transcript(gaps=(Item.FORM,)), Judgement(findings=(LOOP,), gap_at=gap_at))

    reasons = (("gap", "form"), ("findings", "1"))
    assert Verdict(CaseStatus.INCONCLUSIVE, None, findings=(LOOP,), reasons=reasons) == verdict


@pytest.mark.parametrize(
    ("wanted", "came", "status", "reasons"),
    [
        (Outcome.RESOLVED, Outcome.HANDED_OFF, CaseStatus.FAILED, (("expected_resolved", "handed_off"),)),
        (Outcome.HANDED_OFF, Outcome.UNRESOLVED, CaseStatus.FAILED, (("expected_handed_off", "unresolved"),)),
        (Outcome.HANDED_OFF, Outcome.RESOLVED, CaseStatus.PASSED, ()),
        (Outcome.UNRESOLVED, Outcome.RESOLVED, CaseStatus.FAILED, (("expected_unresolved", "resolved"),)),
        (Outcome.RESOLVED, None, CaseStatus.INCONCLUSIVE, (("outcome_unknown", "resolved"),)),
        (None, Outcome.UNRESOLVED, CaseStatus.PASSED, ()),
    ],
    ids=["handed off", "not handed off", "solved by a human", "solved", "unknown", "any"],
)
def test_an_expected_outcome_is_demanded(
    wanted: Outcome | None, came: Outcome | None, status: CaseStatus, reasons: tuple[tuple[str, str], ...]
) -> None:
    verdict = judge(transcript(), Judgement(outcome=came, expect=Expectation(wanted)))

    assert Verdict(status, came, reasons=reasons) == verdict


@pytest.mark.parametrize(
    ("turn", "shown"),
    [
        (event(Event.TRANSFER_STARTED), "transfer_started"),
        (event(Event.HUMAN_JOINED), "human_joined"),
        (Turn(Speaker.HUMAN, text="Hello, this is Mei."), "human"),
    ],
    ids=["started", "joined", "spoke"],
)
def test_a_transfer_that_would_be_wrong_fails_the_case(turn: Turn, shown: str) -> None:
    verdict = judge(transcript(turn), Judgement(expect=Expectation(escalation=Escalation.WRONG)))

    assert Verdict(CaseStatus.FAILED, None, reasons=(("transfer_wrong", shown),)) == verdict


def test_a_transfer_that_is_only_said_is_no_signal() -> None:
    said = Turn(Speaker.BOT, text="I am connecting you to a colleague.")

    verdict = judge(transcript(said), Judgement(expect=Expectation(escalation=Escalation.WRONG)))

    assert Verdict(CaseStatus.PASSED, None) == verdict


def test_a_required_transfer_is_not_met_by_a_queue() -> None:
    turns = (event(Event.TRANSFER_STARTED), event(Event.QUEUE))

    verdict = judge(transcript(*turns), Judgement(expect=Expectation(escalation=Escalation.REQUIRED)))

    assert Verdict(CaseStatus.FAILED, None, reasons=(("transfer_missing", ""),)) == verdict


def test_a_required_transfer_is_met_by_a_human_who_joins() -> None:
    verdict = judge(
        transcript(event(Event.HUMAN_JOINED)), Judgement(expect=Expectation(escalation=Escalation.REQUIRED))
    )

    assert Verdict(CaseStatus.PASSED, None) == verdict


# --- Limits ------------------------------------------------------------------------------------------

MENU, AGAIN = Finding(8, "loop/menu", (2,)), Finding(9, "loop/answer", (2,))

LIMITS = {
    "none is said": ({}, (LOOP, MENU, AGAIN), ()),
    "of a kind": ({"loop/answer": 1}, (MENU, AGAIN), (LOOP,)),
    "of a family": ({"loop": 2}, (AGAIN,), (LOOP, MENU)),
    "of both, and both hold": ({"loop": 3, "loop/menu": 0}, (MENU,), (LOOP, AGAIN)),
    "of another kind": ({"loop/fallback": 5}, (LOOP, MENU, AGAIN), ()),
    "wide enough": ({"loop": 9}, (), (LOOP, MENU, AGAIN)),
}


@pytest.mark.parametrize(("limits", "counted", "borne"), LIMITS.values(), ids=LIMITS)
def test_findings_up_to_a_limit_are_borne_and_the_later_ones_count(
    limits: dict[str, int], counted: tuple[Finding, ...], borne: tuple[Finding, ...]
) -> None:
    verdict = judge(transcript(), Judgement((AGAIN, LOOP, MENU), expect=Expectation(limits=limits)))

    assert (counted, borne) == (verdict.findings, verdict.borne)


def test_what_is_borne_fails_nothing() -> None:
    verdict = judge(transcript(), Judgement((LOOP,), expect=Expectation(limits={"loop": 1})))

    assert Verdict(CaseStatus.PASSED, None, borne=(LOOP,)) == verdict


def test_silence_that_a_check_asks_for_is_borne() -> None:
    silent, elsewhere = Finding(2, "no_reply/silent"), Finding(4, "no_reply/silent")
    checks = (CheckResult(1, 2, CheckStatus.HELD, turn=2),)
    expect = Expectation(checks=(Check(2, silent=True),))

    verdict = judge(transcript(), Judgement((silent, elsewhere), checks=checks, expect=expect))

    assert ((elsewhere,), (silent,)) == (verdict.findings, verdict.borne)


# --- The way to a human ------------------------------------------------------------------------------

SLOW = Measurements(
    requests_to_human=Censored(3, is_reached=True),
    turns_to_human=Censored(9, is_reached=True),
    seconds_to_human=Censored(310.26, is_reached=True),
)


@pytest.mark.parametrize(
    ("expect", "reasons"),
    [
        (Expectation(requests_to_human=3, turns_to_human=9, seconds_to_human=311), ()),
        (Expectation(requests_to_human=2), (("requests_exceeded", "3/2"),)),
        (Expectation(requests_to_human=0), (("requests_exceeded", "3/0"),)),
        (Expectation(turns_to_human=8), (("turns_exceeded", "9/8"),)),
        (Expectation(seconds_to_human=300), (("seconds_exceeded", "310.3/300"),)),
    ],
    ids=["within", "requests", "unasked", "turns", "seconds"],
)
def test_a_human_who_takes_too_much_to_reach_fails_the_case(
    expect: Expectation, reasons: tuple[tuple[str, str], ...]
) -> None:
    verdict = judge(transcript(event(Event.HUMAN_JOINED)), Judgement(measurements=SLOW, expect=expect))

    assert reasons == verdict.reasons


NEVER = {
    "asked in vain": (Expectation(turns_to_human=6), 1, Outcome.UNRESOLVED, (("human_never_came", ""),)),
    "asked in vain, and the bot did it after all": (
        Expectation(seconds_to_human=60),
        2,
        Outcome.RESOLVED,
        (("human_never_came", ""),),
    ),
    "never asked, and nothing came of it": (
        Expectation(requests_to_human=2),
        0,
        Outcome.UNRESOLVED,
        (("human_never_came", ""),),
    ),
    "never asked, and none was needed": (Expectation(requests_to_human=2), 0, Outcome.RESOLVED, ()),
    "required, which says it already": (
        Expectation(escalation=Escalation.REQUIRED, turns_to_human=6),
        1,
        Outcome.UNRESOLVED,
        (("transfer_missing", ""),),
    ),
    "no limit": (Expectation(), 3, Outcome.UNRESOLVED, ()),
}


@pytest.mark.parametrize(("expect", "requests", "outcome", "reasons"), NEVER.values(), ids=NEVER)
def test_a_human_who_never_comes_took_more_than_any_limit(
    expect: Expectation, requests: int, outcome: Outcome, reasons: tuple[tuple[str, str], ...]
) -> None:
    counted = Measurements(requests_to_human=Censored(requests))

    verdict = judge(transcript(), Judgement(outcome=outcome, measurements=counted, expect=expect))

    assert reasons == verdict.reasons


# --- Checks and probes -------------------------------------------------------------------------------

CHECKS = {
    "held": (CheckStatus.HELD, CaseStatus.PASSED, ()),
    "failed": (CheckStatus.FAILED, CaseStatus.FAILED, (("check_failed", "2/3"),)),
    "not reached": (CheckStatus.NOT_REACHED, CaseStatus.FAILED, (("check_not_reached", "2/3"),)),
    "not needed": (CheckStatus.NOT_NEEDED, CaseStatus.PASSED, ()),
    "not recorded": (CheckStatus.NOT_RECORDED, CaseStatus.INCONCLUSIVE, (("check_not_recorded", "2/3"),)),
}


@pytest.mark.parametrize(("status", "comes_to", "reasons"), CHECKS.values(), ids=CHECKS)
def test_a_check_counts_when_the_bot_could_have_met_it(
    status: CheckStatus, comes_to: CaseStatus, reasons: tuple[tuple[str, str], ...]
) -> None:
    results = (CheckResult(2, 3, status),)

    verdict = judge(transcript(), Judgement(checks=results))

    assert Verdict(comes_to, None, checks=results, reasons=reasons) == verdict


def test_an_answer_that_is_not_on_record_excuses_nothing_else() -> None:
    results = (CheckResult(1, 1, CheckStatus.NOT_RECORDED), CheckResult(1, 2, CheckStatus.FAILED))

    verdict = judge(transcript(), Judgement(checks=results))

    reasons = (("check_failed", "1/2"), ("check_not_recorded", "1/1"))
    assert (CaseStatus.FAILED, reasons) == (verdict.status, verdict.reasons)


def test_a_probe_that_does_not_hold_fails_the_case_by_its_name() -> None:
    probes = (ProbeResult("the order exists", 0, holds=True), ProbeResult("the refund is booked", 7, holds=False))
    record = Transcript("c", "en", (), probes=probes)

    verdict = judge(record, Judgement(outcome=Outcome.RESOLVED))

    expected = Verdict(CaseStatus.FAILED, Outcome.RESOLVED, reasons=(("probe_failed", "the refund is booked"),))
    assert expected == verdict


def test_a_probe_of_a_case_that_broke_off_says_nothing() -> None:
    record = Transcript("c", "en", (), probes=(ProbeResult("it is booked", 0, holds=False),), error=TIMED_OUT)

    assert (("error", "timeout"),) == judge(record, Judgement()).reasons


# --- Every verdict ------------------------------------------------------------------------------------

judgements = st.builds(
    Judgement,
    findings=st.lists(st.sampled_from((LOOP, ASKED_AGAIN))).map(tuple),
    outcome=st.none() | st.sampled_from(Outcome),
    failures=st.lists(st.just(BROKEN), max_size=1).map(tuple),
    measurements=st.builds(
        Measurements,
        requests_to_human=st.builds(Censored, st.integers(0, 4), is_reached=st.booleans()),
        turns_to_human=st.builds(Censored, st.integers(0, 9), is_reached=st.booleans()),
        seconds_to_human=st.none() | st.builds(Censored, st.floats(0, 1e6), is_reached=st.booleans()),
    ),
    checks=st.lists(st.builds(CheckResult, st.just(1), st.just(2), st.sampled_from(CheckStatus)), max_size=2).map(
        tuple
    ),
    expect=st.none()
    | st.builds(
        Expectation,
        st.none() | st.sampled_from(Outcome),
        st.sampled_from(Escalation),
        limits=st.dictionaries(st.sampled_from(("loop", "loop/answer", "repeated_request")), st.integers(0, 2)),
        requests_to_human=st.none() | st.integers(0, 3),
        turns_to_human=st.none() | st.integers(1, 6),
        seconds_to_human=st.none() | st.floats(1, 1e5),
    ),
)
records = st.builds(
    lambda error, gaps: transcript(error=error, gaps=tuple(gaps)),
    st.none() | st.just(TIMED_OUT),
    st.lists(st.sampled_from(Item), max_size=2),
)


@given(records, judgements)
def test_every_verdict_can_be_explained(record: Transcript, judgement: Judgement) -> None:
    """Only a pass has no reason, every key is a known one, and trouble of ours is never the bot's."""
    verdict = judge(record, judgement)

    assert (verdict.status is CaseStatus.PASSED) == (verdict.reasons == ())
    assert {key for key, _ in verdict.reasons} <= set(REASONS)
    assert verdict.status is CaseStatus.INCONCLUSIVE or not (judgement.failures or record.error)
