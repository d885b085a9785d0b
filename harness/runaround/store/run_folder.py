"""The folder of one run: its transcripts as they are made, and what was written about them afterwards."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from runaround.errors import Mistake
from runaround.model import Expectation, Transcript
from runaround.store.decoding import Recorded
from runaround.store.transcripts import TornLine, encode, read_records

__all__ = ["RUN_FILE", "TRANSCRIPTS_FILE", "RunFolder"]

RUN_FILE = "run.json"
TRANSCRIPTS_FILE = "transcripts.jsonl"


class RunFolder:
    """A folder that belongs to one run; a context manager, so that the transcript file is closed.

    Every transcript is on the disk when `append` returns. A process killed while it writes leaves one torn last
    line and nothing worse.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._transcripts: IO[bytes] | None = None

    @classmethod
    def create(cls, parent: Path, name: str) -> RunFolder:
        """Make a new folder `name` in `parent`, or `name-2`, `name-3` ... if there is one already.

        Raises OSError if it cannot be made.
        """
        parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            path = parent / (name if number == 1 else f"{name}-{number}")
            try:
                path.mkdir()
            except FileExistsError:
                number += 1
            else:
                return cls(path)

    @property
    def transcripts_path(self) -> Path:
        """Where the transcripts are."""
        return self.path / TRANSCRIPTS_FILE

    def append(self, transcript: Transcript, expect: Expectation | None = None) -> None:
        """Write one transcript, and return when it is on the disk.

        Raises OSError if it cannot be written.
        """
        if self._transcripts is None:
            self._transcripts = self.transcripts_path.open("ab")
        self._transcripts.write(encode(transcript, expect=expect).encode() + b"\n")
        self._transcripts.flush()
        os.fsync(self._transcripts.fileno())

    def read(self) -> Iterator[Recorded | Mistake | TornLine]:
        """Yield the transcripts in the order in which they were written."""
        if self.transcripts_path.exists():
            yield from read_records(self.transcripts_path)

    def write_text(self, name: str, text: str) -> Path:
        """Write a whole file at once, so that a reader sees the old one or the new one; return its path.

        Lone surrogates, which UTF-8 does not have, are written as `\\udXXX`.
        """
        path = self.path / name
        draft = path.with_name(f"{name}.part")
        draft.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        draft.replace(path)
        return path

    def write_run(self, facts: Mapping[str, object]) -> Path:
        """Write what is known of the run itself, as JSON."""
        return self.write_text(RUN_FILE, json.dumps(facts, ensure_ascii=False, indent=2) + "\n")

    def close(self) -> None:
        """Close the transcript file; what was appended stays."""
        if self._transcripts is not None:
            self._transcripts.close()
            self._transcripts = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the transcript file."""
        self.close()
