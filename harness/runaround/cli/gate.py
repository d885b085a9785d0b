"""`runaround gate`: decides by a policy whether a run may go through."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from runaround.cli.options import add_against, add_phrasebook, add_policy, add_quarantine, add_report_lang, add_suppress
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from runaround.judging import Judging

__all__ = ["FORMATS", "HELP", "add_arguments", "run"]

HELP = "decide by a policy whether a run may go through: 0 yes, 1 no, 2 nobody can say"

FORMATS = ("console", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `gate`."""
    parser.add_argument(
        "run",
        metavar="RUN",
        help="a run of the store as it was judged last (its id, its beginning, or latest), or a file of transcripts",
    )
    add_policy(parser)
    add_against(parser)
    add_quarantine(parser)
    add_suppress(parser)
    add_phrasebook(parser)
    add_store(parser)
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="how it is printed (default: console)")
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Ask the gate about a run, as it was judged last or as is named, and print what it says; return the exit code."""
    from runaround.cli import gating, quarantining, results, suppressing, terminal
    from runaround.cli.run_references import find_judging, load_as_judged
    from runaround.judging_settings import Named
    from runaround.phrasebook_file import load_phrasebooks

    plan = results.start_plan("gate", seed=0, planned=0)
    quarantines = quarantining.load(args.quarantine, plan)
    suppressions = None if args.suppress is None else suppressing.load(args.suppress, plan)
    named = Named(load_phrasebooks(args.phrasebook), suppressions)

    def judge_alike() -> Judging:
        return replace(find_judging(args.run, args, named), quarantines=quarantines)

    gate = gating.open_gate(args, judge_alike, today=plan.day)
    played = quarantining.apply(load_as_judged(args.run, args, named), quarantines)
    result = gate.ask(played)
    terminal.hand_out(gating.render(args.format, result, lang=args.report_lang))
    if args.suppress is not None:
        suppressing.explain(played, args.suppress)
    quarantining.explain(played, args.quarantine)
    return gating.EXIT_CODES[result.status]
