"""Finds what a JSON Schema cannot say about a scenario: wording that is missing in a language, contradictions.

Every function here meets documents that the schema has refused too, so that all mistakes are told at
once: what has the wrong shape counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from runaround.errors import Mistake
from runaround.scenario_file.layers import Layered
from runaround.scenario_file.placeholders import find_unknown
from runaround.scenario_file.reach import find_unreachable
from runaround.scenario_file.shape import Document, list_in, map_in, texts_in
from runaround.yaml_file import KeyPath, show_path

__all__ = ["LANGUAGES", "Found", "find_contradictions", "languages_of"]

LANGUAGES = ("en", "zh")

_ID = re.compile(r"[\w-]{1,80}")
_SAYINGS = "sayings"
_FREE = frozenset({"json", "headers", "body"})
"""Keys whose content is not ours: what looks like a language there is none."""

Found = Iterator[tuple[KeyPath, str]]


def languages_of(document: Document) -> tuple[str, ...]:
    """Return the languages in which some session begins, sorted; only those of `languages` if it says any."""
    begins = [texts for _, texts in _beginnings(document)]
    allowed = list_in(document, "languages") or LANGUAGES
    return tuple(lang for lang in LANGUAGES if lang in allowed and any(lang in texts for texts in begins))


def find_contradictions(layered: Layered) -> list[Mistake]:
    """Return the mistakes that hold between the parts of a scenario."""
    document = layered.document
    found = [
        *_check_name(layered),
        *_check_halves(document),
        *_check_beginnings(layered),
        *_check_wording(document),
        *_check_times(document),
        *_check_wish(document),
        *_check_lacks(document),
        *find_unknown(document),
        *find_unreachable(document),
    ]
    return [layered.mistake(place, text) for place, text in found]


def _check_name(layered: Layered) -> Found:
    stem = layered.file.path.stem
    if not _ID.fullmatch(stem):
        yield (), f"the file name {stem!r} is the id; expected letters, digits, '_' and '-' only."


def _check_halves(document: Document) -> Found:
    """Refuse lone surrogates: no channel can carry them, and no file can keep them."""
    for place, text in texts_in(document):
        if any("\ud800" <= character <= "\udfff" for character in text):
            yield place, r"found half a character (\ud800 to \udfff), expected the character itself."


def _check_beginnings(layered: Layered) -> Found:
    """Every session begins in every language that anything is written in."""
    document = layered.document
    allowed = list_in(document, "languages") or LANGUAGES
    spoken = {lang: place for place, texts in reversed(list(_by_language(document))) for lang in texts}
    for index, session in enumerate(list_in(document, "sessions")):
        begins = [texts for _, texts in _beginnings_of(session, index)]
        if _is_speechless(session):
            text = "says nothing: neither an opening nor a line of a script with 'say'. Write what the consumer says."
            yield ("sessions", index), text
        for lang in LANGUAGES:
            if begins and lang in spoken and lang in allowed and not any(lang in texts for texts in begins):
                where = f"{show_path(spoken[lang])} (line {layered.line((*spoken[lang], lang))})"
                yield (
                    ("sessions", index, "opening"),
                    f"no opening in {lang!r}, which {where} has wording in. Write one, or take {lang!r} out there.",
                )


def _check_wording(document: Document) -> Found:
    languages = languages_of(document)
    for place, texts in _by_language(document):
        missing = [lang for lang in languages if lang not in texts]
        if missing and place[-1] not in {"opening", _SAYINGS}:
            yield place, f"no wording in {missing[0]!r}, in which the scenario opens. Write it in {missing[0]!r} too."


def _check_times(document: Document) -> Found:
    for index, session in enumerate(list_in(document, "sessions")):
        has_after = isinstance(session, dict) and "after" in session
        if index == 0 and has_after:
            yield ("sessions", 0, "after"), "the first session comes after none; take 'after' out."
        if index > 0 and not has_after:
            yield ("sessions", index), "the key 'after' is missing; expected a time such as '15 d'."


def _check_wish(document: Document) -> Found:
    if not isinstance(document.get("human"), dict):
        return
    for lang in languages_of(document):
        if "ask_human" not in map_in(map_in(document, _SAYINGS), lang):
            yield ("human",), f"asks for a human, but sayings.{lang}.ask_human has no wording for it. Write one there."


def _check_lacks(document: Document) -> Found:
    for index, item in enumerate(list_in(document, "lacks")):
        for part in ("facts", "evidence"):
            if isinstance(item, str) and item in map_in(document, part):
                yield ("lacks", index), f"{item!r} is lacking here, but {part}.{item} has it."


# --- looking into a document of any shape ------------------------------------------------------------------


def _beginnings(document: Document) -> Iterator[tuple[KeyPath, Document]]:
    for index, session in enumerate(list_in(document, "sessions")):
        yield from _beginnings_of(session, index)


def _beginnings_of(session: Any, index: int) -> Iterator[tuple[KeyPath, Document]]:  # noqa: ANN401 (foreign data)
    """Yield the words with which a session may begin: its opening, and the lines of its script."""
    if not isinstance(session, dict):
        return
    if isinstance(session.get("opening"), dict):
        yield ("sessions", index, "opening"), session["opening"]
    for number, line in enumerate(list_in(session, "script")):
        said = line.get("say") if isinstance(line, dict) else None
        if isinstance(said, str):
            said = dict.fromkeys(LANGUAGES, said)
        if isinstance(said, dict):
            yield ("sessions", index, "script", number, "say"), said


def _is_speechless(session: Any) -> bool:  # noqa: ANN401 (foreign data)
    """Return whether a session has no words, and no key either that may have been meant for them."""
    if not isinstance(session, dict) or any(True for _ in _beginnings_of(session, 0)):
        return False
    return session.keys() <= {"after", "after_script"} or _has_wordless_script(session)


def _has_wordless_script(session: Document) -> bool:
    lines = list_in(session, "script")
    is_right = bool(lines) and all(isinstance(line, dict) and "say" not in line for line in lines)
    return is_right and session.keys() <= {"after", "after_script", "script"}


def _by_language(value: Any, place: KeyPath = ()) -> Iterator[tuple[KeyPath, Document]]:  # noqa: ANN401
    """Yield every map of a document from languages to wording, in the order of writing."""
    if isinstance(value, list):
        for index, below in enumerate(value):
            yield from _by_language(below, (*place, index))
    if not isinstance(value, dict) or (place and place[-1] in _FREE):
        return
    if place and any(lang in value for lang in LANGUAGES):
        yield place, value
        return
    for key, below in value.items():
        yield from _by_language(below, (*place, key))
