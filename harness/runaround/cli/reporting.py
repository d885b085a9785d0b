"""`--report`: any number of reports of one run, each into a file, and what a command asks of all of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runaround.model import Run
    from runaround.report_files import Wanted
    from runaround.reports import ReportOptions

__all__ = ["CONVERSATIONS", "add_reports", "choose_options", "write_reports"]

CONVERSATIONS = ("not-passed", "all")
"""As in `reports.Conversations`, which is not imported here to keep `--help` light; a test compares them."""


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
    from runaround.report_files import read_wanted

    try:
        return read_wanted(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def choose_options(args: argparse.Namespace) -> ReportOptions:
    """Return what the command line asks of every report."""
    from runaround.reports import Conversations, ReportOptions

    return ReportOptions(conversations=Conversations(args.conversations))


def write_reports(args: argparse.Namespace, run: Run, folder: Path | None) -> None:
    """Write the reports that `--report` asked for, and say where they are. folder: that of the run."""
    from runaround.assembling import render
    from runaround.cli import terminal
    from runaround.report_files import write_wanted

    options = choose_options(args)
    write_wanted(
        args.report,
        folder,
        render=lambda name: render(name, run, lang=args.report_lang, options=options),
        note=lambda path: terminal.note(f"Report: {path}"),
    )
