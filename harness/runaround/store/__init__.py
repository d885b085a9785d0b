"""What is kept: runs in a database, transcripts as JSON Lines to hand on, and one folder of reports a run."""

from __future__ import annotations

from runaround.store.decoding import Labels, Recorded
from runaround.store.record_store import Store, open_store
from runaround.store.run_folder import TRANSCRIPTS_FILE, RunFolder
from runaround.store.runs import LATEST
from runaround.store.stored import (
    Attempt,
    CaseVerdict,
    EventKind,
    Judgement,
    NewRun,
    PlannedCase,
    RecordedTarget,
    RunEvent,
    RunState,
    RunSummary,
    StoredCase,
)
from runaround.store.transcripts import TornLine, decode, encode, read_content, read_records

__all__ = [
    "LATEST",
    "TRANSCRIPTS_FILE",
    "Attempt",
    "CaseVerdict",
    "EventKind",
    "Judgement",
    "Labels",
    "NewRun",
    "PlannedCase",
    "Recorded",
    "RecordedTarget",
    "RunEvent",
    "RunFolder",
    "RunState",
    "RunSummary",
    "Store",
    "StoredCase",
    "TornLine",
    "decode",
    "encode",
    "open_store",
    "read_content",
    "read_records",
]
