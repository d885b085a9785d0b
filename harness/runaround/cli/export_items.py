"""What `runaround export` writes, a case at a time, so that a run of any size takes little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from runaround.cli import terminal
from runaround.masking import mask_case
from runaround.model import CaseStatus, JudgedCase, Run, Verdict, Versions
from runaround.reports.csv import CASE_COLUMNS, FINDING_COLUMNS, describe_case, describe_findings, describe_unplayed
from runaround.reports.hostile import escape_json
from runaround.reports.spreadsheet import Cell, write_header, write_rows
from runaround.reports.texts import Texts, find_texts
from runaround.store import Store, encode
from runaround.store.transcripts import write_line
from runaround.store.value_json import encode_value
from runaround.stored_runs import ChosenRun, stream_cases, stream_records

__all__ = ["UNPLAYED", "ExportOptions", "Line", "TypedRow", "read_rows", "write_csv", "write_jsonl"]

_UNJUDGED = Verdict(CaseStatus.INCONCLUSIVE, None)
_BETWEEN = "; "

UNPLAYED = "skipped"
"""What the first column says of a row that is no case."""

TypedRow: TypeAlias = Mapping[str, Cell | list[str] | list[int]]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What somebody asked for. has_runs: there are several, so that ids of cases alone are not unique."""

    lang: str = "en"
    has_wire: bool = False
    is_masked: bool = False
    has_findings: bool = False
    has_runs: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of the file with its line ends, and how many cases or findings stand in it."""

    text: str
    count: int = 1


def write_jsonl(store: Store, chosen: Iterable[ChosenRun], options: ExportOptions) -> Iterator[Line]:
    """Yield lines: transcripts as `score` reads them, with the verdict beside it under keys that `score` passes over.

    With has_findings: the rows of the table of findings as objects.
    """
    if options.has_findings:
        yield from (Line(escape_json(write_line(row)) + "\n") for row in read_rows(store, chosen, options))
        return
    number = 0
    for one in chosen:
        judgement = one.judgement.number if one.judgement else None
        for stored, judged in stream_records(store, one, with_wire=options.has_wire, note=terminal.note):
            number += 1
            case = judged or JudgedCase(stored.transcript, _UNJUDGED, stored.expect)
            shown = _prepare(case, options, number=number)
            if options.has_runs:
                shown = replace(shown, transcript=replace(shown.transcript, id=f"{one.id}/{shown.transcript.id}"))
            line = encode(shown.transcript, expect=shown.expect).removesuffix("}")
            beside = write_line({"run": one.id, "judgement": judgement, "attempt": stored.attempt})
            verdict = "null" if judged is None else encode_value(shown.verdict)
            yield Line(escape_json(f'{line}, {beside[1:-1]}, "verdict": {verdict}}}') + "\n")


def write_csv(store: Store, chosen: Iterable[ChosenRun], options: ExportOptions) -> Iterator[Line]:
    """Yield the same table as the reports `csv` and `csv_findings` have, without their notes."""
    columns = FINDING_COLUMNS if options.has_findings else CASE_COLUMNS
    yield Line(write_header(columns), 0)
    for row in _read_cells(store, chosen, options):
        yield Line(write_rows(columns, [row]), int(row["row"] != UNPLAYED))


def read_rows(store: Store, chosen: Iterable[ChosenRun], options: ExportOptions) -> Iterator[TypedRow]:
    """Yield the rows of a table with lists as lists; seeds are texts, as they may have any number of digits."""
    for row in _read_cells(store, chosen, options):
        typed: dict[str, Cell | list[str] | list[int]] = dict(row)
        if options.has_findings:
            typed["refs"] = [int(ref) for ref in _split(row["refs"])]
        else:
            seed = None if row.get("seed") is None else str(row["seed"])
            typed |= {"kinds": _split(row.get("kinds")), "tags": _split(row["tags"]), "seed": seed}
        yield typed


def _read_cells(store: Store, chosen: Iterable[ChosenRun], options: ExportOptions) -> Iterator[Mapping[str, Cell]]:
    texts = find_texts(options.lang)
    number = 0
    for one in chosen:
        run = _frame(one)
        for case in stream_cases(store, one, with_wire=False, note=terminal.note):
            number += 1
            yield from _rows(_prepare(case, options, number=number), run, texts, options)
        if not options.has_findings:
            yield from (describe_unplayed(skipped, run, texts) for skipped in store.runs.list_skipped(one.id))


def _rows(case: JudgedCase, run: Run, texts: Texts, options: ExportOptions) -> Iterable[Mapping[str, Cell]]:
    return describe_findings(case, run, texts) if options.has_findings else [describe_case(case, run, texts)]


def _frame(chosen: ChosenRun) -> Run:
    """Return the run without its cases: what a row says of it."""
    made, summary = chosen.judgement, chosen.summary
    versions = Versions(harness=summary.harness, detectors=made.detectors if made else "")
    return Run(summary.id, summary.started, summary.seed, (), (), versions)


def _prepare(case: JudgedCase, options: ExportOptions, *, number: int) -> JudgedCase:
    return mask_case(case, number=number, with_wire=options.has_wire) if options.is_masked else case


def _split(cell: Cell) -> list[str]:
    return str(cell).split(_BETWEEN) if cell else []
