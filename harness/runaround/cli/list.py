"""`runaround list`: the scenario library, or scenario files of one's own, as a table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runaround.cli.channels import Channel
    from runaround.cli.listing import Entry
    from runaround.model import Scenario

__all__ = ["HELP", "add_arguments", "run"]

HELP = "list the scenario library, or scenario files of one's own"

_WIDE_ENOUGH = 110
"""Columns from which on the kinds stand beside the title instead of under it."""

_HEADERS = ("name", "spoken", "severity", "title", "looks for")
_INDENT = "  "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `list`."""
    parser.add_argument(
        "scenarios",
        nargs="*",
        metavar="SCENARIO",
        help="scenario id, key such as missing_item.zh, area, file or folder (default: the whole library)",
    )
    parser.add_argument("--tag", action="append", default=[], metavar="TAG", help="only with this tag; may be repeated")
    parser.add_argument("--area", metavar="AREA", help="only of this area, the folder of the file")
    parser.add_argument("--lang", metavar="LANG", help="only in this language, such as zh, with the titles in it")
    parser.add_argument(
        "--kind", metavar="KIND", help="only made to bring out this kind of finding, such as loop or loop/menu"
    )
    parser.add_argument("--severity", metavar="SEVERITY", help="only low, medium, high or critical")
    parser.add_argument(
        "--variants", action="store_true", help="a row for every variant of a file with a matrix (default: one a file)"
    )
    parser.add_argument(
        "--target",
        type=Path,
        metavar="TARGET",
        help="say what the channel of this target file can do, and which of the scenarios it cannot play",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, an object for each row, instead of the table")


def run(args: argparse.Namespace) -> int:
    """Print the table and a last line with the counts; return 0."""
    from runaround.cli import terminal
    from runaround.cli.channels import read_channel, tell_channel
    from runaround.cli.listing import Wanted, choose, list_entries
    from runaround.scenario_file import find_scenarios

    wanted = Wanted(tuple(args.tag), area=args.area, lang=args.lang, kind=args.kind, severity=args.severity)
    chosen = choose(find_scenarios(args.scenarios), wanted)
    entries = list_entries(chosen, has_variants=args.variants)
    channel = None if args.target is None else read_channel(args.target)
    if args.json:
        terminal.hand_out(_write_json(entries, channel))
        return 0
    for line in _lay_out(entries, lang=args.lang or "en", width=terminal.width()):
        terminal.say(line)
    terminal.say(f"\n{_sum_up(chosen)}")
    if channel is not None:
        for line in tell_channel(channel, chosen, width=terminal.width()):
            terminal.say(line)
    return 0


def _write_json(entries: Sequence[Entry], channel: Channel | None) -> str:
    from runaround.cli.channels import list_unsupported
    from runaround.reports.hostile import write_document

    rows = [
        {
            "name": entry.name,
            "id": entry.scenarios[0].id,
            "area": entry.area,
            "languages": entry.languages,
            "severity": entry.severity,
            "looks_for": entry.looks_for,
            "tags": entry.tags,
            "variants": entry.variants,
            "titles": entry.titles,
            "keys": [one.key for one in entry.scenarios],
            **({} if channel is None else {"unsupported": list_unsupported(channel, entry.scenarios)}),
        }
        for entry in entries
    ]
    return write_document(rows)


def _lay_out(entries: Sequence[Entry], *, lang: str, width: int) -> Iterator[str]:
    """Yield the table, its rows under the names of their areas."""
    from runaround.reports.columns import lay_columns, measure
    from runaround.reports.hostile import on_one_line

    fixed = [max(measure(cell) for cell in column) for column in zip(_HEADERS, *map(_cells, entries), strict=False)]
    free = width - len(_INDENT) - sum(size + 2 for size in fixed)
    is_wide = width >= _WIDE_ENOUGH
    widths = [*fixed, (free - 2) // 2, (free - 2) - (free - 2) // 2] if is_wide else [*fixed, free]
    last = [[_HEADERS[3]], [_HEADERS[4]]] if is_wide else [[f"{_HEADERS[3]} / {_HEADERS[4]}"]]
    header = [*([cell] for cell in _HEADERS[: len(fixed)]), *last]
    yield from (_INDENT + line for line in lay_columns(header, widths))
    area = None
    for entry in entries:
        if entry.area != area:
            area = entry.area
            yield on_one_line(area)
        cells = [*([cell] for cell in _cells(entry)), *_told(entry, lang=lang, widths=widths[len(fixed) :])]
        yield from (_INDENT + line for line in lay_columns(cells, widths))


def _cells(entry: Entry) -> tuple[str, str, str]:
    return (entry.name, " ".join(entry.languages), entry.severity.value)


def _told(entry: Entry, *, lang: str, widths: Sequence[int]) -> list[list[str]]:
    """Return title and kinds as lines: each in a column of its own, or one under the other in a narrow terminal."""
    from runaround.reports.columns import hang, wrap
    from runaround.reports.hostile import on_one_line

    titles = entry.titles
    told = wrap(on_one_line(titles.get(lang) or next(iter(titles.values())), 200), widths[0])
    if entry.variants:
        told += hang(on_one_line(f"variants: {', '.join(entry.variants)}", 2000), widths[0], rest="  ")
    kinds = ", ".join(entry.looks_for)
    if len(widths) > 1:
        return [told, wrap(kinds or "-", widths[-1])]
    return [[*told, *hang(kinds, widths[0], first="→ ")]] if kinds else [told]


def _sum_up(scenarios: Sequence[Scenario]) -> str:
    from runaround.cli.terminal import count

    files = len({one.id for one in scenarios})
    names = len({one.name for one in scenarios})
    languages = sorted({one.lang for one in scenarios})
    spoken = ", ".join(f"{lang} {sum(one.lang == lang for one in scenarios)}" for lang in languages)
    counts = [count(files, "file"), count(names, "variant"), count(len(scenarios), "scenario")]
    return f"{', '.join(counts)} ({spoken})."
