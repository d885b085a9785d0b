"""Files of other tools, read with what lies beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from runaround.errors import FileError, Mistake
from runaround.imports import COMPANIONS, Source, is_companion

__all__ = ["ENDINGS", "Found", "find_sources", "read_below", "read_picture"]

ENDINGS = (".convo.txt", ".yml", ".yaml", ".json", ".jsonl", ".transcript")
"""How the names of files end that may hold tests or records; others of a folder are not looked at."""

_DOMAINS = ("domain.yml", "domain.yaml")
_MAX_BYTES = 80_000_000
_MAX_COMPANION_BYTES = 1_000_000
_MAX_COMPANIONS = 500
_MAX_PICTURE_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: sources by path, in the order asked for, and a sentence for each thing that went wrong."""

    sources: Mapping[Path, Source]
    troubles: tuple[str, ...]


def find_sources(paths: Iterable[Path]) -> Found:
    """Return the files that `paths` name, and those of the folders that they name.

    A file that only serves others, such as a domain file of Rasa, is no source and is given to all of them.
    """
    texts: dict[Path, str] = {}
    troubles: list[str] = []
    for path in paths:
        for file in _files_of(path):
            try:
                texts[file] = _read(file)
            except FileError as error:
                troubles += [str(mistake) for mistake in error.mistakes]
    shared = {path.name: text for path, text in texts.items() if is_companion(path.name, text)}
    companions = {folder: _read_companions(folder) for folder in {path.parent for path in texts}}
    sources = {
        path: Source(path.name, text, {**_without(path, companions[path.parent]), **shared}, _Reader(path.parent))
        for path, text in texts.items()
        if path.name not in shared
    }
    return Found(sources, tuple(troubles))


def read_below(folder: Path, name: str) -> bytes | None:
    """Return the content of a file by its path from `folder`; None if it is not there, is outside, or is too large."""
    parts = PureWindowsPath(name)
    if parts.drive or parts.root or ".." in parts.parts or "\0" in name:
        return None
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        return None
    return read_picture(path)


def read_picture(path: Path) -> bytes | None:
    """Return the content of a file that is to be sent; None if it cannot be read or is too large."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            content = stream.read(_MAX_PICTURE_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= _MAX_PICTURE_BYTES else None


class _Reader:
    """Gives files below a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, name: str) -> bytes | None:
        return read_below(self._folder, name)


def _files_of(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    yield from sorted(file for file in path.rglob("*") if file.name.endswith(ENDINGS) and file.is_file())


def _read_companions(folder: Path) -> dict[Path, str]:
    """Return the texts of the files in a folder that the sources in it may refer to."""
    beside = sorted(file for file in folder.iterdir() if file.name.endswith(COMPANIONS))
    domains = [place / name for place in (folder.resolve().parent, folder) for name in _DOMAINS]
    return {
        file: file.read_text("utf-8-sig", errors="replace")
        for file in [*domains, *beside][:_MAX_COMPANIONS]
        if file.is_file() and file.stat().st_size <= _MAX_COMPANION_BYTES
    }


def _without(path: Path, companions: Mapping[Path, str]) -> dict[str, str]:
    """Return the texts by name; a source is no companion of itself."""
    return {file.name: text for file, text in companions.items() if file != path}


def _read(path: Path) -> str:
    """Return the text of a file. Raises FileError."""
    file = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise FileError([Mistake(file, 0, "", f"cannot be read: {error.strerror or error}.")]) from error
    if len(data) > _MAX_BYTES:
        raise FileError([Mistake(file, 0, "", f"is larger than {_MAX_BYTES:,} bytes.")])
    try:
        return data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError([Mistake(file, 0, "", "is not UTF-8; save it as UTF-8.")]) from error
