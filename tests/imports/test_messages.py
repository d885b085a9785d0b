"""Lists of messages with roles become scenarios."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from runaround.imports import Expects, Fate, Imported, ImportedFile, find_format
from runaround.model import Check, Item, Scenario, ScriptLine

Bring = Callable[..., ImportedFile]
Load = Callable[[Imported], tuple[Scenario, ...]]
Fates = Callable[..., dict[str, int]]
PNG = b"\x89PNG\r\n\x1a\n and so on"


PICTURE = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{base64.b64encode(PNG).decode()}"}}
CHAT = [
    {"role": "system", "content": "You are a helpful shop."},
    {"role": "user", "content": "我的快递没到"},
    {"role": "assistant", "content": "请发照片。", "tool_calls": [{"id": "1"}]},
    {"role": "tool", "content": "{}", "tool_call_id": "1"},
    {"role": "user", "content": [{"type": "text", "text": "照片在这"}, PICTURE, {"type": "input_audio"}]},
    {"role": "assistant", "content": [{"type": "text", "text": "收到。"}]},
]


def test_a_list_without_assertions_is_a_script_without_checks(bring: Bring, load: Load) -> None:
    (imported,) = bring(json.dumps({"model": "m", "messages": CHAT}), "chat.json").scenarios

    (scenario,) = load(imported)

    script = (ScriptLine("我的快递没到"), ScriptLine("照片在这", send=(Item.PHOTO,)))
    assert ("zh", script, ()) == (scenario.lang, scenario.sessions[0].script, scenario.expect.checks)


def test_recorded_answers_become_checks_on_request(bring: Bring, load: Load) -> None:
    (imported,) = bring(json.dumps(CHAT), "chat.json", expects=Expects.REPLIES).scenarios

    (scenario,) = load(imported)

    assert (Check(1, contains=("请发照片。",)), Check(2, contains=("收到。",))) == scenario.expect.checks


def test_what_is_no_talk_is_told(bring: Bring, fates: Fates) -> None:
    (imported,) = bring(json.dumps(CHAT), "chat.json").scenarios

    expected = {
        "system message": 1,
        "tool calls": 1,
        "assistant message": 2,
        "tool message": 1,
        "input_audio in a message": 1,
    }
    assert expected == fates(imported.account, Fate.LEFT_OUT)


SHAPES = {
    "lines of JSON": '{"messages": [{"role": "user", "content": "hi"}]}\n\n{"messages": [{"user": "ho"}]}',
    "a list of conversations": json.dumps([{"messages": [{"role": "user", "content": text}]} for text in ("hi", "ho")]),
    "from and value": json.dumps([{"conversations": [{"from": "human", "value": text}]} for text in ("hi", "ho")]),
    "YAML": "- messages:\n  - {role: user, content: hi}\n- messages:\n  - user: ho\n",
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_conversations_are_found_in_every_shape(text: str, bring: Bring) -> None:
    scenarios = bring(text, "chats.json").scenarios

    assert ["hi", "ho"] == [one.document["sessions"][0]["script"][0]["say"]["en"] for one in scenarios]


def test_a_role_may_be_the_key(bring: Bring) -> None:
    (imported,) = bring("- user: no\n- assistant: why?\n- user: 0123\n", "chat.yaml").scenarios

    assert ["no", "0123"] == [line["say"]["en"] for line in imported.document["sessions"][0]["script"]]


def test_braces_of_the_consumer_mean_nothing(bring: Bring, load: Load) -> None:
    chat = [{"role": "user", "content": "what is {order_number} in \ue000x\ue001?"}]

    (scenario,) = load(bring(json.dumps(chat), "c.json").scenarios[0])

    assert "what is {order_number} in  x ?" == scenario.sessions[0].script[0].say


@pytest.mark.parametrize("text", ["just words", "{}", "[]", "- 1\n- 2", '{"a": {"b": 1}}', "a: 1\n#me is a comment"])
def test_anything_else_is_no_format(text: str) -> None:
    assert find_format("some.json", text) is None


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_line_of_json_may_hold_signs_that_end_lines_elsewhere(bring: Bring, separator: str) -> None:
    """JSON writes them as they are; JSON Lines are ended by a line feed and nothing else."""
    talks = [[{"role": "user", "content": f"少了一桶{separator}油"}], [{"role": "user", "content": "你好"}]]
    text = "\n".join(json.dumps({"messages": talk}, ensure_ascii=False) for talk in talks)

    assert 2 == len(bring(text, "talks.jsonl").scenarios)
