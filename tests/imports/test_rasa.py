"""Rasa's test stories and end-to-end test cases become scenarios."""

from __future__ import annotations

from collections.abc import Callable

from runaround.imports import Expects, Fate, Imported, ImportedFile
from runaround.model import Check, Scenario

Bring = Callable[..., ImportedFile]
Load = Callable[[Imported], tuple[Scenario, ...]]
Fates = Callable[..., dict[str, int]]


STORIES = """\
version: "3.1"
stories:
- story: a refund, the short way
  steps:
  - user: |
      I want my money back for [order 4471]{"entity": "order", "role": "old"} in [Oslo](city)
    intent: refund
  - action: utter_ask_reason
  - slot_was_set:
    - order: "4471"
  - user: no
    intent: deny
  - action: action_refund
  - bot: "Refund of {amount} booked."
  - user: '/affirm{"sure": true}'
    intent: affirm
- story: intents only
  steps:
  - intent: greet
  - action: utter_greet
"""
DOMAIN = """\
responses:
  utter_ask_reason:
  - text: "Why, {name}?"
  - text: What is the reason?
  - image: https://bot.example/a.png
"""
CASES = """\
fixtures:
- premium:
  - membership: premium
metadata:
- device: {os: linux}
test_cases:
- test_case: user books a table
  fixtures: [premium]
  steps:
  - user: A table for four
    metadata: device
  - utter: utter_ask_time
  - bot: For when?
  - slot_was_set:
    - people: 4
  - user: tonight
- test_case: 退款要说清楚
  steps:
  - user: 我要退款
    assertion_order_enabled: true
    assertions:
    - flow_started: refund
    - bot_uttered:
        text_matches: 订单号\\s*(是|:)
        buttons:
        - {title: 没有订单号, payload: /none}
    - bot_did_not_utter:
        text_matches: 不能退款
    - bot_did_not_utter:
        text_matches: (不能|不可以)
    - generative_response_is_grounded:
        threshold: 0.9
  - bot: passed over
"""


def test_a_story_becomes_fixed_lines_with_checks(bring: Bring, load: Load) -> None:
    (imported,) = bring(STORIES, "test_stories.yml", neighbours={"domain.yml": DOMAIN}).scenarios

    (scenario,) = load(imported)

    said = ["I want my money back for order 4471 in Oslo", "no", '/affirm{"sure": true}']
    assert said == [line.say for line in scenario.sessions[0].script]
    reasons = ("Why,*?", "What is the reason?")
    assert (Check(1, contains=reasons), Check(2, contains=("Refund of*booked.",))) == scenario.expect.checks


def test_what_a_story_says_of_the_inside_is_left_out(bring: Bring, fates: Fates) -> None:
    imported = bring(STORIES, "test_stories.yml")

    (story,) = imported.scenarios
    assert {"intent": 3, "slot_was_set": 1, "action": 1, "action utter_ask_reason": 1} == fates(
        story.account, Fate.LEFT_OUT
    )
    assert {"entity annotations": 1, "a payload as a message": 1, "bot": 1} == fates(story.account, Fate.CHANGED)
    assert "intents only" in fates(imported.account, Fate.LEFT_OUT)


def test_test_cases_become_scenarios(bring: Bring, fates: Fates, load: Load) -> None:
    table, refund = bring(CASES, "e2e_test_cases.yml").scenarios

    (booked,) = load(table)
    assert (Check(1, contains=("For when?",)),) == booked.expect.checks
    assert {"fixtures": 1, "metadata": 1, "slot_was_set": 1, "utter utter_ask_time": 1} == fates(
        table.account, Fate.LEFT_OUT
    )
    (refunded,) = load(refund)
    check = Check(1, contains=("没有订单号",), misses=("不能退款",), matches="订单号\\s*(是|:)")
    assert ("zh", (check,)) == (refunded.lang, refunded.expect.checks)


def test_assertions_that_cannot_be_kept_say_why(bring: Bring, fates: Fates) -> None:
    _, refund = bring(CASES, "e2e_test_cases.yml").scenarios

    expected = {
        "flow_started": 1,
        "bot_did_not_utter: text_matches": 1,
        "generative_response_is_grounded": 1,
        "assertion_order_enabled": 1,
        "bot": 1,
    }
    assert expected == fates(refund.account, Fate.LEFT_OUT)


def test_without_checks_only_the_lines_remain(bring: Bring) -> None:
    (story,) = bring(STORIES, "test_stories.yml", expects=Expects.NOTHING).scenarios

    assert "expect" not in story.document
    assert [["say"]] * 3 == [list(line) for line in story.document["sessions"][0]["script"]]
