"""Reads texts as `runaround score` reads files."""

from __future__ import annotations

import json

import pytest

from runaround.model import Transcript
from runaround.records import Format, Item, Piece, Settings, find_format, is_lines, read_conversations
from runaround.store import Recorded


class Reader:
    """Reads a text, or a value as JSON, in the format that is seen or named, in pieces of a given size."""

    def __init__(self) -> None:
        self.size = 1 << 16

    def pieces(self, content: object) -> list[Piece]:
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        return [
            Piece(number, line[start : start + self.size])
            for number, line in enumerate(text.splitlines(keepends=True), 1)
            for start in range(0, len(line), self.size)
        ]

    def find_format(self, content: object, name: str = "chat") -> Format | None:
        return find_format(name, self.pieces(content))

    def items(
        self, content: object, *, name: str = "chat", written: Format | None = None, **told: object
    ) -> list[Item]:
        pieces = self.pieces(content)
        found = written or find_format(name, pieces)
        assert found is not None
        return list(read_conversations(pieces, Settings("f", **told), written=found, lines=is_lines(pieces)))

    def talks(self, content: object, **told: object) -> list[Transcript]:
        return [item.transcript for item in self.items(content, **told) if isinstance(item, Recorded)]

    def said(self, content: object, **told: object) -> list[list[tuple[str, str]]]:
        return [[(turn.speaker.value, turn.text) for turn in talk.turns] for talk in self.talks(content, **told)]


@pytest.fixture
def reader() -> Reader:
    return Reader()
