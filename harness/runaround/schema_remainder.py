"""What is left of a document without what its JSON Schema refuses; used by `target_file`.

A reader that looks for mistakes which no schema can see is given this, so that it may rely on the schema
and still be asked at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from runaround.schema_mistakes import Place, below, branches, find_schema_mistakes, show_path

__all__ = ["Remainder", "find_remainder", "is_at_or_below"]


class _Gone(Enum):
    GONE = "refused, or of no use without what is missing in it"


_GONE = _Gone.GONE


@dataclass(frozen=True, slots=True)
class Remainder:
    """The valid rest of a document.

    document: valid against the schema; None if nothing is left.
    unknown: the places whose content is not what the writer meant, because it was refused or is missing.
    """

    document: Any
    unknown: frozenset[Place]

    def tells(self, path: str, rests_on: Iterable[str]) -> bool:
        """Say whether a mistake that was found in `document` is one of the whole document too.

        path: the key path at which it was found.
        rests_on: key paths on whose content or absence it depends.
        """
        unknown = [(show_path(place), place) for place in self.unknown]
        if any(is_at_or_below(path, shown) for shown, _ in unknown):
            return False
        return not any(_touches(shown, place, other) for shown, place in unknown for other in rests_on)


def find_remainder(document: Any, schema: Mapping[str, Any]) -> Remainder:  # noqa: ANN401 (foreign data)
    """Return `document` without what `schema` refuses; a needed key that is not there has the schema's first example.

    Where a needed key has no example, what it belongs to goes as a whole.
    """
    refused = {one.at for one in find_schema_mistakes(document, schema) if not one.is_gap}
    maker = _Maker(schema, refused)
    kept = maker.keep(document, [schema], ())
    return Remainder(None if kept is _GONE else kept, frozenset(maker.unknown))


def is_at_or_below(path: str, around: str) -> bool:
    """Say whether the key path `path` is `around` or stands in it; everything stands in the empty path."""
    return path == around or not around or path.startswith((f"{around}.", f"{around}["))


def _touches(shown: str, place: Place, other: str) -> bool:
    """Say whether what is unknown may be what stands at `other`: the same, a part, or another spelling of its key."""
    if is_at_or_below(shown, other) or is_at_or_below(other, shown):
        return True
    around, _, key = other.rpartition(".")
    is_neighbour = show_path(place[:-1]) == around and isinstance(place[-1], str)
    return is_neighbour and bool(difflib.get_close_matches(str(place[-1]), [key]))


class _Maker:
    """Walks one document; notes in `unknown` what it leaves out or fills in."""

    def __init__(self, schema: Mapping[str, Any], refused: set[Place]) -> None:
        self.unknown = set(refused)
        self._root = schema
        self._refused = refused

    def keep(self, value: Any, schemas: list[Mapping[str, Any]], place: Place) -> Any:  # noqa: ANN401 (foreign data)
        """Return what is left of the value at `place`, or `_GONE`."""
        if place in self._refused:
            return _GONE
        flat = branches(schemas, self._root)
        if isinstance(value, dict):
            pairs = {key: self.keep(item, below(flat, key), (*place, key)) for key, item in value.items()}
            return self._complete({key: item for key, item in pairs.items() if item is not _GONE}, flat, place)
        if isinstance(value, list):
            items = [one["items"] for one in flat if isinstance(one.get("items"), dict)]
            kept = [self.keep(item, items, (*place, index)) for index, item in enumerate(value)]
            return [item for item in kept if item is not _GONE]
        return value

    def _complete(self, found: dict[str, Any], flat: list[Mapping[str, Any]], place: Place) -> Any:  # noqa: ANN401
        missing = [key for one in flat for key in one.get("required", ()) if key not in found]
        for key in missing:
            self.unknown.add((*place, key))
            examples = [value for one in branches(below(flat, key), self._root) for value in one.get("examples", ())]
            if not examples:
                self.unknown.add(place)
                return _GONE
            found[key] = examples[0]
        return found
