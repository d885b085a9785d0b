"""What goes wrong on the way: every trouble has its kind, and none is ever taken for something that the bot does."""

from __future__ import annotations

from runaround.conformance.behaviours import Behaviour, expect, require, texts_of
from runaround.conformance.stage import SECRET, Script, Stage, say
from runaround.errors import AdapterError
from runaround.fake import Break, Output, Pause, Trouble
from runaround.model import ErrorKind, Say

__all__ = ["TROUBLES"]

_HI = Say("hi")


async def _fails(stage: Stage, trouble: Trouble, *kinds: ErrorKind) -> None:
    stage.need(trouble.kind)
    bot = Script([[trouble]])
    error = await stage.fail(bot, _HI)
    require(error.kind in kinds, f"the error is {error.kind} ({error}); expected {' or '.join(kinds)}")
    expect(len(bot.heard), 1, "how many times the message arrived")
    require(SECRET not in f"{error} {error.exchanges}", "a secret is in the error or in its record")
    require(error.exchanges, "nothing of the wire is in the error's record")


async def _status(stage: Stage) -> None:
    await _fails(stage, Trouble("status", 500), ErrorKind.HTTP_STATUS, ErrorKind.BOT_ERROR)
    await _fails(stage, Trouble("status", 502), ErrorKind.HTTP_STATUS, ErrorKind.BOT_ERROR)


async def _unauthorized(stage: Stage) -> None:
    await _fails(stage, Trouble("status", 401), ErrorKind.UNAUTHORIZED)


async def _limited(stage: Stage) -> None:
    await _fails(stage, Trouble("status", 429, retry_after="900"), ErrorKind.RATE_LIMITED)


async def _error(stage: Stage) -> None:
    await _fails(stage, Trouble("error"), ErrorKind.BOT_ERROR, ErrorKind.WRONG_SHAPE, ErrorKind.HTTP_STATUS)


async def _not_json(stage: Stage) -> None:
    await _fails(stage, Trouble("not_json"), ErrorKind.NOT_JSON, ErrorKind.WRONG_SHAPE)


async def _huge(stage: Stage) -> None:
    await _fails(stage, Trouble("huge", size=400_000), ErrorKind.TOO_LARGE)


async def _slow(stage: Stage) -> None:
    bot = Script([[Pause(stage.quiet_s * 8), say("at last")]])
    (reply,) = await stage.talk(bot, _HI)
    expect(texts_of([reply]), [["at last"]], "a slow reply")
    expect(len(bot.heard), 1, "how many times the message arrived")
    require(reply.arrived_s[0] >= stage.quiet_s * 7, f"it is told to have come after {reply.arrived_s[0]:.2f} s")


async def _hanging(stage: Stage) -> None:
    stage.need("hang")
    bot = Script([[Trouble("hang")]])
    try:
        (reply,) = await stage.talk(bot, _HI)
    except AdapterError as error:
        expect(error.kind, ErrorKind.TIMEOUT, "the kind of error")
    else:
        expect(reply.messages, (), "what was heard of a bot that never answers")
    expect(len(bot.heard), 1, "how many times the message arrived")


async def _broken(stage: Stage) -> None:
    stage.need("Break")
    outputs: list[Output] = [say("one"), Break(), say("two"), say("two")]
    bot = Script([outputs])
    (reply,) = await stage.talk(bot, _HI)
    expect(texts_of([reply]), [["one", "two", "two"]], "what was said before, and after, the connection broke")
    expect(len(bot.heard), 1, "how many times the message arrived")


TROUBLES = (
    Behaviour(10, "An HTTP 500 or 502 is an error of its kind", _status),
    Behaviour(10, "Credentials that are refused are an error of their kind", _unauthorized),
    Behaviour(10, "A rate limit that asks for too long a wait is an error of its kind", _limited),
    Behaviour(10, "A failure that the protocol reports is an error, and not words of the bot", _error),
    Behaviour(10, "An answer that is no JSON is an error of its kind", _not_json),
    Behaviour(10, "An answer without end is an error of its kind, and not read", _huge),
    Behaviour(11, "A slow reply is waited for, and the message not sent again", _slow),
    Behaviour(11, "A bot that never answers is a timeout or silent, and the message not sent again", _hanging),
    Behaviour(12, "A connection that breaks in a reply costs no message and doubles none", _broken),
)
