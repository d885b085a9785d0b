"""`runaround widget`: looks for the chat widget of a page, and writes a target file for it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runaround.adapter import Explored, Explorer

__all__ = ["HELP", "add_arguments", "run"]

HELP = "find the chat widget of a web page, and write a target file for it"

_FOUND, _NOTHING_CAME = 0, 1
_GREETING = "Hello, I have a question"
_GREETINGS = {"zh": "你好，我想咨询一下"}
_LOCALES = {"zh": "zh-CN", "en": "en-US"}
_BROWSER = "browser"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `widget`."""
    parser.add_argument("url", metavar="URL", help="address of the page with the widget")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="write the target file there, if it is not there yet"
    )
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="language of the page (default: en)")
    parser.add_argument("--say", metavar="TEXT", help="what is said (default: a greeting)")
    parser.add_argument(
        "--browser", default="", metavar="PATH", help="the browser's program (default: the one that is found)"
    )
    parser.add_argument("--no-try", action="store_true", help="do not visit the page again with what was found")


def run(args: argparse.Namespace) -> int:
    """Explore the page, show and write what was found, and try it; return 0 if the bot answered, 1 if not."""
    import asyncio

    from runaround.adapter import EXPLORER_GROUP
    from runaround.cli import terminal
    from runaround.errors import FileError, Mistake
    from runaround.plugins import load_plugin
    from runaround.reports.hostile import make_visible

    if args.write is not None and args.write.exists():
        raise FileError([Mistake("--write", 0, "", f"{args.write} is there already; it is not overwritten.")])
    explore: Explorer = load_plugin(EXPLORER_GROUP, _BROWSER)
    said = args.say or _GREETINGS.get(args.lang, _GREETING)
    found: Explored = asyncio.run(explore(args.url, said=said, lang=_LOCALES[args.lang], program=args.browser))
    for told in found.told:
        terminal.say(make_visible(told))
    document: dict[str, Any] = {**found.document, **({"browser": {"path": args.browser}} if args.browser else {})}
    text = _write_down(document)
    if args.write is None:
        terminal.say(f"\n{make_visible(text)}")
    else:
        args.write.write_text(text, "utf-8")
        terminal.say(f"\nWritten to {args.write}.")
    return _FOUND if args.no_try else asyncio.run(_try(document, said))


def _write_down(document: Mapping[str, Any]) -> str:
    import yaml

    return str(yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=100))


async def _try(document: Mapping[str, Any], said: str) -> int:
    """Visit the page as a run does, and show what is understood."""
    import os
    import uuid

    from runaround.cli import terminal
    from runaround.model import Case, Say, Scenario, ScenarioSession
    from runaround.reports.hostile import on_one_line
    from runaround.target_file import make_target

    adapter = make_target(document, os.environ, file="what was found").adapter
    scenario = Scenario("widget", "en", "", "", "", (ScenarioSession((said,)),))
    case = Case("widget", scenario, "widget", consumer_id=f"ra-{uuid.uuid4().hex}")
    try:
        session, welcome = await adapter.open(case, session=1)
        try:
            reply = await session.send(Say(said))
        finally:
            await session.close()
    finally:
        await adapter.close()
    terminal.say("\nTried once more, as a run does:")
    for who, messages in (("first", welcome.messages), (f"to {said!r}", reply.messages)):
        for message in messages:
            terminal.say(f"  {message.speaker}, {who}: {on_one_line(message.text)}")
    if not reply.messages:
        terminal.say("  Nothing was understood as an answer: look at messages in the target file.")
    return _FOUND if reply.messages else _NOTHING_CAME
