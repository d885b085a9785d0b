"""Topic files: what a writer gets wrong is said, and topics of different files have one order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from runaround.specimens.knowledge import load_knowledge
from runaround.specimens.topic_files import TopicFileError, load_topics, read_topics
from runaround.specimens.topic_mistakes import BLANKS, FLAWS, find_mistakes
from runaround.specimens.topics import ASKABLE, Lang


def a_topic(**changed) -> dict:
    """Return the content of a topic that has everything it needs, with `changed` keys; None takes one away."""
    words = {"cues": ["bike"], "title": "a bike", "sorry": ["Sorry."], "solution": ["Done, {reference}."]}
    topic = {"specificity": 50, "en": dict(words), "zh": dict(words), **changed}
    return {key: value for key, value in topic.items() if value is not None}


def a_block(**changed) -> dict:
    """Return the words of one language, with `changed` keys; None takes one away."""
    words = {**a_topic()["en"], **changed}
    return {key: value for key, value in words.items() if value is not None}


def in_both(**changed) -> dict:
    return a_topic(en=a_block(**changed), zh=a_block(**changed))


MISTAKES = {
    "a language": (a_topic(zh=None), "bike: 'zh' is missing; every topic speaks every language."),
    "specificity": (a_topic(specificity=None), "bike: specificity: found None, expected a whole number from 1 to 99."),
    "unknown key": (
        a_topic(urgnt=True),
        "bike: unknown key 'urgnt'; known: decision, effects, en, general, needs, specificity, urgent, zh.",
    ),
    "switch": (a_topic(urgent="very"), "bike: urgent: found 'very', expected yes or no."),
    "needs": (
        a_topic(needs=["shoe_size"]),
        f"bike: needs: found ['shoe_size'], expected a list of {', '.join(sorted(ASKABLE))}.",
    ),
    "effects": (
        a_topic(effects="refund"),
        "bike: effects: found 'refund', expected a list of address, cancel, refund.",
    ),
    "one language has more": (
        a_topic(en=a_block(news=["All well."])),
        "bike: zh: 'news' is missing, another language has it.",
    ),
}
MISTAKES_IN_BOTH = {
    "solution": (in_both(solution=None), "'solution' is missing."),
    "stock without other": (in_both(stock=["Wait."]), "'other' is missing."),
    "not a list": (in_both(sorry="Sorry."), "sorry: found 'Sorry.', expected a list of texts."),
    "twice": (in_both(sorry=["Sorry.", "Sorry."]), "sorry: a text stands twice."),
    "broken expression": (
        in_both(cues=["(bike"]),
        "cues: '(bike': no regular expression: missing ), unterminated subpattern at position 0.",
    ),
    "expression that fits always": (in_both(cues=["bike|"]), "cues: 'bike|': fits every message."),
    "unknown blank": (
        in_both(solution=["Sent to {city}."]),
        f"solution: 'Sent to {{city}}.': unknown blank 'city'; known: {', '.join(sorted(BLANKS))}.",
    ),
    "unknown defect": (
        in_both(defects={"kepe": ["Stay."]}),
        f"defects: unknown key 'kepe'; known: {', '.join(sorted(FLAWS))}.",
    ),
    "answer without cues": (in_both(answers={"fee": {"say": ["None."]}}), "answers.fee: 'cues' is missing."),
}


@pytest.mark.parametrize(("topic", "mistake"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_topic_is_told_with_file_topic_and_key(topic, mistake):
    assert [f"topics_x.yaml: {mistake}"] == list(find_mistakes("topics_x.yaml", {"bike": topic}))


@pytest.mark.parametrize(("topic", "mistake"), MISTAKES_IN_BOTH.values(), ids=MISTAKES_IN_BOTH)
def test_a_mistake_in_the_words_is_told_with_the_language(topic, mistake):
    expected = [f"topics_x.yaml: bike: {lang}: {mistake}" for lang in ("zh", "en")]

    assert expected == list(find_mistakes("topics_x.yaml", {"bike": topic}))


def test_a_topic_that_is_right_has_no_mistake():
    answers = {"fee": {"cues": ["fee"], "say": ["There is no fee."], "contrary": ["The fee is 15."]}}
    words = a_block(answers=answers, defects={"keep": ["Stay."]}, stock=["Wait."], other=["Look."])
    topic = a_topic(en=words, zh=words, needs=["account"], effects=["cancel"], decision=True)

    assert [] == list(find_mistakes("topics_x.yaml", {"bike": topic}))


def test_a_topic_in_two_files_is_refused():
    text = yaml.safe_dump({"bike": a_topic()})

    with pytest.raises(TopicFileError, match=r"topics_b\.yaml: bike: this topic stands in topics_a\.yaml too"):
        read_topics({"topics_b.yaml": text, "topics_a.yaml": text}, Lang.EN)


def test_all_mistakes_of_all_files_come_at_once():
    text = yaml.safe_dump({"bike": a_topic(zh=None)})

    with pytest.raises(TopicFileError) as refused:
        read_topics({"topics_b.yaml": text, "topics_a.yaml": "[]"}, Lang.EN)

    assert [
        "topics_a.yaml: found list, expected topics by name.",
        "topics_b.yaml: bike: 'zh' is missing; every topic speaks every language.",
    ] == str(refused.value).splitlines()


def test_a_file_that_is_no_yaml_is_told_with_its_name():
    with pytest.raises(TopicFileError, match=r"topics_a\.yaml: no YAML"):
        read_topics({"topics_a.yaml": "bike: [\n"}, Lang.EN)


def test_urgent_topics_come_first_then_the_more_specific_and_never_in_the_order_of_files():
    first = yaml.safe_dump({"c": a_topic(specificity=40), "b": a_topic(specificity=60)}, sort_keys=False)
    second = yaml.safe_dump({"a": a_topic(specificity=40), "d": a_topic(specificity=1, urgent=True)}, sort_keys=False)

    orders = {
        tuple(read_topics(texts, Lang.EN))
        for texts in (
            {"topics_x.yaml": first, "topics_y.yaml": second},
            {"topics_y.yaml": second, "topics_x.yaml": first},
        )
    }

    assert {("d", "b", "a", "c")} == orders


def test_the_area_of_a_topic_is_that_of_its_file():
    assert "bikes" == read_topics({"topics_bikes.yaml": yaml.safe_dump({"bike": a_topic()})}, Lang.EN)["bike"].area


def test_every_language_knows_the_same_topics():
    assert 1 == len({tuple(load_topics(lang)) for lang in Lang})


@pytest.mark.parametrize("lang", Lang)
def test_everything_that_may_be_needed_can_be_asked_for_and_thanked_for(lang):
    say = load_knowledge(lang).say

    assert set() == {f"{move}.{item}" for move in ("ask", "got") for item in ASKABLE} - say.keys()


def test_the_example_of_the_page_has_no_mistake():
    page = (Path(__file__).parent.parent.parent / "docs" / "specimens.md").read_text("utf-8")
    example = re.search(r"```yaml\n(bike_deposit:.*?)```", page, re.DOTALL)

    assert example is not None
    assert [] == list(find_mistakes("topics_x.yaml", yaml.safe_load(example[1])))


def test_the_page_explains_every_key_of_defects():
    page = (Path(__file__).parent.parent.parent / "docs" / "specimens.md").read_text("utf-8")
    table = page.split("| under `defects` |")[1].split("\n\n")[0]

    assert set() == FLAWS - set(re.findall(r"`(\w+)`", table))
