"""What people and bots write, read line by line; the tables are `wordings.en.yaml` and `wordings.zh.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from runaround.model import Item, Message, Speaker
from runaround.reading import Act, MessageReading, read_message

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


class Line(NamedTuple):
    """One line of a table: what the message is said to do, or not to do."""

    section: str
    name: str
    is_so: bool
    text: str


def lines(lang: str) -> Iterator[Line]:
    """Yield the lines of one language's tables."""
    for section, tables in yaml.safe_load((HERE / f"wordings.{lang}.yaml").read_text("utf-8")).items():
        for name, table in tables.items():
            for kind, block in table.items():
                yield from (Line(section, name, kind == "is", text) for text in block.splitlines())


def does(line: Line, text: str) -> bool:
    """Say whether `text`, said by the side that the line is about, does what the line names."""
    said = read_message(Message(Speaker.CONSUMER if line.section == "consumer" else Speaker.BOT, text))
    if line.section != "asks":
        return Act(line.name) in said.acts
    return not said.asked if line.name == "nothing" else Item(line.name) in said.asked


ALL = [line for lang in LANGUAGES for line in lines(lang)]


@pytest.mark.parametrize("line", ALL, ids=lambda line: f"{line.name}-{'is' if line.is_so else 'is_not'}-{line.text}")
def test_the_line_is_read_as_its_table_says(line: Line) -> None:
    assert line.is_so == does(line, line.text)


@given(st.sampled_from(ALL))
def test_full_width_and_capitals_read_alike(line: Line) -> None:
    """A phone writes ２０４１ and ＯＫ in full width; people shout."""
    assert line.is_so == does(line, line.text.upper().translate(FULL_WIDTH))


@given(st.sampled_from(ALL), st.sampled_from(["😡", "\u200b", "\u202e", "\x1b[2J", "\x1b]0;x\x07", "\ud83d"]))
def test_emoji_and_invisible_characters_change_nothing(line: Line, mark: str) -> None:
    assert line.is_so == does(line, f"{mark}{line.text}{mark}")


def _said(text: str) -> MessageReading:
    return read_message(Message(Speaker.BOT, text))


def test_a_line_may_be_in_two_languages() -> None:
    said = _said("请提供照片。 What is your order number?")

    assert (Item.PHOTO, Item.ORDER_NUMBER) == said.asked


def test_several_items_are_asked_for_in_one_breath() -> None:
    said = _said("麻烦提供一下订单号、联系电话和收货地址")

    assert (Item.ORDER_NUMBER, Item.PHONE, Item.ADDRESS) == said.asked


def test_a_photo_of_something_asks_for_the_something() -> None:
    assert ((Item.RECEIPT,), (Item.ID_DOCUMENT,)) == (
        _said("Please send a photo of the receipt.").asked,
        _said("请上传身份证照片").asked,
    )


def test_the_tables_of_both_languages_are_of_one_kind() -> None:
    """An act that only one language is tested for would be half tested."""
    english, chinese = ({(line.section, line.name) for line in lines(lang)} for lang in LANGUAGES)

    assert english == chinese


def test_no_line_stands_in_its_table_twice() -> None:
    assert len(ALL) == len(set(ALL))
