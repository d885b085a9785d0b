"""Frames that carry pieces of a message."""

import pytest

from runaround.model import Message, Speaker, TurnEnd
from runaround_adapters._rules.mapping import ReplyMap
from runaround_adapters._rules.paths import ValuePath
from runaround_adapters._rules.turns import TurnRules
from runaround_adapters._talk.inbox import Inbox
from runaround_adapters._talk.pieces import FrameMap, put_frame

pytestmark = pytest.mark.anyio


def paths(**texts: str) -> dict[str, ValuePath]:
    return {name: ValuePath.of(name, text) for name, text in texts.items()}


async def test_pieces_are_whole_when_the_bot_says_that_this_was_all() -> None:
    """A target file may describe `piece` and `end_of_turn` and no `whole`: what was said must not be lost."""
    reply = ReplyMap(paths(messages="@", text="text"), {}, {}, {})
    frames = FrameMap(reply, paths(piece="delta", end_of_turn="done"))
    inbox = Inbox(TurnRules(is_marked=True))
    inbox.begin_message()

    for frame in ({"delta": "您"}, {"delta": "好"}, {"done": True}):
        assert put_frame(frame, frames, inbox, quote=repr)
    heard = await inbox.take_reply()

    assert ((Message(Speaker.BOT, "您好"),), TurnEnd.MARKER) == (heard.messages, heard.ended_by)
