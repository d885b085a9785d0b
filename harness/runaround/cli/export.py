"""`runaround export`: what is stored of runs, for other tools: conversations, tables of cases, tables of findings."""

from __future__ import annotations

import argparse
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import TYPE_CHECKING

from runaround.cli.options import add_report_lang, positive
from runaround.cli.stores import add_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from runaround.cli.export_items import ExportOptions
    from runaround.store import Store
    from runaround.stored_runs import ChosenRun

__all__ = ["HELP", "add_arguments", "run"]

HELP = "write stored runs for other tools: JSON Lines, CSV for spreadsheets, Parquet"

_JSONL, _CSV, _PARQUET = "jsonl", "csv", "parquet"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `export`."""
    parser.add_argument("runs", nargs="+", metavar="RUN", help="a run: its id, the beginning of it, or latest")
    parser.add_argument(
        "--format",
        choices=(_JSONL, _CSV, _PARQUET),
        default=_JSONL,
        help="jsonl holds whole conversations, the others tables (default: %(default)s)",
    )
    parser.add_argument("--findings", action="store_true", help="one row a finding (default: one a case)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to (default: standard output)")
    parser.add_argument("--wire", action="store_true", help="with what went over the wire (jsonl only)")
    parser.add_argument("--mask-pii", action="store_true", help="mask personal data")
    parser.add_argument("--judgement", type=positive, metavar="N", help="by which judgement (default: the latest)")
    add_store(parser)
    add_report_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Write the runs one after the other; return 0."""
    from runaround.cli import terminal
    from runaround.cli.export_items import ExportOptions
    from runaround.cli.stores import open_chosen
    from runaround.stored_runs import choose_run, resolve_run

    _check(args)
    with open_chosen(args, read_only=True) as store:
        named = dict.fromkeys(resolve_run(store, name) for name in args.runs)
        chosen = [choose_run(store, name, judgement=args.judgement) for name in named]
        options = ExportOptions(
            lang=args.report_lang,
            has_wire=args.wire,
            is_masked=args.mask_pii,
            has_findings=args.findings,
            has_runs=len(chosen) > 1,
        )
        for one in chosen if args.findings or args.format == _JSONL else ():
            skipped = len(store.runs.list_skipped(one.id))
            if skipped:
                counted = terminal.count(skipped, "scenario")
                terminal.note(f"Run {one.id}: {counted} skipped as unsupported; there is no conversation to export.")
        with _open_out(args.out) as out:
            count = _write(store, chosen, options, out=out, written=args.format)
    terminal.note(f"Exported {terminal.count(count, 'finding' if args.findings else 'case')}.")
    return 0


def _check(args: argparse.Namespace) -> None:
    from runaround.errors import RunaroundError

    if args.wire and (args.format != _JSONL or args.findings):
        msg = "--wire: a table has no place for it; expected --format jsonl without --findings."
        raise RunaroundError(msg)
    if args.format == _PARQUET:
        from runaround.cli.export_parquet import check_pyarrow

        check_pyarrow()
        if args.out is None:
            msg = "--format parquet: the file is no text; expected --out FILE."
            raise RunaroundError(msg)


def _write(store: Store, chosen: list[ChosenRun], options: ExportOptions, *, out: BinaryIO, written: str) -> int:
    """Write all runs as one file; return how many cases or findings."""
    from runaround.cli.export_items import write_csv, write_jsonl

    if written == _PARQUET:
        from runaround.cli.export_parquet import write_parquet

        return write_parquet(store, chosen, options, out)
    count = 0
    lines = write_csv(store, chosen, options) if written == _CSV else write_jsonl(store, chosen, options)
    for line in lines:
        out.write(line.text.encode("utf-8"))
        count += line.count
    return count


@contextmanager
def _open_out(path: Path | None) -> Iterator[BinaryIO]:
    """Give where to write: a file that has its name only when it is whole, or standard output."""
    import sys

    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        error.filename = str(path)  # nobody asked for the other one
        raise
    finally:
        part.unlink(missing_ok=True)
