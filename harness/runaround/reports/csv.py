"""The tables for spreadsheets: one row a case, or one row a finding. Headers are the same in all languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from runaround.model import Finding, JudgedCase, Run, SkippedCase, Transcript, Verdict
from runaround.reports.expected import tell_checks
from runaround.reports.overview import tell_run
from runaround.reports.quarantined import tell_quarantine
from runaround.reports.quotes import quote_proof
from runaround.reports.sentences import tell_error_place, tell_finding, tell_reasons
from runaround.reports.skipped import tell_skip
from runaround.reports.spreadsheet import Cell, write_table
from runaround.reports.suppressed import tell_excuse
from runaround.reports.texts import Texts, find_texts

__all__ = [
    "CASE_COLUMNS",
    "FINDING_COLUMNS",
    "describe_case",
    "describe_findings",
    "describe_unplayed",
    "render",
    "render_findings",
]

_PLACE: Final = ("row", "run", "target", "scenario", "repeat", "lang", "case", "title", "severity", "status")
CASE_COLUMNS: Final = (
    *_PLACE,
    *("outcome", "findings", "kinds", "borne", "suppressed", "reasons", "turns", "consumer_turns"),
    *("asked_for_human", "requests_to_human", "reached_human", "turns_to_human", "seconds_to_human"),
    *("items_asked", "items_asked_again", "uploads", "restarts", "ending", "error", "channel", "tags", "seed"),
    *("harness", "detectors", "scenario_version", "quarantine"),
)
FINDING_COLUMNS: Final = (
    *_PLACE,
    *("kind", "label", "counts", "turn", "refs", "item", "finding_severity", "confidence", "sentence", "excuse"),
    *("evidence", "detectors"),
)
_EVIDENCE: Final = 6

_Row = Mapping[str, Cell]


def render(run: Run, *, lang: str = "en") -> str:
    """Return one row a case, in the order of the run; a last row of the kind `note` says what a reader must know.

    What was not played has rows of the kind `skipped`: a table that is filtered by scenario must not read as if nobody
    had asked for it, and no figure of a case stands in them.
    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    cases = (describe_case(case, run, texts) for case in run.cases)
    skipped = (describe_unplayed(one, run, texts) for one in run.skipped)
    return write_table(CASE_COLUMNS, [*cases, *skipped, *_notes(run, texts)])


def render_findings(run: Run, *, lang: str = "en") -> str:
    """Return one row a finding, those that do not count included and told apart, with the proving turns quoted.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    rows = (row for case in run.cases for row in describe_findings(case, run, texts))
    return write_table(FINDING_COLUMNS, [*rows, *_notes(run, texts)])


def _notes(run: Run, texts: Texts) -> Iterator[_Row]:
    for sentence in tell_run(run, texts):
        yield {"row": "note", "run": run.id, "title": sentence}


def _place(record: Transcript, verdict: Verdict, run: Run, row: str) -> dict[str, Cell]:
    return {
        "row": row,
        "run": run.id,
        "target": record.target,
        "scenario": record.scenario,
        "repeat": record.repeat,
        "lang": record.lang,
        "case": record.id,
        "title": record.title,
        "severity": record.severity,
        "status": verdict.status,
    }


def describe_case(case: JudgedCase, run: Run, texts: Texts) -> _Row:
    """Return the row of a case. run: the one it belongs to; its own cases are not looked at."""
    record, verdict = case.transcript, case.verdict
    return {
        **_place(record, verdict, run, "case"),
        "outcome": verdict.outcome,
        "findings": len(verdict.findings),
        "kinds": "; ".join(dict.fromkeys(finding.kind for finding in verdict.findings)),
        "borne": len(verdict.borne),
        "suppressed": len(verdict.suppressed),
        "reasons": " ".join([*tell_reasons(verdict, texts), *tell_checks(verdict, texts)]),
        **_measured(verdict),
        "ending": record.ending.reason if record.ending else None,
        "error": tell_error_place(record.error, texts) if record.error else None,
        "channel": record.channel,
        "tags": "; ".join(record.tags),
        "seed": record.seed,
        "harness": record.versions.harness or run.versions.harness,
        "detectors": run.versions.detectors,
        "scenario_version": record.versions.scenario,
        "quarantine": tell_quarantine(case.quarantine, texts) if case.quarantine else None,
    }


def describe_unplayed(one: SkippedCase, run: Run, texts: Texts) -> _Row:
    """Return the row of a scenario that was not played, in which no figure stands. run: as for a case."""
    return {
        "row": "skipped",
        "run": run.id,
        "target": one.target,
        "scenario": one.scenario,
        "lang": one.lang,
        "status": "skipped",
        "reasons": tell_skip(one, texts),
        "tags": "; ".join(one.tags),
    }


def _measured(verdict: Verdict) -> _Row:
    measured = verdict.measurements
    turns, seconds, has_come = measured.turns_to_human, measured.seconds_to_human, measured.reached_human
    return {
        "turns": measured.turns,
        "consumer_turns": measured.consumer_turns,
        "asked_for_human": measured.asked_for_human,
        "requests_to_human": measured.requests_to_human.value,
        "reached_human": has_come,
        # A human who never came is no short wait: without one the cells are empty.
        "turns_to_human": turns.value if has_come else None,
        "seconds_to_human": seconds.value if seconds is not None and has_come else None,
        "items_asked": measured.items_asked,
        "items_asked_again": measured.items_asked_again,
        "uploads": measured.uploads,
        "restarts": measured.restarts,
    }


def describe_findings(case: JudgedCase, run: Run, texts: Texts) -> Iterator[_Row]:
    """Yield the rows of a case's findings. run: the one it belongs to; its own cases are not looked at."""
    verdict = case.verdict
    kept_out = ("quarantined", tell_quarantine(case.quarantine, texts)) if case.quarantine else ("counted", "")
    told: list[tuple[Finding, str, str]] = [(finding, *kept_out) for finding in verdict.findings]
    told += [(finding, "borne", texts.words["borne"]) for finding in verdict.borne]
    told += [(one.finding, "suppressed", tell_excuse(one.by, texts)) for one in verdict.suppressed]
    for finding, counts, excuse in told:
        assessed = finding.assessment
        yield {
            **_place(case.transcript, verdict, run, "finding"),
            "kind": finding.kind,
            "label": texts.name("kind", finding.kind),
            "counts": counts,
            "turn": finding.turn,
            "refs": "; ".join(map(str, finding.refs)),
            "item": finding.item,
            "finding_severity": assessed.severity if assessed else None,
            "confidence": assessed.confidence if assessed else None,
            "sentence": tell_finding(finding, texts),
            "excuse": excuse,
            "evidence": _evidence(case, finding, texts),
            "detectors": assessed.detectors if assessed else run.versions.detectors,
        }


def _evidence(case: JudgedCase, finding: Finding, texts: Texts) -> str:
    quotes = quote_proof(case, finding, texts, most=_EVIDENCE)
    return "\n".join(f"{quote.number} {quote.speaker}: {' '.join(quote.said)}" for quote in quotes)
