"""`runaround import`: turns tests and records of other tools into scenario files, and says what became of what."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from runaround.cli.options import add_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runaround.cli.imported import Writer
    from runaround.imports import ImportedFile, Source, Wishes

__all__ = ["HELP", "add_arguments", "run"]

HELP = "turn tests of Botium, Rasa, Bot Framework or promptfoo, and lists of messages, into scenarios"

_FORMATS = ("botium", "rasa", "botframework", "messages")
_CHECKS = {"stated": "stated", "replies": "replies", "none": "nothing"}
_LANGUAGES = ("en", "zh")
_FOLDER = Path("imported")
_DONE = 0
_COULD_NOT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `import`."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a file of another tool, or a folder of them"
    )
    parser.add_argument(
        "--from",
        dest="format",
        choices=_FORMATS,
        help="where the files come from; messages: promptfoo too (default: seen from their content)",
    )
    parser.add_argument(
        "--lang", choices=_LANGUAGES, help="language of the scenarios (default: zh where Chinese is written, else en)"
    )
    parser.add_argument(
        "--checks",
        choices=tuple(_CHECKS),
        default="stated",
        help="which words of the bot must come again: those that the other tool would check (stated), recorded "
        "answers too (replies), none (default: %(default)s)",
    )
    add_out(parser, default=str(_FOLDER))


def run(args: argparse.Namespace) -> int:
    """Read, turn, write, and print the account; return 0, or 2 if a file brought nothing or could not be read."""
    from dataclasses import replace

    from runaround.cli import terminal
    from runaround.cli.imported import Writer
    from runaround.cli.sources import find_sources
    from runaround.errors import FileError
    from runaround.imports import Expects, Wishes

    wishes = Wishes(args.lang, Expects(_CHECKS[args.checks]))
    writer = Writer(args.out or _FOLDER)
    found = find_sources(args.files)
    troubles = list(found.troubles)
    passed_over: list[str] = []
    for path, source in found.sources.items():
        try:
            imported = _import(source, wishes, args.format, is_named=path in args.files)
        except FileError as error:
            troubles += [str(replace(mistake, file=str(path))) for mistake in error.mistakes]
            continue
        passed_over += [str(path)] if imported is None else []
        troubles += writer.write(path, imported)
    _tell_rest(passed_over, troubles, is_empty=not found.sources)
    terminal.say(_sum_up(len(found.sources), writer))
    if writer.written:
        terminal.note(f"Now try: runaround check {writer.folder}, and decide what a good bot does in each.")
    return _COULD_NOT if troubles or not writer.written else _DONE


def _tell_rest(passed_over: Sequence[str], troubles: Sequence[str], *, is_empty: bool) -> None:
    """Tell which files of folders are of no known format, what went wrong, and why there was nothing to read."""
    from runaround.cli import terminal
    from runaround.cli.sources import ENDINGS

    if passed_over:
        terminal.note(f"Passed over, of no known format: {', '.join(passed_over)}.")
    for trouble in troubles:
        terminal.complain(trouble)
    if is_empty and not troubles:
        terminal.complain(
            f"No tests are there; expected files that end in {', '.join(ENDINGS)}. "
            "Lists of utterances, domain files and the like only serve the tests beside them."
        )


def _sum_up(read: int, writer: Writer) -> str:
    from runaround.cli.terminal import count

    return f"{count(read, 'file')} read, {count(writer.written, 'scenario file')} in {writer.folder}."


def _import(source: Source, wishes: Wishes, chosen: str | None, *, is_named: bool) -> ImportedFile | None:
    """Return what a file holds; None for a file of a folder that is of no known format.

    Raises FileError if it cannot be read, or if it was named and is of no known format.
    """
    from runaround.errors import FileError, Mistake
    from runaround.imports import Format, find_format, import_file

    format_ = Format(chosen) if chosen else find_format(source.name, source.text)
    if format_ is not None:
        return import_file(source, wishes, format=format_)
    if not is_named:
        return None
    text = f"is in none of the formats {', '.join(_FORMATS)} (promptfoo is one of messages); name one with --from."
    raise FileError([Mistake(source.name, 0, "", text)])
