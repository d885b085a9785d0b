"""Files of strangers: huge, broken, deeply nested, made to break what is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runaround.errors import FileError
from runaround.imports import (
    Expects,
    Format,
    Imported,
    ImportedFile,
    Source,
    Wishes,
    find_format,
    import_file,
    write_scenario,
)
from runaround.imports.structure import MAX_CHARACTERS, parse
from runaround.imports.wording import LONGEST_PATTERN
from runaround.scenario_file import check_file

Bring = Callable[..., ImportedFile]
Keep = Callable[[Imported], Path]

WORDS = st.text(max_size=12) | st.sampled_from(
    [
        "hi",
        "*",
        "{item}",
        "{{q}}",
        "$x",
        "$x {a}",
        "[a](b)",
        "no",
        "0123",
        "\ud800",
        "\ue000x\ue001",
        "…\n#bot\nx",
        "👍",
        "UTT_A",
    ]
)
KEYS = st.sampled_from(
    [
        "type",
        "from",
        "id",
        "role",
        "user",
        "text",
        "content",
        "value",
        "messages",
        "tests",
        "vars",
        "assert",
        "prompts",
        "question",
        "test_cases",
        "test_case",
        "steps",
        "bot",
        "utter",
        "assertions",
        "bot_uttered",
        "text_matches",
        "buttons",
        "title",
        "stories",
        "story",
        "action",
        "attachments",
        "contentUrl",
        "timestamp",
        "suggestedActions",
        "actions",
        "channelId",
        "conversation",
        "metadata",
        "conversationId",
        "responses",
        "threshold",
        "image_url",
        "url",
    ]
)
LEAVES = (
    WORDS | st.sampled_from(["user", "bot", "assistant", "message", "contains", "regex", "latency"]) | st.integers()
)
TREES = st.recursive(
    LEAVES | st.none() | st.booleans() | st.floats(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=5),
    max_leaves=40,
)
_LINES = r"""#me  #bot  #begin  #end  #include P  #me chan  INCLUDE P  BUTTON a  MEDIA a.png  SET_SCRIPTING_MEMORY x
TEXT  !TEXT  SET_SCRIPTING_MEMORY x|1  TEXT_REGEXP_ANY (  TEXT_CONTAINS_ALL a|b  BUTTONS a|b  ?x  !y  UTT_A  UTT_A b
$x  FORM a|b"""
LINES = st.sampled_from(re.split(r"  |\n", _LINES))
CONVOS = st.lists(LINES | WORDS, max_size=25).map("\n".join)
PARTS = st.dictionaries(KEYS, TREES, max_size=5)


def shaped(parts: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[object]:
    """Return documents that look like files of the three formats from far off."""
    case = st.fixed_dictionaries({"test_case": WORDS, "steps": st.lists(parts, max_size=6)})
    activity = st.fixed_dictionaries({"type": st.just("message"), "from": st.just({"role": "user"}), "text": WORDS})
    test = st.fixed_dictionaries({"vars": st.dictionaries(KEYS, WORDS), "assert": st.lists(parts, max_size=4)})
    merged = st.tuples(activity, parts).map(lambda two: {**two[1], **two[0]})
    return st.one_of(
        st.fixed_dictionaries({"test_cases": st.lists(case, max_size=3)}),
        st.lists(merged, max_size=6),
        st.fixed_dictionaries({"prompts": st.lists(WORDS, max_size=2), "tests": st.lists(test, max_size=3)}),
    )


CHECKED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check_all(imported: ImportedFile, keep: Keep) -> None:
    """Write every scenario, and check it as `runaround check` does."""
    for scenario in imported.scenarios:
        check_file(keep(scenario))


@CHECKED
@given(tree=TREES | shaped(PARTS), form=st.sampled_from([Format.RASA, Format.BOTFRAMEWORK, Format.MESSAGES]))
def test_whatever_is_brought_what_is_written_is_a_scenario(tree: object, form: Format, keep: Keep) -> None:
    source = Source("a.json", json.dumps(tree))

    try:
        imported = import_file(source, Wishes(expects=Expects.REPLIES), format=form)
    except FileError:
        return

    check_all(imported, keep)


@CHECKED
@given(messages=st.lists(st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant"]), "content": WORDS})))
def test_whatever_is_said_what_is_written_is_a_scenario(messages: list[object], keep: Keep) -> None:
    source = Source("a.json", json.dumps({"messages": messages}))

    check_all(import_file(source, Wishes(expects=Expects.REPLIES), format=Format.MESSAGES), keep)


@CHECKED
@given(text=CONVOS, part=CONVOS, wordings=st.lists(WORDS, max_size=4))
def test_whatever_a_conversation_holds_what_is_written_is_a_scenario(
    text: str, part: str, wordings: list[str], keep: Keep
) -> None:
    neighbours = {"p.pconvo.txt": f"P\n{part}", "a.utterances.txt": "\n".join(["UTT_A", *wordings])}
    neighbours["t.scriptingmemory.txt"] = "|$x|$y\none|1|2\n二|{item}|\n"
    source = Source("a.convo.txt", f"T\n#me\nhello\n{text}", neighbours, lambda _: b"\x89PNG\r\n\x1a\n")

    check_all(import_file(source, Wishes(), format=Format.BOTIUM), keep)


REFUSED = {
    "deep JSON": "[" * 200_000,
    "deep JSON that ends": "[" * 500 + "]" * 500,
    "deep YAML": "- " * 5000 + "a",
    "broken JSON": '{"messages": [',
    "a broken line": '{"a": 1}\n{"b": \n',
    "an alias bomb": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)),
    "a number of too many digits": "[" + "9" * 10_000 + "]",
    "nothing": "",
    "too long": "[" + " " * MAX_CHARACTERS + "]",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_one_clear_mistake(text: str) -> None:
    with pytest.raises(FileError) as caught:
        parse(text, "a.json")

    assert ("a.json", 1) == (caught.value.mistakes[0].file, len(caught.value.mistakes))


def test_nothing_in_a_comment_can_end_it(bring: Bring) -> None:
    text = "T\n#me\nhi\n#bot\nEVIL_ASSERTER\u2028title: x\u0085sessions: y\n"

    (imported,) = bring(text, "t.convo.txt").scenarios
    written = write_scenario(imported.document, header=["a\u2028b\nc"], account=imported.account)

    comments, _, rest = written.partition("title: ")
    assert {"#"} == {line[:1] for line in comments.splitlines()}
    assert rest.startswith("T\n")


def test_a_long_talk_is_cut_and_said_to_be(bring: Bring, keep: Keep) -> None:
    chat = [{"role": "user", "content": f"line {number} " + "x" * 6000} for number in range(150)]

    imported = bring(json.dumps(chat), "long.json")

    check_all(imported, keep)
    (scenario,) = imported.scenarios
    assert (100, 101) == (len(scenario.document["sessions"][0]["script"]), scenario.document["patience"]["turns"])
    named = {entry.construct for entry in scenario.account}
    assert {"user message", "a very long message", "everything after line 100 of a session"} == named


def pieces_of(imported: Imported, lang: str) -> list[str]:
    """Return what is looked for in the reply to the first line, in the order of writing."""
    checks = [imported.document["sessions"][0]["script"][0]["check"], *imported.document["expect"]["checks"]]
    return [check["contains"][lang] for check in checks]


@pytest.mark.parametrize(
    ("lang", "answer"),
    [
        ("en", " ".join(f"This is sentence {number}." for number in range(60))),
        ("zh", "".join(f"这是第{number}句话。" for number in range(160))),
        ("zh", "".join(f"第{number}号" for number in range(300))),
    ],
    ids=["sentences", "Chinese sentences", "no place to cut"],
)
def test_a_long_answer_is_checked_piece_by_piece(bring: Bring, lang: str, answer: str) -> None:
    (imported,) = bring(f"T\n#me\nhi{'' if lang == 'en' else '你好'}\n#bot\n{answer}\n", "t.convo.txt").scenarios

    pieces = pieces_of(imported, lang)

    assert answer.replace(" ", "") == "".join(pieces).replace(" ", "")
    assert max(map(len, pieces)) <= LONGEST_PATTERN


def test_a_piece_without_words_is_not_looked_for(bring: Bring) -> None:
    """Signs do not count in a reply, so that such a piece could never be found there."""
    (imported,) = bring(f"T\n#me\nhi\n#bot\nDone.{'🎉' * 900} Enjoy.\n", "t.convo.txt").scenarios

    first, last = pieces_of(imported, "en")

    assert (True, True) == (first.startswith("Done."), last.endswith("Enjoy."))


def test_a_conversation_is_known_by_its_ending_too() -> None:
    assert Format.BOTIUM is find_format("a.convo.txt", "T\n#begin\nPAUSE 1\n")


def test_the_format_of_yaml_with_comments_is_not_botium() -> None:
    assert Format.RASA is find_format("tests.yml", "#bot\nstories:\n- story: a\n  steps: []\n")
