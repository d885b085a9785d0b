"""`runaround probe`: says hello to a bot, and shows what went over the wire and how it was understood."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runaround.adapter import Adapter, Capabilities, Reply
    from runaround.model import Case, Exchange, Message

__all__ = ["HELP", "add_arguments", "run"]

HELP = "say hello to a bot: what goes over the wire, and how it is understood"

_UNDERSTOOD, _NOTHING_CAME, _FAILED = 0, 1, 2
_SHOWN = 2_000
_GREETING = "你好 / Hello"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `probe`."""
    parser.add_argument("target", type=Path, metavar="TARGET", help="target file (YAML) that describes the bot")
    parser.add_argument("--say", default=_GREETING, metavar="TEXT", help=f"what is said (default: {_GREETING!r})")


def run(args: argparse.Namespace) -> int:
    """Visit the bot once and show everything; return 0 if it answered, 1 if nothing came, 2 on an error."""
    import asyncio
    import os

    from runaround.cli import terminal
    from runaround.target_file import load_target

    target = load_target(args.target, os.environ)
    terminal.say(f"{target.name}, through the adapter {target.adapter_name}")
    terminal.say(_tell_capabilities(target.adapter.capabilities))
    return asyncio.run(_talk(target.adapter, str(args.say)))


async def _talk(adapter: Adapter, text: str) -> int:
    """Visit the bot once, and show each step."""
    from runaround.cli import terminal
    from runaround.errors import AdapterError
    from runaround.model import Say

    try:
        session, welcome = await adapter.open(_a_case(), session=1)
        try:
            _show("The visit begins", welcome, nothing="The bot says nothing first.")
            reply = await session.send(Say(text))
            _show(f"The consumer says {text!r}", reply, nothing="Nothing came: the bot was silent.")
        finally:
            await session.close()
    except AdapterError as error:
        _show_wire(error.exchanges)
        terminal.complain(str(error))
        return _FAILED
    finally:
        await adapter.close()
    return _UNDERSTOOD if reply.messages else _NOTHING_CAME


def _a_case() -> Case:
    import uuid

    from runaround.model import Case, Scenario, ScenarioSession

    scenario = Scenario("probe", "en", "", "", "", (ScenarioSession((_GREETING,)),))
    return Case("probe", scenario, "probe", consumer_id=f"ra-{uuid.uuid4().hex}")


def _tell_capabilities(capabilities: Capabilities) -> str:
    able = [one.name for one in fields(capabilities) if getattr(capabilities, one.name)]
    unable = [one.name for one in fields(capabilities) if not getattr(capabilities, one.name)]
    told = f"It can: {', '.join(able) or 'nothing but words'}."
    return f"{told} It cannot: {', '.join(unable)}." if unable else told


def _show(step: str, reply: Reply, *, nothing: str) -> None:
    from runaround.cli import terminal

    terminal.say(f"\n== {step}\n")
    _show_wire(reply.exchanges)
    if not reply.messages:
        terminal.say(nothing)
        return
    terminal.say("Understood as:")
    for message, at in zip(reply.messages, reply.arrived_s, strict=True):
        for line in _tell(message, at):
            terminal.say(f"  {line}")
    terminal.say(f"The reply was over by the rule {reply.ended_by!s}.")


def _show_wire(exchanges: Sequence[Exchange]) -> None:
    """Show what went over the wire; secrets were masked when it was recorded."""
    from runaround.cli import terminal
    from runaround.reports.hostile import cut, make_visible

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
    import json

    head, gap, body = part.partition("\n\n")
    try:
        return f"{head}{gap}{json.dumps(json.loads(body), ensure_ascii=False)}"
    except ValueError:
        return part


def _tell(message: Message, at: float) -> Iterator[str]:
    """Yield what one message was understood as."""
    from runaround.model import Placing
    from runaround.reports.hostile import make_visible, on_one_line

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
