"""`runaround talk`: be the consumer yourself, at the terminal, against any target."""

from __future__ import annotations

import argparse
from pathlib import Path

from runaround.cli.options import add_format, add_out, add_report_lang

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
        "--keep", type=Path, metavar="FILE", help="add the conversation to this file (JSON Lines) instead of a folder"
    )
    parser.add_argument(
        "--as-scenario",
        type=Path,
        metavar="FILE",
        help="write what you did as the start of a scenario (.yaml); is not written over anything",
    )
    add_out(parser, default="results/<time>-talk-<target>")
    add_format(parser)
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Talk, keep, judge, and print what was found; return the exit code of `score`."""
    from runaround.cli import results, terminal
    from runaround.cli.talk_keeping import check_places, keep, write_as_scenario
    from runaround.cli.talking import talk
    from runaround.judging import judge_transcript, load_detectors

    check_places(args)
    results.check_report(args.format)
    detectors = load_detectors()
    talked = talk(args)
    plan = results.start_plan(f"talk-{talked.transcript.target}", seed=0, planned=1)
    folder = keep(talked.transcript, plan, args)
    judged = results.build_run(plan, [judge_transcript(talked.transcript, detectors=detectors)])
    terminal.say(results.render(args.format, judged, lang=args.report_lang))
    results.explain_errors(judged)
    if folder is not None:
        terminal.note(f"Report: {results.write_run(folder, judged, lang=args.report_lang)}")
    if args.as_scenario is not None:
        write_as_scenario(args.as_scenario, talked, lang=args.lang)
    return results.choose_exit_code(judged)
