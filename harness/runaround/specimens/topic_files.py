"""Reads the topic files beside this module, one an area, and says everything that is wrong with them at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from runaround.model import Item
from runaround.specimens.topic_mistakes import find_mistakes
from runaround.specimens.topics import Answer, Effect, Lang, Topic

__all__ = ["TopicFileError", "load_topics", "read_topics"]

_LISTS = ("sorry", "solution", "news", "stock", "other")


class TopicFileError(ValueError):
    """Topic files have mistakes; the text has a line for each: file, topic, key, what is wrong."""


@cache
def load_topics(lang: Lang) -> Mapping[str, Topic]:
    """Return the topics of all files in `lang` by name, the most urgent and specific first, equals by name.

    Raises TopicFileError.
    """
    found = [entry for entry in files(__package__).iterdir() if re.fullmatch(r"topics_[a-z]+\.yaml", entry.name)]
    return read_topics({entry.name: entry.read_text(encoding="utf-8") for entry in found}, lang)


def read_topics(texts: Mapping[str, str], lang: Lang) -> Mapping[str, Topic]:
    """Return the topics of `texts` (file name to content) as `load_topics` does; raises TopicFileError."""
    contents = {name: _parse(name, text) for name, text in texts.items()}
    if mistakes := [mistake for name in sorted(contents) for mistake in find_mistakes(name, contents[name])]:
        raise TopicFileError("\n".join(mistakes))
    if twice := list(_find_doubles(contents)):
        raise TopicFileError("\n".join(twice))
    topics = [
        _topic(name, file.removeprefix("topics_").removesuffix(".yaml"), facts=facts, lang=lang)
        for file, content in contents.items()
        for name, facts in content.items()
    ]
    topics.sort(key=lambda topic: (not topic.is_urgent, -topic.specificity, topic.id))
    return {topic.id: topic for topic in topics}


def _parse(file: str, text: str) -> Any:  # noqa: ANN401 (what a file holds is checked before it is used)
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        msg = f"{file}: no YAML: {error}"
        raise TopicFileError(msg) from error
    return {} if content is None else content


def _find_doubles(contents: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield a sentence for each topic that stands in two files."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted(contents):
        for name in contents[file]:
            places[name].append(file)
    for name, where in places.items():
        if len(where) > 1:
            yield f"{where[1]}: {name}: this topic stands in {where[0]} too; a topic has one file."


def _topic(name: str, area: str, *, facts: Mapping[str, Any], lang: Lang) -> Topic:
    words: Mapping[str, Any] = facts[lang]
    return Topic(
        id=name,
        area=area,
        specificity=facts["specificity"],
        title=words["title"],
        needs=tuple(Item(item) for item in facts.get("needs", ())),
        is_general=facts.get("general", False),
        is_urgent=facts.get("urgent", False),
        is_decision=facts.get("decision", False),
        effects=frozenset(Effect(effect) for effect in facts.get("effects", ())),
        cues=_patterns(words.get("cues", ())),
        **{key: tuple(words.get(key, ())) for key in _LISTS},
        answers={key: _answer(answer) for key, answer in words.get("answers", {}).items()},
        flaws={key: tuple(wordings) for key, wordings in words.get("defects", {}).items()},
    )


def _answer(answer: Mapping[str, list[str]]) -> Answer:
    return Answer(_patterns(answer["cues"]), tuple(answer["say"]), tuple(answer.get("contrary", ())))


def _patterns(cues: list[str] | tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(cue, re.IGNORECASE) for cue in cues)
