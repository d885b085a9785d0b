"""What every detector must satisfy, ours or anybody's: add yours by registering it, not here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runaround.detectors import Detector
from runaround.explaining import explain_findings
from runaround.judging import DETECTOR_GROUP, load_detectors
from runaround.model import Attachment, Button, Event, Finding, Link, Placing, Speaker, Transcript, Turn
from runaround.plugins import find_plugins
from runaround.reading import read
from runaround.reports.explained import tell_explanation
from runaround.reports.explained_json import render_explanation
from runaround.reports.texts import LANGUAGES
from runaround.store import Recorded, read_records

ROOT = Path(__file__).parent.parent.parent
DETECTORS: Mapping[str, Detector] = load_detectors()
RECORDS = [
    record
    for path in sorted((ROOT / "tests" / "gold").glob("*.jsonl"))
    for record in read_records(path)
    if isinstance(record, Recorded)
][::2]
"""Every second of the labelled conversations."""
EACH = pytest.mark.parametrize("name", DETECTORS)

WORDS = st.sampled_from(
    [
        "agent please",
        "转人工",
        "I don't understand.",
        "没听懂",
        "请上传照片",
        "Please send a photo.",
        "发了",
        "ok",
        "??",
        "connecting you now",
        "正在为您转接",
        "We will get back to you within 2 days.",
        "1. A\n2. B",
        "",
        "\x1b[2J\u202e\ud83d",
    ]
)
TEXTS = st.one_of(WORDS, st.text(st.characters(), max_size=60))
FILES = st.builds(Attachment, st.sampled_from(["image", "screenshot", "file", "?"]), TEXTS, TEXTS)
TURNS = st.builds(
    Turn,
    st.sampled_from(Speaker),
    TEXTS,
    st.lists(st.builds(Button, TEXTS), max_size=2).map(tuple),
    st.lists(st.builds(Link, TEXTS, TEXTS), max_size=2).map(tuple),
    st.lists(FILES, max_size=2).map(tuple),
    st.one_of(st.none(), st.sampled_from(Event)),
    st.one_of(st.none(), TEXTS),
    continues=st.booleans(),
    placing=st.sampled_from(Placing),
    at=st.floats(0, 1e6),
    session=st.integers(1, 3),
)
TRANSCRIPTS = st.builds(
    Transcript, st.just("x"), st.sampled_from(["en", "zh", "fr"]), st.lists(TURNS, max_size=8).map(tuple)
)


def find(name: str, transcript: Transcript) -> list[Finding]:
    """Return what one detector finds."""
    return list(DETECTORS[name](read(transcript)))


def find_each(transcript: Transcript, names: Iterable[str] = DETECTORS) -> dict[str, list[Finding]]:
    """Return what each detector finds, asked in the order of `names`, in a reading that nobody has asked before."""
    reading = read(transcript)
    return {name: list(DETECTORS[name](reading)) for name in names}


@cache
def found_in(transcript: Transcript) -> dict[str, list[Finding]]:
    """Return what each detector finds in a labelled conversation, worked out once."""
    return find_each(transcript)


def found_in_all(name: str) -> list[tuple[Transcript, Finding]]:
    """Return what one detector finds in the labelled conversations."""
    return [(record.transcript, finding) for record in RECORDS for finding in found_in(record.transcript)[name]]


def together(found: Mapping[str, list[Finding]]) -> set[Finding]:
    """Return what all detectors have found."""
    return {finding for findings in found.values() for finding in findings}


def test_ours_are_registered_like_anybody_s() -> None:
    ours = {
        "context_loss",
        "disrespect",
        "false_resolution",
        "handoff_failure",
        "loop",
        "no_reply",
        "repeated_request",
        "sensitive_request",
        "stalling",
    }
    ours |= {"buck_passing", "obstruction", "premature_close"}
    ours |= {"contradiction", "unanswered", "upsell"}

    assert ours <= set(find_plugins(DETECTOR_GROUP))


@EACH
def test_the_empty_transcript_is_healthy(name: str) -> None:
    assert [] == find(name, Transcript("x", "en", ()))


@given(TRANSCRIPTS)
@settings(max_examples=150, deadline=None)
def test_nothing_makes_one_raise_and_its_turns_exist(transcript: Transcript) -> None:
    turns = range(len(transcript.turns))

    found = together(find_each(transcript))

    assert [] == [finding for finding in found if not {finding.turn, *finding.refs} <= {*turns}]


@given(TRANSCRIPTS)
@settings(max_examples=60, deadline=None)
def test_any_talk_can_be_explained_and_is_explained_as_it_is_judged(transcript: Transcript) -> None:
    explained = explain_findings(transcript, DETECTORS)

    texts = [tell_explanation(explained, lang=lang) + render_explanation(explained, lang=lang) for lang in LANGUAGES]
    assert all(text.encode("utf-8") for text in texts)
    assert together(find_each(transcript)) == {one.finding for one in explained.explanations}


def test_the_same_case_gives_the_same_findings_in_whatever_order_detectors_are_asked() -> None:
    first = [found_in(record.transcript) for record in RECORDS]

    assert first == [find_each(record.transcript, reversed([*DETECTORS])) for record in RECORDS]


@EACH
def test_every_kind_that_it_finds_is_documented(name: str) -> None:
    pages = "\n".join(page.read_text("utf-8") for page in (ROOT / "docs" / "findings").glob("*.md"))
    headings = set(re.findall(r"^#+ `([\w/]+)`", pages, re.MULTILINE))

    kinds = {finding.kind for _, finding in found_in_all(name)}

    assert kinds
    assert kinds <= headings


PROVEN_LATER = {"handoff_failure/broken", "false_resolution"}


@EACH
def test_a_turn_is_proven_by_earlier_ones(name: str) -> None:
    """Ruling 14: only what is shown to be broken is proven later."""
    found = [
        (transcript.id, finding)
        for transcript, finding in found_in_all(name)
        if finding.kind not in PROVEN_LATER and any(ref >= finding.turn for ref in finding.refs)
    ]

    assert [] == found


LAST_WORD = {"en": "Thank you, goodbye!", "es": "Muchas gracias, ¡adiós!", "zh": "好的谢谢，再见"}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.transcript.id)
def test_a_thank_you_at_the_end_changes_nothing(record: Recorded) -> None:
    transcript = record.transcript
    last = transcript.turns[-1]
    said = Turn(Speaker.CONSUMER, LAST_WORD[transcript.lang], at=last.at + 1.0, session=last.session)
    before = {finding for finding in together(found_in(transcript)) if finding.family != "no_reply"}

    after = together(find_each(replace(transcript, turns=(*transcript.turns, said))))

    assert before == {finding for finding in after if finding.family != "no_reply"}


OTHER_DIGITS = str.maketrans("23456789", "98765432")


def with_other_numbers(text: str) -> str:
    """Return the text with each number of five digits and more changed, everywhere in the same way."""
    return re.sub(
        r"[0-9]{5,}", lambda match: match[0][0] + match[0][1:].translate(str.maketrans("23456789", "98765432")), text
    )


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.transcript.id)
def test_other_numbers_throughout_change_nothing(record: Recorded) -> None:
    transcript = record.transcript
    turns = tuple(replace(turn, text=with_other_numbers(turn.text)) for turn in transcript.turns)

    assert found_in(transcript) == find_each(replace(transcript, turns=turns))


SUPPLIED = (
    Turn(Speaker.CONSUMER, "The lamp came broken."),
    Turn(Speaker.BOT, "Please upload a photo of the lamp.", at=2.0),
    Turn(Speaker.CONSUMER, "Here.", attachments=(Attachment("image", "lamp.jpg"),), at=20.0),
    Turn(Speaker.BOT, "We need a photo of the lamp.", at=22.0),
)


def test_without_the_supply_there_is_no_repeated_request() -> None:
    supplied, missing = (Transcript("x", "en", turns) for turns in (SUPPLIED, (*SUPPLIED[:2], *SUPPLIED[3:])))

    assert ([3], []) == (
        [finding.turn for finding in find("repeated_request", supplied)],
        [finding.turn for finding in find("repeated_request", missing)],
    )


def _without(transcript: Transcript, index: int) -> Transcript:
    """Return the case with what the consumer gave in one turn taken away: the text says so, the files are gone."""
    silent = replace(transcript.turns[index], text="…", attachments=())
    return replace(transcript, turns=(*transcript.turns[:index], silent, *transcript.turns[index + 1 :]))


def test_without_the_turn_that_proves_it_the_accusation_falls() -> None:
    repeated = found_in_all("repeated_request")

    stays = [
        (transcript.id, finding)
        for transcript, finding in repeated
        if finding in find("repeated_request", _without(transcript, *finding.refs))
    ]

    assert (True, []) == (len(repeated) > 20, stays)
