"""Evidence files: where they may lie, and whether they are what their name says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

from runaround.yaml_file import KeyPath

__all__ = ["MEDIA_TYPES", "blame_evidence", "make_absolute"]

MEDIA_TYPES: Mapping[str, str] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".pdf": "application/pdf",
}
_MAGIC: Mapping[str, bytes] = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "application/pdf": b"%PDF-",
}
_KINDS = {"image/png": "a PNG image", "image/jpeg": "a JPEG image", "application/pdf": "a PDF document"}
_EVIDENCE = "evidence"


def blame_evidence(document: Any, path: Path) -> Iterator[tuple[KeyPath, str]]:  # noqa: ANN401 (foreign data)
    """Yield what is wrong with the evidence files named in `document`, which was read from `path`."""
    for place, given in _named(document):
        text = _blame_file(path.parent, given["file"])
        if text is not None:
            yield (*place, "file"), text


def make_absolute(document: Any, path: Path) -> Any:  # noqa: ANN401 (foreign data)
    """Return `document` with its evidence files as absolute paths, so that it may be laid over another file's."""
    folder = path.parent.resolve()
    if isinstance(document, dict):
        return {
            key: _absolute(value, folder) if key == _EVIDENCE else make_absolute(value, path)
            for key, value in document.items()
        }
    return document


def _named(value: Any, place: KeyPath = ()) -> Iterator[tuple[KeyPath, dict[str, Any]]]:  # noqa: ANN401
    """Yield everything that names a file wherever in the maps of a document `evidence` stands."""
    for key, below in value.items() if isinstance(value, dict) else ():
        yield from _files(below, (*place, key)) if key == _EVIDENCE else _named(below, (*place, key))


def _files(value: Any, place: KeyPath) -> Iterator[tuple[KeyPath, dict[str, Any]]]:  # noqa: ANN401
    if not isinstance(value, dict):
        return
    if isinstance(value.get("file"), str):
        yield place, value
    for key, below in value.items():
        yield from _files(below, (*place, key))


def _absolute(value: Any, folder: Path) -> Any:  # noqa: ANN401 (foreign data)
    if not isinstance(value, dict):
        return value
    return {
        key: str(folder / below) if key == "file" and isinstance(below, str) else _absolute(below, folder)
        for key, below in value.items()
    }


def _blame_file(folder: Path, file: str) -> str | None:
    """Return what is wrong with an evidence file; None if nothing is."""
    parts = PureWindowsPath(file)
    if parts.drive or parts.root or ".." in parts.parts or "\\" in file:
        return f"found {_quote(file)}, expected a path below the folder of this file, with '/' and without '..'."
    media_type = MEDIA_TYPES.get(parts.suffix.lower())
    if media_type is None:
        return f"found {_quote(file)}, expected a file that ends in {', '.join(MEDIA_TYPES)}."
    try:
        return _blame_content(folder, file, media_type)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return f"{_quote(file)} cannot be read: {getattr(error, 'strerror', None) or error}."


def _blame_content(folder: Path, file: str, media_type: str) -> str | None:
    path = (folder / file).resolve()
    if not path.is_file():
        return f"no file {_quote(file)} in {folder}."
    if not path.is_relative_to(folder.resolve()):
        return f"{_quote(file)} leads out of the folder of this file."
    with path.open("rb") as stream:
        start = stream.read(8)
    if not start.startswith(_MAGIC[media_type]):
        return f"{_quote(file)} begins with {start!r}, expected {_KINDS[media_type]}."
    return None


def _quote(value: str) -> str:
    return repr(value if len(value) <= 80 else value[:79] + "…")
