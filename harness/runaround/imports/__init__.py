"""Turns tests and records of other tools into scenarios, with an account of what was carried over and what was not.

    find_format(name, text)       -> where a file comes from, by its content
    is_companion(name, text)      -> whether it only serves others
    import_file(source, wishes)   -> its scenarios, and the account
    write_scenario(document, ...) -> the YAML of one

Everything here turns text into text: files are read and written by whoever calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from runaround.errors import FileError
from runaround.imports.account import Entry, Fate, Ledger
from runaround.imports.bot_framework import import_bot_framework, looks_like_bot_framework
from runaround.imports.botium import import_botium
from runaround.imports.botium_syntax import looks_like_convo
from runaround.imports.material import EvidenceFile, Expects, Format, Imported, ImportedFile, Source, Wishes
from runaround.imports.messages import import_messages, looks_like_messages
from runaround.imports.rasa import import_rasa, looks_like_rasa
from runaround.imports.references import drop_marks
from runaround.imports.structure import parse
from runaround.imports.writing import tell_entry, write_scenario

__all__ = [
    "COMPANIONS",
    "Entry",
    "EvidenceFile",
    "Expects",
    "Fate",
    "Format",
    "Imported",
    "ImportedFile",
    "Ledger",
    "Source",
    "Wishes",
    "find_format",
    "import_file",
    "is_companion",
    "tell_entry",
    "write_scenario",
]

_IMPORTERS: Mapping[Format, Callable[[Source, Wishes], ImportedFile]] = {
    Format.BOTIUM: import_botium,
    Format.RASA: import_rasa,
    Format.BOTFRAMEWORK: import_bot_framework,
    Format.MESSAGES: import_messages,
}

COMPANIONS = (".utterances.txt", ".pconvo.txt", ".scriptingmemory.txt")
"""Endings of Botium's files that conversations refer to."""

_CONVO = ".convo.txt"
_STRUCTURED = (".yaml", ".yml", ".json", ".jsonl", ".transcript")
"""Endings of files in which `#bot` at the start of a line is a comment, or part of a text."""


def find_format(name: str, text: str) -> Format | None:
    """Return where a file comes from; None if its content is none of the formats that are known.

    Raises FileError if it looks like JSON or YAML and cannot be read.
    """
    if name.endswith(_CONVO) or (not name.lower().endswith(_STRUCTURED) and looks_like_convo(text)):
        return Format.BOTIUM
    document = parse(text, name)[0]
    if looks_like_rasa(document):
        return Format.RASA
    if looks_like_bot_framework(document):
        return Format.BOTFRAMEWORK
    return Format.MESSAGES if looks_like_messages(document) else None


def is_companion(name: str, text: str) -> bool:
    """Return whether a file serves others and is no test itself: Botium's lists and parts, a domain file of Rasa."""
    if name.endswith(COMPANIONS):
        return True
    if not name.lower().endswith((".yaml", ".yml")):
        return False
    try:
        document = parse(text, name)[0]
    except FileError:
        return False
    return isinstance(document, dict) and "responses" in document and not looks_like_rasa(document)


def import_file(source: Source, wishes: Wishes, *, format: Format) -> ImportedFile:  # noqa: A002 (the word for it)
    """Return what a file of a known format holds.

    Raises FileError if it cannot be read.
    """
    neighbours = {name: drop_marks(text) for name, text in source.neighbours.items()}
    return _IMPORTERS[format](replace(source, text=drop_marks(source.text), neighbours=neighbours), wishes)
