"""How messages come: one and many, late and unasked, twice, in pieces, after typing, not at all."""

from __future__ import annotations

from runaround.conformance.behaviours import Behaviour, expect, require, texts_of
from runaround.conformance.stage import Script, Skipped, Stage, say
from runaround.fake import Bubble, Foreign, Later, Output, Pause, Piece, Typing
from runaround.model import Message, Placing, Say, Speaker, TurnEnd, Wait

__all__ = ["COMING"]

_HI = Say("hi")
_NOT_KNOWN = frozenset({TurnEnd.TIME_LIMIT, TurnEnd.BROKEN_OFF, TurnEnd.SESSION_END})


async def _one(stage: Stage) -> None:
    (reply,) = await stage.talk(Script([[say("hello")]]), _HI)
    expect(reply.messages, (Message(Speaker.BOT, "hello"),), "the reply")
    expect(len(reply.arrived_s), 1, "times of arrival")
    require(reply.ended_by not in _NOT_KNOWN, f"the reply ended by {reply.ended_by}")
    require(reply.exchanges, "nothing of the wire is in the record")


async def _three(stage: Stage) -> None:
    gap_s = stage.quiet_s * 0.2
    outputs: list[Output] = [say("one"), Pause(gap_s), say("two"), Pause(2 * gap_s), say("three")]
    (reply,) = await stage.talk(Script([outputs]), _HI)
    expect(texts_of([reply]), [["one", "two", "three"]], "the reply")
    expect(sorted(reply.arrived_s), list(reply.arrived_s), "the times of arrival")


async def _late(stage: Stage) -> None:
    stage.need("Later")
    late = Later(stage.quiet_s * 5, say("late"))
    async with stage.visit(Script([[late, say("now")]])) as line:
        reply = await line.do(_HI)
        heard = await line.do(Wait(stage.quiet_s * 15))
    expect(texts_of([reply, heard]), [["now"], ["late"]], "what came at once, and later")
    expect(heard.messages[0].placing, Placing.LATE, "what the late message answers")
    expect(heard.answers, (1,), "which message of the consumer it answers")


async def _late_after_more(stage: Stage) -> None:
    stage.need("Later", "answers")
    late = Later(stage.quiet_s * 3, Bubble(Message(Speaker.BOT, "late"), answers=1))
    bot = Script([[late, say("now")], [Pause(stage.quiet_s * 4), say("second")]])
    first, second = await stage.talk(bot, _HI, Say("more"))
    placed = {message.text: message.placing for message in (*first.messages, *second.messages)}
    expect(placed, {"now": Placing.ANSWER, "late": Placing.LATE, "second": Placing.ANSWER}, "what answers what")


async def _unasked(stage: Stage) -> None:
    stage.need("Later", "welcome")
    async with stage.visit(Script(first=[Later(stage.quiet_s * 5, say("news"))])) as line:
        heard = await line.do(Wait(stage.quiet_s * 15))
    expect(texts_of([line.welcome, heard]), [[], ["news"]], "the welcome, and what came by itself")
    expect(heard.messages[0].placing, Placing.UNSOLICITED, "what it answers")


async def _twice(stage: Stage) -> None:
    stage.need("ids")
    same = Bubble(Message(Speaker.BOT, "same"), id="7")
    (reply,) = await stage.talk(Script([[same, same, Bubble(same.message, id="8")]]), _HI)
    expect(texts_of([reply]), [["same", "same"]], "one id twice, and another with the same text")


async def _ordered(stage: Stage) -> None:
    stage.need("order")
    outputs = [Bubble(Message(Speaker.BOT, text), order=number) for text, number in (("b", 2), ("a", 1), ("c", 3))]
    (reply,) = await stage.talk(Script([outputs]), _HI)
    expect(texts_of([reply]), [["a", "b", "c"]], "messages that overtook each other")


async def _echoed(stage: Stage) -> None:
    (reply,) = await stage.talk(Script([[say("hello")]]), Say("echo of mine"))
    expect(texts_of([reply]), [["hello"]], "the reply, on a channel that may send the consumer's own message back")


async def _in_pieces(stage: Stage) -> None:
    stage.need("Piece")
    beat = Pause(stage.quiet_s * 0.3)
    pieces: list[Output] = [Piece("p", "您好，"), beat, Piece("p", "please wait"), beat, Piece("p", "", is_last=True)]
    (reply,) = await stage.talk(Script([pieces]), _HI)
    expect(texts_of([reply]), [["您好，please wait"]], "a message in pieces")


async def _slow_piece(stage: Stage) -> None:
    stage.need("Piece")
    pieces: list[Output] = [
        Piece("p", "one "),
        Pause(stage.quiet_s * 3),
        Piece("p", "two"),
        Piece("p", "", is_last=True),
    ]
    (reply,) = await stage.talk(Script([pieces]), _HI)
    expect(texts_of([reply]), [["one two"]], "a message whose pieces pause for longer than a reply may")


async def _typing(stage: Stage) -> None:
    stage.need("Typing")
    outputs: list[Output] = [say("one moment"), Typing(), Pause(stage.quiet_s * 5), say("done")]
    (reply,) = await stage.talk(Script([outputs]), _HI)
    expect(texts_of([reply]), [["one moment", "done"]], "what was said around a long typing")


async def _typing_for_nothing(stage: Stage) -> None:
    stage.need("Typing")
    (reply,) = await stage.talk(Script([[Typing(), Pause(stage.quiet_s * 30)]]), _HI)
    expect((reply.messages, reply.ended_by), ((), TurnEnd.TIME_LIMIT), "a bot that types, and says nothing")


async def _nothing(stage: Stage) -> None:
    (reply,) = await stage.talk(Script([[]]), _HI)
    expect(reply.messages, (), "a bot that says nothing: no error, no message")


async def _foreign(stage: Stage) -> None:
    stage.need("Foreign")
    (reply,) = await stage.talk(Script([[Foreign(), say("hello")]]), _HI)
    expect(texts_of([reply]), [["hello"]], "what came beside something unknown")
    require(any("carousel-3000" in one.response for one in reply.exchanges), "what is unknown is not in the record")


async def _marked(stage: Stage) -> None:
    async with stage.meet(Script()) as adapter:
        if not adapter.capabilities.turn_end:
            msg = "the protocol does not say when a reply is over"
            raise Skipped(msg)
    outputs: list[Output] = [say("one"), Pause(stage.quiet_s * 5), say("two")]
    (reply,) = await stage.talk(Script([outputs]), _HI)
    expect(texts_of([reply]), [["one", "two"]], "a reply with a pause, of a bot that says when it is over")


COMING = (
    Behaviour(1, "One message is one message, with the rule that ended the reply and the wire's record", _one),
    Behaviour(2, "Three messages with pauses between them are one reply, in order", _three),
    Behaviour(3, "A message that comes after the reply is late, and laid to what it answers", _late),
    Behaviour(3, "A late message that comes during the next reply is not taken for its answer", _late_after_more),
    Behaviour(4, "A message that nobody asked for is heard, and told as such", _unasked),
    Behaviour(5, "One id twice is one message; one text under two ids is two", _twice),
    Behaviour(6, "Messages stand in the company's order where it counts them", _ordered),
    Behaviour(6, "The consumer's own message, sent back, is no reply", _echoed),
    Behaviour(7, "A message that comes in pieces is one message", _in_pieces),
    Behaviour(7, "A message that comes in pieces is waited for to its end", _slow_piece),
    Behaviour(8, "A bot that says it writes is waited for", _typing),
    Behaviour(8, "A bot that says it writes, and says nothing, is silent in the end", _typing_for_nothing),
    Behaviour(9, "An empty reply is silence, and no error", _nothing),
    Behaviour(9, "A reply is over when the protocol says so, whatever the pauses", _marked),
    Behaviour(23, "What is unknown is kept in the record, and breaks nothing", _foreign),
)
