"""`runaround rescore`: judges what is stored by the rules of today, beside what was concluded before."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from runaround.cli.options import add_phrasebook, add_report_lang, add_suppress, positive
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from runaround.cli.rescoring import Rescored

__all__ = ["HELP", "add_arguments", "run"]

HELP = "judge stored runs again by the rules of today, and say what changed"

_JSON = "json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `rescore`."""
    parser.add_argument("runs", nargs="+", metavar="RUN", help="a run: its id, the beginning of it, or latest")
    add_phrasebook(parser)
    add_suppress(parser)
    parser.add_argument("--judgement", type=positive, metavar="N", help="compare with this one (default: the latest)")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and keep nothing")
    add_store(parser)
    parser.add_argument(
        "--format", choices=("console", _JSON), default="console", help="how it is told (default: %(default)s)"
    )
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Judge the runs one after the other and tell what changed; return 0."""
    from runaround.cli import results, suppressing, terminal
    from runaround.cli.rescoring import Rules, rescore
    from runaround.cli.score_account import Progress
    from runaround.cli.stores import open_chosen, open_existing
    from runaround.judging import Judging, load_detectors
    from runaround.judging_settings import describe_settings
    from runaround.phrasebook_file import load_phrasebooks
    from runaround.stored_runs import choose_run, resolve_run

    lexicon = load_phrasebooks(args.phrasebook)
    plan = results.start_plan("rescore", seed=0, planned=0)
    judging = Judging(load_detectors(lexicon), suppressing.load(args.suppress, plan), lexicon)
    entries, today = judging.suppressions.entries, judging.suppressions.today
    settings = describe_settings(
        entries, suppress=args.suppress, phrasebooks=args.phrasebook, today=today if args.suppress else None
    )
    rules, progress = Rules(judging, settings), Progress()
    rescored: list[Rescored] = []

    def advance(done: int) -> None:
        progress.advance(done, bad=0)

    with open_chosen(args, read_only=True) if args.dry_run else open_existing(args) as store:
        names = dict.fromkeys(resolve_run(store, name) for name in args.runs)
        for one in [choose_run(store, name, judgement=args.judgement) for name in names]:
            rescored.append(rescore(store, one, rules, is_kept=not args.dry_run, advance=advance))
            if args.format != _JSON:
                _say(rescored[-1], args)
            suppressing.explain_uses(rescored[-1].uses, args.suppress)
    if args.format == _JSON:
        from runaround.cli.rescored_texts import write_rescored

        terminal.hand_out(write_rescored(rescored))
    return 0


def _say(done: Rescored, args: argparse.Namespace) -> None:
    from runaround.cli import terminal
    from runaround.cli.rescored_texts import tell_rescored
    from runaround.reports.texts import find_texts

    for line in tell_rescored(done, find_texts(args.report_lang), width=min(terminal.width(), 100)):
        terminal.say(line)
