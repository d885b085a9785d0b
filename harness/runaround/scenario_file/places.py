"""Where scenario files lie: the library, the files of a folder, the fragments that a file may use."""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "FRAGMENTS",
    "YAML_ENDINGS",
    "find_fragment",
    "fragment_names",
    "fragment_paths",
    "library_dir",
    "scenario_paths",
    "schema_path",
]

FRAGMENTS = "fragments"
"""The name of folders with parts that scenarios share; such files are no scenarios."""

_PACKAGE = Path(__file__).resolve().parent.parent
YAML_ENDINGS = (".yaml", ".yml")
_LEVELS = 3


def library_dir() -> Path:
    """Return the folder of the scenarios that ship with runaround: in the package, or at the top of a checkout."""
    installed = _PACKAGE / "scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "scenarios"


def schema_path() -> Path:
    """Return the JSON Schema of scenario files, as it comes with runaround."""
    return _PACKAGE / "scenario.schema.json"


def scenario_paths(folder: Path) -> tuple[Path, ...]:
    """Return the YAML files below `folder`, sorted; hidden files and folders, and fragments, do not count."""
    found = (path for path in folder.rglob("*") if path.suffix in YAML_ENDINGS and path.is_file())
    return tuple(sorted(path for path in found if not _is_aside(path.relative_to(folder))))


def fragment_paths(folder: Path) -> tuple[Path, ...]:
    """Return the fragments below `folder`, or in it if it is one of `fragments`, sorted; hidden ones do not count."""
    found = (path for path in folder.resolve().rglob("*") if path.suffix in YAML_ENDINGS and path.is_file())
    inside = (path.relative_to(folder.resolve()) for path in found if path.parent.name == FRAGMENTS)
    return tuple(sorted(folder / path for path in inside if not any(part.startswith(".") for part in path.parts)))


def find_fragment(name: str, *, near: Path) -> Path | None:
    """Return the file of fragment `name` for the scenario file `near`; None if there is none.

    Looked for in `fragments` beside the file, up to three folders further up, then in the library.
    """
    files = (folder / f"{name}{ending}" for folder in _fragment_folders(near) for ending in YAML_ENDINGS)
    return next((file for file in files if file.is_file()), None)


def fragment_names(*, near: Path) -> list[str]:
    """Return the names of the fragments that the scenario file `near` may use, sorted."""
    files = (file for folder in _fragment_folders(near) if folder.is_dir() for file in folder.iterdir())
    return sorted({file.stem for file in files if file.suffix in YAML_ENDINGS})


def _fragment_folders(near: Path) -> list[Path]:
    around = near.resolve().parent
    folders = [folder / FRAGMENTS for folder in (around, *around.parents[:_LEVELS])]
    if around.name == FRAGMENTS:
        folders.insert(0, around)
    return [*folders, library_dir() / FRAGMENTS]


def _is_aside(path: Path) -> bool:
    return any(part.startswith(".") or part == FRAGMENTS for part in path.parts)
