"""What the gate says, for programs: one JSON document, format `runaround-gate/1`, described by `gate.schema.json`."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

from runaround.model import (
    BlockRule,
    Breach,
    CasesRule,
    Censored,
    GateNotes,
    GateResult,
    KnownRegression,
    LimitRule,
    PolicyOverride,
    RegressionRule,
    RequiredRule,
    Rule,
    RuleResult,
)
from runaround.reports.assessed import describe_assessment
from runaround.reports.gate_story import state_gate
from runaround.reports.gate_words import tell_asks, tell_measured, tell_unclear
from runaround.reports.hostile import write_document
from runaround.reports.sentences import tell_finding
from runaround.reports.texts import Texts, find_texts

__all__ = ["GATE_FORMAT", "gate_schema", "render"]

GATE_FORMAT: Final = "runaround-gate/1"

_Object = dict[str, object]


def gate_schema() -> _Object:
    """Return the JSON Schema of what the gate says; within one format it only grows."""
    path = files("runaround.reports").joinpath("gate.schema.json")
    schema: _Object = json.loads(path.read_text("utf-8"))
    return schema


def render(result: GateResult, *, lang: str = "en") -> str:
    """Return what the gate says as JSON, keys in a fixed order, ends with a line break; every breach is in it.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    document = {
        "format": GATE_FORMAT,
        "lang": texts.lang,
        "status": result.status,
        "headline": " ".join(state_gate(result, texts)),
        "run": result.run,
        "baseline": result.baseline or None,
        "cases": result.cases,
        "rules": [_rule(one, texts) for one in result.rules],
        "notes": _notes(result.notes),
    }
    return write_document(document)


def _rule(result: RuleResult, texts: Texts) -> _Object:
    told = tell_unclear(result, texts)
    return {
        "rule": _name_rule(result.rule),
        "line": result.rule.line,
        "asks": tell_asks(result, texts),
        "why": result.rule.why,
        "within": _override(result.within) if result.within else None,
        "status": result.status,
        "count": result.count,
        "of": result.of,
        "value": _value(result.value),
        "p": result.p,
        "measured": tell_measured(result, texts),
        "unclear": [
            {"reason": why, "name": name, "sentence": sentence}
            for (why, name), sentence in zip(result.unclear, told, strict=True)
        ],
        "breaches": [_breach(one, texts) for one in result.breaches],
        "known": [_breach(one, texts) for one in result.known],
    }


def _name_rule(rule: Rule) -> str:
    match rule:
        case BlockRule():
            return "block"
        case LimitRule():
            return "limit"
        case CasesRule():
            return "cases"
        case RequiredRule():
            return "required"
        case RegressionRule():
            return "regressions"


def _breach(breach: Breach, texts: Texts) -> _Object:
    record = breach.case.transcript
    return {
        "case": record.id,
        "scenario": record.scenario,
        "target": record.target,
        "lang": record.lang,
        "repeat": record.repeat,
        "findings": [
            {
                "kind": finding.kind,
                "turn": finding.turn,
                "refs": finding.refs,
                "item": finding.item,
                "sentence": tell_finding(finding, texts),
                **describe_assessment(finding),
            }
            for finding in breach.findings
        ],
        "reasons": [{"key": key, "value": value} for key, value in breach.case.verdict.reasons],
        "value": _value(breach.value),
    }


def _value(value: Censored | None) -> _Object | None:
    return None if value is None else {"value": value.value, "is_reached": value.is_reached}


def _override(override: PolicyOverride) -> _Object:
    return {"line": override.line, "target": override.target, "tag": override.tag, "lang": override.lang}


def _notes(notes: GateNotes) -> _Object:
    return {
        "inconclusive": notes.inconclusive,
        "quarantined": notes.quarantined,
        **({"skipped": notes.skipped} if notes.skipped else {}),
        "unpaired": notes.unpaired,
        "other_version": notes.other_version,
        "idle": [_override(one) for one in notes.idle],
        "over": [_known(one) for one in notes.over],
        "unused": [_known(one) for one in notes.unused],
    }


def _known(entry: KnownRegression) -> _Object:
    return {
        "line": entry.line,
        "scenario": entry.scenario,
        "case": entry.case,
        "reason": entry.reason,
        "author": entry.author,
        "expires": entry.expires.isoformat(),
    }
