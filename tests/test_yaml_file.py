"""YAML files: what is text, where lines are, and what is said of every mistake."""

from pathlib import Path

import pytest

from runaround.errors import FileError, Mistake
from runaround.yaml_file import MAX_BYTES, LineMap, load_yaml, read_yaml, show_path, validate

SCHEMA = {
    "type": "object",
    "title": "a turn",
    "additionalProperties": False,
    "required": ["say"],
    "properties": {
        "say": {"type": "string", "minLength": 1, "x-expected": "what the consumer says"},
        "order": {"$ref": "#/$defs/number"},
        "wait_s": {"type": "number", "exclusiveMinimum": 0},
        "speaker": {"enum": ["bot", "human"]},
        "turns": {"type": "array", "items": {"$ref": "#"}},
        "facts": {"type": "object", "additionalProperties": {"type": "string"}},
        "answer": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "token": {"type": "string", "pattern": "^env:", "x-secret": True, "x-expected": "env:NAME"},
        "either": {"type": ["string", "integer"]},
    },
    "$defs": {"number": {"type": "string"}},
}


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def mistakes_of(path: Path, schema: dict = SCHEMA) -> list[tuple[int, str, str]]:
    with pytest.raises(FileError) as caught:
        load_yaml(path, schema)
    return [(one.line, one.path, one.text) for one in caught.value.mistakes]


def test_only_what_looks_like_plain_data_is_not_text(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "no: [no, on, 0123, 12:30, 2026-01-01, 1_000, 1e3, .inf, '7', 12345678901234567890, 中文]\n"
        "1: [true, false, null, ~, 0, -7, 1.50, 0.30000000000000004]\n",
    )

    document, _ = read_yaml(path)

    words = ["no", "on", "0123", "12:30", "2026-01-01", "1_000", "1e3", ".inf", "7", "12345678901234567890", "中文"]
    assert {"no": words, "1": [True, False, None, None, 0, -7, 1.5, 0.1 + 0.2]} == document


def test_text_stays_as_written_where_the_schema_wants_text(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "say: 1.50\norder: 8841\neither: 7\nwait_s: 2\nfacts: {phone: 5550100, yes: true}\nanswer: [12, null]\n"
        "turns:\n- say: 3\n",
    )

    document, _ = load_yaml(path, SCHEMA)

    expected = {
        "say": "1.50",
        "order": "8841",
        "either": 7,
        "wait_s": 2,
        "facts": {"phone": "5550100", "yes": "true"},
        "answer": ["12", "null"],
        "turns": [{"say": "3"}],
    }
    assert expected == document


def test_an_empty_value_is_not_text(tmp_path: Path) -> None:
    path = write(tmp_path, "say:\n")

    assert mistakes_of(path) == [(1, "say", "found nothing, expected what the consumer says.")]


def test_every_mistake_is_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "wait_s: 0\nsya: hello\nspeaker: bt\nturns:\n  - say: ''\n  -\n    wait_s: soon\nfacts: [1]\nanswer: {a: 1}\n",
    )

    names = "'say', 'order', 'wait_s', 'speaker', 'turns', 'facts', 'answer', 'token' and 'either'"
    expected = [
        (1, "", "the key 'say' is missing; expected what the consumer says."),
        (1, "wait_s", "found the number 0, expected more than 0."),
        (2, "", f"unknown key 'sya'; a turn has {names}. Did you mean 'say'?"),
        (3, "speaker", "found the text 'bt', expected bot or human. Did you mean 'bot'?"),
        (5, "turns[0].say", "found the text '', expected what the consumer says."),
        (7, "turns[1]", "the key 'say' is missing; expected what the consumer says."),
        (7, "turns[1].wait_s", "found the text 'soon', expected a number."),
        (8, "facts", "found a list of 1, expected keys with values."),
        (9, "answer", "found keys with values ('a'), expected text or a list."),
    ]
    assert expected == mistakes_of(path)


def test_the_nearest_alternative_is_explained(tmp_path: Path) -> None:
    path = write(tmp_path, "say: hi\nanswer:\n- text\n- [nested]\n")

    assert mistakes_of(path) == [(4, "answer[1]", "found a list of 1, expected text.")]


def test_what_may_be_a_secret_is_not_quoted(tmp_path: Path) -> None:
    path = write(tmp_path, "say: hi\ntoken: hunter2\n")

    said = "expected env:NAME; what was found may be a secret and is not shown."
    assert [(2, "token", said)] == mistakes_of(path)


def test_a_key_that_needs_another_is_told() -> None:
    schema = {"type": "object", "dependentRequired": {"a": ["b", "c"]}}

    found = validate({"a": 1, "c": 1}, schema, LineMap("x.yaml"))

    assert [Mistake("x.yaml", 0, "", "the key 'a' needs 'b' beside it.")] == found


BROKEN = {
    "repeated": ("a: 1\nb:\n  c: 1\n  c: 2\n", (4, "b", "the key 'c' stands here twice; the first is on line 3.")),
    "tag": (
        "a: !!python/name:os.system x\n",
        (1, "a", "the tag '!!python/name:os.system' is not plain data; take it out."),
    ),
    "false_tag": ("a: !!int x\n", (1, "a", "'x' is not what its tag '2:int' says.")),
    "list_as_key": ("? [a]\n: 1\n", (1, "", "a key that is a list or a mapping; expected text.")),
    "empty": ("# nothing\n", (1, "", "the file is empty; expected keys and values.")),
    "syntax": (
        "a: [1\nb: 2\n",
        (1, "", "[ is opened here and not closed. Put ] at the end, or, if it is a text, quotes around it."),
    ),
    "control": ("a: b\nb: \x07\n", (2, "", "holds the character '\\x07', which YAML does not allow.")),
    "latin1": (b"a: b\nb: caf\xe9\n", (2, "", "is not UTF-8 (byte 0xe9); save it as UTF-8.")),
    "deep": ("[" * 5000, (0, "", "is nested deeper than 40 levels.")),
    "large": (b"#" * (MAX_BYTES + 1), (0, "", "is larger than 1,000,000 bytes.")),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused(tmp_path: Path, text: str | bytes, expected: tuple[int, str, str]) -> None:
    path = write(tmp_path, text)

    assert [expected] == mistakes_of(path, {})


def test_aliases_cannot_grow_out_of_bounds(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    path = write(tmp_path, "\n".join(rows))

    ((_, place, text),) = mistakes_of(path)

    assert text == "the file holds more than 50000 values or 40 levels once its aliases are expanded."
    assert place.startswith("a4[")


def test_an_alias_of_itself_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a: &a [*a]\n")

    assert [text for _, _, text in mistakes_of(path, {})] == [
        "the file holds more than 50000 values or 40 levels once its aliases are expanded."
    ]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert mistakes_of(tmp_path / "none.yaml") == [(0, "", "cannot be read: No such file or directory.")]


def test_lines_are_those_of_keys_and_items(tmp_path: Path) -> None:
    path = write(tmp_path, "a:\n  b: |\n    long\n    text\nc:\n- x\n- d: 1\n")

    _, lines = read_yaml(path)

    places = [("a",), ("a", "b"), ("c", 0), ("c", 1, "d"), ("c", 1, "d", "unknown")]
    assert [lines.line(place) for place in places] == [1, 2, 6, 7, 7]


def test_a_byte_order_mark_is_not_part_of_the_first_key(tmp_path: Path) -> None:
    document, _ = read_yaml(write(tmp_path, b"\xef\xbb\xbfa: 1\n"))

    assert document == {"a": 1}


def test_paths_read_as_people_write_them() -> None:
    assert show_path(("sessions", 1, "after")) == "sessions[1].after"
    assert show_path(("request", "a.b", "X-Key")) == "request['a.b'].X-Key"
