"""What the cases of a bot took, summed up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.model import Censored, Handoff, Item, Lasting, Measurements, Speaker, Spread, Timing, Transcript, Turn
from runaround.scoring import rate
from runaround.totals import TotalsTally

SAID = Transcript(
    "case", "en", (Turn(Speaker.CONSUMER, "Hi"), Turn(Speaker.BOT, "Hello"), Turn(Speaker.BOT, "I am a bot"))
)
LATER = Transcript("case", "en", (*SAID.turns[:2], Turn(Speaker.CONSUMER, "And?"), Turn(Speaker.BOT, "I am a bot")))


def tally(*cases: Measurements, transcript: Transcript = SAID) -> TotalsTally:
    counted = TotalsTally()
    for case in cases:
        counted.add(transcript, case)
    return counted


def wished(seconds: float, *, reached: bool, requests: int = 1) -> Measurements:
    """Return a case in which a human was asked for, and came after `seconds` or had not come by then."""
    return Measurements(
        requests_to_human=Censored(requests, reached),
        turns_to_human=Censored(requests, reached),
        seconds_to_human=Censored(seconds, reached),
        menu_steps_to_human=Censored(0, reached),
    )


def test_a_human_who_never_came_is_no_short_wait() -> None:
    totals = tally(wished(5, reached=False), wished(40, reached=True), wished(60, reached=True)).totals()

    assert Lasting(cases=3, reached=2, median=40, low=40, high=None, longest=60) == totals.seconds_to_human


def test_where_most_asked_in_vain_there_is_no_median() -> None:
    totals = tally(wished(40, reached=True), wished(50, reached=False), wished(90, reached=False)).totals()

    assert Lasting(cases=3, reached=1, median=None, low=40, high=None, longest=90) == totals.seconds_to_human


def test_cases_without_a_wish_are_in_no_way_to_a_human() -> None:
    unasked = Measurements(requests_to_human=Censored(0, is_reached=True), turns_to_human=Censored(2, is_reached=True))
    totals = tally(Measurements(), unasked, wished(40, reached=True)).totals()

    assert (3, 1, 1, 1) == (totals.cases, totals.asked, totals.unasked, totals.turns_to_human.cases)


def test_records_without_times_are_left_out_of_the_seconds_only() -> None:
    timeless = Measurements(requests_to_human=Censored(2), turns_to_human=Censored(3), seconds_to_human=None)
    totals = tally(timeless, wished(40, reached=True)).totals()

    assert (2, 1) == (totals.turns_to_human.cases, totals.seconds_to_human.cases)


def test_precision_and_recall_of_handoffs_count_what_somebody_can_say() -> None:
    kinds = [Handoff.CAME] * 3 + [Handoff.MISSED] * 2 + [Handoff.NEEDLESS] + [Handoff.SPARED] * 4 + [Handoff.OPEN] * 9
    totals = tally(*(Measurements(handoff=kind) for kind in kinds)).totals()

    assert (rate(3, 5, 0), rate(3, 4, 0), rate(1, 5, 0)) == (
        totals.handoff_recall,
        totals.handoff_precision,
        totals.over_transfers,
    )


def test_timing_is_the_mean_over_the_cases_that_have_one() -> None:
    timed = (Timing((0,), (0,), (1.0, 1.0, 1.0)), Timing((0,), (), (0.0, 0.0, 0.0)))
    totals = tally(Measurements(), *(Measurements(timing=timing) for timing in timed)).totals()

    assert (2, (0.5, 0.5, 0.5)) == (totals.timed, totals.timing)


@pytest.mark.parametrize(("transcript", "at", "soon"), [(SAID, 2, 1), (LATER, 3, 0)], ids=["at-once", "later"])
def test_a_bot_that_says_so_late_is_told_apart(transcript: Transcript, at: int, soon: int) -> None:
    totals = tally(Measurements(disclosed_at=at), Measurements(), transcript=transcript).totals()

    assert (rate(1, 2, 0), rate(soon, 2, 0)) == (totals.disclosed, totals.disclosed_at_once)


def test_waiting_is_told_among_those_who_wait() -> None:
    cases = (
        Measurements(waited=True, queue_told_at=3),
        Measurements(waited=True, wait_told_at=3),
        Measurements(waited=True),
        Measurements(),
    )
    totals = tally(*cases).totals()

    assert (rate(1, 3, 0), rate(1, 3, 0), rate(2, 3, 0)) == (totals.queue_told, totals.wait_told, totals.either_told)


def test_effort_items_and_references_are_summed_up() -> None:
    cases = (
        Measurements(consumer_turns=4, characters=1234, items_asked=3, items_asked_again=1, uploads=2),
        Measurements(consumer_turns=7, characters=80, restarts=1, reference_at=2, demanded=(Item.PHOTO,)),
    )
    totals = tally(*cases).totals()

    assert (Spread(5.5, 7, 11), Spread(655.0, 1234, 1314), Spread(0.5, 1, 1)) == (
        totals.consumer_turns,
        totals.characters,
        totals.restarts,
    )
    assert (3, 1, 2, rate(1, 2, 0), rate(0, 0, 0)) == (
        totals.items_asked,
        totals.items_asked_again,
        totals.uploads,
        totals.referenced,
        totals.demanded,
    )


def test_of_no_cases_nothing_is_known() -> None:
    totals = tally().totals()

    assert (0, Lasting(), Spread(), (), rate(0, 0, 0)) == (
        totals.cases,
        totals.seconds_to_human,
        totals.characters,
        totals.timing,
        totals.handoff_recall,
    )


@given(st.lists(st.floats(0, 1e7), min_size=200, max_size=300))
def test_values_kept_to_three_figures_cost_half_a_percent(seconds: list[float]) -> None:
    """A stream of a million conversations has no more different waiting times than memory can bear."""
    totals = tally(*(wished(value, reached=True) for value in seconds)).totals()

    middle = sorted(seconds)[(len(seconds) - 1) // 2]
    assert pytest.approx(middle, rel=0.0051) == totals.seconds_to_human.median
