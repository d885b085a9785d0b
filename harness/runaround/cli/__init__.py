"""The front door: `runaround <command>`.

Every command is a module with `HELP`, `add_arguments(parser)` and `run(args) -> int`, and imports nothing
but the standard library at its top, so that `--help` answers at once. What a command needs, it imports in `run`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from runaround import __version__
from runaround.cli import terminal
from runaround.errors import RunaroundError

__all__ = ["COMMANDS", "main"]

COMMANDS = (
    "demo",
    "list",
    "show",
    "new",
    "check",
    "probe",
    "widget",
    "schema",
    "phrasebook",
    "run",
    "score",
    "compare",
    "gate",
    "explain",
    "runs",
    "export",
    "rescore",
    "redact",
    "prune",
    "talk",
    "import",
    "specimens",
    "calibrate",
    "conformance",
    "matrix",
)
"""Names of the commands, in the order of a first day."""

_MODULES = {"import": "importing"}
"""Modules of commands whose name is a word of Python."""

_ABOUT = """\
runaround plays scripted consumers against a customer-service bot, keeps the whole conversation, and
finds where the bot gives people the runaround: it goes round in loops, asks for evidence it already
has, or offers no way to a human being. Chinese, English and Spanish; no language model, nothing leaves your machine.
"""

_FIRST_DAY = """\
a first day:
  runaround demo                         see it work on bots with known defects
  runaround specimens                    those bots; serve one with: runaround specimens serve NAME
  runaround list                         the scenario library; read one with: runaround show ID
  runaround new parcels/late_parcel      begin a scenario of your own
  runaround check my_bot.yaml            is my target file (or my scenario file) right?
  runaround probe my_bot.yaml            say hello to my bot: what goes over the wire, how is it understood?
  runaround run my_bot.yaml              play the whole scenario library against my bot
  runaround score chats.jsonl            judge conversations that were recorded elsewhere
  runaround compare results/a results/b  is the new release better, or is it chance?
  runaround explain chats.jsonl          why each finding was made, step by step
  runaround gate latest                  may it go through? 0 yes, 1 no, 2 nobody can say
  runaround runs                         what is kept; look at one with: runaround show latest
  runaround talk my_bot.yaml             be the consumer yourself, and keep what was said
  runaround import tests/                turn tests of other tools into scenarios

exit codes:
  0  nothing was found          1  something was found          2  runaround could not do its work
"""


class _Command(Protocol):
    """What a command module offers."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work and return the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0 nothing found, 1 findings, 2 the work could not be done.

    argv: arguments without the program's name; None takes those of the process.
    """
    terminal.prepare()
    commands = {
        name: cast("_Command", importlib.import_module(f"runaround.cli.{_MODULES.get(name, name)}"))
        for name in COMMANDS
    }
    parser = _build_parser(commands)
    try:
        args = _parse(parser, sys.argv[1:] if argv is None else argv)
    except SystemExit as stop:
        # argparse ends the process after --help and on wrong arguments; its codes 0 and 2 are ours too.
        terminal.finish()
        return stop.code if isinstance(stop.code, int) else 2
    code = _run(commands[args.command], args)
    terminal.finish()
    return code


def _parse(parser: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.Namespace:
    """Return the arguments. Without a command all help is shown, for one misspelt the likely one is named."""
    if not argv:
        parser.print_help(sys.stderr)
        parser.exit(2, "\nrunaround: no command was given; expected one of those above.\n")
    if not argv[0].startswith("-") and argv[0] not in COMMANDS:
        from runaround.plugins import suggest

        # Not `list(COMMANDS)`: once the commands are loaded, `list` is one of them here.
        parser.error(f"no command {argv[0]!r}.{suggest(argv[0], [*COMMANDS])} Known: {', '.join(COMMANDS)}.")
    return parser.parse_args(argv)


def _run(command: _Command, args: argparse.Namespace) -> int:
    """Run a command; what can be expected to go wrong becomes a clear line instead of a traceback."""
    try:
        return command.run(args)
    except RunaroundError as error:
        terminal.complain(str(error))
    except BrokenPipeError:
        return 0  # whoever read our output has seen enough
    except FileExistsError as error:
        terminal.complain(f"{error.filename}: is there already, and is no folder; name another place.")
    except NotADirectoryError as error:
        terminal.complain(f"{error.filename}: a part of this path is a file, and no folder; name another place.")
    except IsADirectoryError as error:
        terminal.complain(f"{error.filename}: is a folder; name a file.")
    except OSError as error:
        place = f"{error.filename}: " if error.filename is not None else ""
        terminal.complain(f"{place}{error.strerror or error}.")
    except KeyboardInterrupt:
        terminal.leave_line()
        terminal.complain("Stopped.")
    return 2


def _build_parser(commands: dict[str, _Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="runaround",
        description=_ABOUT,
        epilog=_FIRST_DAY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"runaround {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, title="commands")
    for name, command in commands.items():
        subparser = subparsers.add_parser(name, help=command.HELP, description=command.HELP, allow_abbrev=False)
        command.add_arguments(subparser)
    return parser
