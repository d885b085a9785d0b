"""`runaround talk`: be the consumer yourself, at the terminal, against any target."""

from __future__ import annotations

import argparse
from pathlib import Path

from runaround.cli.options import add_format, add_out, add_report_lang
from runaround.cli.stores import add_store

__all__ = ["HELP", "add_arguments", "run"]

HELP = "be the consumer yourself, against any target; the conversation is kept and judged"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `talk`."""
    parser.add_argument(
        "target", nargs="?", type=Path, metavar="TARGET", help="target file (YAML) that describes the bot"
    )
    parser.add_argument("--specimen", metavar="NAME", help="talk to a bot of ours instead; see `runaround specimens`")
    parser.add_argument(
        "--lang", choices=("en", "zh"), help="language of the talk (default: seen from what is typed; en to begin with)"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="add the conversation to this file (JSON Lines) instead of the store"
    )
    parser.add_argument(
        "--as-scenario",
        type=Path,
        metavar="FILE",
        help="write what you did as the start of a scenario (.yaml); is not written over anything",
    )
    add_out(parser, default="results/<time>-talk-<target>")
    add_store(parser)
    add_format(parser)
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Talk, keep, judge, and print what was found; return the exit code of `score`."""
    from dataclasses import replace

    from runaround.cli import results, terminal
    from runaround.cli.talk_keeping import check_places, keep, write_as_scenario
    from runaround.cli.talking import talk
    from runaround.judging import judge_transcript, load_detectors

    check_places(args)
    results.check_report(args.format)
    detectors = load_detectors()
    talked = talk(args)
    plan = results.start_plan(f"talk-{talked.transcript.target}", seed=0, planned=1)
    case = judge_transcript(talked.transcript, detectors=detectors)
    run_id = keep(case, talked.transcript, plan, args)
    judged = results.build_run(replace(plan, id=run_id or plan.id), [case])
    terminal.hand_out(results.render(args.format, judged, lang=args.report_lang))
    results.explain_errors(judged)
    if run_id is not None:
        folder = results.open_folder(run_id, args.out)
        terminal.note(f"Report: {results.write_reports(folder, judged, lang=args.report_lang)}")
    if args.as_scenario is not None:
        write_as_scenario(args.as_scenario, talked, lang=args.lang)
    return results.choose_exit_code(judged)
