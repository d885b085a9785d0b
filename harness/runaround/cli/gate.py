"""`runaround gate`: decides by a policy whether a run may go through."""

from __future__ import annotations

import argparse

from runaround.cli.options import add_against, add_phrasebook, add_policy, add_quarantine, add_report_lang, add_suppress
from runaround.cli.stores import add_store

__all__ = ["FORMATS", "HELP", "add_arguments", "run"]

HELP = "decide by a policy whether a run may go through: 0 yes, 1 no, 2 nobody can say"

FORMATS = ("console", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `gate`."""
    parser.add_argument(
        "run",
        metavar="RUN",
        help="a run of the store (its id, the beginning of it, or latest), or a file of transcripts",
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
    """Judge the run, ask the gate, print what it says; return the exit code."""
    from runaround.cli import gating, quarantining, results, suppressing, terminal
    from runaround.cli.run_references import load_run
    from runaround.judging import Judging, load_detectors
    from runaround.phrasebook_file import load_phrasebooks

    plan = results.start_plan("gate", seed=0, planned=0)
    suppressions, quarantines = suppressing.load(args.suppress, plan), quarantining.load(args.quarantine, plan)
    lexicon = load_phrasebooks(args.phrasebook)
    judging = Judging(load_detectors(lexicon), suppressions, lexicon, quarantines)
    gate = gating.open_gate(args, judging, today=plan.day)
    played = quarantining.apply(suppressing.account(load_run(args.run, args, judging), suppressions), quarantines)
    result = gate.ask(played)
    terminal.hand_out(gating.render(args.format, result, lang=args.report_lang))
    suppressing.explain(played, args.suppress)
    quarantining.explain(played, args.quarantine)
    return gating.EXIT_CODES[result.status]
