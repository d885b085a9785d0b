"""Finds what a JSON Schema cannot say about a scenario file: contradictions, missing wording, files that are not there.

Every function here meets documents that the schema has refused too, so that all mistakes are told at
once: what has the wrong shape counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

from runaround.errors import Mistake
from runaround.yaml_file import KeyPath, LineMap, show_path

__all__ = ["LANGUAGES", "MEDIA_TYPES", "Document", "Found", "find_contradictions", "languages_of"]

LANGUAGES = ("en", "zh")

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
_PHRASE_KEYS = ("choices", "solved_by", "answered_by", "accepts_offers")
_ID = re.compile(r"[\w-]{1,80}")

Document = Mapping[str, Any]


def languages_of(document: Document) -> tuple[str, ...]:
    """Return the languages in which some session has an opening, sorted."""
    openings = [opening for _, opening in _openings(document)]
    return tuple(lang for lang in LANGUAGES if any(lang in opening for opening in openings))


def find_contradictions(document: Document, lines: LineMap, path: Path) -> list[Mistake]:
    """Return the mistakes of `document`, read from `path`, that hold between its parts or concern other files."""
    found = [
        *_check_name(path),
        *_check_halves(document),
        *_check_openings(document, lines),
        *_check_wording(document),
        *_check_times(document),
        *_check_wish(document),
        *_check_lacks(document),
        *_check_evidence(document, path.parent),
    ]
    return [lines.mistake(place, text) for place, text in found]


Found = Iterator[tuple[KeyPath, str]]


def _check_name(path: Path) -> Found:
    if not _ID.fullmatch(path.stem):
        yield (), f"the file name {path.stem!r} is the id; expected letters, digits, '_' and '-' only."


def _check_halves(value: Any, place: KeyPath = ()) -> Found:  # noqa: ANN401 (foreign data)
    """Refuse lone surrogates: no channel can carry them, and no file can keep them."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _check_halves(below, (*place, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _check_halves(below, (*place, index))
    elif isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        yield place, r"found half a character (\ud800 to \udfff), expected the character itself."


def _check_openings(document: Document, lines: LineMap) -> Found:
    spoken = {lang: place for place, texts in reversed(list(_by_language(document))) for lang in texts}
    for place, opening in _openings(document):
        for lang in LANGUAGES:
            if lang in spoken and lang not in opening:
                where = f"{show_path(spoken[lang])} (line {lines.line((*spoken[lang], lang))})"
                yield place, f"no opening in {lang!r}, which {where} has wording in."


def _check_wording(document: Document) -> Found:
    languages = languages_of(document)
    for place, texts in _by_language(document):
        missing = [lang for lang in languages if lang not in texts]
        if missing and place[-1] not in {"opening", "sayings"} and any(lang in texts for lang in LANGUAGES):
            yield place, f"no wording in {missing[0]!r}, in which the scenario opens."


def _check_times(document: Document) -> Found:
    for index, session in enumerate(_list(document, "sessions")):
        has_after = isinstance(session, dict) and "after" in session
        if index == 0 and has_after:
            yield ("sessions", 0, "after"), "the first session comes after none; take 'after' out."
        if index > 0 and not has_after:
            yield ("sessions", index), "the key 'after' is missing; expected a time such as '15 d'."


def _check_wish(document: Document) -> Found:
    if not isinstance(document.get("human"), dict):
        return
    for lang in languages_of(document):
        if "ask_human" not in _map(_map(document, "sayings"), lang):
            yield ("human",), f"asks for a human, but sayings.{lang}.ask_human has no wording for it."


def _check_lacks(document: Document) -> Found:
    lacks = _list(document, "lacks")
    for index, item in enumerate(lacks):
        for part in ("facts", "evidence"):
            if isinstance(item, str) and item in _map(document, part):
                yield ("lacks", index), f"{item!r} is lacking here, but {part}.{item} has it."


def _check_evidence(document: Document, folder: Path) -> Found:
    for item, evidence in _map(document, "evidence").items():
        file = evidence.get("file") if isinstance(evidence, dict) else None
        text = _blame_file(folder, file) if isinstance(file, str) else None
        if text is not None:
            yield ("evidence", item, "file"), text


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


# --- looking into a document of any shape ------------------------------------------------------------------


def _openings(document: Document) -> Iterator[tuple[KeyPath, Document]]:
    for index, session in enumerate(_list(document, "sessions")):
        if isinstance(session, dict) and isinstance(session.get("opening"), dict):
            yield ("sessions", index, "opening"), session["opening"]


def _by_language(document: Document) -> Iterator[tuple[KeyPath, Document]]:
    """Yield every part of a document that has wording per language, in a fixed order."""
    yield from _openings(document)
    for key in ("title", *_PHRASE_KEYS, "sayings"):
        if isinstance(document.get(key), dict):
            yield (key,), document[key]
    for item, fact in _map(document, "facts").items():
        if isinstance(fact, dict):
            yield ("facts", item), fact
    for item, evidence in _map(document, "evidence").items():
        if isinstance(evidence, dict) and isinstance(evidence.get("describes"), dict):
            yield ("evidence", item, "describes"), evidence["describes"]


def _map(document: Document, key: str) -> Document:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _list(document: Document, key: str) -> list[Any]:
    value = document.get(key)
    return value if isinstance(value, list) else []


def _quote(value: str) -> str:
    return repr(value if len(value) <= 80 else value[:79] + "…")
