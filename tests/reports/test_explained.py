"""Explanations in words and as JSON, in both languages."""

from __future__ import annotations

import json

import pytest

from runaround.explaining import explain_findings, explain_turn
from runaround.judging import load_detectors
from runaround.model import (
    KINDS,
    ActOrigin,
    ActTrace,
    Attachment,
    CaseExplanation,
    Explanation,
    Finding,
    Ground,
    Item,
    ItemOrigin,
    ItemTrace,
    Role,
    SlotEvent,
    Speaker,
    Step,
    Transcript,
    Turn,
    TurnTrace,
)
from runaround.reading import Act
from runaround.reports.explained import tell_explanation, tell_rule, tell_step
from runaround.reports.explained_json import render_explanation
from runaround.reports.texts import LANGUAGES, find_texts

EN, ZH = find_texts("en"), find_texts("zh")
EACH = pytest.mark.parametrize("lang", LANGUAGES)
FAMILIES = {kind.partition("/")[0] for kind in KINDS if "/" in kind}
HOSTILE = "\x1b[2J\u202eHere\ud83d it is."
TALK = Transcript(
    "asked-again",
    "en",
    (
        Turn(Speaker.BOT, "Please upload a photo of the goods."),
        Turn(Speaker.CONSUMER, HOSTILE, attachments=(Attachment("image", "a.jpg"),), at=5),
        Turn(Speaker.BOT, "Please upload a photo.", at=6),
    ),
)
ITEMS = (ItemTrace("tax_number", ItemOrigin.PHRASE, "tax id"), ItemTrace("iris_scan", ItemOrigin.ANSWER))
CASE = explain_findings(TALK, load_detectors())


@EACH
def test_every_act_ground_origin_and_event_has_words(lang: str) -> None:
    words = find_texts(lang).words

    topics = {"does": Act, "ground": Ground, "origin": ActOrigin, "item_origin": ItemOrigin, "slot": SlotEvent}
    assert [] == [f"{topic}.{one}" for topic, names in topics.items() for one in names if f"{topic}.{one}" not in words]


@EACH
def test_every_kind_that_is_found_has_its_rule(lang: str) -> None:
    assert [] == [kind for kind in KINDS if kind not in FAMILIES and f"rule.{kind}" not in find_texts(lang).words]


def test_a_plugin_s_kind_has_a_rule_that_we_do_not_know() -> None:
    assert EN.words["explain.rule.none"] == tell_rule("shouting", EN)


def test_a_step_says_what_it_is_for_and_whether_it_holds() -> None:
    step = Step(Ground.GIVEN_BEFORE, Role.NEEDED, holds=True, turns=(1,))

    assert [
        "needed, and so: the consumer has given the item before, and it was not found defective since (turn 1)",
        "条件，成立：消费者此前已经提供，而且之后没有被指出有问题（第1轮）",
    ] == [tell_step(step, EN), tell_step(step, ZH)]


def test_a_step_about_acts_names_those_that_are_there() -> None:
    step = Step(Ground.DOES, Role.SPARES, holds=True, acts=("defect", "confirm"), seen=("defect",))

    assert (
        "exception, and so: it does one of these: says what is wrong with what it got, reads back to confirm "
        "(it does: says what is wrong with what it got)"
    ) == tell_step(step, EN)


def test_the_text_quotes_the_turns_and_tells_ledger_and_steps() -> None:
    told = tell_explanation(CASE, width=100).splitlines()

    assert "Finding 1: Asks again for what it has (repeated_request)" in told
    assert "  Turn 2 asks for a photo that the consumer had already sent in turn 1." in told
    assert "    2 Bot: Please upload a photo." in told
    assert "    1 supplied: a photo" in told
    assert "      needed, and so: it answers something that the consumer said (turn 1)" in told


@EACH
def test_text_of_strangers_is_made_visible(lang: str) -> None:
    told = tell_explanation(CASE, lang=lang)

    assert "\\x1b[2J<U+202E>Here<U+D83D> it is." in told


@EACH
def test_json_can_be_written_and_read_back_whatever_was_said(lang: str) -> None:
    document = render_explanation(CASE, lang=lang)

    (one,) = json.loads(document.encode("utf-8"))["explanations"]
    assert ("repeated_request", HOSTILE) == (one["finding"]["kind"], one["turns"][0]["text"])
    assert "\n" not in document


def test_json_says_what_text_says() -> None:
    document = json.loads(render_explanation(CASE))
    (one,) = document["explanations"]

    assert ("runaround-explanation/1", "asked-again", 3) == (document["format"], document["case"], document["turns"])
    assert [("asked", 0), ("supplied", 1), ("asked", 2)] == [(entry["event"], entry["turn"]) for entry in one["ledger"]]
    assert {"needed", "spares"} == {step["role"] for each in one["considerations"] for step in each["steps"]}
    assert not any(step["decisive"] for each in one["considerations"] for step in each["steps"])


def test_what_came_nearest_to_a_finding_is_told_first() -> None:
    told = tell_explanation(explain_turn(TALK, load_detectors(), turn=2)).splitlines()

    kinds = [line.strip() for line in told if line.startswith("    ") and ": " in line and "found" in line]
    assert "Asks again for what it has: found" == kinds[0]
    assert any(line.startswith("Disrespect: not found; needed, and not so:") for line in kinds)


def test_a_learned_act_tells_what_weighed_most() -> None:
    act = ActTrace("promise", ActOrigin.LEARNED, "soon", features=(("soon", 1.25), ("get back", -0.5)))
    one = Explanation(0, Finding(0, "shouting"), 1, (TurnTrace(0, (act,)),))

    told = tell_explanation(CaseExplanation(TALK, "1", (one,)))

    assert "It promises something for later, by the classifier: soon +1.25, get back -0.50" in " ".join(told.split())


def test_items_without_words_of_their_own_keep_their_names() -> None:
    one = Explanation(0, Finding(0, "other", item=Item.OTHER), 1, (TurnTrace(0, asked=ITEMS),))

    told = tell_explanation(CaseExplanation(TALK, "1", (one,), broken=("noisy",)))

    assert "It asks for a tax number, by the words “tax id”" in " ".join(told.split())
    assert "It asks for iris scan, as the answer to the question before" in told
    assert "Detectors that broke on this case, and explain nothing: noisy." in told


def test_a_case_without_findings_says_so() -> None:
    assert "Nothing was found." in tell_explanation(CaseExplanation(TALK, "1", ()))
