"""Quarantine: which cases are kept out of the figures, and what is told of each entry."""

from __future__ import annotations

from datetime import date

import pytest

from runaround.model import (
    CaseStatus,
    Finding,
    JudgedCase,
    Measurements,
    Outcome,
    Quarantine,
    QuarantineUse,
    Transcript,
    Verdict,
)
from runaround.quarantine import Quarantines, QuarantineTally, put_in_quarantine
from runaround.scoring import score

TODAY = date(2026, 11, 22)
ENTRY = Quarantine("The queue of the test system is slow.", "Ann Lee", date(2026, 12, 31), "late", line=2)
P, F, U = CaseStatus.PASSED, CaseStatus.FAILED, CaseStatus.INCONCLUSIVE


def case(status: CaseStatus, *, scenario: str = "late.en", repeat: int = 0) -> JudgedCase:
    record = Transcript(f"{scenario}-{repeat}", "en", (), scenario=scenario, target="shop", repeat=repeat)
    findings = (Finding(0, "loop"),) if status is F else ()
    return JudgedCase(record, Verdict(status, Outcome.UNRESOLVED, findings, measurements=Measurements(4, 2)))


def use_of(entry: Quarantine, *cases: JudgedCase) -> QuarantineUse:
    quarantines = Quarantines((entry,), TODAY)
    tally = QuarantineTally(quarantines)
    for one in cases:
        tally.add(put_in_quarantine(one, quarantines))
    return tally.uses()[0]


def test_a_case_that_an_entry_names_is_marked_and_another_is_not() -> None:
    quarantines = Quarantines((ENTRY,), TODAY)

    marks = [put_in_quarantine(case(F, scenario=key), quarantines).quarantine for key in ("late.en", "lost.en")]

    assert [ENTRY, None] == marks


@pytest.mark.parametrize(
    ("expires", "is_kept_out"),
    [(date(2026, 11, 21), False), (TODAY, True)],
    ids=["the day after", "the last day"],
)
def test_an_entry_holds_through_its_last_day(expires: date, is_kept_out: bool) -> None:
    entry = Quarantine("r", "a", expires, "late")

    marked = put_in_quarantine(case(F), Quarantines((entry,), TODAY))

    assert is_kept_out == (marked.quarantine is entry)


def test_a_case_in_quarantine_is_counted_and_counts_for_nothing_else() -> None:
    quarantines = Quarantines((ENTRY,), TODAY)
    judged = [put_in_quarantine(one, quarantines) for one in (case(F), case(U), case(P, scenario="lost.en"))]

    card = score(judged, target="shop")

    alone = score([case(P, scenario="lost.en")], target="shop")
    assert (3, 2, 0) == (card.cases, card.quarantined, alone.quarantined)
    assert (alone.passed, alone.kinds, alone.totals, alone.outcomes) == (
        card.passed,
        card.kinds,
        card.totals,
        card.outcomes,
    )


ROWS = {
    "none": ((), 0, False),
    "too few": ((P, P), 2, False),
    "enough": ((F, P, P, P), 3, True),
    "broken off at the end": ((P, P, P, F), 0, False),
    "an inconclusive case says nothing": ((P, P, U, P), 3, True),
}


@pytest.mark.parametrize(("statuses", "row", "could_go"), ROWS.values(), ids=ROWS)
def test_passes_in_a_row_release(statuses: tuple[CaseStatus, ...], row: int, could_go: bool) -> None:
    use = use_of(ENTRY, *(case(status, repeat=number) for number, status in enumerate(statuses)))

    assert (row, could_go) == (use.in_a_row, use.could_be_released)


def test_an_entry_for_several_scenarios_waits_for_the_last_of_them() -> None:
    passing = [case(P, repeat=number) for number in range(3)]

    use = use_of(ENTRY, *passing, case(F, scenario="late.zh"))

    assert (QuarantineUse(ENTRY, 4, passed=3, failed=1, in_a_row=0), False) == (use, use.could_be_released)


def test_an_expired_entry_tells_what_counts_again() -> None:
    over = Quarantine("r", "a", date(2026, 1, 1), "late", release_after=1)

    use = use_of(over, case(P), case(P, scenario="lost.en"))

    assert (1, True, False) == (use.cases, use.is_expired, use.could_be_released)
