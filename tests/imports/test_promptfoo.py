"""promptfoo's tests become scenarios."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import yaml

from runaround.imports import Fate, Imported, ImportedFile
from runaround.model import Check, Scenario

Bring = Callable[..., ImportedFile]
Load = Callable[[Imported], tuple[Scenario, ...]]
Fates = Callable[..., dict[str, int]]


CONFIG = """\
description: shop
prompts: ['{{question}}']
providers: [openai:gpt-5-mini]
defaultTest:
  assert:
  - {type: latency, threshold: 4000}
tests:
- description: delivery
  vars: {question: 'Where is order {{nr}}?', nr: '4471', other: x}
  metadata: {conversationId: c1}
  assert:
  - {type: icontains, value: 'order {{nr}}'}
  - {type: not-contains, value: sorry}
  - {type: llm-rubric, value: is polite}
- vars: {question: 'And what is {{fruit}}?'}
  metadata: {conversationId: c1}
  assert:
  - {type: regex, value: '\\d+ days'}
  - {type: contains-all, value: [day, '1,000']}
- vars: {question: ['Can I pay later?', 'Later?']}
"""


def test_tests_of_one_conversation_make_one_scenario(bring: Bring, load: Load) -> None:
    delivery, *_ = bring(CONFIG, "promptfooconfig.yaml").scenarios

    (scenario,) = load(delivery)

    assert ["Where is order 4471?", "And what is fruit?"] == [line.say for line in scenario.sessions[0].script]
    checks = (
        Check(1, contains=("order 4471",), misses=("sorry",)),
        Check(2, contains=("day",), matches="\\d+ days"),
        Check(2, contains=("1,000",)),
    )
    assert (checks, 4.0) == (scenario.expect.checks, scenario.reply_within_s)


def test_a_list_of_questions_makes_a_scenario_each(bring: Bring) -> None:
    _, *others = bring(CONFIG, "promptfooconfig.yaml").scenarios

    said = [one.document["sessions"][0]["script"][0]["say"]["en"] for one in others]
    assert ["Can I pay later?", "Later?"] == said


def test_what_only_a_run_or_a_model_knows_is_told(bring: Bring, fates: Fates) -> None:
    imported = bring(CONFIG, "promptfooconfig.yaml")

    assert {"{{fruit}}": 1, "llm-rubric": 1} == fates(imported.scenarios[0].account, Fate.LEFT_OUT)
    assert {"providers": 1} == fates(imported.account, Fate.LEFT_OUT)


def test_that_a_test_asks_for_less_than_all_or_for_another_bot_is_told(bring: Bring, fates: Fates) -> None:
    """Else a scenario would be stricter than its test, and nobody would know."""
    text = "defaultTest: {threshold: 0.5}\ntests:\n- {vars: {question: Hi}}\n- {vars: {question: Ho}, provider: x}\n"

    imported = bring(text, "promptfooconfig.yaml")

    assert {"threshold": 2, "provider": 1} == fates(imported.account, Fate.LEFT_OUT)


def one_test(**assertion: object) -> str:
    """Return a configuration with one test and one assertion."""
    return yaml.safe_dump({"prompts": ["{{q}}"], "tests": [{"vars": {"q": "hi"}, "assert": [assertion]}]})


CARRIED = {
    "equals": ({"type": "equals", "value": "Yes."}, (Check(1, contains=("Yes.",)),)),
    "starts-with": ({"type": "starts-with", "value": "Yes. (a)"}, (Check(1, matches=r"(?s)^\s*Yes\.\ \(a\)"),)),
    "contains-any": ({"type": "contains-any", "value": ["a", "b"]}, (Check(1, contains=("a", "b")),)),
    "not-icontains-any": ({"type": "not-icontains-any", "value": ["a", "b"]}, (Check(1, misses=("a", "b")),)),
    "a number": ({"type": "contains", "value": 0}, (Check(1, contains=("0",)),)),
    "a set": (
        {"type": "assert-set", "assert": [{"type": "contains", "value": "a"}, {"type": "icontains", "value": "b"}]},
        (Check(1, contains=("a",)), Check(1, contains=("b",))),
    ),
}


@pytest.mark.parametrize(("assertion", "checks"), CARRIED.values(), ids=CARRIED)
def test_assertions_that_become_checks(
    assertion: dict[str, object], checks: tuple[Check, ...], bring: Bring, load: Load
) -> None:
    (scenario,) = load(bring(one_test(**assertion), "p.yaml").scenarios[0])

    assert checks == scenario.expect.checks


LEFT = [
    {"type": "is-json"},
    {"type": "javascript", "value": "output.length < 5"},
    {"type": "similar", "value": "x", "threshold": 0.8},
    {"type": "equals", "value": {"a": 1}},
    {"type": "not-equals", "value": "x"},
    {"type": "not-contains-all", "value": ["a", "b"]},
    {"type": "regex", "value": "(?<=a)b"},
    {"type": "contains", "value": "file://expected.txt"},
    {"type": "cost", "threshold": 0.1},
    {"type": "made-up"},
    {"type": "latency", "threshold": "fast"},
    {"type": "levenshtein", "value": "x", "threshold": 5},
]


@pytest.mark.parametrize("assertion", LEFT, ids=lambda one: one["type"])
def test_assertions_that_cannot_be_kept_are_told(assertion: dict[str, object], bring: Bring, fates: Fates) -> None:
    (imported,) = bring(one_test(**assertion), "p.yaml").scenarios

    assert ({assertion["type"]: 1}, False) == (fates(imported.account, Fate.LEFT_OUT), "expect" in imported.document)


def test_messages_of_a_test_are_said_one_after_the_other(bring: Bring, load: Load) -> None:
    text = """\
prompts: [file://prompt.json]
tests:
- vars:
    messages:
    - user: Who founded the shop?
    - assistant: Ann
    - user: When?
  assert:
  - {type: contains, value: '1999'}
"""

    (scenario,) = load(bring(text, "chat.yaml").scenarios[0])

    assert ["Who founded the shop?", "When?"] == [line.say for line in scenario.sessions[0].script]
    assert (Check(2, contains=("1999",)),) == scenario.expect.checks


def test_a_history_in_the_prompt_makes_one_conversation(bring: Bring) -> None:
    prompt = "{% for c in _conversation %}{{c.input}}{% endfor %}{{question}}"
    text = yaml.safe_dump({"prompts": [prompt], "tests": [{"vars": {"question": one}} for one in ("a?", "b?")]})

    (imported,) = bring(text, "p.yaml").scenarios

    assert ["a?", "b?"] == [line["say"]["en"] for line in imported.document["sessions"][0]["script"]]


def test_tests_without_words_of_a_consumer_are_no_scenario(bring: Bring, fates: Fates) -> None:
    text = yaml.safe_dump({"prompts": ["file://p.txt"], "tests": [{"vars": {"topic": "a", "tone": "b"}}]})

    imported = bring(text, "p.yaml")

    assert ((), {"vars": 1, "test 1": 1}) == (imported.scenarios, fates(imported.account, Fate.LEFT_OUT))
