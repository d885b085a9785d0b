"""What is kept on disk: transcripts as JSON Lines, and one folder a run."""

from __future__ import annotations

from runaround.store.decoding import Labels, Recorded
from runaround.store.run_folder import TRANSCRIPTS_FILE, RunFolder
from runaround.store.transcripts import TornLine, decode, encode, read_content, read_records

__all__ = [
    "TRANSCRIPTS_FILE",
    "Labels",
    "Recorded",
    "RunFolder",
    "TornLine",
    "decode",
    "encode",
    "read_content",
    "read_records",
]
