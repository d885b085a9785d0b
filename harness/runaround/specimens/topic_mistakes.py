"""What can be wrong with a topic file: a sentence for each mistake, with file, topic and key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from runaround.specimens.topics import ASKABLE, Effect, Lang

__all__ = ["BLANKS", "FLAWS", "find_mistakes"]

BLANKS = frozenset({"order", "account", "address", "phone", "reference", "day", "title"})
"""What may stand in braces in a wording."""

FLAWS = frozenset(
    {
        "beside",
        "claim",
        "cold",
        "contrary",
        "elsewhere",
        "insist",
        "keep",
        "nothing_yet",
        "obstacles",
        "promise_dated",
        "scold",
        "secret",
        "undone",
        "upsell",
    }
)
"""Defects whose words a topic may have of its own; the others are the same everywhere."""

_FACTS = frozenset({"specificity", "needs", "general", "urgent", "decision", "effects", *Lang})
_SWITCHES = ("general", "urgent", "decision")
_LISTS = ("cues", "sorry", "solution", "news", "stock", "other")
_WORDS = frozenset({"title", "answers", "defects", *_LISTS})
_ANSWER = frozenset({"cues", "say", "contrary"})
_HIGHEST = 99


def find_mistakes(file: str, content: object) -> Iterator[str]:
    """Yield everything that is wrong with the content of one topic file, a sentence each."""
    if not isinstance(content, dict):
        yield f"{file}: found {type(content).__name__}, expected topics by name."
        return
    for name, facts in content.items():
        where = f"{file}: {name}"
        if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield f"{where}: a topic's name is lower case letters, digits and underscores."
        if not isinstance(facts, dict):
            yield f"{where}: found {type(facts).__name__}, expected its keys."
            continue
        yield from _find_in_facts(where, facts)
        blocks = {lang: facts[lang] for lang in Lang if isinstance(facts.get(lang), dict)}
        for lang in Lang:
            if lang not in blocks:
                yield f"{where}: '{lang}' is missing; every topic speaks every language."
        for lang, words in blocks.items():
            yield from _find_in_words(f"{where}: {lang}", words)
        if len(blocks) == len(Lang):
            yield from _find_differences(where, blocks)


def _find_in_facts(where: str, facts: Mapping[str, Any]) -> Iterator[str]:
    yield from _find_unknown(where, facts, _FACTS)
    specificity = facts.get("specificity")
    if not isinstance(specificity, int) or isinstance(specificity, bool) or not 1 <= specificity <= _HIGHEST:
        yield f"{where}: specificity: found {specificity!r}, expected a whole number from 1 to {_HIGHEST}."
    for key in _SWITCHES:
        if not isinstance(facts.get(key, False), bool):
            yield f"{where}: {key}: found {facts[key]!r}, expected yes or no."
    for key, known in (("needs", sorted(ASKABLE)), ("effects", sorted(Effect))):
        listed = facts.get(key, [])
        wrong = listed if not isinstance(listed, list) else [one for one in listed if one not in known]
        if wrong or not isinstance(listed, list):
            yield f"{where}: {key}: found {wrong!r}, expected a list of {', '.join(known)}."


def _find_in_words(where: str, words: Mapping[str, Any]) -> Iterator[str]:
    yield from _find_unknown(where, words, _WORDS)
    if not isinstance(words.get("title"), str):
        yield f"{where}: title: found {words.get('title')!r}, expected a text that fits after 'about'."
    tells_only = "answers" in words and "solution" not in words
    needed = [] if tells_only else ["cues", "sorry", "solution", *(["other"] if "stock" in words else [])]
    for key in needed:
        if key not in words:
            yield f"{where}: '{key}' is missing."
    lists: dict[str, Any] = {key: words[key] for key in _LISTS if key in words}
    defects, answers = words.get("defects", {}), words.get("answers", {})
    if not isinstance(defects, dict) or not isinstance(answers, dict):
        yield f"{where}: 'defects' and 'answers' hold lists by name."
        return
    yield from _find_unknown(f"{where}: defects", defects, FLAWS)
    lists |= {f"defects.{key}": found for key, found in defects.items()}
    for name, answer in answers.items():
        yield from _find_in_answer(f"{where}: answers.{name}", answer)
        lists |= {f"answers.{name}.{key}": found for key, found in answer.items()} if isinstance(answer, dict) else {}
    for key, found in lists.items():
        yield from _find_in_list(f"{where}: {key}", found, is_cues=key.endswith("cues"))


def _find_in_answer(where: str, answer: object) -> Iterator[str]:
    if not isinstance(answer, dict):
        yield f"{where}: found {answer!r}, expected 'cues' and 'say'."
        return
    yield from _find_unknown(where, answer, _ANSWER)
    for key in ("cues", "say"):
        if key not in answer:
            yield f"{where}: '{key}' is missing."


def _find_in_list(where: str, found: object, *, is_cues: bool) -> Iterator[str]:
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        yield f"{where}: found {str(found)[:80]!r}, expected a list of texts."
        return
    if len(set(found)) != len(found):
        yield f"{where}: a text stands twice."
    for text in found:
        mistake = _find_in_cue(text) if is_cues else _find_in_wording(text)
        if mistake:
            yield f"{where}: {text[:80]!r}: {mistake}"


def _find_in_cue(text: str) -> str:
    """Return what is wrong with a regular expression; one that fits nothing at all would fit everything."""
    try:
        is_always = re.compile(text).search("") is not None
    except re.error as error:
        return f"no regular expression: {error}."
    return "fits every message." if is_always else ""


def _find_in_wording(text: str) -> str:
    try:
        blanks = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        return f"{error}."
    wrong = sorted(blanks - BLANKS)
    return f"unknown blank {wrong[0]!r}; known: {', '.join(sorted(BLANKS))}." if wrong else ""


def _find_differences(where: str, blocks: Mapping[Lang, Mapping[str, Any]]) -> Iterator[str]:
    """Yield what one language has and another lacks: a specimen must behave alike in all of them."""
    outlines = {lang: set(_outline(words)) for lang, words in blocks.items()}
    everything = set().union(*outlines.values())
    for lang, outline in outlines.items():
        for key in sorted(everything - outline):
            yield f"{where}: {lang}: '{key}' is missing, another language has it."


def _outline(words: Mapping[str, Any]) -> Iterator[str]:
    for key, found in words.items():
        yield key
        if key in {"answers", "defects"} and isinstance(found, dict):
            yield from (f"{key}.{name}" for name in found)


def _find_unknown(where: str, found: Mapping[str, Any], known: frozenset[str]) -> Iterator[str]:
    for key in found:
        if key not in known:
            yield f"{where}: unknown key {key!r}; known: {', '.join(sorted(known))}."
