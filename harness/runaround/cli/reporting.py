"""`--report`: any number of reports of one run, each into a file; what cannot be written is told before the work."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runaround.errors import Mistake
    from runaround.model import Run
    from runaround.reports import ReportOptions

__all__ = ["CONVERSATIONS", "Wanted", "add_reports", "check_reports", "choose_options", "write_reports"]

CONVERSATIONS = ("not-passed", "all")
"""As in `reports.Conversations`, which is not imported here to keep `--help` light; a test compares them."""

_FILE_NAMES = {
    "console": "report.txt",
    "csv": "cases.csv",
    "csv_findings": "findings.csv",
    "html": "report.html",
    "json": "report.json",
    "junit": "junit.xml",
    "markdown": "report.md",
    "markdown_long": "report-long.md",
}
_ALWAYS_THERE = frozenset({"html", "json"})
"""A run's folder has these in any case."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report that somebody asked for; without a path it goes into the folder of the run."""

    name: str
    path: Path | None = None

    @property
    def file_name(self) -> str:
        """The name in the folder of the run, if no path was given."""
        return _FILE_NAMES.get(self.name, f"report-{self.name}.txt")


def add_reports(parser: argparse.ArgumentParser) -> None:
    """Add `--report`, which may be given several times, and `--conversations`."""
    parser.add_argument(
        "--report",
        action="append",
        type=_read_wanted,
        default=[],
        metavar="FORMAT[=PATH]",
        help="also write this report (junit, markdown, csv, ...); without PATH into the folder of the results; "
        "may be given several times",
    )
    parser.add_argument(
        "--conversations",
        choices=CONVERSATIONS,
        default=CONVERSATIONS[0],
        help="whose conversations a junit report quotes: those of cases that did not pass, or all "
        "(default: %(default)s)",
    )


def _read_wanted(text: str) -> Wanted:
    name, sign, path = text.partition("=")
    if not name or (sign and not path):
        msg = f"found {text!r}, expected FORMAT or FORMAT=PATH, such as junit=build/junit.xml"
        raise argparse.ArgumentTypeError(msg)
    return Wanted(name, Path(path) if path else None)


def choose_options(args: argparse.Namespace) -> ReportOptions:
    """Return what the command line asks of every report."""
    from runaround.reports import Conversations, ReportOptions

    return ReportOptions(conversations=Conversations(args.conversations))


def check_reports(wanted: Sequence[Wanted], *, has_folder: bool) -> None:
    """Make sure that each report exists and can be written: better known before an hour of conversations than after.

    has_folder: the run has a folder, for reports without a path. Folders of paths are made.
    Raises PluginError for an unknown report, FileError with every path that will not do.
    """
    from runaround.cli.results import check_report
    from runaround.errors import FileError

    for one in wanted:
        check_report(one.name)
    mistakes = [mistake for one in wanted if (mistake := _find_mistake(one, wanted, has_folder=has_folder))]
    if mistakes:
        raise FileError(mistakes)


def _find_mistake(one: Wanted, wanted: Sequence[Wanted], *, has_folder: bool) -> Mistake | None:
    from runaround.errors import Mistake

    asked = f"--report {one.name}"
    if one.path is None:
        if has_folder:
            return None
        return Mistake(asked, 0, "", f"there is no folder to write it to; name a file ({one.name}=PATH) or give --out.")
    others = [other for other in wanted if other is not one and other.path == one.path]
    if others:
        return Mistake(asked, 0, "", f"{one.path}: another report is written there too; each needs a file of its own.")
    try:
        _try_to_write(one.path)
    except OSError as error:
        return Mistake(asked, 0, "", f"{one.path}: cannot be written: {error.strerror or error}.")
    return None


def _try_to_write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    was_there = path.exists()
    if was_there and not (path.is_file() or path.is_dir()):
        return  # a pipe or a terminal: opening it would already be taken for the report
    path.open("ab").close()
    if not was_there:
        path.unlink()


def write_reports(args: argparse.Namespace, run: Run, folder: Path | None) -> None:
    """Write the reports that `--report` asked for, and say where they are.

    folder: that of the run. One that breaks keeps no other from being written: the first error is raised at the end.
    """
    from runaround.cli import terminal
    from runaround.cli.results import render
    from runaround.errors import PluginError

    errors: list[PluginError | OSError] = []
    for one in args.report:
        path = one.path if one.path is not None or folder is None else folder / one.file_name
        if path is None or (one.path is None and one.name in _ALWAYS_THERE):
            continue
        try:
            text = render(one.name, run, lang=args.report_lang, options=choose_options(args))
            path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
        except (PluginError, OSError) as error:
            errors.append(error)
        else:
            terminal.note(f"Report: {path}")
    if errors:
        raise errors[0]
