"""What a closing message says besides taking leave."""

from __future__ import annotations

import pytest

from runaround.model import Message, Speaker
from runaround.reading import Act, read_besides_closing

ONLY_CLOSING = (
    "",
    "Thank you for calling City Bank. Goodbye.",
    "Okay, bye for now! This chat is closed.",
    "感谢您的咨询，本次会话已结束，期待您的五星好评~",
    "謝謝您的來電，祝您順心，再見",
)


@pytest.mark.parametrize("text", ONLY_CLOSING)
def test_nothing_is_left_of_words_that_only_take_leave(text: str) -> None:
    assert read_besides_closing(Message(Speaker.BOT, text)) is None


SAYS_MORE = {
    "Your balance is 31 pounds. Thank you for calling, goodbye.": None,
    "查到您的余额为31元，感谢来电，再见": None,
    "I've sent a new one, order N-3321. Goodbye!": Act.DONE,
    "当前人工坐席全忙，感谢来电，再见": Act.HUMAN_UNAVAILABLE,
    "这个我们处理不了，先结束会话了": Act.CANNOT_HELP,
}


@pytest.mark.parametrize(("text", "act"), SAYS_MORE.items())
def test_what_is_said_besides_is_read(text: str, act: Act | None) -> None:
    said = read_besides_closing(Message(Speaker.BOT, text))

    assert said is not None
    assert act is None or act in said.acts


def test_closing_words_are_no_proof_that_anything_was_done() -> None:
    """A ticket that "has been closed" reads like work done, and is none."""
    assert read_besides_closing(Message(Speaker.BOT, "您的工单已关闭，再见")) is None
