"""A study as one JSON document, format `runaround-gold/1`, for programs."""

from __future__ import annotations

from typing import Final

from runaround import __version__
from runaround.cli.gold_cases import GoldCases
from runaround.detectors import VERSION
from runaround.gold import Agreement, Difference, Level, OutcomeAgreement, Study, quote_turns
from runaround.model import Finding, Outcome
from runaround.reports.hostile import write_document

__all__ = ["FORMAT", "write_json"]

FORMAT: Final = "runaround-gold/1"

_Object = dict[str, object]


def write_json(study: Study, gold: GoldCases) -> str:
    """Return everything that a study says, with the turns of misses and false alarms; ends with a line break."""
    document: _Object = {
        "format": FORMAT,
        "versions": {"harness": __version__, "detectors": VERSION},
        "files": gold.files,
        "cases": len(study.cases),
        "unlabelled": gold.unlabelled,
        "unread": gold.unread,
        "agreement": {level: [_agreement(one) for one in study.agreements[level]] for level in Level},
        "outcomes": [_outcome(one) for one in study.outcomes],
        "broken": [{"detector": one.detector, "error": one.error, "cases": one.cases} for one in study.broken],
        "uncovered": study.uncovered,
        "unlabelled_kinds": study.unlabelled,
        "strange": study.strange,
        "differences": [_difference(one) for one in study.differences],
    }
    return write_document(document)


def _agreement(one: Agreement) -> _Object:
    return {
        "kind": one.kind,
        "lang": one.lang,
        "labelled": one.labelled,
        "found": one.found,
        "both": len(one.hits),
        "precision": _share(one.precision, one.precision_interval),
        "recall": _share(one.recall, one.recall_interval),
        "f1": _share(one.f1, one.f1_interval),
        "broken": one.broken,
    }


def _share(value: float | None, interval: tuple[float, float]) -> _Object:
    return {"value": value, "low": interval[0], "high": interval[1]}


def _outcome(one: OutcomeAgreement) -> _Object:
    return {
        "lang": one.lang,
        "labelled": one.judged,
        "right": one.right,
        "accuracy": _share(one.accuracy, one.interval),
        "broken": one.broken,
        "counts": [
            {"labelled": labelled, "read": read, "cases": one.counts[labelled, read]}
            for labelled in Outcome
            for read in (*Outcome, None)
            if one.counts.get((labelled, read))
        ],
    }


def _difference(one: Difference) -> _Object:
    case = one.case
    return {
        "side": one.side,
        "case": case.id,
        "lang": case.lang,
        "finding": _finding(one.finding) if one.finding else None,
        "instead": [_finding(other) for other in one.instead],
        "outcome": None if one.finding else {"labelled": case.labelled_outcome, "read": case.read_outcome},
        "turns": [
            {"turn": number, "speaker": case.turns[number].speaker, "text": case.turns[number].text}
            for number in quote_turns(one)
        ],
    }


def _finding(finding: Finding) -> _Object:
    return {"kind": finding.kind, "turn": finding.turn, "refs": finding.refs, "item": finding.item}
