"""Turns scenario files into scenarios, and gathers every mistake of all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from runaround.errors import FileError, Mistake
from runaround.model import (
    Escalation,
    Evidence,
    Expectation,
    HumanWish,
    Item,
    Outcome,
    Patience,
    Scenario,
    ScenarioSession,
)
from runaround.scenario_file.checks import MEDIA_TYPES, find_contradictions, languages_of
from runaround.yaml_file import keep_text, read_yaml, validate

__all__ = ["Document", "load_files", "load_scenarios", "scenario_paths"]

_PACKAGE = Path(__file__).resolve().parent.parent
_ENDINGS = frozenset({".yaml", ".yml"})
_SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}

Document = Mapping[str, Any]


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
    """Return the scenarios of `paths`, in that order, each file's sorted by language.

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
        raise FileError(mistakes)
    return tuple(scenarios)


def scenario_paths(folder: Path) -> tuple[Path, ...]:
    """Return the YAML files below `folder`, sorted; hidden files and folders do not count."""
    found = (path for path in folder.rglob("*") if path.suffix in _ENDINGS and path.is_file())
    return tuple(sorted(path for path in found if not _is_hidden(path.relative_to(folder))))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _load_file(path: Path) -> tuple[Scenario, ...]:
    schema = _read_schema()
    document, lines = read_yaml(path)
    document = keep_text(document, schema, lines)
    mistakes = validate(document, schema, lines)
    if isinstance(document, dict):
        mistakes += find_contradictions(document, lines, path)
    if mistakes:
        raise FileError(sorted(mistakes, key=lambda mistake: mistake.line))
    return tuple(_build(document, lang, path) for lang in languages_of(document))


@cache
def _read_schema() -> Document:
    schema: Document = json.loads((_PACKAGE / "scenario.schema.json").read_text("utf-8"))
    return schema


@cache
def _default_sayings(lang: str) -> Mapping[str, tuple[str, ...]]:
    """Return the wording that ships with runaround, per move, and the names of items as `item_photo` and so on."""
    document, _ = read_yaml(_PACKAGE / "sayings.yaml")
    moves = {move: tuple(texts) for move, texts in document[lang]["moves"].items()}
    names = {f"item_{item}": (name,) for item, name in document[lang]["items"].items()}
    return {**moves, **names}


# --- building: the document is valid from here on ------------------------------------------------------


def _build(document: Document, lang: str, path: Path) -> Scenario:
    """Return the scenario of a valid document in one of its languages."""
    return Scenario(
        id=path.stem,
        lang=lang,
        area=path.resolve().parent.name,
        title=_in(document.get("title", path.stem), lang),
        source=document.get("source", ""),
        sessions=tuple(_build_session(one, lang) for one in document["sessions"]),
        facts={Item(item): _in(fact, lang) for item, fact in document.get("facts", {}).items()},
        evidence={evidence.item: evidence for evidence in _build_evidence(document, lang, path)},
        lacks=frozenset(Item(item) for item in document.get("lacks", ())),
        choices=_texts(document.get("choices"), lang),
        solved_by=_texts(document.get("solved_by"), lang),
        answered_by=_texts(document.get("answered_by"), lang),
        accepts_offers=_texts(document.get("accepts_offers"), lang),
        sayings=_build_sayings(document, lang),
        human=_build_wish(document.get("human")),
        patience=_build_patience(document.get("patience", {})),
        reply_within_s=float(document["reply_within_s"]) if "reply_within_s" in document else None,
        expect=_build_expectation(document.get("expect", {})),
        tags=tuple(document.get("tags", ())),
    )


def _build_session(session: Document, lang: str) -> ScenarioSession:
    return ScenarioSession(_texts(session["opening"], lang), _seconds(session.get("after", "0 s")))


def _build_evidence(document: Document, lang: str, path: Path) -> Iterator[Evidence]:
    for item, given in document.get("evidence", {}).items():
        file = (path.parent / given["file"]).resolve()
        describes = _in(given.get("describes", ""), lang)
        yield Evidence(Item(item), str(file), MEDIA_TYPES[file.suffix.lower()], describes)


def _build_sayings(document: Document, lang: str) -> Mapping[str, tuple[str, ...]]:
    own = document.get("sayings", {}).get(lang, {})
    return {**_default_sayings(lang), **{move: _texts(own, move) for move in own}}


def _build_wish(human: Any) -> HumanWish | None:  # noqa: ANN401 (foreign data)
    """Return the wish; one that says its turn does not also wait for failures, unless it says so."""
    if not isinstance(human, dict):
        return None
    usual = HumanWish()
    after_failures = human.get("after_failures", None if "at_turn" in human else usual.after_failures)
    return HumanWish(
        at_turn=_whole(human.get("at_turn")),
        after_failures=_whole(after_failures),
        persistence=int(human.get("persistence", usual.persistence)),
    )


def _whole(number: float | None) -> int | None:
    """Return 3 for the 3.0 that JSON Schema takes as a whole number too."""
    return None if number is None else int(number)


def _build_patience(patience: Document) -> Patience:
    usual = Patience()
    return Patience(int(patience.get("turns", usual.turns)), float(patience.get("wait_s", usual.wait_s)))


def _build_expectation(expect: Document) -> Expectation:
    outcome = Outcome(expect["outcome"]) if "outcome" in expect else None
    return Expectation(outcome, Escalation(expect.get("escalation", Escalation.ALLOWED)))


def _in(text: Any, lang: str) -> str:  # noqa: ANN401 (foreign data)
    """Return a text that may be one for all languages, or one for each."""
    return str(text[lang] if isinstance(text, dict) else text)


def _texts(texts_by_key: Any, key: str) -> tuple[str, ...]:  # noqa: ANN401 (foreign data)
    found = (texts_by_key or {}).get(key, ())
    return (found,) if isinstance(found, str) else tuple(found)


def _seconds(after: str) -> float:
    unit = after.lstrip("0123456789. ")
    return float(after.removesuffix(unit)) * _SECONDS[unit]
