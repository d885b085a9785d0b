"""A store with a few runs, filled by way of its own door, for tests of the commands that look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from runaround.detectors import VERSION
from runaround.judging import judge_transcript, load_detectors
from runaround.model import (
    CaseError,
    Ending,
    EndReason,
    ErrorKind,
    Exchange,
    Expectation,
    Outcome,
    Speaker,
    Transcript,
    Turn,
)
from runaround.store import CaseVerdict, EventKind, NewRun, PlannedCase, Store

AGAIN = "Items of one order are sometimes packed separately, so please look at your order page."
RUN = "20261122T100000Z-shop"
OLD = "20260801T080000Z-shop"


def talk(*texts: str) -> tuple[Turn, ...]:
    """Return turns, the consumer's first, then by turns, two seconds apart."""
    speakers = (Speaker.CONSUMER, Speaker.BOT)
    return tuple(Turn(speakers[n % 2], text, at=2.0 * n) for n, text in enumerate(texts))


LOOP = Transcript(
    "shop/missing_item.en/0",
    "en",
    talk("One bottle is missing.", AGAIN, "No, there was only one parcel.", AGAIN),
    title="Something is missing",
    scenario="missing_item.en",
    target="shop",
    seed=7,
    ending=Ending(EndReason.OUT_OF_PATIENCE),
    exchanges=(Exchange('POST http://bot.test\n\n{"phone": 13812345678}', 'HTTP 200\n\n{"reply": "Ok\\u0021"}', 0),),
)
GOOD = Transcript(
    "shop/hours.en/0",
    "en",
    talk("When are you open? Call 13812345678.", "We are open from nine to five.", "Thank you, goodbye."),
    scenario="hours.en",
    target="shop",
    ending=Ending(EndReason.SOLVED),
)
BROKEN = Transcript(
    "shop/login.zh/0",
    "zh",
    talk("我登录不了"),
    title='=HYPERLINK("http://evil.test")',
    scenario="login.zh",
    target="shop",
    error=CaseError(ErrorKind.HTTP_STATUS, "The bot answered \x1b[2J HTTP 502.", 0),
)
CASES = (LOOP, GOOD, BROKEN)


def add_run(
    store: Store,
    run: str = RUN,
    cases: Sequence[Transcript] = CASES,
    *,
    judged: Sequence[Transcript] | None = None,
    detectors: str = VERSION,
) -> str:
    """Play a run into a store, and judge it. judged: the cases that have a verdict; None: all of them."""
    started = f"{run[:4]}-{run[4:6]}-{run[6:8]}T{run[9:11]}:00:00+00:00"
    planned = [
        PlannedCase(one.id, one.scenario, "v1", one.lang, one.target, seed=one.seed, repeat=one.repeat) for one in cases
    ]
    name = store.runs.begin(NewRun(run, started, seed=7), planned)
    expect = Expectation(Outcome.RESOLVED)
    for one in cases:
        store.cases.append(name, one, expect)
    number = store.judgements.begin(name, detectors=detectors)
    known = load_detectors()
    chosen = cases if judged is None else judged
    verdicts = [CaseVerdict(one.id, 1, judge_transcript(one, expect=expect, detectors=known).verdict) for one in chosen]
    store.judgements.add(name, number, verdicts)
    store.judgements.finish(name, number)
    store.runs.note(name, EventKind.FINISHED)
    return name


def without_loop(transcript: Transcript) -> Transcript:
    """Return a case in which the bot says something else the second time."""
    last = replace(transcript.turns[3], text="I have sent it again.")
    return replace(transcript, turns=(*transcript.turns[:3], last))
