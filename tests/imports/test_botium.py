"""Botium conversations become scenarios, with an account of every construct."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from runaround.imports import Fate, Imported, ImportedFile
from runaround.model import Check, Item, Scenario, ScriptLine

Bring = Callable[..., ImportedFile]
Load = Callable[[Imported], tuple[Scenario, ...]]
Fates = Callable[..., dict[str, int]]
PNG = b"\x89PNG\r\n\x1a\n and so on"


PARCEL = """\
Parcel not arrived
the consumer asks twice

#begin
SET_SCRIPTING_MEMORY shop|Oak & Co

#bot
Welcome to $shop!

#me
Where is my parcel?

#bot
Please tell me your order number.
INTENT parcel.status
BUTTONS I have none|Order list

#me
BUTTON none_payload|I have none

#bot
!UTT_SORRY
TEXT_CONTAINS_ALL_IC phone|e-mail
!TEXT_CONTAINS_ANY error|exception

#me
It is the order from $shop,
paid on Monday

#bot
Your order $orderNum is on its way and arrives on $day.
PAUSE 500

#me
Thanks for $orderNum

#bot
"""


def test_lines_and_answers_are_carried_over(bring: Bring, load: Load) -> None:
    (imported,) = bring(PARCEL, "parcel.convo.txt", neighbours={"s.utterances.txt": "UTT_SORRY\nsorry\n"}).scenarios

    (scenario,) = load(imported)

    script = (
        ScriptLine("Where is my parcel?"),
        ScriptLine(choose=("I have none", "none_payload")),
        ScriptLine("It is the order from Oak & Co,\npaid on Monday"),
        ScriptLine("Thanks for $orderNum"),
    )
    assert ("en", "Parcel not arrived", script) == (scenario.lang, scenario.title, scenario.sessions[0].script)
    assert scenario.sessions[0].ends_after_script
    checks = (
        Check(1, contains=("Please tell me your order number.",)),
        Check(2, contains=("phone",), misses=("sorry",)),
        Check(3, contains=("Your order*is on its way and arrives on*.",)),
        Check(4, silent=False),
        Check(1, contains=("I have none",)),
        Check(1, contains=("Order list",)),
        Check(2, contains=("e-mail",)),
        Check(2, misses=("error", "exception")),
    )
    assert checks == scenario.expect.checks


def test_the_account_names_what_was_left_out_and_where(bring: Bring) -> None:
    (imported,) = bring(PARCEL, "parcel.convo.txt", neighbours={"s.utterances.txt": "UTT_SORRY\nsorry\n"}).scenarios

    left = {entry.construct: entry.places for entry in imported.account if entry.fate is Fate.LEFT_OUT}
    expected = {
        "the description": ("",),
        "what the bot must say first": ("",),
        "INTENT": ("line 13",),
        "PAUSE": ("line 30",),
        "$orderNum": ("line 34",),
    }
    assert expected == left


def test_a_value_that_only_botium_knows_is_a_parameter_to_fill_in(bring: Bring) -> None:
    (imported,) = bring(PARCEL, "parcel.convo.txt").scenarios

    assert {"shop": "Oak & Co", "ordernum": "$orderNum"} == imported.document["parameters"]


def test_partial_conversations_are_put_in_their_place(bring: Bring, fates: Fates, load: Load) -> None:
    text = "Whole\n#include PART\n#me\nrefund please\nINCLUDE PART\n#bot\nDone\n#include GONE\n"
    part = "PART\n#begin\nPAUSE 1\n#me\nhello\n#bot\nHi there\n#include PART\n"

    (imported,) = bring(text, "whole.convo.txt", neighbours={"p.pconvo.txt": part}).scenarios
    (scenario,) = load(imported)

    assert ["hello", "refund please", "hello"] == [line.say for line in scenario.sessions[0].script]
    assert {"INCLUDE": 2} == {k: v for k, v in fates(imported.account, Fate.CARRIED_OVER).items() if k == "INCLUDE"}
    assert {"INCLUDE PART": 2, "INCLUDE GONE": 1} == fates(imported.account, Fate.LEFT_OUT)


def test_each_wording_of_the_consumer_makes_a_scenario(bring: Bring, load: Load) -> None:
    neighbours = {
        "hello.utterances.txt": "UTT_HELLO\nhi\ngood day, %s\n",
        "bye.utterances.txt": "UTT_BYE\nbye\nsee you\n",
    }

    (imported,) = bring(
        "Greet\n#me\nUTT_HELLO Ann\n#bot\nUTT_BYE\n", "greet.convo.txt", neighbours=neighbours
    ).scenarios
    scenarios = load(imported)

    said = {scenario.variant: scenario.sessions[0].script[0].say for scenario in scenarios}
    assert {(): "hi Ann", ("w2",): "good day, Ann"} == said
    assert ("bye", "see you") == scenarios[0].expect.checks[0].contains


def test_names_in_chinese_are_told_apart(bring: Bring, load: Load) -> None:
    neighbours = {
        "a.utterances.txt": "问候\n你好\n您好\n",
        "b.utterances.txt": "投诉\n少了一桶油\n油少了一桶\n",
        "甲.scriptingmemory.txt": "|$x\none|1\ntwo|2\n",
        "乙.scriptingmemory.txt": "|$y\none|三\ntwo|四\n",
    }

    (imported,) = bring("T\n#me\n问候\n#me\n投诉\n#me\n$x和$y\n", "t.convo.txt", neighbours=neighbours).scenarios

    said = {(one.lang, *(line.say for line in one.sessions[0].script)) for one in load(imported)}
    lists = itertools.product(["你好", "您好"], ["少了一桶油", "油少了一桶"], ["1和三", "1和四", "2和三", "2和四"])
    assert {("zh", *lines) for lines in lists} == said


def test_variables_that_differ_in_case_only_are_told_apart(bring: Bring, load: Load) -> None:
    table = "|$Name|$name\none|Ann|Bob\n"

    text = "T\n#me\nfrom $Name to $name\n"
    (imported,) = bring(text, "t.convo.txt", neighbours={"t.scriptingmemory.txt": table}).scenarios

    assert "from Ann to Bob" == load(imported)[0].sessions[0].script[0].say


def test_each_row_of_a_table_makes_a_scenario(bring: Bring, load: Load) -> None:
    table = "      |$item |$price\nBread |bread |2\nBeer  |beer  |4\n"

    text = "Buy\n#me\nHow much is $item?\n#bot\nIt is $price euros\n"
    (imported,) = bring(text, "buy.convo.txt", neighbours={"t.scriptingmemory.txt": table}).scenarios

    found = [(one.sessions[0].script[0].say, one.expect.checks[0].contains) for one in load(imported)]
    assert [("How much is bread?", ("It is 2 euros",)), ("How much is beer?", ("It is 4 euros",))] == found


def test_a_picture_beside_the_file_goes_with_the_scenario(bring: Bring, fates: Fates, load: Load) -> None:
    text = "Photo\n#me\nhere it is\n#me\nMEDIA box.png\n#me\nMEDIA https://img.example/a.png\n#me\nMEDIA gone.png\n"

    (imported,) = bring(text, "photo.convo.txt", files={"box.png": PNG}).scenarios
    (scenario,) = load(imported)

    assert [(), (Item.PHOTO,)] == [line.send for line in scenario.sessions[0].script]
    assert {"MEDIA https://img.example/a.png", "MEDIA gone.png"} == set(fates(imported.account, Fate.LEFT_OUT))


REPLIES = {
    "a regular expression": ("TEXT_REGEXP_ANY \\d{4}|order", (Check(1, matches="(?:\\d{4})|(?:order)"),)),
    "one without case": ("TEXT_REGEXP_ALL_IC ord.r", (Check(1, matches="(?i)(?:ord.r)"),)),
    "one that RE2 lacks": ("TEXT_REGEXP_ANY (?=a)b", ()),
    "any text": ("TEXT", (Check(1, silent=False),)),
    "an optional answer": ("?Perhaps this", ()),
    "a mark that is meant": ("!!wow", (Check(1, contains=("!wow",)),)),
    "a wildcard": ("TEXT_WILDCARD_ANY ab*cd|ef", (Check(1, contains=("ab*cd", "ef")),)),
    "not all of several": ("!TEXT_CONTAINS_ALL a|b", ()),
    "an escaped bar": (r"TEXT_CONTAINS_ANY yes\|no", (Check(1, contains=("yes|no",)),)),
    "emoji only": ("\N{THUMBS UP SIGN}", ()),
    "raw JSON": ('{"text": "hi"}', ()),
    "several lines": ("one\ntwo", (Check(1, contains=("one*two",)),)),
    "an asserter of one's own": ("HYPERLINK_OK 200", ()),
    "a JSON path": ("JSON_PATH $.cart", ()),
    "two parts in Chinese": ("您好，$name 先生", (Check(1, contains=("您好，*先生",)),)),
}


@pytest.mark.parametrize(("reply", "checks"), REPLIES.values(), ids=REPLIES)
def test_what_the_bot_must_say(reply: str, checks: tuple[Check, ...], bring: Bring, load: Load) -> None:
    (imported,) = bring(f"Title\n#me\nhello\n#bot\n{reply}\n", "one.convo.txt").scenarios

    (scenario,) = load(imported)

    assert checks == scenario.expect.checks


def test_a_condition_takes_its_step_with_it(bring: Bring, fates: Fates) -> None:
    text = "T\n#me\na\n#me\nb\nCONDITIONAL_STEP_TIME_BASED {}\n#me\nc\n"

    (imported,) = bring(text, "t.convo.txt").scenarios

    said = [line["say"]["en"] for line in imported.document["sessions"][0]["script"]]
    assert (["a", "c"], {"a CONDITIONAL_STEP": 1}) == (said, fates(imported.account, Fate.LEFT_OUT))


def test_a_conversation_without_a_consumer_is_no_scenario(bring: Bring, fates: Fates) -> None:
    imported = bring("T\n#bot\nHello\n", "t.convo.txt")

    assert ((), {"what the bot must say first": 1, "the conversation": 1}) == (
        imported.scenarios,
        fates(imported.account, Fate.LEFT_OUT),
    )
