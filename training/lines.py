"""Reads the utterances that lie beside this file: lines under headers that say what each of them does."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Utterance", "digest_of", "read_all", "read_utterances"]

UTTERANCES = Path(__file__).parent / "utterances"

ITEMS = "items"
"""Files of items say of each line which item it asks for or gives, not which acts it does besides."""
_HEADER = re.compile(r"\[(company|consumer): ([a-z_, -]+)\]")


@dataclass(frozen=True)
class Utterance:
    """One line with what it does. file: whose hand it is, since one writer's lines resemble each other."""

    text: str
    side: str
    acts: frozenset[str]
    file: str

    @property
    def is_of_items(self) -> bool:
        """Say whether the line was written for items."""
        return ITEMS in self.file


def read_utterances(path: Path) -> Iterator[Utterance]:
    """Yield the lines of a file under their headers. Raises ValueError for a line before the first header."""
    header: re.Match[str] | None = None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _HEADER.fullmatch(line)
        if match:
            header = match
        elif header is None:
            msg = f"{path}, line {number}: an utterance before the first header."
            raise ValueError(msg)
        else:
            acts = frozenset(part.strip() for part in header[2].split(",")) - {"-"}
            yield Utterance(line, header[1], acts, path.stem)


def merged(lines: Iterable[Utterance]) -> list[Utterance]:
    """Return each text once, with the acts of all headers under which it stands."""
    kept: dict[tuple[str, bool], Utterance] = {}
    for line in lines:
        key = (line.text, line.is_of_items)
        before = kept.get(key)
        kept[key] = line if before is None else Utterance(line.text, line.side, line.acts | before.acts, before.file)
    return list(kept.values())


def read_all(lang: str) -> list[Utterance]:
    """Return the utterances of one language."""
    return merged(line for path in sorted(UTTERANCES.glob(f"{lang}_*.txt")) for line in read_utterances(path))


def digest_of(lines: Sequence[Utterance]) -> str:
    """Return what tells these utterances from others: a model that was made from others is out of date."""
    told = "\n".join(f"{line.text}\t{' '.join(sorted(line.acts))}" for line in lines)
    return hashlib.sha256(told.encode()).hexdigest()
