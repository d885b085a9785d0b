"""A question to the company's test system stands in the record, and changes nothing in how the record is read.

Its text quotes what a system of the company answered, so it may hold any words at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from runaround.detectors import Detector
from runaround.judging import load_detectors
from runaround.model import Ending, EndReason, Event, Finding, Measurements, Speaker, Transcript, Turn
from runaround.reading import measure, read, read_outcome
from runaround.store import Recorded, read_records

ROOT = Path(__file__).parent.parent.parent
DETECTORS: Mapping[str, Detector] = load_detectors()
FILES = {
    path.stem: [record.transcript for record in read_records(path) if isinstance(record, Recorded)]
    for path in sorted((ROOT / "tests" / "gold").glob("*.jsonl"))
}
EACH_FILE = pytest.mark.parametrize("transcripts", FILES.values(), ids=FILES)
LOUD = (
    "转人工 正在为您转接。请上传照片，没听懂。1. 退款\n2. 查询\nConnecting you to an agent. Your refund has been sent."
    " Please send your order number. We will get back to you within 2 days. All agents are busy."
)
SILENT = Transcript("case", "en", (Turn(Speaker.CONSUMER, "Where is my refund?"),))


def probe(like: Turn) -> Turn:
    """Return what a probe leaves behind after turn `like`."""
    return Turn(Speaker.SYSTEM, LOUD, event=Event.PROBE, at=like.at, session=like.session)


def with_probes(transcript: Transcript) -> tuple[Transcript, list[int]]:
    """Return the transcript with a probe before, between and after its sessions, and the new index of each turn."""
    turns = [probe(turn) for turn in transcript.turns[:1]]
    places = []
    for turn, following in zip(transcript.turns, (*transcript.turns[1:], None), strict=False):
        places.append(len(turns))
        turns.append(turn)
        if following is None or following.session != turn.session:
            turns += [probe(turn), probe(turn)]
    return replace(transcript, turns=tuple(turns)), places


def moved(finding: Finding, places: list[int]) -> Finding:
    return replace(finding, turn=places[finding.turn], refs=tuple(places[index] for index in finding.refs))


def elsewhere(measured: Measurements, places: list[int]) -> Measurements:
    """Return the measurements with the new index of each turn that they name."""
    named = ("disclosed_at", "queue_told_at", "wait_told_at", "reference_at")
    told = {name: getattr(measured, name) for name in named}
    return replace(measured, **{name: None if place is None else places[place] for name, place in told.items()})


def test_the_records_are_there() -> None:
    assert min(map(len, FILES.values())) >= 50
    assert any(transcript.turns[-1].session > 1 for transcripts in FILES.values() for transcript in transcripts)


@EACH_FILE
def test_every_detector_finds_the_same_with_and_without_probes(transcripts: list[Transcript]) -> None:
    found, expected = {}, {}
    for transcript in transcripts:
        with_them, places = with_probes(transcript)
        plain, probed = read(transcript), read(with_them)
        for name, find in DETECTORS.items():
            found[name, transcript.id] = sorted(find(probed))
            expected[name, transcript.id] = sorted(moved(finding, places) for finding in find(plain))

    assert expected == found


@EACH_FILE
@pytest.mark.parametrize("ending", [None, Ending(EndReason.OUT_OF_PATIENCE)], ids=["foreign record", "record of ours"])
def test_a_case_measures_and_comes_out_the_same(ending: Ending | None, transcripts: list[Transcript]) -> None:
    plain, probed = [], []
    for record in (replace(transcript, ending=ending) for transcript in transcripts):
        with_them, places = with_probes(record)
        before, after = read(record), read(with_them)
        plain.append((elsewhere(measure(before), places), read_outcome(before)))
        probed.append((measure(after), read_outcome(after)))

    assert plain == probed


def test_a_probe_is_no_reply() -> None:
    """A question that nobody answered stays unanswered, however much the test system knew."""
    probed, _ = with_probes(SILENT)

    assert [Finding(1, "no_reply/silent")] == list(DETECTORS["no_reply"](read(probed)))


def test_a_probe_says_nothing() -> None:
    reading = read(with_probes(SILENT)[0])

    assert [(frozenset(), (), ())] * 3 == [
        (turn.acts, turn.said.asked, turn.said.choices) for turn in reading.turns if turn.turn.event is Event.PROBE
    ]
    assert () == reading.replies_to(1)
    assert {0.0} == {turn.content.weight for turn in reading.turns if turn.turn.event is Event.PROBE}
