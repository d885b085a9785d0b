"""Files of any size and any content: what is bad is told with its line, the rest is read, little is held."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runaround.errors import Mistake
from runaround.records import Format, Piece, Settings, is_lines, read_conversations
from runaround.records.gathering import Gathered, Loose, gather
from runaround.records.lines import BAD
from runaround.records.seen import Seen
from runaround.records.times import read_time
from runaround.store import Recorded, TornLine

CHAT = {"messages": [{"role": "user", "content": "Where is it?"}, {"role": "assistant", "content": "On its way."}]}


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_pieces_of_any_size_give_the_same(reader, size: int) -> None:
    text = json.dumps([{**CHAT, "id": f"好{number}"} for number in range(9)], ensure_ascii=False, indent=1)

    whole = reader.items(text, written=Format.MESSAGES)
    reader.size = size

    assert 9 == len(whole)
    assert whole == reader.items(text, written=Format.MESSAGES)


def test_a_bad_line_is_told_and_the_others_are_read(reader) -> None:
    text = "\n".join(['{"bad', json.dumps(CHAT), "", "[NaN]", json.dumps(CHAT), f'{{"x": "{BAD}"}}', '{"mess'])

    found = reader.items(text, written=Format.MESSAGES)

    mistakes = [(item.line, item.text.partition(":")[0]) for item in found if isinstance(item, Mistake)]
    assert [1, 4, 6] == [line for line, _ in mistakes]
    assert (2, [TornLine("f", 7)]) == (
        sum(isinstance(item, Recorded) for item in found),
        [item for item in found if isinstance(item, TornLine)],
    )


def test_a_broken_document_is_read_up_to_there(reader) -> None:
    text = f"[\n{json.dumps(CHAT)},\n{json.dumps(CHAT)},\n{{]\n{json.dumps(CHAT)}]"

    found = reader.items(text, written=Format.MESSAGES)

    reason = "not JSON: Expecting property name enclosed in double quotes; the rest of the file is left out."
    assert [Recorded, Recorded, Mistake("f", 4, "", reason)] == [type(found[0]), type(found[1]), found[2]]
    assert 3 == len(found)


def test_a_document_is_not_held_while_it_is_read() -> None:
    """The second conversation is asked for only after the first was given."""
    given_out: list[int] = []

    def pieces() -> Iterator[Piece]:
        yield Piece(1, "[\n")
        for number in range(100):
            given_out.append(number)
            yield Piece(number + 2, json.dumps({**CHAT, "note": "x" * 100_000}) + ",\n")
        yield Piece(102, "{}]\n")

    stream = read_conversations(pieces(), Settings("f"), written=Format.MESSAGES, lines=False)

    next(stream)

    assert len(given_out) < 5


def test_a_second_case_with_the_same_id_is_a_mistake(reader) -> None:
    line = json.dumps({"id": "a", "lang": "en", "turns": [{"speaker": "consumer", "text": "Hi"}]})

    found = reader.items(f"{line}\n{line}\n")

    text = "'a' is also the id of an earlier line; each case has its own."
    assert [Mistake("f", 2, "id", text)] == found[1:]


def test_conversations_of_the_same_name_are_told_apart(reader) -> None:
    talks = reader.talks([{"id": "a", **CHAT}, {"id": "b", **CHAT}, {"id": "a", **CHAT}])

    assert ["a", "b", "a#3"] == [talk.id for talk in talks]


def test_a_conversation_that_goes_on_after_it_was_closed_is_told() -> None:
    loose = [Loose(1, "a", 1), Loose(2, "b", 2), Loose(3, "c", 3), Loose(4, "a", 4)]

    found = list(gather(loose, "f", most_open=2))

    assert Gathered(1, "a", (1,)) == found[0]
    assert ["goes on long after" in str(one) for one in found] == [False, True, False, False]


def test_a_conversation_without_end_is_not_held() -> None:
    loose = [Loose(number, "a", number) for number in range(1, 5)]

    (found,) = gather(loose, "f", longest=3)

    assert Mistake("f", 1, "", "conversation 'a' has more than 3 messages; several were not told apart.") == found


def test_names_are_remembered_however_many() -> None:
    seen = Seen()

    added = [seen.add(str(number % 5000)) for number in range(10_000)]

    assert [True] * 5000 + [False] * 5000 == added
    assert ("17" in seen, "5001" in seen) == (True, False)


TIMES = {
    "seconds": (1700000000, 1700000000.0),
    "milliseconds": (1700000000123, 1700000000.123),
    "a number in a text": ("1700000000", 1700000000.0),
    "ISO": ("2023-11-14T22:13:20Z", 1700000000.0),
    "ISO with a zone": ("2023-11-15T06:13:20+08:00", 1700000000.0),
    "Chinese": ("2023年11月14日 22:13:20", 1700000000.0),
    "slashes": ("2023/11/14 22:13:20", 1700000000.0),
    "the day first": ("14.11.2023, 22:13:20", 1700000000.0),
    "the month first": ("11/14/23, 10:13:20 PM", 1700000000.0),
    "a clock": ("00:01:05", 65.0),
    "a Chinese afternoon": ("下午 1:00", 46800.0),
    "no time": ("soon", None),
    "an impossible clock": ("25:71:00", None),
    "true": (True, None),
    "endless": (1e400, None),
}


@pytest.mark.parametrize(("value", "expected"), TIMES.values(), ids=TIMES)
def test_times_are_read_as_they_are_written(value: object, expected: float | None) -> None:
    assert expected == read_time(value)


_KEYS = """messages role content events event text history comments payload data id type from conversation turns
    message_type timestamp author attachments speaker lang simulations sender_id user task_id trial"""
_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_KEYS.split()), inner, max_size=5),
    max_leaves=12,
)


@given(_JSON, st.sampled_from(list(Format)))
def test_no_document_makes_a_reader_raise(content: object, written: Format) -> None:
    pieces = [Piece(1, json.dumps(content))]

    list(read_conversations(pieces, Settings("f"), written=written, lines=is_lines(pieces)))


@given(st.text(max_size=200), st.sampled_from(list(Format)))
def test_no_text_makes_a_reader_raise(text: str, written: Format) -> None:
    pieces = [Piece(number, line) for number, line in enumerate(text.splitlines(keepends=True), 1)]

    list(read_conversations(pieces, Settings("f"), written=written, lines=is_lines(pieces)))
