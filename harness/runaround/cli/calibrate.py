"""`runaround calibrate`: checks that the instrument finds every known defect, and nothing on a healthy bot.

With `--gold` it is checked against people instead: against conversations that they labelled by hand.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from runaround.cli.options import GoldFormat, add_out, add_phrasebook, add_seed, file_or_input
from runaround.cli.stores import add_store

__all__ = ["HELP", "add_arguments", "run"]

HELP = "check the instrument itself: against bots with known defects, or against labelled conversations (--gold)"

_CONCURRENCY = 2
"""Cases at once against one specimen. All specimens are played at once by one process: with many more cases, it would
answer so slowly itself that good bots looked slow."""

_MORE_AT_ONCE = {"endless_queue": 12, "fake_transfer": 8}
"""Where consumers mostly wait, which costs time and no work."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `calibrate`."""
    parser.add_argument(
        "specimens", nargs="*", metavar="SPECIMEN", help="names of specimens (default: all); see `runaround specimens`"
    )
    parser.add_argument(
        "--behind", metavar="PROTOCOL", help="serve the specimens behind this protocol; see `runaround conformance`"
    )
    add_phrasebook(parser)
    add_seed(parser)
    add_out(parser, default="results/<time>-calibrate")
    add_store(parser)
    _add_gold(parser)


def _add_gold(parser: argparse.ArgumentParser) -> None:
    gold = parser.add_argument_group(
        "labelled conversations", "nothing is played; what was found is held against labels"
    )
    gold.add_argument(
        "--gold",
        nargs="+",
        action="extend",
        type=file_or_input,
        metavar="FILE",
        help="JSON Lines with labels, or a folder of them: precision, recall and F1 with intervals, and outcomes",
    )
    gold.add_argument(
        "--format",
        choices=[*GoldFormat],
        type=GoldFormat,
        default=GoldFormat.TEXT,
        help="how it is printed (default: %(default)s)",
    )
    gold.add_argument("--verbose", action="store_true", help="quote every miss and every false alarm below the figures")
    gold.add_argument("--excerpts", type=Path, metavar="FILE", help="write the misses and false alarms to this file")


def _check(args: argparse.Namespace) -> None:
    """Refuse what has no meaning together. Raises RunaroundError."""
    from runaround.errors import RunaroundError

    if args.gold and (args.specimens or args.out):
        found = f"specimen {args.specimens[0]!r}" if args.specimens else "--out"
        msg = f"{found} does not go with --gold: nothing is played. Name files behind --gold only."
        raise RunaroundError(msg)
    if not args.gold and (args.verbose or args.excerpts or args.format is not GoldFormat.TEXT):
        msg = "--format, --verbose and --excerpts go with --gold FILE; without it there are no labels to compare with."
        raise RunaroundError(msg)


def run(args: argparse.Namespace) -> int:
    """Compare with labels, or play the specimens; return the exit code."""
    _check(args)
    if not args.gold:
        return _play(args)
    from runaround.cli.gold_study import show_study

    return show_study(args)


def _play(args: argparse.Namespace) -> int:
    """Play each specimen in the scenarios made for it, and print what was found; return 1 if anything is wrong."""
    from runaround.calibration import calibrate
    from runaround.cli import results, terminal
    from runaround.cli.calibration_cases import choose_subjects, leave_out, scenarios_for
    from runaround.cli.calibration_table import show_calibration
    from runaround.cli.fakes import find_fake
    from runaround.cli.scenarios import SPECIMEN_DELAYS_S, shorten_for_specimens
    from runaround.cli.specimen_jobs import Serving, serve_jobs
    from runaround.cli.specimen_runs import play_specimens
    from runaround.judging import load_detectors
    from runaround.judging_settings import judged_by
    from runaround.phrasebook_file import load_phrasebooks
    from runaround.runner import plan_cases
    from runaround.scenario_file import choose_scenarios

    behind = find_fake(args.behind) if args.behind else None
    scenarios = shorten_for_specimens(choose_scenarios([]))
    lexicon = load_phrasebooks(args.phrasebook)
    detectors = load_detectors(lexicon)
    subjects, left_out = leave_out(choose_subjects(args.specimens, scenarios), detectors=detectors)
    for sentence in left_out:
        terminal.note(sentence)
    cases = {
        subject.name: plan_cases(scenarios_for(subject, scenarios), target=subject.name, seed=args.seed)
        for subject in subjects
    }
    serving = Serving(_CONCURRENCY, _MORE_AT_ONCE, SPECIMEN_DELAYS_S, behind)
    jobs = serve_jobs(cases, serving, lexicon=lexicon)
    played, folder = play_specimens(args, jobs, detectors=detectors, by=judged_by(lexicon))
    report_path = results.write_reports(folder, played, lang="en")
    if played.interrupted:
        return 2
    judged = {
        subject.name: [case for case in played.cases if case.transcript.target == subject.name] for subject in subjects
    }
    looks_for = {} if args.specimens or left_out else {one.key: one.looks_for for one in scenarios}
    calibration = calibrate(subjects, judged, looks_for=looks_for)
    show_calibration(calibration, subjects)
    terminal.note(f"Every conversation: {report_path}")
    return 1 if calibration.flaws else 0
