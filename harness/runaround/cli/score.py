"""`runaround score`: judges conversations that are on record, wherever they were recorded."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from runaround.cli.options import (
    add_format,
    add_out,
    add_phrasebook,
    add_quarantine,
    add_report_lang,
    add_suppress,
    file_or_input,
    positive,
)
from runaround.cli.reporting import add_reports, choose_options
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from runaround.cli.results import Plan
    from runaround.cli.score_stream import Stream

__all__ = ["FORMATS", "HELP", "add_arguments", "add_reading", "run"]

FORMATS = ("runaround", "messages", "csv", "rasa", "botframework", "tau2", "chatwoot", "zendesk", "text")
"""As in `records.Format`, which is not imported here to keep `--help` light; a test compares them."""

HELP = "judge conversations recorded elsewhere: JSON Lines, message lists, CSV, exports, plain text"

_COULD_NOT = 2
_KEPT = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `score`."""
    parser.add_argument(
        "files",
        nargs="+",
        type=file_or_input,
        metavar="FILE",
        help="a file of conversations, packed with gzip or not, a folder of them, or a run that is kept; - is standard "
        "input",
    )
    add_reading(parser)
    add_phrasebook(parser)
    parser.add_argument("--strict", action="store_true", help="exit with 2 if a line could not be read")
    parser.add_argument("--mask-pii", action="store_true", help="mask personal data in all that is shown or kept")
    parser.add_argument(
        "--keep",
        type=positive,
        default=_KEPT,
        metavar="CASES",
        help="cases that the report shows; of more than these only the first with findings (default: %(default)s)",
    )
    add_suppress(parser)
    add_quarantine(parser)
    add_store(parser)
    add_out(parser, default="nothing is written")
    add_format(parser)
    add_reports(parser)
    add_report_lang(parser)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Declare what a person can say about files that do not say it themselves."""
    parser.add_argument(
        "--from", dest="written", choices=FORMATS, help="how the files are written (default: seen from their content)"
    )
    for speaker, who in (("consumer", "the consumer"), ("bot", "the bot"), ("human", "a person of the company")):
        parser.add_argument(
            f"--{speaker}", action="append", default=[], metavar="NAME", help=f"a name under which {who} speaks"
        )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="PART=HEADER",
        help="column of a table: id, speaker, text, time, session or lang (default: by the headers)",
    )
    parser.add_argument(
        "--separator", metavar="SIGN", help="between columns; `tab` works too (default: by the first line)"
    )
    parser.add_argument("--encoding", metavar="NAME", help="such as gb18030 (default: by the first bytes)")
    parser.add_argument(
        "--lang", metavar="LANG", help="language of conversations that do not say it (default: by the words)"
    )


def run(args: argparse.Namespace) -> int:
    """Judge the files and print the report; return the exit code."""
    from runaround.cli import quarantining, results, suppressing
    from runaround.cli.score_stream import Stream, read_settings
    from runaround.cli.stored_records import find_records
    from runaround.judging import Judging, load_detectors
    from runaround.phrasebook_file import load_phrasebooks
    from runaround.report_files import check_reports

    results.check_report(args.format)
    check_reports(args.report, has_folder=args.out is not None)
    settings = read_settings(args)
    lexicon = load_phrasebooks(args.phrasebook)
    files = find_records(args)
    detectors = load_detectors(lexicon)
    plan = results.start_plan(args.files[0].stem, seed=0, planned=0)
    suppressions, quarantines = suppressing.load(args.suppress, plan), quarantining.load(args.quarantine, plan)
    judging = Judging(detectors, suppressions, lexicon, quarantines)
    with _open_findings(plan, args.out) as findings:
        stream = Stream(args, settings, judging, findings=findings)
        stream.judge(files)
        stream.sum_up()
    code = _report(stream, plan, args)
    return _COULD_NOT if args.strict and stream.bad.count else code


@contextmanager
def _open_findings(plan: Plan, out: Path | None) -> Iterator[IO[str] | None]:
    from runaround.cli.results import check_folder, open_folder
    from runaround.cli.score_account import FINDINGS_FILE

    if out is None:
        yield None
        return
    check_folder(out)
    folder = open_folder(plan.id, out)
    with (folder.path / FINDINGS_FILE).open("w", encoding="utf-8", newline="\n") as file:
        yield file


def _report(stream: Stream, plan: Plan, args: argparse.Namespace) -> int:
    from dataclasses import replace

    from runaround.cli import quarantining, reporting, results, suppressing, terminal
    from runaround.store import RunFolder

    judged = stream.judged
    if not judged.count:
        if not stream.bad.count:
            terminal.complain(f"{', '.join(map(str, args.files))}: holds no conversation.")
        return _COULD_NOT
    run_ = results.build_run(
        replace(plan, planned=judged.count),
        judged.cases(),
        was_interrupted=stream.was_interrupted,
        scorecards=judged.scorecards(),
    )
    run_ = replace(run_, suppressions=judged.uses(), quarantines=judged.quarantines())
    if args.out is not None:
        terminal.note(f"Report: {results.write_reports(RunFolder(args.out), run_, lang=args.report_lang)}")
    reporting.write_reports(args, run_, args.out)
    terminal.hand_out(results.render(args.format, run_, lang=args.report_lang, options=choose_options(args)))
    results.explain_errors(run_)
    suppressing.explain(run_, args.suppress)
    quarantining.explain(run_, args.quarantine)
    return results.choose_exit_code(run_)
