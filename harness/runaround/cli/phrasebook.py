"""`runaround phrasebook`: begins the phrases of a language or of a company, and tries the examples in them."""

from __future__ import annotations

import argparse
from pathlib import Path

__all__ = ["HELP", "add_arguments", "run"]

HELP = "begin a phrasebook of your own, for a language or a company, or check one by its own examples"

_CHECK, _NEW = "check", "new"
_KEPT, _WRONG = 0, 2
_SHOWN = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `new` and `check`."""
    commands = parser.add_subparsers(dest="phrasebook_command", metavar="new|check", required=True)
    about = "Write a template with every act, what it means, and an English example."
    new = commands.add_parser(_NEW, help="write a template with comments", description=about)
    new.add_argument("path", type=Path, metavar="FILE", help="the file to write, such as pt.yaml")
    new.add_argument("--lang", required=True, type=_language, metavar="LANG", help="the language, such as pt")
    about = "Compile phrasebooks, and try the examples that stand in them."
    check = commands.add_parser(_CHECK, help="try the examples that stand in the files", description=about)
    check.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="phrasebooks, each taken by itself")


def _language(text: str) -> str:
    import re

    if not re.fullmatch("[a-z]{2,3}", text):
        msg = f"found {text!r}, expected a code of two or three small letters, such as pt"
        raise argparse.ArgumentTypeError(msg)
    return text


def run(args: argparse.Namespace) -> int:
    """Write the template, or check; return 0, or 2 if a phrase is wrong or an example is not kept."""
    return _begin(args.path, args.lang) if args.phrasebook_command == _NEW else _check(args.paths)


def _begin(path: Path, lang: str) -> int:
    from runaround.cli import terminal
    from runaround.errors import RunaroundError
    from runaround.phrasebook_file import template_of

    if path.exists():
        msg = f"{path}: is there already, and is not written over; expected another name."
        raise RunaroundError(msg)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as stream:
        stream.write(template_of(lang))
    terminal.say(f"""\
{path} is written. Open it in an editor, and fill in what you know; what stays empty matches nothing. Then:
  runaround phrasebook check {path}
  runaround score chats.jsonl --phrasebook {path}""")
    return _KEPT


def _check(paths: list[Path]) -> int:
    from runaround.cli import terminal
    from runaround.cli.mistakes import lay_out_mistakes
    from runaround.errors import FileError, Mistake
    from runaround.phrasebook_file import check_phrasebook

    mistakes: list[Mistake] = []
    tried = 0
    for path in paths:
        try:
            checked = check_phrasebook(path)
        except FileError as error:
            mistakes += error.mistakes
            continue
        tried += checked.examples
        mistakes += checked.failing
        if checked.unfilled:
            terminal.say(f"{path}: {_list(checked.unfilled)}.")
    for line in lay_out_mistakes(mistakes, width=terminal.width()):
        terminal.say(line)
    counts = (
        terminal.count(len(paths), "file"),
        terminal.count(tried, "example"),
        terminal.count(len(mistakes), "mistake"),
    )
    terminal.say(f"{counts[0]} checked, {counts[1]} tried, {counts[2]}.")
    return _WRONG if mistakes else _KEPT


def _list(unfilled: tuple[str, ...]) -> str:
    more = f" and {len(unfilled) - _SHOWN} more" if len(unfilled) > _SHOWN else ""
    return f"no phrase yet for {', '.join(unfilled[:_SHOWN])}{more}"
