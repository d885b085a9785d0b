"""What every store must satisfy, whichever database it is: what goes in comes out equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from runaround.errors import StoreError, UnknownRun
from runaround.model import (
    CaseError,
    CaseStatus,
    ErrorKind,
    Exchange,
    Expectation,
    Finding,
    JudgedCase,
    Need,
    Outcome,
    Severity,
    SkippedCase,
    Speaker,
    Transcript,
    Turn,
    Verdict,
)
from runaround.store import (
    CaseVerdict,
    EventKind,
    NewRun,
    PlannedCase,
    RecordedTarget,
    RunState,
    Store,
    StoredCase,
    open_store,
)

BAD = "\x00\\u0000\\\ud800'\";--%s?\u202e喂"
"""What databases, UTF-8 or our own escapes might stumble over."""

BEGAN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


class SteppingClock:
    """Goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.time = BEGAN

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture
def clock() -> SteppingClock:
    """Return the clock of the store."""
    return SteppingClock()


@pytest.fixture
def store(store_url: str, clock: SteppingClock) -> Iterator[Store]:
    """Return an empty store."""
    with open_store(store_url, clock=clock) as opened:
        yield opened


def planned(*ids: str) -> list[PlannedCase]:
    return [PlannedCase(name, "refunds/late", "abc", "en", "shop", seed=3) for name in ids]


def recorded(name: str, text: str = "hello", *, error: ErrorKind | None = None) -> Transcript:
    turns = (Turn(Speaker.CONSUMER, text),)
    exchanges = (Exchange("POST /", text, turn=0),)
    why = None if error is None else CaseError(error, "broke off")
    return Transcript(name, "en", turns, scenario="refunds/late", target="shop", exchanges=exchanges, error=why)


def begin(store: Store, *ids: str, name: str = "one") -> str:
    return store.runs.begin(NewRun(name, "2026-11-22T10:00:00+00:00", 7), planned(*ids))


PASSED = Verdict(CaseStatus.PASSED, Outcome.RESOLVED)
FAILED = Verdict(CaseStatus.FAILED, Outcome.UNRESOLVED, (Finding(0, "loop/answer", (0,)),))


def test_a_run_comes_back_as_it_was_begun(store: Store) -> None:
    target = RecordedTarget(BAD, "0f", {"url": BAD})
    cases = (PlannedCase(BAD, BAD, BAD, BAD, BAD, seed=10**30, repeat=4), PlannedCase(f"{BAD}\\"))

    run = store.runs.begin(NewRun(BAD, "2026-11-22", -1, {"lang": BAD, "repeat": 3}, (target,)), cases)

    told = store.runs.read(run)
    assert (BAD, "2026-11-22", -1, {"lang": BAD, "repeat": 3}) == (told.id, told.started, told.seed, told.called)
    assert (cases, (target,)) == (store.cases.list_planned(run), store.runs.list_targets(run))


def test_a_transcript_comes_back_equal(store: Store) -> None:
    run = begin(store, BAD)
    transcript = recorded(BAD, BAD)

    attempt = store.cases.append(run, transcript, Expectation(limits={BAD: 1}))

    stored = StoredCase(transcript, Expectation(limits={BAD: 1}), attempt, "2026-11-22T10:00:03.000000+00:00")
    assert [stored] == list(store.cases.stream(run))


def test_what_went_over_the_wire_is_left_out_if_nobody_wants_it(store: Store) -> None:
    run = begin(store, "a")
    store.cases.append(run, recorded("a"))

    (case,) = store.cases.stream(run, with_wire=False)

    assert replace(recorded("a"), exchanges=()) == case.transcript


def test_cases_come_in_the_order_of_the_plan_however_many_there_are(store: Store) -> None:
    names = [f"{number:03}" for number in range(63, 0, -1)]
    run = begin(store, *names)
    for name in sorted(names):
        store.cases.append(run, recorded(name))

    assert names == [case.transcript.id for case in store.cases.stream(run)]


def test_a_run_that_is_not_there_is_named(store: Store) -> None:
    with pytest.raises(UnknownRun, match="there is no run 'nobody'"):
        store.runs.read("nobody")
    with pytest.raises(UnknownRun, match="there is no run 'nobody'"):
        store.runs.note("nobody", EventKind.FINISHED)


def test_a_case_that_was_not_planned_is_refused(store: Store) -> None:
    run = begin(store, "a")

    with pytest.raises(StoreError, match="run 'one' has no case 'b'; a case is planned first"):
        store.cases.append(run, recorded("b"))


def test_cases_can_be_planned_later(store: Store) -> None:
    run = begin(store, "a")

    store.cases.add(run, planned("b", "a", "c"))

    assert tuple(planned("a", "b", "c")) == store.cases.list_planned(run)


def test_a_run_that_several_play_together_is_begun_once(store: Store) -> None:
    first, second = (NewRun("shared", "2026-11-22", targets=(RecordedTarget("shop", digest),)) for digest in ("1", "2"))

    store.runs.join(first)
    store.runs.join(second)

    assert ["shared"] == [run.id for run in store.runs.list_all()]
    assert (RecordedTarget("shop", "1"),) == store.runs.list_targets("shared")


def test_a_name_that_is_taken_gets_a_number(store: Store) -> None:
    assert ["one", "one-2", "one-3"] == [begin(store), begin(store), begin(store)]


ATTEMPTS = {
    "never": ([], True, True),
    "broken off": ([ErrorKind.INTERRUPTED], True, True),
    "broken off twice": ([ErrorKind.INTERRUPTED, ErrorKind.INTERRUPTED], True, True),
    "finished": ([None], False, False),
    "finished at last": ([ErrorKind.INTERRUPTED, None], False, False),
    "an error": ([ErrorKind.TIMEOUT], False, True),
    "an error, then broken off": ([ErrorKind.TIMEOUT, ErrorKind.INTERRUPTED], False, True),
    "an error mended": ([ErrorKind.TIMEOUT, None], False, False),
}


@pytest.mark.parametrize(("errors", "is_left", "is_left_with_errors"), ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_case_is_played_again_until_it_is_finished(
    store: Store, errors: list[ErrorKind | None], is_left: bool, is_left_with_errors: bool
) -> None:
    run = begin(store, "a", "done")
    store.cases.append(run, recorded("done"))
    for error in errors:
        store.cases.append(run, recorded("a", error=error))

    left = (store.cases.list_unfinished(run), store.cases.list_unfinished(run, with_errors=True))

    (case,) = planned("a")
    assert ((case,) * is_left, (case,) * is_left_with_errors) == left


def test_the_latest_finished_attempt_counts(store: Store) -> None:
    run = begin(store, "a", "b")
    store.cases.append(run, recorded("a", "first"))
    store.cases.append(run, recorded("a", "second"))
    store.cases.append(run, recorded("a", "third", error=ErrorKind.INTERRUPTED))
    store.cases.append(run, recorded("b", "broken off", error=ErrorKind.INTERRUPTED))

    counting = [(case.attempt, case.transcript.turns[0].text) for case in store.cases.stream(run)]

    assert [(2, "second"), (1, "broken off")] == counting


def test_verdicts_come_back_beside_their_transcripts(store: Store) -> None:
    run = begin(store, "a", "b", "c")
    for name in "abc":
        store.cases.append(run, recorded(name))
    judgement = store.judgements.begin(run, detectors="9")
    store.judgements.add(run, judgement, [CaseVerdict("a", 1, PASSED), CaseVerdict("c", 1, FAILED)])

    found = [case.verdict for case in store.cases.stream(run, judgement=judgement)]

    assert [PASSED, None, FAILED] == found
    assert [CaseVerdict("a", 1, PASSED), CaseVerdict("c", 1, FAILED)] == [*store.judgements.stream(run, judgement)]


def test_a_verdict_is_given_once(store: Store) -> None:
    """Nothing is changed: judging again is a judgement of its own."""
    run = begin(store, "a")
    store.cases.append(run, recorded("a"))
    judgement = store.judgements.begin(run, detectors="9")
    store.judgements.add(run, judgement, [CaseVerdict("a", 1, PASSED)])

    with pytest.raises(StoreError):
        store.judgements.add(run, judgement, [CaseVerdict("a", 1, FAILED)])

    assert [CaseVerdict("a", 1, PASSED)] == [*store.judgements.stream(run, judgement)]


def test_verdicts_that_are_refused_leave_nothing_behind(store: Store) -> None:
    run = begin(store, "a")
    store.cases.append(run, recorded("a"))
    judgement = store.judgements.begin(run, detectors="9")

    with pytest.raises(StoreError):
        store.judgements.add(run, judgement, [CaseVerdict("a", 1, PASSED), CaseVerdict("nobody", 1, PASSED)])

    assert [] == [*store.judgements.stream(run, judgement)]


def test_the_latest_judgement_is_the_one_completed_last(store: Store) -> None:
    """A judging that was stopped half way must not hide the whole one before it."""
    run = begin(store, "a")
    first = store.judgements.begin(run, detectors="9", phrasebooks=["shop.yaml"], settings={"suppressions": BAD})
    before = store.judgements.find_latest(run)
    store.judgements.finish(run, first)

    store.judgements.begin(run, detectors="10")

    latest = store.judgements.find_latest(run)
    assert before == latest == store.judgements.read(run, first)
    assert latest is not None
    assert (1, "9", ("shop.yaml",), {"suppressions": BAD}) == (
        latest.number,
        latest.detectors,
        latest.phrasebooks,
        latest.settings,
    )
    assert [1, 2] == [one.number for one in store.judgements.list_all(run)]


def test_a_run_without_a_judgement_has_none(store: Store) -> None:
    run = begin(store, "a")

    assert store.judgements.find_latest(run) is None
    with pytest.raises(StoreError, match="no judgement 4"):
        store.judgements.read(run, 4)


def test_a_run_is_told_at_a_glance(store: Store) -> None:
    run = begin(store, "a", "b", "c")
    for name in "ab":
        store.cases.append(run, recorded(name))
    store.cases.append(run, recorded("c", error=ErrorKind.INTERRUPTED))
    judgement = store.judgements.begin(run, detectors="9")
    store.judgements.add(run, judgement, [CaseVerdict("a", 1, PASSED), CaseVerdict("b", 1, FAILED)])

    (told,) = store.runs.list_all()

    assert (3, 2, RunState.RUNNING, ("shop",)) == (told.planned, told.recorded, told.state, told.targets)
    assert (1, {CaseStatus.PASSED: 1, CaseStatus.FAILED: 1}) == (told.judgement, told.statuses)


STATES = {
    "begun": ([], RunState.RUNNING),
    "stopped": ([EventKind.INTERRUPTED], RunState.INTERRUPTED),
    "resumed": ([EventKind.INTERRUPTED, EventKind.RESUMED], RunState.RUNNING),
    "judged meanwhile": ([EventKind.INTERRUPTED, EventKind.JUDGED], RunState.INTERRUPTED),
    "finished": ([EventKind.FINISHED], RunState.FINISHED),
    "finished and redacted": ([EventKind.FINISHED, EventKind.REDACTED], RunState.FINISHED),
}


@pytest.mark.parametrize(("kinds", "expected"), STATES.values(), ids=STATES)
def test_events_say_where_a_run_stands(store: Store, kinds: list[EventKind], expected: RunState) -> None:
    run = begin(store, "a")

    for kind in kinds:
        store.runs.note(run, kind, {"why": BAD})

    events = [(event.number, event.kind, event.detail) for event in store.runs.list_events(run)]
    assert expected is store.runs.read(run).state
    assert [(number, kind, {"why": BAD}) for number, kind in enumerate(kinds, start=1)] == events


def test_a_run_whose_cases_are_all_recorded_is_finished(store: Store) -> None:
    run = begin(store, "a")

    store.cases.append(run, recorded("a"))

    assert RunState.FINISHED is store.runs.read(run).state


def test_a_killed_run_is_interrupted_once_no_case_could_last_so_long(store: Store, clock: SteppingClock) -> None:
    """Its process writes nothing down any more."""
    run = begin(store, "a")
    clock.time += timedelta(minutes=29)
    state = store.runs.read(run).state

    clock.time += timedelta(minutes=2)

    assert (RunState.RUNNING, RunState.INTERRUPTED) == (state, store.runs.read(run).state)


def test_runs_are_listed_with_the_last_first(store: Store) -> None:
    for name in ("b", "a", "c"):
        begin(store, name=name)

    listed = [run.id for run in store.runs.list_all()]

    assert (["c", "a", "b"], ["c", "a"]) == (listed, [run.id for run in store.runs.list_all(limit=2)])


@pytest.mark.parametrize(("reference", "expected"), [("latest", "abd"), ("abc", "abc"), ("ab", "ab"), ("x", "xyz")])
def test_a_run_goes_by_latest_its_id_or_its_beginning(store: Store, reference: str, expected: str) -> None:
    for name in ("xyz", "ab", "abc", "abd"):
        begin(store, name=name)

    assert expected == store.runs.resolve(reference)


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("ru", "'ru' is how 2 runs begin: run-2, run-1."),
        ("zz", "no run 'zz'; the latest are run-2, run-1. A run goes by its id, the beginning of it, or 'latest'."),
        ("", "no run ''; the latest are run-2, run-1."),
    ],
)
def test_a_name_that_fits_none_or_several_is_refused_with_those_that_come_near(
    store: Store, reference: str, told: str
) -> None:
    begin(store, name="run-1")
    begin(store, name="run-2")

    with pytest.raises(UnknownRun) as caught:
        store.runs.resolve(reference)

    assert told in str(caught.value)


def test_in_an_empty_store_nothing_is_the_latest(store: Store) -> None:
    with pytest.raises(UnknownRun, match="the store holds none yet"):
        store.runs.resolve("latest")


def test_a_pruned_run_leaves_its_name_and_a_note(store: Store) -> None:
    run, other = begin(store, "a"), begin(store, "a", name="other")
    for one in (run, other):
        store.cases.append(one, recorded("a"))
        judgement = store.judgements.begin(one, detectors="9")
        store.judgements.add(one, judgement, [CaseVerdict("a", 1, FAILED)])

    store.prune(run, reason="older than 90 days")

    deleted = {"findings": 1, "verdicts": 1, "judgements": 1, "transcripts": 1, "cases": 1, "targets": 0}
    (event,) = store.runs.list_events(run)
    assert {"reason": "older than 90 days", "deleted": deleted} == event.detail
    assert (RunState.PRUNED, []) == (store.runs.read(run).state, [*store.cases.stream(run)])
    assert [recorded("a")] == [case.transcript for case in store.cases.stream(other)]
    assert ["other"] == [told.id for told in store.runs.list_all()]
    assert ["other", "one"] == [told.id for told in store.runs.list_all(with_pruned=True)]


def test_nothing_is_added_to_a_pruned_run(store: Store) -> None:
    run = begin(store, "a")
    store.prune(run, reason="")

    with pytest.raises(UnknownRun, match="run 'one' was pruned on 2026-11-22; its cases are gone"):
        store.cases.add(run, planned("a"))
    with pytest.raises(UnknownRun, match="no run 'on'; the store holds none yet"):
        store.runs.resolve("on")
    assert run == store.runs.resolve(run)


def hide(case: JudgedCase) -> JudgedCase:
    """Return a case of which only its verdict can be read."""
    turns = tuple(replace(turn, text="[hidden]") for turn in case.transcript.turns)
    reasons = tuple((key, "[hidden]") for key, _ in case.verdict.reasons)
    transcript = replace(case.transcript, id="[hidden]", turns=turns, exchanges=(), severity=Severity.LOW)
    return replace(case, transcript=transcript, verdict=replace(case.verdict, reasons=reasons))


def test_redacting_replaces_texts_of_all_attempts_and_judgements(store: Store) -> None:
    run, other = begin(store, "a"), begin(store, "a", name="other")
    store.cases.append(run, recorded("a", "secret", error=ErrorKind.INTERRUPTED))
    store.cases.append(run, recorded("a", "secret"))
    store.cases.append(other, recorded("a", "secret"))
    judgement = store.judgements.begin(run, detectors="9")
    store.judgements.add(run, judgement, [CaseVerdict("a", 2, replace(FAILED, reasons=(("checks", "secret"),)))])

    count = store.redact(run, hide, reason="asked for")

    (case,) = store.cases.stream(run, judgement=judgement)
    hidden = replace(recorded("a", "[hidden]"), exchanges=(), severity=Severity.LOW)
    assert (2, hidden, replace(FAILED, reasons=(("checks", "[hidden]"),))) == (count, case.transcript, case.verdict)
    assert {"reason": "asked for", "transcripts": 2} == store.runs.list_events(run)[0].detail
    assert [recorded("a", "secret")] == [case.transcript for case in store.cases.stream(other)]


def test_a_redaction_that_breaks_changes_nothing(store: Store) -> None:
    run = begin(store, "a", "b")
    for name in "ab":
        store.cases.append(run, recorded(name))

    def break_at_b(case: JudgedCase) -> JudgedCase:
        return hide(case) if case.transcript.id == "a" else {}["no"]  # type: ignore[index]

    with pytest.raises(KeyError):
        store.redact(run, break_at_b, reason="")

    assert [recorded("a"), recorded("b")] == [case.transcript for case in store.cases.stream(run)]
    assert () == store.runs.list_events(run)


def test_what_one_connection_wrote_another_reads(store: Store, store_url: str) -> None:
    run = begin(store, "a")
    store.cases.append(run, recorded("a"))

    with open_store(store_url, read_only=True) as other:
        assert [recorded("a")] == [case.transcript for case in other.cases.stream(other.runs.resolve("latest"))]


def test_a_store_that_is_only_read_is_not_written(store: Store, store_url: str) -> None:
    with open_store(store_url, read_only=True) as other, pytest.raises(StoreError):
        begin(other)

    assert () == store.runs.list_all()


def test_one_case_is_read_with_its_verdict_and_its_attempts_are_listed(store: Store) -> None:
    run = begin(store, "a", "b", BAD)
    store.cases.append(run, recorded(BAD, error=ErrorKind.TIMEOUT))
    store.cases.append(run, recorded(BAD, "again"))
    number = store.judgements.begin(run, detectors="4")
    store.judgements.add(run, number, [CaseVerdict(BAD, 2, PASSED)])

    case = store.cases.read(run, BAD, judgement=number)

    assert case is not None
    assert (recorded(BAD, "again"), 2, PASSED) == (case.transcript, case.attempt, case.verdict)
    assert [(1, ErrorKind.TIMEOUT), (2, None)] == [
        (one.number, one.error) for one in store.cases.list_attempts(run, BAD)
    ]
    assert (None, ()) == (store.cases.read(run, "a"), store.cases.list_attempts(run, "a"))


def test_a_store_that_must_be_there_is_not_made(store_url: str) -> None:
    with pytest.raises(StoreError, match="there is no store here"):
        open_store(store_url, must_exist=True)
    with open_store(store_url) as made, open_store(store_url, must_exist=True) as opened:
        assert made.name == opened.name


def test_what_a_run_skips_comes_out_equal_and_once_whoever_told_it(store: Store) -> None:
    hostile = SkippedCase(BAD, BAD, (Need.UPLOADS, Need.CLOCK), BAD, (BAD,))
    late = SkippedCase("late.en", "shop", (Need.LINKS,))
    run = store.runs.begin(NewRun("one", "2026-11-22T10:00:00+00:00", skipped=(hostile,)))

    store.runs.note_skipped(run, (late, hostile))

    assert (hostile, late) == store.runs.list_skipped(run)
    assert () == store.runs.list_skipped(begin(store, name="two"))
