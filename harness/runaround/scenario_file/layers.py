"""Lays the parts of a scenario over each other: fragments, the file itself, the chosen values of its matrix.

    read_file(path)   -> one file as it is written, with its mistakes against the schema
    expand(file)      -> for each combination of the matrix: names, the merged document, and where its parts stand

Maps are merged key by key. Of lists, `tags`, `needs`, `lacks` and `reactions` add up, the upper part's reactions first;
what an upper part lacks is taken away from the lower one, and the other way round. Everything else is the upper part's.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from runaround.errors import FileError, Mistake
from runaround.plugins import suggest
from runaround.scenario_file.evidence import blame_evidence, make_absolute
from runaround.scenario_file.places import find_fragment, fragment_names, schema_path
from runaround.scenario_file.shape import Document, list_in, map_in
from runaround.yaml_file import KeyPath, LineMap, keep_text, read_yaml, validate

__all__ = ["Layered", "SourceFile", "expand", "read_file"]

_MATRIX, _USE = "matrix", "use"
_TAGS, _NEEDS, _LACKS, _REACTIONS = "tags", "needs", "lacks", "reactions"
_HOLDINGS = ("facts", "evidence")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: its content with evidence paths made absolute, its lines, and what the schema refuses in it."""

    path: Path
    document: Any
    lines: LineMap
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands at `place` of a file."""

    file: SourceFile
    place: KeyPath
    document: Document


@dataclass(frozen=True, slots=True)
class Layered:
    """One combination: the values chosen (empty ones left out), and everything that holds for it.

    mistakes: those of the files that were used on the way, and of what they use.
    """

    file: SourceFile
    variant: tuple[str, ...]
    document: Document
    parts: tuple[_Part, ...]
    mistakes: tuple[Mistake, ...]

    def mistake(self, place: KeyPath, text: str) -> Mistake:
        """Return a mistake at `place` of the merged document, with the file and line in which it is written."""
        best = max(reversed(self.parts), key=lambda part: _depth(part, place))
        if _depth(best, place) <= 0:
            return self.file.lines.mistake(place, text)
        return best.file.lines.mistake((*best.place, *place), text)

    def line(self, place: KeyPath) -> int:
        """Return the line in which `place` is written."""
        return self.mistake(place, "").line


def read_file(path: Path, *, is_part: bool = False) -> SourceFile:
    """Return a scenario file, or a fragment if `is_part`.

    Raises FileError if it is no YAML document.
    """
    schema = _read_schema(is_part=is_part)
    document, lines = read_yaml(path)
    document = keep_text(document, schema, lines)
    mistakes = [*validate(document, schema, lines), *(lines.mistake(*one) for one in blame_evidence(document, path))]
    return SourceFile(path, make_absolute(document, path), lines, tuple(mistakes))


def expand(file: SourceFile) -> Iterator[Layered]:
    """Yield each combination of the file's matrix, or the file itself if it has none."""
    own = _Part(file, (), _without(file.document, _MATRIX))
    base, mistakes = _with_fragments(own, above=())
    matrix = file.document.get(_MATRIX) if isinstance(file.document, dict) else None
    axes = [
        [(axis, name, value) for name, value in values.items()]
        for axis, values in (matrix.items() if isinstance(matrix, dict) else ())
        if isinstance(values, dict) and values
    ]
    for chosen in itertools.product(*axes):
        parts, found = list(base), list(mistakes)
        for axis, name, value in chosen:
            if isinstance(value, dict):
                more, more_mistakes = _with_fragments(_Part(file, (_MATRIX, axis, name), value), above=())
                parts += more
                found += more_mistakes
        variant = tuple(name for _, name, value in chosen if value)
        yield Layered(file, variant, _merge_all(parts), tuple(parts), tuple(dict.fromkeys(found)))


def _with_fragments(part: _Part, *, above: tuple[Path, ...]) -> tuple[list[_Part], list[Mistake]]:
    """Return a part on top of the fragments that it uses, and theirs, lowest first."""
    used = part.document.get(_USE, ())
    names = [used] if isinstance(used, str) else [name for name in used if isinstance(name, str)]
    parts: list[_Part] = []
    mistakes: list[Mistake] = []
    for name in names:
        path = find_fragment(name, near=part.file.path)
        if path is None or path in above:
            mistakes.append(part.file.lines.mistake((*part.place, _USE), _blame_fragment(name, path, part.file.path)))
            continue
        try:
            fragment = read_file(path, is_part=True)
        except FileError as error:
            mistakes += error.mistakes
            continue
        mistakes += fragment.mistakes
        if isinstance(fragment.document, dict):
            below, more = _with_fragments(_Part(fragment, (), fragment.document), above=(*above, path))
            parts += below
            mistakes += more
    return [*parts, _Part(part.file, part.place, _without(part.document, _USE))], mistakes


def _blame_fragment(name: str, path: Path | None, near: Path) -> str:
    if path is not None:
        return f"the fragment {name!r} is used by itself."
    known = fragment_names(near=near)
    listed = f" Known: {', '.join(known)}.{suggest(name, known)}" if known else ""
    return f"the fragment {name!r} is in no folder 'fragments' here or further up.{listed}"


def _merge_all(parts: list[_Part]) -> Document:
    merged: Document = {}
    for part in parts:
        merged = _lay(merged, part.document)
    return merged


def _lay(lower: Document, upper: Document) -> Document:
    """Return `upper` over `lower`, both whole parts of a scenario."""
    lacking, having = list_in(upper, _LACKS), {item for key in _HOLDINGS for item in map_in(upper, key)}
    left = {
        **lower,
        _LACKS: [item for item in list_in(lower, _LACKS) if not isinstance(item, str) or item not in having],
        **{key: {item: held for item, held in map_in(lower, key).items() if item not in lacking} for key in _HOLDINGS},
    }
    merged = _merge({key: left[key] for key in left if key in lower}, upper)
    both = upper.keys() & lower.keys()
    added = {key: [*list_in(left, key), *list_in(upper, key)] for key in (_TAGS, _NEEDS, _LACKS) if key in both}
    if _REACTIONS in both:
        added[_REACTIONS] = [*list_in(upper, _REACTIONS), *list_in(lower, _REACTIONS)]
    return {**merged, **added}


def _merge(lower: Document, upper: Document) -> Document:
    merged = dict(lower)
    for key, value in upper.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _depth(part: _Part, place: KeyPath) -> int:
    """Return how many steps of `place` a part has lines for."""
    full = (*part.place, *place)
    return next((size for size in range(len(full), 0, -1) if full[:size] in part.file.lines.lines), 0) - len(part.place)


def _without(document: Any, key: str) -> Document:  # noqa: ANN401 (foreign data)
    return {name: value for name, value in document.items() if name != key} if isinstance(document, dict) else {}


@cache
def _read_schema(*, is_part: bool) -> Document:
    schema: Document = json.loads(schema_path().read_text("utf-8"))
    return {"$defs": schema["$defs"], **schema["$defs"]["part"]} if is_part else schema
