"""Transcripts as JSON Lines, one case a line: the labelled format of the taxonomy, with keys of our own beside it.

Encoding and decoding are pure; `read_records` streams a file in constant memory. Foreign keys are
tolerated, wrong values are not: each mistake is told with its line and key path.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from runaround.errors import FileError, Mistake
from runaround.model import (
    Attachment,
    Button,
    CaseError,
    Ending,
    Exchange,
    Expectation,
    Picture,
    Placing,
    ProbeResult,
    Transcript,
    Turn,
    Versions,
)
from runaround.store.decoding import Recorded, read_recorded
from runaround.store.expectations import encode_expectation
from runaround.store.fields import Fields

__all__ = [
    "MAX_LINE_BYTES",
    "TornLine",
    "decode",
    "encode",
    "encode_wire",
    "read_content",
    "read_records",
    "write_line",
]

MAX_LINE_BYTES = 64 * 1024 * 1024
"""A longer line is no conversation; it is refused before it fills the memory."""

# Lone surrogates have no UTF-8; controls, line separators and bidi marks could act on whoever looks at the file.
_UNSAFE = re.compile("[\ud800-\udfff\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class TornLine:
    """A last line without its end: the writer was killed. What stands before it is whole."""

    file: str
    line: int

    def __str__(self) -> str:
        """Say where, and what it means for the reader."""
        return f"{self.file}:{self.line}: the last line is cut off (its writer was stopped); that case is left out."


def encode(transcript: Transcript, *, expect: Expectation | None = None) -> str:
    """Return a transcript as one line of JSON, without the line's end.

    expect: what its scenario expected, so that the record can be judged again without the scenario.
    Every text comes back equal, with one exception: two halves of one character, side by side, come back as that
    character.
    """
    line: dict[str, object] = {
        "id": transcript.id,
        "lang": transcript.lang,
        "channel": transcript.channel,
        "title": transcript.title,
        "scenario": transcript.scenario,
        "target": transcript.target,
        "seed": transcript.seed,
        "repeat": transcript.repeat or None,
        "severity": transcript.severity,
        "tags": list(transcript.tags),
        "reply_within_s": transcript.reply_within_s,
        "turns": [_encode_turn(turn) for turn in transcript.turns],
        "turn_ends": list(transcript.turn_ends),
        "reply_starts": list(transcript.reply_starts),
        "ending": _encode_ending(transcript.ending),
        "error": _encode_error(transcript.error),
        "probes": [_encode_probe(probe) for probe in transcript.probes],
        "expect": None if expect is None else encode_expectation(expect),
        "versions": _encode_versions(transcript.versions),
        "exchanges": [_encode_exchange(exchange) for exchange in transcript.exchanges],
    }
    held = {key: value for key, value in line.items() if key in _ALWAYS or value not in _NOTHING}
    return write_line(held)


def encode_wire(exchanges: Sequence[Exchange]) -> str:
    """Return what went over the wire by itself, as one line of JSON: the list that `encode` has under `exchanges`."""
    return write_line([_encode_exchange(exchange) for exchange in exchanges])


def write_line(content: object) -> str:
    """Return JSON as one line that every file and every database takes, and that cannot act on a terminal."""
    return _UNSAFE.sub(_escape, json.dumps(content, ensure_ascii=False))


def decode(line: str, *, file: str = "transcript", number: int = 1) -> Recorded:
    """Return what one line of JSON holds.

    file, number: where the line comes from, for messages.
    Raises FileError with every mistake of the line.
    """
    fields = Fields.parse(line, Mistake(file, number, "", ""))
    if fields.mistakes:
        raise FileError(fields.mistakes)
    recorded = read_recorded(fields)
    if fields.mistakes:
        raise FileError(fields.mistakes)
    return recorded


def read_content(content: object, *, file: str, number: int) -> Recorded | tuple[Mistake, ...]:
    """Return the case that a JSON value describes, or all its mistakes; for whoever has parsed it already."""
    fields = Fields.wrap(content, Mistake(file, number, "", ""))
    recorded = None if fields.mistakes else read_recorded(fields)
    return tuple(fields.mistakes) if fields.mistakes or recorded is None else recorded


def read_records(path: Path) -> Iterator[Recorded | Mistake | TornLine]:
    """Yield what the lines of a file hold, in their order; a line that is wrong yields its mistakes instead.

    Empty lines are skipped. A second case with the same id is a mistake: findings are looked up by it. A file in
    UTF-16 is one mistake, not one for each of its lines.
    Raises OSError if the file cannot be read.
    """
    seen: dict[str, int] = {}
    for number, line in _lines(path):
        if number == 1 and line.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            yield Mistake(str(path), 0, "", "is UTF-16; save it as UTF-8.")
            return
        item = _read_line(line, file=str(path), number=number)
        if isinstance(item, Recorded):
            first = seen.setdefault(item.transcript.id, number)
            if first != number:
                text = f"{item.transcript.id[:80]!r} is also the id of line {first}; each case has its own."
                item = (Mistake(str(path), number, "id", text),)
        if isinstance(item, tuple):
            yield from item
        elif item is not None:
            yield item


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers; a line over the limit comes in pieces of that size."""
    with path.open("rb") as file:
        number = 1
        while line := file.readline(MAX_LINE_BYTES):
            yield number, line
            number += 1


def _read_line(line: bytes, *, file: str, number: int) -> Recorded | tuple[Mistake, ...] | TornLine | None:
    """Return what a line holds: a case, its mistakes, a torn end, or nothing when it is empty."""
    if len(line) >= MAX_LINE_BYTES:
        return (Mistake(file, number, "", f"the line is longer than {MAX_LINE_BYTES} bytes; one case is one line."),)
    if not line.strip():
        return None
    if _is_torn(line):
        return TornLine(file, number)
    try:
        return decode(line.decode("utf-8-sig"), file=file, number=number)
    except UnicodeDecodeError as error:
        return (Mistake(file, number, "", f"not UTF-8 at byte {error.start} of the line."),)
    except FileError as error:
        return error.mistakes


def _is_torn(line: bytes) -> bool:
    """Return whether the writer did not finish a line: it has no end (only a file's last can) and is no JSON."""
    if line.endswith(b"\n"):
        return False
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return True
    return False


_ALWAYS = frozenset({"id", "lang", "channel", "title", "turns"})
_NOTHING: tuple[object, ...] = (None, "", [], {})


def _encode_turn(turn: Turn) -> dict[str, object]:
    line: dict[str, object] = {
        "speaker": turn.speaker,
        "text": turn.text,
        "at": turn.at,
        "session": turn.session,
        "buttons": [_encode_button(button) for button in turn.buttons],
        "links": [{"url": link.url, "title": link.title} for link in turn.links],
        "attachments": [_encode_attachment(file) for file in turn.attachments],
        "event": turn.event,
        "continues": turn.continues or None,
        "placing": None if turn.placing is Placing.ANSWER else turn.placing,
        "answers": turn.answers,
    }
    held = {key: value for key, value in line.items() if key == "text" or value not in _NOTHING}
    return held if turn.clicked is None else {**held, "clicked": turn.clicked}


def _encode_attachment(file: Attachment) -> dict[str, object]:
    line: dict[str, object] = {"kind": file.kind, "name": file.name, "describes": file.describes}
    return line if file.fetched is None else {**line, "fetched": file.fetched}


def _encode_button(button: Button) -> object:
    return {"label": button.label, "value": button.value} if button.value else button.label


def _encode_ending(ending: Ending | None) -> object:
    if ending is None:
        return None
    return {"reason": ending.reason, "detail": ending.detail, "gaps": list(ending.gaps)}


def _encode_error(error: CaseError | None) -> object:
    return None if error is None else {"kind": error.kind, "message": error.message, "turn": error.turn}


def _encode_probe(probe: ProbeResult) -> dict[str, object]:
    return {"name": probe.name, "turn": probe.turn, "holds": probe.holds}


def _encode_versions(versions: Versions) -> dict[str, object]:
    held: dict[str, object] = {"harness": versions.harness, "detectors": versions.detectors}
    held |= {"scenario": versions.scenario, "phrasebooks": list(versions.phrasebooks)}
    return {key: value for key, value in held.items() if value}


def _encode_exchange(exchange: Exchange) -> dict[str, object]:
    picture = exchange.picture
    shown = {} if picture is None else {"picture": _encode_picture(picture)}
    return {
        "turn": exchange.turn,
        "attempt": exchange.attempt,
        "status": exchange.status,
        "at": exchange.at,
        "took_s": exchange.took_s,
        "request": exchange.request,
        "response": exchange.response,
        **shown,
    }


def _encode_picture(picture: Picture) -> dict[str, object]:
    return {"media_type": picture.media_type, "sha256": picture.sha256, "base64": picture.content}


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
