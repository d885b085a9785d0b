"""What consumers write about each topic, in many manners, is understood, and the matter is settled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from runaround.model import Event, Item
from runaround.specimens import File
from runaround.specimens.knowledge import load_knowledge
from runaround.specimens.topics import EVIDENCE, Lang

FILES = sorted(Path(__file__).parent.glob("examples_*.yaml"))
EXAMPLES = {
    (name, lang, manner): text
    for path in FILES
    for name, blocks in yaml.safe_load(path.read_text("utf-8")).items()
    for lang, manners in blocks.items()
    for manner, text in manners.items()
}
DESCRIPTION = {"zh": "昨天还好好的，屏幕显示AUX", "en": "It worked yesterday, the display shows AUX"}
MANNERS = {
    Lang.EN: ("plain", "short", "formal", "angry", "misspelt", "mixed"),
    Lang.ZH: ("plain", "short", "formal", "angry", "misspelt", "mixed", "traditional"),
}
_MIXED = "mixed"
"""Both languages in one message: the answer may come in either."""

FILE = File("picture.png", "image/png", 2048)
GIVEN = {
    Item.ORDER_NUMBER: "447120835",
    Item.ACCOUNT: "olive_4471",
    Item.PHONE: "13800004471",
    Item.ADDRESS: "12 Sample Road",
}

MATTERS = {key: text for key, text in EXAMPLES.items() if "." not in key[0]}
QUESTIONS = {key: text for key, text in EXAMPLES.items() if "." in key[0]}
"""Those of plain questions have a topic, a dot and the question as their name."""


@pytest.mark.parametrize("lang", Lang)
def test_every_topic_has_examples_in_every_manner(lang):
    missing = {
        (name, manner)
        for name, topic in load_knowledge(lang).topics.items()
        if topic.solution
        for manner in MANNERS[lang]
        if (name, lang, manner) not in EXAMPLES
    }

    assert set() == missing


@pytest.mark.parametrize(("key", "text"), MATTERS.items(), ids=[".".join(key) for key in MATTERS])
def test_the_topic_is_heard_and_settled_with_what_it_needs(talk, key, text):
    """The solution comes once everything needed was given, and not before; that shows the topic that was heard."""
    name, lang, manner = key
    topic = load_knowledge(Lang(lang)).topics[name]
    chat = talk("healthy")

    chat.say(text)
    for item in () if topic.is_urgent else topic.needs:
        if item is Item.DESCRIPTION and says(chat.heard, topic.solution):
            continue  # the opening told enough
        assert not says(chat.heard, topic.solution)
        chat.say(**({"files": (FILE,)} if item in EVIDENCE else {"text": GIVEN.get(item, DESCRIPTION[lang])}))
    if Event.HUMAN_JOINED in chat.events:
        chat.say("ok")

    solutions = [load_knowledge(one).topics[name].solution for one in Lang if one == lang or manner == _MIXED]
    assert any(says(chat.heard, solution) for solution in solutions)


@pytest.mark.parametrize("lang", Lang)
def test_every_plain_question_has_an_example(lang):
    names = {f"{topic.id}.{name}" for topic in load_knowledge(lang).topics.values() for name in topic.answers}

    assert names == {name for name, one, _ in QUESTIONS if one == lang}


@pytest.mark.parametrize(("key", "text"), QUESTIONS.items(), ids=[".".join(key) for key in QUESTIONS])
def test_a_plain_question_is_answered_and_nothing_is_begun(talk, key, text):
    name, lang, _ = key
    topic, question = name.split(".")
    chat = talk("healthy")

    chat.say(text)

    assert says(chat.heard, load_knowledge(Lang(lang)).topics[topic].answers[question].say)
    assert [] == chat.states


def says(messages, wordings) -> bool:
    """Return whether one of `wordings` stands in `messages`, whatever fills its blanks."""
    patterns = [".+?".join(map(re.escape, re.split(r"\{\w+\}", wording))) for wording in wordings]
    return any(re.search(pattern, message.text, re.IGNORECASE) for pattern in patterns for message in messages)
