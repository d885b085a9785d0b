"""Finds scenarios by the names that people type: library ids, keys, areas, and paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from runaround.errors import FileError, Mistake
from runaround.model import Scenario
from runaround.plugins import suggest
from runaround.scenario_file.checks import LANGUAGES
from runaround.scenario_file.loading import load_files, load_scenarios, scenario_paths

__all__ = ["find_scenarios", "library_dir"]

_EVERY = "every language"
_PACKAGE = Path(__file__).resolve().parent.parent


def library_dir() -> Path:
    """Return the folder of the scenarios that ship with runaround: in the package, or at the top of a checkout."""
    installed = _PACKAGE / "scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "scenarios"


def find_scenarios(names: Sequence[str]) -> tuple[Scenario, ...]:
    """Return the scenarios that `names` stand for, each once, in the order asked for; no name means the whole library.

    names: library ids (`missing_item`), keys (`missing_item.zh`), areas (`shopping`), file or folder paths.
    A name with a slash, or ending in .yaml or .yml, is a path; the library comes before a path of the same name.

    Raises FileError with every unknown name and every mistake of every file.
    """
    if not names:
        return load_scenarios(library_dir())
    library = {path.stem: path for path in scenario_paths(library_dir())}
    wanted: dict[Path, set[str]] = {}
    mistakes: list[Mistake] = []
    for name in names:
        found = list(_resolve(name, library))
        mistakes += [] if found else [_blame(name, library)]
        for path, lang in found:
            wanted.setdefault(path, set()).add(lang)
    try:
        scenarios = load_files(wanted)
    except FileError as error:
        raise FileError([*mistakes, *error.mistakes]) from error
    if mistakes:
        raise FileError(mistakes)
    langs = {path.stem: found for path, found in wanted.items()}
    return tuple(one for one in scenarios if _EVERY in langs[one.id] or one.lang in langs[one.id])


def _resolve(name: str, library: dict[str, Path]) -> Iterator[tuple[Path, str]]:
    """Yield the files that a name stands for, each with the language asked for."""
    path = Path(name)
    is_path = "/" in name or "\\" in name or path.suffix in {".yaml", ".yml"}
    scenario_id, _, lang = name.rpartition(".")
    in_area = [file for file in library.values() if file.parent.name == name]
    if not is_path and name in library:
        yield library[name], _EVERY
    elif not is_path and scenario_id in library and lang in LANGUAGES:
        yield library[scenario_id], lang
    elif not is_path and in_area:
        yield from ((file, _EVERY) for file in in_area)
    elif path.is_dir():
        yield from ((file, _EVERY) for file in scenario_paths(path))
    elif path.is_file() or path.suffix in {".yaml", ".yml"}:  # a file that is not there is told by whoever reads it
        yield path, _EVERY


def _blame(name: str, library: dict[str, Path]) -> Mistake:
    areas = sorted({path.parent.name for path in library.values()})
    known = [*library, *areas]
    text = f"no scenario, area or file of this name. Known: {', '.join(known)}.{suggest(name, known)}"
    return Mistake(name, 0, "", text)
