"""`runaround explain`: why a finding was made, or none, step by step."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from runaround.cli.options import add_phrasebook, add_report_lang, file_or_input, positive
from runaround.cli.score import add_reading
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runaround.detectors import Detector
    from runaround.model import CaseExplanation, Transcript
    from runaround.reading import Lexicon

__all__ = ["HELP", "add_arguments", "run"]

HELP = "tell why each finding of a conversation was made, or none, step by step"

_JSON = "json"
_COULD_NOT = 2
_WIDEST = 100
"""Columns beyond which plain text reads badly."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `explain`."""
    parser.add_argument(
        "files",
        nargs="+",
        type=file_or_input,
        metavar="TRANSCRIPT",
        help="a file that `score` reads, a folder of them, or a run that is kept; - reads standard input",
    )
    parser.add_argument("--case", metavar="ID", help="the case to explain (default: every case with findings)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--finding", type=positive, metavar="N", help="only the case's finding N, counted from 1")
    which.add_argument(
        "--turn", type=_turn, metavar="N", help="all that was weighed at turn N, counted from 0, found or not"
    )
    parser.add_argument(
        "--format", choices=("text", _JSON), default="text", help="how it is told (default: %(default)s)"
    )
    add_reading(parser)
    add_phrasebook(parser)
    add_store(parser)
    add_report_lang(parser)


def _turn(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        msg = f"found {text!r}, expected the number of a turn, from 0 on"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Print the explanations; return 0, also where something was found, and 2 if there was nothing to explain."""
    from runaround.cli import terminal
    from runaround.cli.explain_cases import RecordedCases
    from runaround.judging import load_detectors
    from runaround.phrasebook_file import load_phrasebooks

    lexicon = load_phrasebooks(args.phrasebook)
    detectors = load_detectors(lexicon)
    cases = RecordedCases(args)
    is_one = args.case is not None or args.finding is not None or args.turn is not None
    told = 0
    for transcript in [cases.choose(args.case)] if is_one else cases.read():
        explained = _explain(transcript, detectors, lexicon, args)
        if explained.explanations or explained.broken or is_one:
            _say(explained, args, is_first=not told)
            told += 1
    cases.sum_up()
    if cases.count and not told:
        terminal.note(f"Nothing was found in {terminal.count(cases.count, 'conversation')}.")
    elif not cases.count and not cases.bad.count:
        terminal.complain(f"{', '.join(map(str, args.files))}: holds no conversation.")
    return 0 if cases.count else _COULD_NOT


def _explain(
    transcript: Transcript, detectors: Mapping[str, Detector], lexicon: Lexicon | None, args: argparse.Namespace
) -> CaseExplanation:
    """Return what the arguments ask for of one case.

    Raises RunaroundError if the case has no such finding or turn.
    """
    from dataclasses import replace

    from runaround.errors import RunaroundError
    from runaround.explaining import explain_findings, explain_turn

    if args.turn is not None:
        try:
            return explain_turn(transcript, detectors, turn=args.turn, lexicon=lexicon)
        except ValueError as error:
            msg = f"Case {transcript.id!r:.80}: {error}"
            raise RunaroundError(msg) from error
    explained = explain_findings(transcript, detectors, lexicon=lexicon)
    if args.finding is None:
        return explained
    if args.finding > len(explained.explanations):
        found = len(explained.explanations)
        msg = f"Case {transcript.id!r:.80}: no finding {args.finding}; it has {found}. Ask about a turn with --turn."
        raise RunaroundError(msg)
    return replace(explained, explanations=explained.explanations[args.finding - 1 : args.finding])


def _say(explained: CaseExplanation, args: argparse.Namespace, *, is_first: bool) -> None:
    from runaround.cli import terminal
    from runaround.reports.explained import tell_explanation
    from runaround.reports.explained_json import render_explanation

    if args.format == _JSON:
        terminal.say(render_explanation(explained, lang=args.report_lang))
        return
    width = min(terminal.width(), _WIDEST)
    terminal.say(
        ("" if is_first else "\n") + tell_explanation(explained, lang=args.report_lang, width=width).rstrip("\n")
    )
