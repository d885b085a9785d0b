"""`runaround prune`: deletes old runs, and leaves behind that they were there, when they went and why."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from runaround.cli.options import positive
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runaround.store import RunSummary, Store

__all__ = ["HELP", "add_arguments", "run"]

HELP = "delete runs from the store for good; their names and the reason stay"

_COULD_NOT = 2
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST_DAYS = 36500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `prune`."""
    parser.add_argument("runs", nargs="*", metavar="RUN", help="a run: its id, the beginning of it, or latest")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--older-than", type=_span, metavar="SPAN", help="runs begun before then: 90d, 12w or 36h ago")
    which.add_argument("--keep", type=positive, metavar="N", help="all but the N latest runs (with --target: of it)")
    parser.add_argument("--target", metavar="NAME", help="only runs about this bot and no other")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it stays in the store")
    parser.add_argument("--dry-run", action="store_true", help="say what would be deleted, and delete nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_store(parser)


def _span(text: str) -> timedelta:
    number, unit = text[:-1], text[-1:]
    if number.isascii() and number.isdecimal() and unit in _UNITS:
        span = int(number) * _UNITS[unit] if len(number) <= len(str(_LONGEST_DAYS)) else None
        if span is not None and span <= timedelta(days=_LONGEST_DAYS):
            return span
    msg = f"found {text!r}, expected a number and h, d or w: 36h, 90d, 12w"
    raise argparse.ArgumentTypeError(msg)


def run(args: argparse.Namespace) -> int:
    """Say what goes, ask, and delete it; return 0, or 2 if somebody said no."""
    from runaround.cli import terminal
    from runaround.cli.asking import confirm
    from runaround.cli.stores import open_chosen, open_existing

    _check(args)
    with open_chosen(args, read_only=True) if args.dry_run else open_existing(args) as store:
        chosen = _choose(store, args)
        for line in _tell(store, chosen):
            terminal.say(line)
        if not chosen or args.dry_run:
            terminal.note("Nothing was deleted." if args.dry_run else "There is no such run; nothing was deleted.")
            return 0
        question = f"Delete {terminal.count(len(chosen), 'run')} from {store.name}? This cannot be undone."
        if not confirm(question, is_agreed=args.yes):
            terminal.note("Nothing was deleted.")
            return _COULD_NOT
        for summary in chosen:
            store.prune(summary.id, reason=args.reason)
    terminal.note(f"Deleted {terminal.count(len(chosen), 'run')}; folders of reports in results/ are left as they are.")
    return 0


def _check(args: argparse.Namespace) -> None:
    from runaround.errors import RunaroundError

    has_rule = args.older_than is not None or args.keep is not None
    if bool(args.runs) == has_rule:
        msg = "Expected either names of runs, or --older-than or --keep."
        raise RunaroundError(msg)
    if args.runs and args.target is not None:
        msg = "--target goes with --older-than or --keep; a run that is named needs none."
        raise RunaroundError(msg)
    if not args.reason.strip():
        msg = "--reason: found an empty text; expected why the runs are deleted."
        raise RunaroundError(msg)


def _choose(store: Store, args: argparse.Namespace) -> list[RunSummary]:
    """Return the runs that are meant, the latest first. Raises RunaroundError for a named one that is still running."""
    from runaround.cli import terminal
    from runaround.errors import RunaroundError
    from runaround.store import RunState

    if args.runs:
        chosen = [store.runs.read(run) for run in dict.fromkeys(map(store.runs.resolve, args.runs))]
        for one in chosen:
            if one.state is RunState.RUNNING:
                msg = f"Run {one.id!r:.80} is running; the latest came from it at {one.last_at[:19]} UTC."
                raise RunaroundError(msg)
        return chosen
    found = [one for one in store.runs.list_all() if args.target is None or one.targets == (args.target,)]
    ruled = found[args.keep :] if args.keep is not None else list(_older(found, args.older_than))
    running = [one.id for one in ruled if one.state is RunState.RUNNING]
    if running:
        terminal.note(f"Left alone, because they are running: {', '.join(running)}.")
    return [one for one in ruled if one.state is not RunState.RUNNING]


def _older(found: Sequence[RunSummary], span: timedelta) -> Iterator[RunSummary]:
    """Yield the runs from which nothing has come for so long."""
    from datetime import UTC, datetime

    until = datetime.now(UTC) - span
    yield from (one for one in found if datetime.fromisoformat(one.last_at) < until)


def _tell(store: Store, chosen: Sequence[RunSummary]) -> Iterator[str]:
    from runaround.cli import terminal
    from runaround.reports.hostile import on_one_line

    for one in chosen:
        judgements = len(store.judgements.list_all(one.id))
        targets = ", ".join(on_one_line(name, 40) for name in one.targets[:3])
        held = f"{terminal.count(one.recorded, 'conversation')}, {terminal.count(judgements, 'judgement')}"
        yield f"{on_one_line(one.id, 200)}  {one.started[:10]}  {targets}  {held}"
    if len(chosen) > 1:
        total = sum(one.recorded for one in chosen)
        yield f"{terminal.count(len(chosen), 'run')} with {terminal.count(total, 'conversation')}"
