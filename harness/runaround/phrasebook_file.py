"""Reads phrasebooks that a company, a sector or the author of a new language adds to those of the house.

load_phrasebooks(paths)   -> the lexicon of the house with their phrases, or every mistake with line and key
template_of(language)     -> an empty file with comments, for the author of a new language
check_phrasebook(path)    -> the examples of a file that its phrases do not keep, and what has no phrase yet
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runaround.errors import FileError, Mistake
from runaround.model import Item
from runaround.reading import Lexicon, shipped
from runaround.reading.examples import EXAMPLES, PARTS, Example, examples_in, is_kept
from runaround.reading.lexicon import SHIPPED, data_of, read_template
from runaround.reading.phrasebook import LATIN, function_words
from runaround.reading.phrases import PhraseError, Words, compile_phrases
from runaround.reading.text import fold
from runaround.reading.times import CALENDAR_PARTS, UNITS
from runaround.yaml_file import LineMap, load_yaml

__all__ = ["Checked", "check_phrasebook", "load_phrasebooks", "phrasebook_schema", "template_of"]

_TEXT: Mapping[str, Any] = {"type": "string", "x-expected": "phrases, one a line, below '|'"}
_NO_PHRASES = frozenset({"language", "letters", "as", "of", "function_words", "stopwords", "endings", "before_name"})
_MAY_MATCH_ALL = frozenset({"links", "more", "words"})
_REQUEST = ("before", "nearby", "after", "list", "between", "unless", "within")
_DEED = ("done", "undone", "missed")
_ITEM = {"as": {"enum": [*Item]}, "sorts": {"type": ["object", "null"], "additionalProperties": _TEXT}}
_LETTERS = {"type": "string", "pattern": r"^[^\]\[\\^]+$", "x-expected": "a range of letters such as а-яё"}
_LANGUAGE_HERE = "LANG"
_SECTIONS = ("company", "consumer")
_SHOWN = 12
"""Digits of the hash by which reports tell one version of a file from another."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a phrasebook's own examples. failing: each as a mistake; unfilled: acts without a phrase."""

    examples: int
    failing: tuple[Mistake, ...]
    unfilled: tuple[str, ...]


def load_phrasebooks(paths: Sequence[Path]) -> Lexicon | None:
    """Return the lexicon of the house with the phrases of the files, in their order; None if there are none.

    Raises FileError with every mistake of every file.
    """
    lexicon = shipped()
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            data, _ = _load(path, lexicon)
        except FileError as error:
            mistakes += error.mistakes
        else:
            lexicon = lexicon.adding(data, name=_name(path))
    if mistakes:
        raise FileError(mistakes)
    return lexicon if paths else None


def check_phrasebook(path: Path) -> Checked:
    """Return what became of the examples of a file, read by it and by the phrasebook of the house in its language.

    Raises FileError with every mistake of the file.
    """
    data, lines = _load(path, shipped())
    language = data["language"]
    whole = shipped().adding(data, name=_name(path)).data[language]
    lexicon = Lexicon({language: whole})
    examples = tuple(examples_in(data))
    failing = tuple(_tell(one, lines) for one in examples if not is_kept(one, lexicon))
    acts = ((section, name) for section in _SECTIONS for name in data.get(section, {}))
    unfilled = tuple(f"{section}.{name}" for section, name in acts if not _lines(whole[section][name].get("says")))
    return Checked(len(examples), failing, unfilled)


def template_of(language: str) -> str:
    """Return the template of a phrasebook: every act with what it means and an English example, and no phrase."""
    return read_template().replace(_LANGUAGE_HERE, language)


def _tell(example: Example, lines: LineMap) -> Mistake:
    _, _, expected = PARTS[example.section][example.part]
    told = "is not read so; widen a phrase." if expected else "is read so; narrow a phrase, or add to 'unless'."
    text = f"{example.text!r:.80} {told}"
    return Mistake(lines.file, lines.line(example.path) + 1 + example.line, ".".join(example.path), text)


def _name(path: Path) -> str:
    """Return how reports name a file: its name, and the beginning of the hash of its content."""
    return f"{path.name} (sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:_SHOWN]})"


def _load(path: Path, lexicon: Lexicon) -> tuple[dict[str, Any], LineMap]:
    """Return the content of a file and its lines; every phrase in it can be compiled."""
    document, lines = load_yaml(path, phrasebook_schema())
    data: dict[str, Any] = _without_empty(document)
    base = lexicon.data.get(data["language"], {})
    words = {fold(name): _lines(block) for part in (base, data) for name, block in part.get("words", {}).items()}
    mistakes = [*_wrong_phrases(data, words, lines), *_wrong_language(data, base, lines)]
    if mistakes:
        raise FileError(mistakes)
    return data, lines


def _without_empty(value: Any) -> Any:  # noqa: ANN401 (foreign data in and out)
    """Return the data without keys that hold nothing, as `unless:` with nothing behind it."""
    if not isinstance(value, dict):
        return value
    return {key: _without_empty(one) for key, one in value.items() if one is not None}


def _wrong_language(data: Mapping[str, Any], base: Mapping[str, Any], lines: LineMap) -> Iterator[Mistake]:
    is_latin = data.get("letters", base.get("letters", LATIN)) == LATIN
    if is_latin and not base and not function_words(data):
        text = f"a language besides {', '.join(SHIPPED)} needs function_words, by which it is told from them."
        yield lines.mistake(("language",), text)
    for name, rule in data.get("items", {}).items():
        known = {item.value for item in Item} | set(base.get("items", {}))
        if name not in known and "as" not in rule:
            yield lines.mistake(("items", name), f"a new item needs 'as': one of {', '.join(Item)}.")


def _wrong_phrases(data: Mapping[str, Any], words: Words, lines: LineMap) -> Iterator[Mistake]:
    for path, block in _blocks(data, ()):
        for at, line in enumerate(block.splitlines()):
            if line.strip():
                told = _wrong(path, line.strip(), words)
                place = lines.line(path) + 1 + at if "\n" in block else lines.line(path)
                yield from (Mistake(lines.file, place, ".".join(path), text) for text in told)


def _wrong(path: tuple[str, ...], line: str, words: Words) -> Iterator[str]:
    if path[-1] == "counts":
        if not line.partition(",")[0].strip().isdecimal():
            yield f"{line!r:.80} begins with no number; expected one such as '3, three, few'."
        return
    for phrase in line.split(",") if path[-1] == "same" else [line]:
        try:
            compiled = compile_phrases([phrase.strip()], words)
        except PhraseError as error:
            yield str(error)
            return
        if compiled and compiled.search("") and not _MAY_MATCH_ALL.intersection(path):
            yield f"{phrase.strip()!r:.80} matches every text; a phrase needs a word that must be there."


def _blocks(data: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every block of phrases, or of groups or counts, with its keys."""
    for key, value in data.items():
        if isinstance(value, dict) and key != EXAMPLES:
            yield from _blocks(value, (*path, key))
        elif isinstance(value, str) and key not in _NO_PHRASES:
            yield (*path, key), value


def _lines(block: object) -> tuple[str, ...]:
    text = block if isinstance(block, str) else ""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


# --- the schema ------------------------------------------------------------------------------------


def phrasebook_schema() -> dict[str, Any]:
    """Return the JSON Schema of phrasebooks."""
    deeds = {name: _rule(*_DEED, section="deeds") for name in data_of("en")["deeds"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Phrasebook of runaround",
        "type": "object",
        "x-expected": "keys with values, such as 'language' and 'company'",
        "required": ["language"],
        "additionalProperties": False,
        "properties": {
            "language": {"type": "string", "pattern": "^[a-z]{2,3}$", "x-expected": "a code such as es"},
            "letters": _LETTERS,
            **dict.fromkeys(("function_words", "links", "before_name", "formulas", "stopwords", "same"), _TEXT),
            **dict.fromkeys(("values", "endings", "conditions", "periods"), _TEXT),
            "words": _named(_TEXT),
            **{section: _acts(section) for section in _SECTIONS},
            "learned": _named(_rule("says", "unless")),
            "request": _closed(dict.fromkeys(_REQUEST, _TEXT)),
            "items": _named(_rule("nouns", "asks", "gives", section="items", scalars=_ITEM)),
            "deeds": _closed(deeds),
            "deeds_unless": _closed(dict.fromkeys(_DEED, _TEXT)),
            "times": _closed(dict.fromkeys(("counts", "to", "more", "asks", *UNITS, *CALENDAR_PARTS), _TEXT)),
            "topics": _named(_rule("says", "fits")),
            "claims": _named(_rule("affirms", "denies", "unless", scalars={"bound": {"type": "boolean"}})),
            "measures": _named(_rule("says", "unless", scalars={"of": {"enum": ["time", "money"]}})),
        },
    }


def _acts(section: str) -> dict[str, Any]:
    """Return what may stand under a side: the acts that the house reads there."""
    return _closed({name: _rule("says", "unless", section=section) for name in data_of(SHIPPED[0])[section]})


def _rule(*parts: str, section: str = "", scalars: Mapping[str, Any] | None = None) -> dict[str, Any]:
    examples = {EXAMPLES: _closed(dict.fromkeys(PARTS[section], _TEXT))} if section else {}
    return _closed({**dict.fromkeys(parts, _TEXT), **examples, **(scalars or {})})


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": ["object", "null"], "additionalProperties": False, "properties": dict(properties)}


def _named(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": ["object", "null"], "additionalProperties": value}
