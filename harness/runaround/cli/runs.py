"""`runaround runs`: what is in the store, the latest run first."""

from __future__ import annotations

import argparse

from runaround.cli.options import add_report_lang, positive
from runaround.cli.stores import add_store

__all__ = ["HELP", "add_arguments", "run"]

HELP = "list the runs that are kept, the latest first"

_JSON = "json"
_LIMIT = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `runs`."""
    add_store(parser)
    parser.add_argument("--limit", type=positive, metavar="N", help=f"at most so many (default: {_LIMIT})")
    parser.add_argument("--all", action="store_true", help="all of them, and those that were pruned")
    parser.add_argument(
        "--format", choices=("console", _JSON), default="console", help="how it is told (default: %(default)s)"
    )
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Print the table; return 0, also where there is no run yet."""
    from runaround.cli import terminal
    from runaround.cli.run_table import ListedRun, lay_out_runs, write_runs
    from runaround.cli.stores import open_chosen
    from runaround.reports.texts import find_texts

    limit = args.limit or (None if args.all else _LIMIT)
    with open_chosen(args, read_only=True) as store:
        # One more than is shown: whether there are others is to be told.
        summaries = store.runs.list_all(limit=limit and limit + 1, with_pruned=args.all)
        listed = [ListedRun(one, len(store.judgements.list_all(one.id))) for one in summaries[:limit]]
    if args.format == _JSON:
        terminal.hand_out(write_runs(listed))
        return 0
    texts = find_texts(args.report_lang)
    for line in lay_out_runs(listed, texts, width=terminal.width()):
        terminal.say(line)
    if len(summaries) > len(listed):
        terminal.note(texts.count("runs.more", len(listed)))
    return 0
