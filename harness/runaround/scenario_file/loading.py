"""Turns scenario files into scenarios, and gathers every mistake of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from runaround.errors import FileError, Mistake
from runaround.model import Scenario
from runaround.scenario_file.building import build
from runaround.scenario_file.checks import find_contradictions, languages_of
from runaround.scenario_file.layers import expand, read_file
from runaround.scenario_file.places import FRAGMENTS, scenario_paths

__all__ = ["check_file", "load_files", "load_scenarios"]


def load_scenarios(path: Path) -> tuple[Scenario, ...]:
    """Return the scenarios of a file, sorted by language, or of all files below a folder, sorted by path.

    Raises FileError with every mistake of every file; a folder without scenario files is one.
    """
    if not path.is_dir():
        return load_files([path])
    paths = scenario_paths(path)
    if not paths:
        raise FileError([Mistake(str(path), 0, "", "no scenario file (.yaml) is in this folder.")])
    return load_files(paths)


def load_files(paths: Iterable[Path]) -> tuple[Scenario, ...]:
    """Return the scenarios of `paths`, in that order, each file's by combination of its matrix and by language.

    Raises FileError with every mistake of every file, and if two files make a scenario of the same key.
    """
    scenarios: list[Scenario] = []
    mistakes: list[Mistake] = []
    homes: dict[str, Path] = {}
    for path in paths:
        try:
            found = _load_file(path)
        except FileError as error:
            mistakes += error.mistakes
            continue
        twin = next((homes[scenario.key] for scenario in found if scenario.key in homes), None)
        if twin is not None:
            mistakes.append(Mistake(str(path), 0, "", f"has the same name as {twin}; an id stands for one scenario."))
        homes.update((scenario.key, path) for scenario in found)
        scenarios += found
    if mistakes:
        raise FileError(list(dict.fromkeys(mistakes)))
    return tuple(scenarios)


def check_file(path: Path) -> None:
    """Check one scenario file, or a fragment where the folder is called `fragments`.

    Raises FileError with every mistake.
    """
    if path.resolve().parent.name != FRAGMENTS:
        _load_file(path)
        return
    fragment = read_file(path, is_part=True)
    if fragment.mistakes:
        raise FileError(fragment.mistakes)


def _load_file(path: Path) -> tuple[Scenario, ...]:
    file = read_file(path)
    layers = list(expand(file))
    mistakes = [*file.mistakes, *(mistake for layered in layers for mistake in layered.mistakes)]
    mistakes += [mistake for layered in layers for mistake in find_contradictions(layered)]
    if mistakes:
        unique = dict.fromkeys(mistakes)
        raise FileError(sorted(unique, key=lambda mistake: (mistake.file != str(path), mistake.file, mistake.line)))
    return tuple(build(layered, lang) for layered in layers for lang in languages_of(layered.document))
