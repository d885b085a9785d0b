"""Finds what is not wrong in scenario files, but does nothing: names that nobody uses, a pair that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from runaround.errors import FileError, Mistake
from runaround.plugins import suggest
from runaround.scenario_file.layers import Layered, SourceFile, expand, read_file
from runaround.scenario_file.placeholders import find_names
from runaround.scenario_file.places import FRAGMENTS, find_fragment, library_dir, scenario_paths
from runaround.scenario_file.shape import Document, map_in, texts_in

__all__ = ["find_idle"]

_PARAMETERS, _MATRIX, _USE = "parameters", "matrix", "use"


def find_idle(paths: Sequence[Path]) -> tuple[Mistake, ...]:
    """Return what has no effect in scenario files and fragments, in their order; what cannot be read is left out.

    Parameters that nothing refers to; `no_harder_than` that names no scenario of the library, of `paths` or of the same
    folder; fragments among `paths` that none of the scenarios among `paths` uses, if there are any.
    """
    files = {path: file for path in paths if (file := _read(path)) is not None}
    scenarios = [file for path, file in files.items() if not _is_fragment(path)]
    found: list[Mistake] = []
    for file in scenarios:
        layers = tuple(expand(file))
        found += _unused_parameters(file, layers)
        found += _lonely_pairs(layers, known=_ids(paths, file.path))
    used = {path for file in files.values() for path in _fragments_of(file)}
    for path in files if scenarios else ():
        if _is_fragment(path) and path.resolve() not in used:
            found.append(Mistake(str(path), 1, "", "no scenario that was checked uses this fragment."))
    return tuple(dict.fromkeys(found))


def _is_fragment(path: Path) -> bool:
    return path.resolve().parent.name == FRAGMENTS


def _read(path: Path) -> SourceFile | None:
    try:
        file = read_file(path, is_part=_is_fragment(path))
    except FileError:
        return None
    return file if isinstance(file.document, dict) else None


def _unused_parameters(file: SourceFile, layers: Iterable[Layered]) -> Iterator[Mistake]:
    """Yield a mistake for each parameter of the file itself that no text of any of its scenarios refers to."""
    used = {name for layered in layers for name in _references(layered.document)}
    for place, value in _parts(file.document):
        for name in map_in(value, _PARAMETERS):
            if name not in used:
                text = f"nothing refers to {{{name}}}. Write {{{name}}} where it should stand, or take it out."
                yield file.lines.mistake((*place, _PARAMETERS, name), text)


def _parts(document: Document) -> Iterator[tuple[tuple[str, ...], Document]]:
    """Yield the file and the values of its matrix, each with its place."""
    yield (), document
    matrix = map_in(document, _MATRIX)
    for axis in matrix:
        for name, value in map_in(matrix, axis).items():
            if isinstance(value, dict):
                yield (_MATRIX, axis, name), value


def _references(document: Document) -> Iterator[str]:
    for place, text in texts_in(document):
        if place[0] != _PARAMETERS:
            yield from find_names(text)


def _lonely_pairs(layers: Iterable[Layered], *, known: frozenset[str]) -> Iterator[Mistake]:
    for layered in layers:
        named = map_in(layered.document, "expect").get("no_harder_than")
        if isinstance(named, str) and named.partition("+")[0] not in known:
            text = f"no scenario {named!r} in the library, among the files checked or beside this file."
            yield layered.mistake(("expect", "no_harder_than"), text + suggest(named, sorted(known)))


def _ids(paths: Iterable[Path], path: Path) -> frozenset[str]:
    beside = scenario_paths(path.resolve().parent)
    return frozenset(one.stem for one in (*paths, *beside, *scenario_paths(library_dir())))


def _fragments_of(file: SourceFile) -> Iterator[Path]:
    """Yield the files of the fragments that a file, or a value of its matrix, uses."""
    for _, part in _parts(file.document):
        used = part.get(_USE, ())
        for name in [used] if isinstance(used, str) else used:
            path = find_fragment(name, near=file.path) if isinstance(name, str) else None
            if path is not None:
                yield path.resolve()
