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

every_example = pytest.mark.parametrize(("key", "text"), EXAMPLES.items(), ids=[".".join(key) for key in EXAMPLES])


@pytest.mark.parametrize("lang", Lang)
def test_every_topic_has_examples_in_every_manner(lang):
    missing = {
        (name, manner)
        for name in load_knowledge(lang).topics
        for manner in MANNERS[lang]
        if (name, lang, manner) not in EXAMPLES
    }

    assert set() == missing


@every_example
def test_the_topic_is_heard_and_settled_with_what_it_needs(talk, key, text):
    """The solution comes once everything needed was given, and not before; that shows the topic that was heard."""
    name, lang, manner = key
    topic = load_knowledge(Lang(lang)).topics[name]
    chat = talk("healthy")

    chat.say(text)
    for item in () if topic.is_urgent or topic.needs_human else topic.needs:
        assert not says(chat.heard, topic.solution)
        chat.say(**({"files": (FILE,)} if item in EVIDENCE else {"text": GIVEN[item]}))
    if Event.HUMAN_JOINED in chat.events:
        chat.say("ok")

    solutions = [load_knowledge(one).topics[name].solution for one in Lang if one == lang or manner == _MIXED]
    assert any(says(chat.heard, solution) for solution in solutions)


def says(messages, wordings) -> bool:
    """Return whether one of `wordings` stands in `messages`, whatever fills its blanks."""
    patterns = [".+?".join(map(re.escape, re.split(r"\{\w+\}", wording))) for wording in wordings]
    return any(re.search(pattern, message.text, re.IGNORECASE) for pattern in patterns for message in messages)
