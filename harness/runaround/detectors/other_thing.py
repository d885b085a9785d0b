"""Whether a company asks for another thing that is called like the one it has got."""

from __future__ import annotations

from runaround.model import Ground
from runaround.reading import COMPANY, Act, Reading, TurnReading, Weighing, sorts_of

__all__ = ["wants_another"]

_SHOWN = frozenset({"photo", "screenshot"})


def wants_another(reading: Reading, given: TurnReading, turn: TurnReading, name: str, *, weighing: Weighing) -> bool:
    """Say whether `turn` asks for another thing of the same name than what was given: a further picture, say."""
    if weighing.spares(Ground.WANTS_ANOTHER, name in _SHOWN and turn.does(Act.ADDITIONAL)):
        return True
    return weighing.spares(Ground.OTHER_SORT, _is_other_sort(reading, given, turn, name), given)


def _is_other_sort(reading: Reading, given: TurnReading, turn: TurnReading, name: str) -> bool:
    """Say whether it asks for the number of another thing than the number that was given is of, by their words.

    What was given in answer to a question is what was asked for, whatever the consumer calls it.
    """
    asked = reading.last(by=COMPANY, stop=given.index)
    answered = sorts_of(asked.said, name) if asked is not None and name in asked.said.asked_names else frozenset()
    old, new = sorts_of(given.said, name) | answered, sorts_of(turn.said, name)
    return bool(old and new) and old.isdisjoint(new)
