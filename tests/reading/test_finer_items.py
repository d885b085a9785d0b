"""Items that the taxonomy puts together as `other`, told apart by their names: a name is no account and no file."""

from __future__ import annotations

import pytest

from runaround.model import Message, Speaker, Transcript, Turn
from runaround.reading import read, read_message

ASKED = {
    "May I have your name?": ("name",),
    "What's your full name, please?": ("name",),
    "Please tell me your first and last name.": ("name",),
    "Who am I speaking with?": ("name",),
    "What's the name on the booking?": ("name",),
    "Could you give me your name and order number?": ("name", "order_number"),
    "您怎么称呼": ("name",),
    "请问您贵姓？": ("name",),
    "请提供姓名": ("name",),
    "請提供您的姓名和手機號": ("name", "phone"),
    "麻烦提供一下收货人姓名": ("name",),
    "What is your date of birth?": ("date_of_birth",),
    "请提供您的出生日期": ("date_of_birth",),
    "What is your VAT number?": ("tax_number",),
    "请提供税号": ("tax_number",),
}
NOT_A_NAME = (
    "What is your account name?",
    "Could you give me your username?",
    "Please enter the file name.",
    "What's the name of the product?",
    "Thanks for your name.",
    "Please do not share your name here.",
    "请提供您的用户名",
    "请输入角色名",
    "文件名字是什么",
    "请问商品名称是什么",
)
GIVEN = {
    "My name is Maria Example": ("name",),
    "full name: Maria Example": ("name",),
    "我叫李小明": ("name",),
    "姓名：王芳": ("name",),
    "我叫你转人工": (),
    "what is in a name": (),
    "my account name is wren_5518": ("account",),
}


@pytest.mark.parametrize(("text", "names"), ASKED.items(), ids=ASKED)
def test_what_is_asked_for_has_a_name(text: str, names: tuple[str, ...]) -> None:
    assert set(names) == set(read_message(Message(Speaker.BOT, text)).asked_names)


@pytest.mark.parametrize("text", NOT_A_NAME)
def test_other_names_are_not_the_name_of_the_consumer(text: str) -> None:
    assert "name" not in read_message(Message(Speaker.BOT, text)).asked_names


@pytest.mark.parametrize(("text", "names"), GIVEN.items(), ids=GIVEN)
def test_a_name_is_given_in_words_that_say_so(text: str, names: tuple[str, ...]) -> None:
    assert names == read_message(Message(Speaker.CONSUMER, text)).supplied_names


def test_a_number_is_no_answer_to_the_question_for_a_name() -> None:
    turns = (Turn(Speaker.BOT, "May I have your name?"), Turn(Speaker.CONSUMER, "order number 4471-20835"))

    assert frozenset({"order_number"}) == read(Transcript("t", "en", turns)).turns[1].gives


@pytest.mark.parametrize(
    "text", ["Is your order number 8841?", "So is it 4471-20835?", "您的订单号是8841吗", "尾号0835吗"]
)
def test_a_value_in_a_yes_or_no_question_is_read_back_and_not_asked_for(text: str) -> None:
    said = read_message(Message(Speaker.BOT, text))

    assert ("confirm" in said.acts, said.asked) == (True, ())


@pytest.mark.parametrize("text", ["Is this your first order?", "Is your order 3 days late?", "您的订单到了吗"])
def test_a_question_without_a_value_reads_nothing_back(text: str) -> None:
    assert "confirm" not in read_message(Message(Speaker.BOT, text)).acts
