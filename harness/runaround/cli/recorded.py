"""Cases that are on record: read from a file with all its mistakes told at once, and judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from runaround.cli import terminal
from runaround.detectors import Detector
from runaround.errors import FileError, Mistake
from runaround.judging import judge_transcript
from runaround.model import JudgedCase
from runaround.store import Recorded, TornLine, read_records

__all__ = ["judge_records", "load_records"]


def load_records(path: Path) -> tuple[Recorded, ...]:
    """Return the cases of a file, sorted by id; a torn last line is told and left out.

    Raises FileError with every mistake of the file, or if it holds no case.
    """
    records: list[Recorded] = []
    mistakes: list[Mistake] = []
    for item in read_records(path):
        match item:
            case Recorded():
                records.append(item)
            case Mistake():
                mistakes.append(item)
            case TornLine():
                terminal.complain(str(item))
    if not records and not mistakes:
        mistakes.append(Mistake(str(path), 0, "", "holds no case; expected one JSON object a line."))
    if mistakes:
        raise FileError(mistakes)
    return tuple(sorted(records, key=lambda record: record.transcript.id))


def judge_records(records: Sequence[Recorded], detectors: Mapping[str, Detector]) -> tuple[JudgedCase, ...]:
    """Return the cases judged, in the order of the records."""
    return tuple(judge_transcript(record.transcript, expect=record.expect, detectors=detectors) for record in records)
