"""What consumers do, and what happens to a visit: choices, files, transfers, ends, welcomes, many at once."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from runaround.adapter import Adapter
from runaround.conformance.behaviours import Behaviour, expect, require, texts_of
from runaround.conformance.stage import SECRET, Script, Skipped, Stage, a_case, say
from runaround.errors import AdapterError
from runaround.fake import Bubble, Fetch, Goodbye, Output, Pause, Said, Visitor
from runaround.model import Button, Click, Event, Evidence, Item, Message, Say, Speaker, TurnEnd

__all__ = ["DOING", "VISITING"]

_HI = Say("hi")
_REFUND = Button("退款", "/refund")
_PIXEL = b"\x89PNG" * 100

_LONG = "长" * 10_000
_TEXTS = {
    "Chinese": "我要退款。",
    "characters beyond the first plane": "👩🏽‍💻🛢️ 𠮷",
    "right-to-left": "שלום abc",
    "lines": "one\ntwo\n\tthree",
    "markup": '<b>1</b> {{7*7}} {text} env:HOME & "quotes"',
    "10,000 characters": _LONG,
}


async def _click(stage: Stage) -> None:
    stage.need("buttons")
    bot = Script([[say("选", buttons=(_REFUND, Button("转人工", "/human")))], [say("ok")]])
    async with stage.visit(bot) as line:
        shown = (await line.do(_HI)).messages[0].buttons
        expect([one.label for one in shown], ["退款", "转人工"], "the buttons")
        reply = await line.do(Click(button=shown[0]))
    expect(texts_of([reply]), [["ok"]], "what the bot said to the choice")
    require(_REFUND.value in (bot.heard[1].button, bot.heard[1].text), f"the choice arrived as {bot.heard[1]!r}")


async def _file(stage: Stage, *, is_fetched: bool) -> None:
    stage.need("files")
    bot = Script([[*([Fetch()] if is_fetched else []), say("thanks")]])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "receipt.png")
        await asyncio.to_thread(path.write_bytes, _PIXEL)
        async with stage.meet(bot) as adapter:
            if is_fetched or adapter.capabilities.fetches:
                await _send_file(adapter, bot, str(path), is_fetched=is_fetched)
                return
    msg = "the channel carries the file itself"
    raise Skipped(msg)


async def _send_file(adapter: Adapter, bot: Script, path: str, *, is_fetched: bool) -> None:
    session, _ = await adapter.open(a_case(), session=1)
    try:
        reply = await session.send(Say("see", (Evidence(Item.RECEIPT, path, "image/png", "a receipt"),)))
    finally:
        await session.close()
    (sent,) = bot.heard[0].files
    require(sent.size in (None, len(_PIXEL)), f"{sent.size} bytes arrived of {len(_PIXEL)}")
    require(bool(sent.size or sent.url), "neither the file nor its address arrived")
    if adapter.capabilities.fetches:
        expect(dict(reply.fetched), {"receipt.png": is_fetched}, "whether the bot has fetched it")
    require("iVBORw" not in str(reply.exchanges), "the file's content is in the record")


async def _fetched(stage: Stage) -> None:
    await _file(stage, is_fetched=True)


async def _not_fetched(stage: Stage) -> None:
    await _file(stage, is_fetched=False)


async def _signalled(stage: Stage) -> None:
    stage.need("events")
    events = [Event.TRANSFER_STARTED, Event.HUMAN_JOINED]
    outputs = [Bubble(Message(Speaker.SYSTEM, event=event)) for event in events]
    outputs.append(Bubble(Message(Speaker.HUMAN, "I am Li.")))
    (reply,) = await stage.talk(Script([outputs]), Say("转人工"))
    came = [message.event for message in reply.messages if message.event is not None]
    expect(came, [one for one in events if one.value not in stage.fake.cannot], "the signals of a transfer")
    if "human" not in stage.fake.cannot:
        expect(reply.messages[-1].speaker, Speaker.HUMAN, "who speaks after a human has joined")


async def _refused(stage: Stage) -> None:
    stage.need("events", Event.TRANSFER_FAILED.value)
    outputs = [Bubble(Message(Speaker.SYSTEM, event=Event.TRANSFER_FAILED)), say("Nobody is there.")]
    (reply,) = await stage.talk(Script([outputs]), Say("human"))
    told = [(message.event, message.text) for message in reply.messages]
    expect(told[0][0], Event.TRANSFER_FAILED, "the signal of a transfer that failed")
    expect(told[-1], (None, "Nobody is there."), "what the bot says then")


async def _only_said(stage: Stage) -> None:
    (reply,) = await stage.talk(Script([[say("正在为您转接人工客服")]]), Say("人工"))
    expect([message.event for message in reply.messages], [None], "the signals of a transfer that is only said")


async def _ended(stage: Stage) -> None:
    stage.need("Goodbye")
    async with stage.visit(Script([[say("bye"), Goodbye()]])) as line:
        reply = await line.do(_HI)
        expect(reply.ended_by, TurnEnd.SESSION_END, "what ended the reply")
        require(reply.messages[-1].event in (Event.SESSION_END, Event.HANG_UP), "the end is not told as an event")
        try:
            after = await line.do(Say("are you there?"))
        except AdapterError:
            return
    expect([message.event for message in after.messages], [], "events after the end: an error, or a new beginning")


DOING = (
    Behaviour(14, "A choice goes back in the protocol's own way, with its value", _click),
    Behaviour(15, "A file reaches the bot, and no record holds its content", _fetched),
    Behaviour(15, "A file that the bot does not fetch is told as not fetched", _not_fetched),
    Behaviour(16, "What the channel signals of a transfer is an event", _signalled),
    Behaviour(17, "A transfer that fails is an event, and what the bot says then is heard", _refused),
    Behaviour(18, "A transfer that is only said is no event", _only_said),
    Behaviour(19, "An end by the company is an event; who speaks on meets an error or a new visit", _ended),
)


async def _welcomed(stage: Stage) -> None:
    stage.need("welcome")
    for first in ([], [say("Welcome")], [say("Welcome"), say("Welcome")]):
        async with stage.visit(Script([[say("answer")]], first=first)) as line:
            reply = await line.do(_HI)
        expect(texts_of([line.welcome, reply]), [["Welcome"] * len(first), ["answer"]], "the welcome, and the answer")


async def _slowly_welcomed(stage: Stage) -> None:
    stage.need("welcome")
    async with stage.visit(Script([[say("answer")]], first=[Pause(stage.quiet_s), say("Welcome")])) as line:
        reply = await line.do(_HI)
    expect(texts_of([line.welcome, reply]), [["Welcome"], ["answer"]], "a welcome that takes its time, and the answer")


class _Echo(Script):
    """Says what it hears."""

    async def answer(self, visitor: Visitor, said: Said) -> AsyncIterator[Output]:  # noqa: ARG002 (says the same to all)
        """Repeat what was said."""
        self.heard.append(said)
        yield say(said.text)


async def _apart(stage: Stage) -> None:
    bot = _Echo()
    async with stage.meet(bot) as adapter:

        async def visit(name: str) -> list[str]:
            session, _ = await adapter.open(a_case(), session=1)
            try:
                replies = [await session.send(Say(f"{name}-{number}")) for number in range(3)]
            finally:
                await session.close()
            return [message.text for reply in replies for message in reply.messages]

        found = await asyncio.gather(*(visit(name) for name in "abcd"))
    expect(found, [[f"{name}-{number}" for number in range(3)] for name in "abcd"], "four visits at once")
    sessions = [visitor.session for visitor in bot.visitors]
    require(len(set(sessions)) == len(sessions), f"visits share a session: {sessions}")


async def _intact(stage: Stage) -> None:
    texts = {name: text for name, text in _TEXTS.items() if text is not _LONG or "long" not in stage.fake.cannot}
    for name, text in texts.items():
        bot = _Echo()
        (reply,) = await stage.talk(bot, Say(text))
        expect(bot.heard[0].text, text, f"what arrived of {name}")
        expect(texts_of([reply]), [[text]], f"what came back of {name}")


async def _masked(stage: Stage) -> None:
    replies = await stage.talk(Script([[say(f"your token is {SECRET}")]]), _HI)
    require(SECRET not in repr(replies), "a secret is in a message or in the record")


async def _closed_twice(stage: Stage) -> None:
    async with stage.visit(Script([[say("hello")]])) as line:
        await line.do(_HI)
        await line.session.close()


VISITING = (
    Behaviour(20, "A welcome, none or two, is no answer", _welcomed),
    Behaviour(20, "A welcome that takes its time is no answer", _slowly_welcomed),
    Behaviour(21, "Visits at the same time do not mix", _apart),
    Behaviour(22, "Every text arrives, and comes back, as it was", _intact),
    Behaviour(24, "No secret stands in a message or in the record", _masked),
    Behaviour(25, "A visit may be closed twice", _closed_twice),
)
