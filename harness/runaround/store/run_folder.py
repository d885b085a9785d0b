"""The folder of one run: what was written about it for people and programs. The record itself is in the store."""

from __future__ import annotations

from pathlib import Path

__all__ = ["TRANSCRIPTS_FILE", "RunFolder"]

TRANSCRIPTS_FILE = "transcripts.jsonl"
"""What a folder of conversations calls them, where it holds them as JSON Lines."""


class RunFolder:
    """A folder that belongs to one run."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write_text(self, name: str, text: str) -> Path:
        """Write a whole file at once, so that a reader sees the old one or the new one; return its path.

        Lone surrogates, which UTF-8 does not have, are written as `\\udXXX`.
        """
        path = self.path / name
        draft = path.with_name(f"{name}.part")
        draft.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        draft.replace(path)
        return path
