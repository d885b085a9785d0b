"""`runaround specimens`: list the specimens, or serve one for anybody to talk to."""

from __future__ import annotations

import argparse
import asyncio
import math
import signal
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runaround.specimens import ServedSpecimen

__all__ = ["HELP", "add_arguments", "run"]

HELP = "list the bots with a known defect, or serve one on this machine"

_FOUND_NOTHING = 0
_NO_DEFECT = "-"
_QUIET_S = 0.3
"""Seconds of quiet after which a target file takes a reply for finished: people type into these bots, too."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `serve NAME` and its options; without it, the command lists."""
    commands = parser.add_subparsers(dest="specimens_command", metavar="serve")
    serve = commands.add_parser(
        "serve", help="serve one specimen until Ctrl-C", description="Serve one specimen until Ctrl-C."
    )
    serve.add_argument("name", metavar="NAME", help="a specimen, as `runaround specimens` lists it")
    serve.add_argument(
        "--behind", metavar="PROTOCOL", help="speak this protocol; see `runaround conformance` for a list"
    )
    serve.add_argument("--port", type=_port, default=0, metavar="N", help="port on 127.0.0.1 (default: any free one)")
    serve.add_argument(
        "--delay",
        type=_seconds,
        default=None,
        metavar="S",
        help="hold back each reply by S seconds (default: its own delay)",
    )
    serve.add_argument(
        "--target-file",
        type=Path,
        default=None,
        metavar="PATH",
        help="write the target file for it to PATH, over what is there",
    )


def run(args: argparse.Namespace) -> int:
    """List or serve; returns the exit code."""
    if args.specimens_command is None:
        return _list()
    try:
        asyncio.run(_serve(args))
    except KeyboardInterrupt:
        return _FOUND_NOTHING
    return _FOUND_NOTHING


def _list() -> int:
    from tabulate import tabulate

    from runaround.cli import terminal
    from runaround.specimens import SPECIMENS

    rows = [
        (specimen.name, specimen.defect or _NO_DEFECT, specimen.description["en"]) for specimen in SPECIMENS.values()
    ]
    terminal.say(tabulate(rows, headers=("specimen", "must show", "what it does"), tablefmt="simple"))
    return _FOUND_NOTHING


async def _serve(args: argparse.Namespace) -> None:
    from runaround.cli import terminal
    from runaround.cli.specimen_jobs import check_specimen
    from runaround.errors import RunaroundError

    check_specimen(args.name)
    if args.behind and args.port:
        msg = "--port does not go with --behind: a specimen behind another protocol takes any free port."
        raise RunaroundError(msg)
    target_file: Path | None = args.target_file
    try:
        async with _serving(args) as served:
            if target_file is not None:
                served.write_target(target_file)
            terminal.say(f"{served.name} listens on {served.url} (Ctrl-C ends it).")
            terminal.say(_advise(target_file))
            await _wait_for_end()
    except OSError as error:
        where = error.filename or f"127.0.0.1:{args.port}"
        msg = f"{where}: cannot be used: {error.strerror or error}."
        raise RunaroundError(msg) from error


def _serving(args: argparse.Namespace) -> AbstractAsyncContextManager[ServedSpecimen]:
    """Return what serves the specimen, behind the protocol that was asked for."""
    from runaround.cli.fakes import find_fake
    from runaround.specimens import serve, serve_behind

    if args.behind:
        return serve_behind(args.name, find_fake(args.behind), quiet_s=_QUIET_S, delay_s=args.delay)
    return serve(args.name, port=args.port, delay_s=args.delay)


def _advise(target_file: Path | None) -> str:
    if target_file is None:
        return "Add --target-file PATH to write a target file for `runaround run PATH`."
    return f"Now try: runaround run {target_file}"


async def _wait_for_end() -> None:
    """Return when somebody presses Ctrl-C or ends the process politely."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > 65535:
        msg = f"found {text!r}, expected a port from 0 to 65535"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 3600:
        msg = f"found {text!r}, expected seconds from 0 to 3600"
        raise argparse.ArgumentTypeError(msg)
    return seconds
