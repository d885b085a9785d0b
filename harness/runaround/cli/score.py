"""`runaround score`: judges conversations that are on record, wherever they were recorded."""

from __future__ import annotations

import argparse
from pathlib import Path

from runaround.cli.options import add_format, add_out, add_report_lang

__all__ = ["HELP", "add_arguments", "run"]

_STANDARD_INPUT = Path("/dev/stdin")

HELP = "judge conversations recorded elsewhere (JSON Lines, one case a line)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `score`."""
    parser.add_argument(
        "transcripts",
        type=_file_or_input,
        metavar="TRANSCRIPTS",
        help="file of transcripts, one JSON object a line; - reads standard input",
    )
    parser.add_argument(
        "--gold",
        action="store_true",
        help="compare with the labels in the file: precision, recall and F1 per kind and language; always exits with 0",
    )
    parser.add_argument("--verbose", action="store_true", help="with --gold: list every miss and every false alarm")
    add_out(parser, default="nothing is written")
    add_format(parser)
    add_report_lang(parser)


def _file_or_input(text: str) -> Path:
    return _STANDARD_INPUT if text == "-" else Path(text)


def run(args: argparse.Namespace) -> int:
    """Judge the file and print the report, or the comparison with its labels; return the exit code."""
    from runaround.cli import results, terminal
    from runaround.cli.recorded import judge_records, load_records
    from runaround.errors import FileError, Mistake
    from runaround.judging import load_detectors

    if args.transcripts.is_dir():
        hint = f"expected a file; a run keeps its conversations in {args.transcripts / 'transcripts.jsonl'}."
        raise FileError([Mistake(str(args.transcripts), 0, "", f"is a folder; {hint}")])
    results.check_report(args.format)
    detectors = load_detectors()
    records = load_records(args.transcripts)
    cases = judge_records(records, detectors)
    if args.gold:
        from runaround.cli.gold_table import show_agreement

        return show_agreement(records, cases, families=detectors, verbose=args.verbose)
    plan = results.start_plan(args.transcripts.stem, seed=0, planned=len(cases))
    judged = results.build_run(plan, cases)
    if args.out is not None:
        report_path = results.write_run(results.open_folder(plan, args.out), judged, lang=args.report_lang)
        terminal.note(f"Report: {report_path}")
    terminal.say(results.render(args.format, judged, lang=args.report_lang))
    results.explain_errors(judged)
    return results.choose_exit_code(judged)
