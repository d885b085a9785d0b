"""Examples in phrasebooks: whole sentences beside the phrases, which tell whether these do their work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runaround.model import Message, Speaker
from runaround.reading.acts import MessageReading
from runaround.reading.lexicon import Lexicon
from runaround.reading.message import read_message

__all__ = ["EXAMPLES", "PARTS", "Example", "examples_in", "is_kept"]

EXAMPLES = "examples"
"""The key under which examples stand, beside `says`, `nouns` or `done`."""

_BOT, _CONSUMER = Speaker.BOT, Speaker.CONSUMER
_Question = Callable[[MessageReading, str], bool]


def _does(said: MessageReading, name: str) -> bool:
    return name in said.acts


def _asks(said: MessageReading, name: str) -> bool:
    return name in said.asked_names


def _gives(said: MessageReading, name: str) -> bool:
    return name in said.supplied_names


def _claims(said: MessageReading, name: str) -> bool:
    return name in said.done


def _takes_back(said: MessageReading, name: str) -> bool:
    return name in said.undone


PARTS: Mapping[str, Mapping[str, tuple[Speaker, _Question, bool]]] = {
    "company": {"says": (_BOT, _does, True), "does_not_say": (_BOT, _does, False)},
    "consumer": {"says": (_CONSUMER, _does, True), "does_not_say": (_CONSUMER, _does, False)},
    "items": {
        "asks": (_BOT, _asks, True),
        "does_not_ask": (_BOT, _asks, False),
        "gives": (_CONSUMER, _gives, True),
        "does_not_give": (_CONSUMER, _gives, False),
    },
    "deeds": {
        "done": (_BOT, _claims, True),
        "not_done": (_BOT, _claims, False),
        "undone": (_BOT, _takes_back, True),
        "not_undone": (_BOT, _takes_back, False),
        "missed": (_CONSUMER, _takes_back, True),
        "not_missed": (_CONSUMER, _takes_back, False),
    },
}
"""What may stand under `examples` in each section: who says it, what is asked of it, and the answer."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence of a phrasebook's examples. line: its place in its block, counted from 0 with empty lines."""

    section: str
    name: str
    part: str
    line: int
    text: str

    @property
    def path(self) -> tuple[str, ...]:
        """The keys under which its block stands."""
        return (self.section, self.name, EXAMPLES, self.part)


def examples_in(data: Mapping[str, Any]) -> Iterator[Example]:
    """Yield the examples of a phrasebook, in the order of the file."""
    for section in PARTS:
        for name, rule in data.get(section, {}).items():
            for part, block in rule.get(EXAMPLES, {}).items():
                lines = enumerate(block.splitlines() if isinstance(block, str) else ())
                yield from (Example(section, name, part, at, line.strip()) for at, line in lines if line.strip())


def is_kept(example: Example, lexicon: Lexicon) -> bool:
    """Say whether the phrases read an example as its block says."""
    speaker, question, expected = PARTS[example.section][example.part]
    return question(read_message(Message(speaker, example.text), lexicon), example.name) == expected
