"""Our own JSON Lines: one case a line, as runs write them and people label them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from runaround.errors import Mistake
from runaround.imports.structure import as_list, as_map
from runaround.records.material import Item, Settings, Value
from runaround.records.seen import Seen
from runaround.store import TornLine, read_content

__all__ = ["looks_like", "read"]


def looks_like(value: Value) -> bool:
    """Return whether a value is a case as we write it."""
    turns = as_list(as_map(value.content).get("turns"))
    return "lang" in as_map(value.content) and bool(turns) and "speaker" in as_map(turns[0])


def read(values: Iterable[Value | Mistake | TornLine], settings: Settings) -> Iterator[Item]:
    """Yield the cases; a second case with the same id is a mistake: findings are looked up by it."""
    seen = Seen()
    for value in values:
        if not isinstance(value, Value):
            yield value
            continue
        if value.frame:
            continue
        recorded = read_content(value.content, file=settings.file, number=value.line)
        if isinstance(recorded, tuple):
            yield from recorded
        elif seen.add(recorded.transcript.id):
            yield recorded
        else:
            text = f"{recorded.transcript.id[:80]!r} is also the id of an earlier line; each case has its own."
            yield Mistake(settings.file, value.line, "id", text)
