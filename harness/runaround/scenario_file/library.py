"""Finds scenarios by the names that people type: library ids, keys, areas, and paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from runaround.errors import FileError, Mistake
from runaround.model import Scenario
from runaround.plugins import suggest
from runaround.scenario_file.checks import LANGUAGES
from runaround.scenario_file.loading import load_files, load_scenarios
from runaround.scenario_file.places import library_dir, scenario_paths

__all__ = ["find_scenarios"]

_EVERY = ""


def find_scenarios(names: Sequence[str], *, folders: Sequence[Path] = ()) -> tuple[Scenario, ...]:
    """Return the scenarios that `names` stand for, each once, in the order asked for; no name means the whole library.

    names: library ids (`missing_item`), names and keys (`missing_item+hurried`, `missing_item+hurried.zh`),
    areas (`shopping`), file or folder paths. An id stands for everything that its file makes.
    A name with a slash, or ending in .yaml or .yml, is a path; the library comes before a path of the same name.
    folders: whose scenarios are known by name too, and come before those of the library.

    Raises FileError with every unknown name and every mistake of every file.
    """
    if not names:
        return load_scenarios(library_dir())
    library = {path.stem: path for folder in (library_dir(), *folders) for path in scenario_paths(folder)}
    wanted: dict[Path, set[str]] = {}
    mistakes: list[Mistake] = []
    for name in names:
        found = list(_resolve(name, library))
        mistakes += [] if found else [_blame(name, library)]
        for path, part in found:
            wanted.setdefault(path, set()).add(part)
    try:
        scenarios = load_files(wanted)
    except FileError as error:
        raise FileError([*mistakes, *error.mistakes]) from error
    parts = {path.stem: found for path, found in wanted.items()}
    chosen = tuple(one for one in scenarios if parts[one.id] & {_EVERY, *_names_of(one)})
    mistakes += _blame_parts(parts, scenarios)
    if mistakes:
        raise FileError(mistakes)
    return chosen


def _resolve(name: str, library: dict[str, Path]) -> Iterator[tuple[Path, str]]:
    """Yield the files that a name stands for, each with the part of it that is asked for."""
    path = Path(name)
    is_path = "/" in name or "\\" in name or path.suffix in {".yaml", ".yml"}
    scenario_id = name.removesuffix(f".{_lang_of(name)}").partition("+")[0]
    in_area = [file for file in library.values() if file.parent.name == name]
    if not is_path and name in library:
        yield library[name], _EVERY
    elif not is_path and scenario_id in library:
        yield library[scenario_id], name
    elif not is_path and in_area:
        yield from ((file, _EVERY) for file in in_area)
    elif path.is_dir():
        yield from ((file, _EVERY) for file in scenario_paths(path))
    elif path.is_file() or path.suffix in {".yaml", ".yml"}:  # a file that is not there is told by whoever reads it
        yield path, _EVERY


def _lang_of(name: str) -> str:
    """Return the language at the end of a key; empty if there is none."""
    return next((lang for lang in LANGUAGES if name.endswith(f".{lang}")), "")


def _names_of(scenario: Scenario) -> frozenset[str]:
    """Return the names that stand for a scenario, alone or with others of its file."""
    return frozenset({scenario.name, f"{scenario.id}.{scenario.lang}", scenario.key})


def _blame_parts(parts: Mapping[str, set[str]], scenarios: Sequence[Scenario]) -> Iterator[Mistake]:
    """Yield a mistake for each part of a file that its matrix and languages do not make."""
    for scenario_id, wanted in parts.items():
        own = [one for one in scenarios if one.id == scenario_id]
        known = {name for one in own for name in _names_of(one)}
        for name in sorted(wanted - known - {_EVERY}):
            made = sorted({one.key for one in own})
            yield Mistake(name, 0, "", f"no scenario of this name. Known: {', '.join(made)}.{suggest(name, made)}")


def _blame(name: str, library: dict[str, Path]) -> Mistake:
    areas = sorted({path.parent.name for path in library.values()})
    known = [*library, *areas]
    if Path(name).is_dir():
        return Mistake(name, 0, "", "no file ending in .yaml or .yml is in this folder.")
    text = f"no scenario, area or file of this name.{suggest(name, known)} Known: {', '.join(sorted(known))}."
    return Mistake(name, 0, "", text)
