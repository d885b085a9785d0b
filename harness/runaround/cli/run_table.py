"""The runs of a store as a table, two lines a run, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from runaround.model import CaseStatus
from runaround.reports.columns import hang, lay_columns, measure, wrap
from runaround.reports.hostile import on_one_line, write_document
from runaround.reports.texts import Texts
from runaround.store import RunState, RunSummary

__all__ = ["ListedRun", "lay_out_runs", "tell_target", "write_runs"]

_INDENT: Final = "  "
_GAP: Final = 2
_NARROWEST_ID: Final = 20


@dataclass(frozen=True, slots=True)
class ListedRun:
    """A run, and how often it was judged."""

    summary: RunSummary
    judgements: int


def lay_out_runs(listed: Sequence[ListedRun], texts: Texts, *, width: int) -> Iterator[str]:
    """Yield the table: id, state and counts in columns; under them when, which bot, how often judged, which version."""
    if not listed:
        yield texts.words["runs.none"]
        return
    names = ("run", "state", "cases", "passed", "failed", "inconclusive")
    headers = [texts.words[f"runs.{name}"] for name in names]
    rows = [_cells(one.summary, texts) for one in listed]
    fixed = [max(map(measure, column)) for column in zip(headers[1:], *rows, strict=True)]
    ids = [on_one_line(one.summary.id, 200) for one in listed]
    free = max(width - sum(size + _GAP for size in fixed), _NARROWEST_ID)
    widths = [min(max(map(measure, [headers[0], *ids])), free), *fixed]
    yield from lay_columns([[header] for header in headers], widths)
    for one, name, cells in zip(listed, ids, rows, strict=True):
        yield from lay_columns([wrap(name, widths[0]), *([cell] for cell in cells)], widths)
        yield from hang(_tell(one, texts), width, first=_INDENT)


def _cells(summary: RunSummary, texts: Texts) -> list[str]:
    counts = [summary.statuses.get(status, 0) for status in CaseStatus] if summary.statuses else []
    return [
        texts.words[f"runs.state.{summary.state}"],
        f"{summary.recorded}/{summary.planned}" if summary.state is not RunState.PRUNED else "",
        *(map(str, counts) if counts else [texts.words["times.none"]] * len(CaseStatus)),
    ]


def _tell(one: ListedRun, texts: Texts) -> str:
    summary = one.summary
    told = [texts.say("runs.begun", when=_when(summary.started)), tell_target(summary, texts)]
    told += [texts.count("runs.judged", one.judgements)] if one.judgements else []
    told += [texts.say("runs.harness", version=on_one_line(summary.harness))]
    return texts.words["runs.dot"].join(part for part in told if part)


def tell_target(summary: RunSummary, texts: Texts) -> str:
    """Return the names of the bots that a run is about; of many, the first."""
    most = 3
    names = [on_one_line(name, 40) for name in summary.targets[:most]]
    more = len(summary.targets) - most
    listed = texts.words["list.comma"].join(names)
    return texts.say("runs.targets", list=listed, n=more) if more > 0 else listed


def _when(started: str) -> str:
    """Return day and time to the minute; what is no time stays as it is."""
    return on_one_line(started[:16].replace("T", " "))


def write_runs(listed: Sequence[ListedRun]) -> str:
    """Return a list of objects, one a run."""
    return write_document([_describe(one) for one in listed])


def _describe(one: ListedRun) -> dict[str, object]:
    summary = one.summary
    return {
        "id": summary.id,
        "started": summary.started,
        "state": summary.state,
        "targets": list(summary.targets),
        "seed": summary.seed,
        "planned": summary.planned,
        "recorded": summary.recorded,
        "judgement": summary.judgement,
        "judgements": one.judgements,
        **{status: summary.statuses.get(status, 0) for status in CaseStatus},
        "harness": summary.harness,
        "last_at": summary.last_at,
        "called": summary.called,
    }
