"""One visit to a bot, and how it is shown: what went over the wire, and what was understood of it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from runaround.adapter import Adapter, Capabilities, Reply
from runaround.cli import terminal
from runaround.errors import AdapterError
from runaround.model import Case, Exchange, Message, Placing, Say, Scenario, ScenarioSession
from runaround.reports.hostile import cut, make_visible, on_one_line

__all__ = ["Visit", "pay_visit", "show_exchanges", "show_visit", "tell_capabilities"]

_SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one visit in which `said` was said. error: what ended it before a reply was there."""

    said: str
    welcome: Reply | None = None
    reply: Reply | None = None
    error: AdapterError | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the bot said anything when it was spoken to."""
        return self.reply is not None and bool(self.reply.messages)


async def pay_visit(adapter: Adapter, text: str) -> Visit:
    """Visit the bot once and say one thing; the adapter is closed afterwards."""
    welcome: Reply | None = None
    try:
        session, welcome = await adapter.open(_a_case(text), session=1)
        try:
            return Visit(text, welcome, await session.send(Say(text)))
        finally:
            await session.close()
    except AdapterError as error:
        return Visit(text, welcome, error=error)
    finally:
        await adapter.close()


def show_visit(visit: Visit) -> None:
    """Show each step; an error only with what went over the wire."""
    if visit.welcome is not None:
        _show("The visit begins", visit.welcome, nothing="The bot says nothing first.")
    if visit.reply is not None:
        _show(f"The consumer says {visit.said!r}", visit.reply, nothing="Nothing came: the bot was silent.")
    if visit.error is not None:
        show_exchanges(visit.error.exchanges)


def tell_capabilities(capabilities: Capabilities) -> str:
    """Return what a channel can do and what it cannot, in a sentence or two."""
    able = [one.name for one in fields(capabilities) if getattr(capabilities, one.name)]
    unable = [one.name for one in fields(capabilities) if not getattr(capabilities, one.name)]
    told = f"It can: {', '.join(able) or 'nothing but words'}."
    return f"{told} It cannot: {', '.join(unable)}." if unable else told


def _a_case(text: str) -> Case:
    scenario = Scenario("probe", "en", "", "", "", (ScenarioSession((text,)),))
    return Case("probe", scenario, "probe", consumer_id=f"ra-{uuid.uuid4().hex}")


def _show(step: str, reply: Reply, *, nothing: str) -> None:
    terminal.say(f"\n== {step}\n")
    show_exchanges(reply.exchanges)
    if not reply.messages:
        terminal.say(nothing)
        return
    terminal.say("Understood as:")
    for message, at in zip(reply.messages, reply.arrived_s, strict=True):
        for line in _tell(message, at):
            terminal.say(f"  {line}")
    terminal.say(f"The reply was over by the rule {reply.ended_by!s}.")


def show_exchanges(exchanges: Sequence[Exchange]) -> None:
    """Show what went over the wire; secrets were masked when it was recorded."""
    for exchange in exchanges:
        for sign, part in ((">", exchange.request), ("<", exchange.response)):
            shown, rest = cut(_spell_out(part), _SHOWN)
            for line in make_visible(shown).split("\n") if shown else ():
                terminal.say(f"{sign} {line}")
            if rest:
                terminal.say(f"{sign} … {len(rest)} more characters")
        terminal.say("")


def _spell_out(part: str) -> str:
    """Return what went over the wire with the letters that its JSON escapes."""
    head, gap, body = part.partition("\n\n")
    try:
        return f"{head}{gap}{json.dumps(json.loads(body), ensure_ascii=False)}"
    except ValueError:
        return part


def _tell(message: Message, at: float) -> Iterator[str]:
    """Yield what one message was understood as."""
    who = f"{message.speaker}, after {at:.2f} s"
    if message.placing is not Placing.ANSWER:
        who += f", {message.placing}"
    yield f"[{who}]"
    if message.event is not None:
        yield f"  event: {message.event}"
    if message.text:
        yield from (f"  {line}" for line in make_visible(message.text).split("\n"))
    for button in message.buttons:
        value = f" (sends {on_one_line(button.value)})" if button.value else ""
        yield f"  button: {on_one_line(button.label)}{value}"
    for link in message.links:
        yield f"  link: {on_one_line(link.title)} {on_one_line(link.url)}"
    for file in message.attachments:
        yield f"  {on_one_line(file.kind)}: {on_one_line(file.name)}"
