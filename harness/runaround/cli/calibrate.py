"""`runaround calibrate`: checks that the instrument finds every known defect, and nothing on a healthy bot."""

from __future__ import annotations

import argparse

from runaround.cli.options import add_out, add_seed

__all__ = ["HELP", "add_arguments", "run"]

HELP = "check the instrument itself: every known defect must be found, a healthy bot must not be accused"

_CONCURRENCY = 10
_WAIT_S = 4.0
_REPLY_WITHIN_S = 4.0
"""Seconds after which an answer counts as late here: waiting 30 s, as in a real chat, would prove no more."""

_DELAYS_S = {"slow": 5.0}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `calibrate`."""
    parser.add_argument(
        "specimens", nargs="*", metavar="SPECIMEN", help="names of specimens (default: all); see `runaround specimens`"
    )
    add_seed(parser)
    add_out(parser, default="results/<time>-calibration")


def run(args: argparse.Namespace) -> int:
    """Play the library against the specimens and print the matrix; return 0 if nothing is wrong with it, else 1."""
    import asyncio

    from runaround.calibration import calibrate
    from runaround.cli import results, terminal
    from runaround.cli.calibration_table import choose_subjects, leave_out, show_calibration
    from runaround.cli.playing import carry_out
    from runaround.cli.scenarios import choose_scenarios, shorten_patience
    from runaround.cli.specimen_jobs import serve_jobs
    from runaround.judging import load_detectors
    from runaround.model import Run
    from runaround.runner import plan_cases

    detectors = load_detectors()
    scenarios = shorten_patience(choose_scenarios([]), wait_s=_WAIT_S, reply_within_s=_REPLY_WITHIN_S)
    subjects, left_out = leave_out(choose_subjects(args.specimens, scenarios), detectors=detectors)
    for sentence in left_out:
        terminal.note(sentence)
    cases = {subject.name: plan_cases(scenarios, target=subject.name, seed=args.seed) for subject in subjects}
    plan = results.start_plan("calibration", seed=args.seed, planned=sum(len(planned) for planned in cases.values()))
    folder = results.open_folder(plan, args.out)

    async def play_all() -> Run:
        async with serve_jobs(cases, concurrency=_CONCURRENCY, delays_s=_DELAYS_S) as jobs:
            return await carry_out(jobs, plan=plan, folder=folder, detectors=detectors)

    played = asyncio.run(play_all())
    report_path = results.write_run(folder, played, lang="en")
    if played.interrupted:
        return 2
    judged = {
        subject.name: [case for case in played.cases if case.transcript.target == subject.name] for subject in subjects
    }
    calibration = calibrate(subjects, judged)
    show_calibration(calibration, subjects)
    terminal.note(f"Every conversation: {report_path}")
    return 1 if calibration.flaws else 0
