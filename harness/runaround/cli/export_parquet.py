"""Tables of runs as Parquet, with types. Needs pyarrow, which comes with the extra `parquet`."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

from runaround.cli.export_items import UNPLAYED, ExportOptions, TypedRow, read_rows
from runaround.errors import RunaroundError
from runaround.reports.csv import CASE_COLUMNS, FINDING_COLUMNS
from runaround.store import Store
from runaround.stored_runs import ChosenRun

__all__ = ["check_pyarrow", "write_parquet"]

_ROWS_AT_ONCE: Final = 2000
_WHOLE: Final = (
    *("repeat", "findings", "borne", "suppressed", "turns", "consumer_turns", "requests_to_human", "turns_to_human"),
    *("items_asked", "items_asked_again", "uploads", "restarts", "turn"),
)
_TYPES: Final = {
    **dict.fromkeys(_WHOLE, "int64"),
    **dict.fromkeys(("asked_for_human", "reached_human"), "bool"),
    "seconds_to_human": "float64",
}
"""Of columns that hold no text."""


def check_pyarrow() -> None:
    """Raise RunaroundError if pyarrow is not there: better known before a run is read than after."""
    if importlib.util.find_spec("pyarrow") is None:
        msg = "--format parquet needs pyarrow: pip install 'runaround[parquet]'."
        raise RunaroundError(msg)


def write_parquet(store: Store, chosen: Iterable[ChosenRun], options: ExportOptions, out: BinaryIO) -> int:
    """Write the table of cases, or of findings; return how many stand in it."""
    arrow = importlib.import_module("pyarrow")
    parquet = importlib.import_module("pyarrow.parquet")
    columns = FINDING_COLUMNS if options.has_findings else CASE_COLUMNS
    lists = {"refs": arrow.int64(), "kinds": arrow.string(), "tags": arrow.string()}
    schema = arrow.schema(
        [(name, arrow.list_(lists[name]) if name in lists else _TYPES.get(name, "string")) for name in columns]
    )
    count = 0
    with parquet.ParquetWriter(out, schema) as writer:
        for rows in _batches(read_rows(store, chosen, options)):
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))
            count += sum(row["row"] != UNPLAYED for row in rows)
    return count


def _batches(rows: Iterator[TypedRow]) -> Iterator[list[dict[str, Any]]]:
    while batch := [{name: _clean(cell) for name, cell in row.items()} for row in islice(rows, _ROWS_AT_ONCE)]:
        yield batch


def _clean(cell: object) -> object:
    """Return a cell that has UTF-8: halves of characters, which bots do send, are spelt out."""
    if isinstance(cell, str):
        return cell.encode("utf-8", "backslashreplace").decode("utf-8")
    return [_clean(one) for one in cell] if isinstance(cell, list) else cell
