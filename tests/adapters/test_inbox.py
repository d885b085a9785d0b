"""What is heard later than it came is laid to when it came."""

import pytest

from runaround.model import Message, Placing, Speaker
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.inbox import Inbox

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("age_s", "expected"),
    [(0.0, (Placing.ANSWER, None)), (0.5, (Placing.ANSWER, None)), (2.0, (Placing.LATE, 1))],
    ids=["now", "since it was asked", "before it was asked"],
)
async def test_what_was_there_before_the_consumer_spoke_answers_nothing_that_came_after(age_s, expected) -> None:
    now = [0.0]
    inbox = Inbox(TurnRules(count=1), clock=lambda: now[0])
    inbox.begin_message()
    inbox.hear((Message(Speaker.BOT, "first"),))
    await inbox.take_reply()

    now[0] = 10.0
    inbox.begin_message()
    now[0] = 11.0
    inbox.hear((Message(Speaker.BOT, "seen"),), age_s=age_s)
    inbox.end_reply()
    heard = await inbox.take_reply()

    assert (expected, 11.0 - age_s) == ((heard.messages[0].placing, heard.answers[0]), heard.at[0])


async def test_what_came_before_the_first_word_was_not_asked_for() -> None:
    now = [0.0]
    inbox = Inbox(TurnRules(count=1), clock=lambda: now[0])
    now[0] = 1.0
    inbox.begin_message()
    inbox.hear((Message(Speaker.BOT, "news"),), age_s=0.5)
    inbox.end_reply()

    heard = await inbox.take_reply()

    assert Placing.UNSOLICITED is heard.messages[0].placing
