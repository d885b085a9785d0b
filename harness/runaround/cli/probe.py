"""`runaround probe`: says hello to a bot, and shows what went over the wire and how it was understood.

Given an address in place of a target file, it finds out first what speaks there, and writes the target file.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

__all__ = ["HELP", "add_arguments", "run"]

HELP = "say hello to a bot: what goes over the wire, and how it is understood; finds out what speaks at an address"

_UNDERSTOOD, _NOTHING_CAME, _FAILED = 0, 1, 2
_GREETING = "你好 / Hello"
_LIMIT_S = 20.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `probe`."""
    parser.add_argument(
        "target", metavar="TARGET|URL", help="target file (YAML) that describes the bot, or the address of a bot"
    )
    parser.add_argument("--say", default=_GREETING, metavar="TEXT", help=f"what is said (default: {_GREETING!r})")
    found = parser.add_argument_group("for an address", "what speaks there is found out, by few and harmless requests")
    found.add_argument("--write", type=Path, metavar="FILE", help="write the target file that was found and tried")
    found.add_argument("--force", action="store_true", help="write it over a file that is there")
    found.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'",
        help="header of every request, with secrets as env:NAME, such as 'Authorization: Bearer env:TOKEN'; "
        "may be given several times",
    )
    found.add_argument(
        "--limit", type=_seconds, default=_LIMIT_S, metavar="S", help="seconds that one answer may take (default: 20)"
    )


def run(args: argparse.Namespace) -> int:
    """Visit the bot once and show everything; return 0 if it answered, 1 if nothing came, 2 on an error."""
    if "://" in args.target:
        from runaround.cli.probe_address import probe_address

        return probe_address(args)
    _check_options(args)
    return _probe_target(Path(args.target), str(args.say))


def _probe_target(path: Path, text: str) -> int:
    import asyncio
    import os

    from runaround.cli import terminal
    from runaround.cli.probe_visit import pay_visit, show_visit, tell_capabilities
    from runaround.errors import RunaroundError
    from runaround.target_file import load_target

    if path.suffix not in (".yaml", ".yml") and not path.exists():
        msg = f"{path}: there is no such target file. If it is an address, it begins with https:// or http://."
        raise RunaroundError(msg)
    target = load_target(path, os.environ)
    terminal.say(f"{target.name}, through the adapter {target.adapter_name}")
    terminal.say(tell_capabilities(target.adapter.capabilities))
    visit = asyncio.run(pay_visit(target.adapter, text))
    show_visit(visit)
    if visit.error is not None:
        terminal.complain(str(visit.error))
        return _FAILED
    return _UNDERSTOOD if visit.is_answered else _NOTHING_CAME


def _check_options(args: argparse.Namespace) -> None:
    """Refuse what has a meaning for addresses only. Raises RunaroundError."""
    from runaround.errors import RunaroundError

    for name in ("write", "force", "header"):
        if getattr(args, name):
            found = f"found the target file {args.target[:80]!r}"
            msg = f"--{name} goes with an address, such as https://bot.example/chat; {found}."
            raise RunaroundError(msg)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 600:
        msg = f"found {text!r}, expected seconds, more than 0 and at most 600"
        raise argparse.ArgumentTypeError(msg)
    return seconds
