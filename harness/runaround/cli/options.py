"""Options that several commands share, declared once so that they mean the same everywhere."""

from __future__ import annotations

import argparse
from enum import StrEnum
from pathlib import Path

__all__ = [
    "REPORT_LANGUAGES",
    "GoldFormat",
    "add_against",
    "add_format",
    "add_out",
    "add_phrasebook",
    "add_policy",
    "add_quarantine",
    "add_report_lang",
    "add_scenario_lang",
    "add_seed",
    "add_suppress",
    "file_or_input",
    "positive",
]

REPORT_LANGUAGES = ("en", "zh")
"""As in `reports.texts.LANGUAGES`, which is not imported here to keep `--help` light; a test compares them."""


class GoldFormat(StrEnum):
    """How a comparison with labels is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


_STANDARD_INPUT = Path("/dev/stdin")


def file_or_input(text: str) -> Path:
    """Return the path that an argument names; `-` stands for standard input."""
    return _STANDARD_INPUT if text == "-" else Path(text)


def positive(text: str) -> int:
    """Return the whole number, 1 or more, that an argument spells; argparse shows its own error."""
    if not (text.isascii() and text.isdecimal()) or int(text) < 1:
        msg = f"found {text!r}, expected a whole number from 1 on"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def add_out(parser: argparse.ArgumentParser, *, default: str) -> None:
    """Add `--out`; `default` says in words what happens without it."""
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help=f"where the results are written (default: {default})"
    )


def add_phrasebook(parser: argparse.ArgumentParser) -> None:
    """Add `--phrasebook`, which may be given several times."""
    parser.add_argument(
        "--phrasebook",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="phrases of your own (YAML), added to those of the house; may be given several times",
    )


def add_report_lang(parser: argparse.ArgumentParser) -> None:
    """Add `--report-lang`."""
    parser.add_argument(
        "--report-lang",
        choices=REPORT_LANGUAGES,
        default=REPORT_LANGUAGES[0],
        help="language of the report, whatever the conversations speak (default: %(default)s)",
    )


def add_scenario_lang(parser: argparse.ArgumentParser) -> None:
    """Add `--lang`."""
    parser.add_argument("--lang", metavar="LANG", help="only scenarios in this language, such as zh (default: all)")


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add `--format`."""
    parser.add_argument(
        "--format",
        default="console",
        metavar="REPORT",
        help="report that is printed: console, html, json, junit, markdown, csv or one of a plugin "
        "(default: %(default)s)",
    )


def add_seed(parser: argparse.ArgumentParser) -> None:
    """Add `--seed`."""
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        help="picks the consumers' wordings; the same seed gives the same consumers (default: %(default)s)",
    )


def add_policy(parser: argparse.ArgumentParser) -> None:
    """Add `--policy`."""
    parser.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="policy (YAML) by which the gate decides, and with it the exit code; `policy: {}` lets no failure through "
        "that is medium or worse",
    )


def add_against(parser: argparse.ArgumentParser) -> None:
    """Add `--against`."""
    parser.add_argument("--against", metavar="RUN", help="run before, to see what got worse")


def add_quarantine(parser: argparse.ArgumentParser) -> None:
    """Add `--quarantine`."""
    parser.add_argument(
        "--quarantine",
        type=Path,
        metavar="FILE",
        help="file (YAML) of cases that do not count, each with reason, author and last day; reports show them",
    )


def add_suppress(parser: argparse.ArgumentParser) -> None:
    """Add `--suppress`."""
    parser.add_argument(
        "--suppress",
        type=Path,
        metavar="FILE",
        help="file (YAML) of findings that do not count, each with reason, author and last day; reports show them",
    )
