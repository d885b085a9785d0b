"""What is recorded comes back equal, and what is wrong in a file is told with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.errors import FileError, Mistake
from runaround.model import (
    Attachment,
    Button,
    CaseError,
    Check,
    Ending,
    EndReason,
    ErrorKind,
    Escalation,
    Event,
    Exchange,
    Expectation,
    Finding,
    Item,
    JsonCheck,
    Link,
    Outcome,
    ProbeResult,
    Severity,
    Speaker,
    Transcript,
    Turn,
    TurnEnd,
    Versions,
)
from runaround.store import Labels, Recorded, RunFolder, TornLine, decode, encode, read_records


def merge_halves(text: str) -> str:
    """Return `text` with two halves of a character, side by side, as that character: the one thing encoding changes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


TEXTS = st.text(st.characters(), max_size=20).map(merge_halves)
NAMES = TEXTS.filter(bool)
SECONDS = st.floats(min_value=0, max_value=1e9, allow_nan=False)
COUNTS = st.integers(min_value=0, max_value=50)
TURNS = st.builds(
    Turn,
    speaker=st.sampled_from(Speaker),
    text=TEXTS,
    buttons=st.lists(st.builds(Button, TEXTS, TEXTS), max_size=2).map(tuple),
    links=st.lists(st.builds(Link, TEXTS, TEXTS), max_size=2).map(tuple),
    attachments=st.lists(st.builds(Attachment, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    event=st.none() | st.sampled_from(Event),
    clicked=st.none() | TEXTS,
    continues=st.booleans(),
    at=SECONDS,
    session=st.integers(min_value=1, max_value=9),
)
EXCHANGES = st.builds(
    Exchange,
    request=TEXTS,
    response=TEXTS,
    turn=st.none() | COUNTS,
    attempt=st.integers(min_value=1, max_value=3),
    status=st.none() | st.integers(min_value=100, max_value=599),
    at=SECONDS,
    took_s=SECONDS,
)
PROBES = st.builds(ProbeResult, TEXTS, st.integers(0, 0), st.booleans())
WITH_TURNS = st.lists(TURNS, min_size=1, max_size=4).map(tuple)
TRANSCRIPTS = st.builds(
    Transcript,
    id=NAMES,
    lang=NAMES,
    turns=WITH_TURNS,
    channel=TEXTS,
    title=TEXTS,
    scenario=TEXTS,
    target=TEXTS,
    seed=st.integers(),
    repeat=COUNTS,
    severity=st.none() | st.sampled_from(Severity),
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    reply_within_s=st.none() | SECONDS,
    ending=st.none()
    | st.builds(Ending, st.sampled_from(EndReason), TEXTS, st.lists(st.sampled_from(Item), max_size=2).map(tuple)),
    error=st.none() | st.builds(CaseError, st.sampled_from(ErrorKind), TEXTS, st.none() | COUNTS),
    turn_ends=st.lists(st.sampled_from(TurnEnd), max_size=3).map(tuple),
    reply_starts=st.lists(st.integers(0, 9), max_size=3).map(tuple),
    exchanges=st.lists(EXCHANGES, max_size=2).map(tuple),
    probes=st.lists(PROBES, max_size=2).map(tuple),
    versions=st.builds(Versions, TEXTS, TEXTS, TEXTS),
)
SCALARS = TEXTS | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
JSON_CHECKS = st.builds(JsonCheck, TEXTS, st.none() | SCALARS, st.none() | TEXTS, st.none() | st.booleans())
PATTERNS = st.lists(TEXTS, max_size=2).map(tuple)
CHECKS = st.builds(
    Check,
    turn=st.integers(1, 200),
    session=st.integers(1, 10),
    contains=PATTERNS,
    misses=PATTERNS,
    matches=st.none() | TEXTS,
    json=st.lists(JSON_CHECKS, max_size=2).map(tuple),
    silent=st.none() | st.booleans(),
)
EXPECTATIONS = st.none() | st.builds(
    Expectation,
    outcome=st.none() | st.sampled_from(Outcome),
    escalation=st.sampled_from(Escalation),
    limits=st.dictionaries(TEXTS, COUNTS, max_size=2),
    requests_to_human=st.none() | COUNTS,
    turns_to_human=st.none() | COUNTS,
    seconds_to_human=st.none() | SECONDS,
    no_harder_than=TEXTS,
    checks=st.lists(CHECKS, max_size=2).map(tuple),
)


@given(transcript=TRANSCRIPTS, expect=EXPECTATIONS)
def test_every_transcript_comes_back_equal(transcript: Transcript, expect: Expectation | None) -> None:
    line = encode(transcript, expect=expect)

    assert Recorded(transcript, expect) == decode(line)


def test_a_record_from_before_the_newer_keys_is_read_as_it_was_meant() -> None:
    line = '{"id": "a", "lang": "en", "turns": [], "expect": {"outcome": "resolved", "escalation": "wrong"}}'

    assert Recorded(Transcript("a", "en", ()), Expectation(Outcome.RESOLVED, Escalation.WRONG)) == decode(line)


@given(transcript=TRANSCRIPTS)
def test_a_transcript_is_one_line_that_cannot_act_on_a_terminal(transcript: Transcript) -> None:
    line = encode(transcript)

    assert 1 == len(line.splitlines())
    assert line.encode("utf-8").decode("utf-8") == line
    assert not any(ord(letter) < 0x20 or 0x7F <= ord(letter) <= 0x9F for letter in line)


def test_chinese_can_be_read_in_the_file() -> None:
    line = encode(Transcript("a", "zh", (Turn(Speaker.CONSUMER, "我要退款"),)))

    assert '{"speaker": "consumer", "text": "我要退款", "at": 0.0, "session": 1}' in line


def test_a_labelled_case_of_the_taxonomy_is_read_whole() -> None:
    line = json.dumps(
        {
            "id": "a-0001",
            "lang": "en",
            "channel": "voice",
            "title": "two barrels bought",
            "turns": [
                {"speaker": "consumer", "text": "one is missing", "at": 0.0, "session": 1},
                {"speaker": "bot", "text": "a photo?", "at": 1.2, "buttons": ["Upload"], "links": [{"url": "/x"}]},
                {"speaker": "consumer", "text": "", "attachments": [{"kind": "image"}], "clicked": "Upload", "at": 3},
                {"speaker": "system", "text": "", "event": "human_joined", "at": 60, "session": 2},
            ],
            "gold": [{"kind": "loop", "subkind": "answer", "item": None, "turn": 1, "refs": [0]}],
            "gold_outcome": "handed_off",
            "annotator": "somebody",
        }
    )

    recorded = decode(line)

    turns = (
        Turn(Speaker.CONSUMER, "one is missing"),
        Turn(Speaker.BOT, "a photo?", buttons=(Button("Upload"),), links=(Link("/x"),), at=1.2),
        Turn(Speaker.CONSUMER, attachments=(Attachment("image"),), clicked="Upload", at=3.0),
        Turn(Speaker.SYSTEM, event=Event.HUMAN_JOINED, at=60.0, session=2),
    )
    transcript = Transcript("a-0001", "en", turns, channel="voice", title="two barrels bought")
    assert Recorded(transcript, None, Labels((Finding(1, "loop/answer", (0,)),), Outcome.HANDED_OFF)) == recorded


def test_a_turn_without_a_time_has_that_of_the_turn_before() -> None:
    line = '{"id": "a", "lang": "en", "turns": [{"speaker": "bot", "at": 4}, {"speaker": "consumer", "text": "hm"}]}'

    assert [4.0, 4.0] == [turn.at for turn in decode(line).transcript.turns]


BROKEN_LINES = {
    "no json": ("hello", ["not JSON: Expecting value at column 1."]),
    "a list": ("[1]", ["found [1]; expected an object with id, lang, turns."]),
    "not a number": (
        '{"id": NaN}',
        ["not JSON that can be read: NaN, Infinity, a number of thousands of digits, or nested too deeply."],
    ),
    "nested": (
        "[" * 100_000,
        ["not JSON that can be read: NaN, Infinity, a number of thousands of digits, or nested too deeply."],
    ),
    "nothing in it": (
        "{}",
        [
            "turns: found nothing; expected a list of turns.",
            "id: found nothing; expected text.",
            "lang: found nothing; expected text.",
        ],
    ),
    "wrong values": (
        '{"id": 7, "lang": "en", "turns": [{"speaker": "user", "text": 5, "at": -1, "session": 0, "event": "left"}]}',
        [
            "turns[0].speaker: found 'user'; expected one of consumer, bot, human, system.",
            "turns[0].text: found 5; expected text.",
            f"turns[0].event: found 'left'; expected one of {', '.join(Event)}.",
            "turns[0].at: found -1; expected a number of seconds, 0 or more.",
            "turns[0].session: found 0; expected a whole number, 1 or more.",
            "id: found 7; expected text.",
        ],
    ),
    "wrong expectations and probes": (
        (
            '{"id": "a", "lang": "en", "turns": [], "tags": [3], "severity": "grave",'
            ' "probes": [{"name": "booked", "turn": 2, "holds": "no"}],'
            ' "expect": {"limits": {"loop": -1}, "checks": [{"turn": 0, "silent": 1, "json": [{}]}]}}'
        ),
        [
            "severity: found 'grave'; expected one of low, medium, high, critical.",
            "tags[0]: found 3; expected text.",
            "probes[0].turn: names turn 2; the case has 0 turns, counted from 0.",
            "probes[0].holds: found 'no'; expected true or false.",
            "expect.limits.loop: found -1; expected a whole number, 0 or more.",
            "expect.checks[0].turn: found 0; expected a whole number, 1 or more.",
            "expect.checks[0].json[0].at: found nothing; expected text.",
            "expect.checks[0].silent: found 1; expected true or false.",
        ],
    ),
    "not objects": (
        (
            '{"id": "a", "lang": "en", "turns": [3], "ending": "solved",'
            ' "gold": [{"kind": "loop", "turn": 1, "refs": ["x"]}]}'
        ),
        [
            "turns[0]: found 3; expected an object.",
            "ending: found 'solved'; expected an object.",
            "gold[0].refs[0]: found 'x'; expected a whole number, 0 or more.",
            "gold[0].turn: names turn 1; the case has 1 turns, counted from 0.",
        ],
    ),
}


@pytest.mark.parametrize(("line", "expected"), BROKEN_LINES.values(), ids=BROKEN_LINES)
def test_every_mistake_of_a_line_is_told_with_its_key(line: str, expected: list[str]) -> None:
    with pytest.raises(FileError) as caught:
        decode(line, file="chats.jsonl", number=3)

    assert [f"chats.jsonl:3: {text}" for text in expected] == [str(mistake) for mistake in caught.value.mistakes]


def test_a_file_gives_its_cases_its_mistakes_and_its_torn_end(tmp_path: Path) -> None:
    path = tmp_path / "chats.jsonl"
    good = '{"id": "a", "lang": "en", "turns": []}\n'
    path.write_bytes(b"\xef\xbb\xbf" + good.encode() + b"\n" + good.encode() + b"\xff\n" + good.encode()[:20])

    items = list(read_records(path))

    assert [
        Recorded(Transcript("a", "en", ())),
        Mistake(str(path), 3, "id", "'a' is also the id of line 1; each case has its own."),
        Mistake(str(path), 4, "", "not UTF-8 at byte 0 of the line."),
        TornLine(str(path), 5),
    ] == items


def test_a_file_in_utf_16_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "chats.jsonl"
    path.write_text('{"id": "a", "lang": "en", "turns": []}\n' * 2, encoding="utf-16")

    assert [Mistake(str(path), 0, "", "is UTF-16; save it as UTF-8.")] == list(read_records(path))


def test_a_last_line_without_an_end_counts_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "chats.jsonl"
    path.write_text('{"id": "a", "lang": "en", "turns": []}', encoding="utf-8")

    assert [Recorded(Transcript("a", "en", ()))] == list(read_records(path))


def test_a_wrong_last_line_without_an_end_is_a_mistake_and_not_torn(tmp_path: Path) -> None:
    path = tmp_path / "chats.jsonl"
    path.write_text('{"id": "a", "lang": "", "turns": []}', encoding="utf-8")

    text = "found an empty text; expected one that names the case and its language."
    assert [Mistake(str(path), 1, "lang", text)] == list(read_records(path))


def test_a_text_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.write_text("report.html", "old")

    path = folder.write_text("report.html", "新\ud800\n")

    assert b"\xe6\x96\xb0\\ud800\n" == path.read_bytes()
    assert ["report.html"] == [file.name for file in tmp_path.iterdir()]
