"""The report for programs: one JSON document, format `runaround-report/1`, described by `report.schema.json`.

It holds whole conversations without the wire record, which stays with the stored transcripts. Sentences are
in the report's language; everything else is the same in all languages.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

from runaround.model import (
    Attachment,
    Button,
    CaseError,
    DetectorFailure,
    Effort,
    Ending,
    Finding,
    JudgedCase,
    Link,
    Pair,
    Run,
    Scorecard,
    Turn,
    Verdict,
    Versions,
)
from runaround.reports.assessed import describe_assessment
from runaround.reports.expected import tell_pair
from runaround.reports.expected_json import describe_check, describe_expectation
from runaround.reports.hostile import write_document
from runaround.reports.measured_json import describe_measurements, describe_rate, describe_totals
from runaround.reports.overview import ordered_kinds, state_headline
from runaround.reports.quarantined import count_quarantined, describe_quarantine, describe_quarantine_use
from runaround.reports.sentences import tell_finding, tell_reasons
from runaround.reports.skipped import describe_skipped
from runaround.reports.steady import describe_reliability
from runaround.reports.suppressed import count_suppressed, describe_excuse, describe_use
from runaround.reports.texts import Texts, find_texts

__all__ = ["FORMAT", "render", "report_schema"]

FORMAT: Final = "runaround-report/1"

_Object = dict[str, object]


def render(run: Run, *, lang: str = "en") -> str:
    """Return the run as JSON, keys in a fixed order, ends with a line break; encodes as UTF-8 whatever a bot sent.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    document = {
        "format": FORMAT,
        "lang": texts.lang,
        "headline": state_headline(run, texts).text,
        "run": {
            "id": run.id,
            "started": run.started,
            "seed": run.seed,
            "planned": run.planned,
            "interrupted": run.interrupted,
            **({"omitted": run.omitted} if run.omitted else {}),
            "suppressed": count_suppressed(run),
            **({"quarantined": count_quarantined(run)} if run.quarantines else {}),
            "versions": _versions(run.versions),
        },
        "scorecards": [_scorecard(card, texts) for card in run.scorecards],
        "pairs": [_pair(pair, texts) for pair in run.pairs],
        "suppressions": [describe_use(use, texts) for use in run.suppressions],
        **_quarantines(run, texts),
        **_skipped(run, texts),
        "cases": [_case(case, texts) for case in run.cases],
    }
    return write_document(document)


def _quarantines(run: Run, texts: Texts) -> _Object:
    told = [describe_quarantine_use(use, texts) for use in run.quarantines]
    return {"quarantines": told} if told else {}


def _skipped(run: Run, texts: Texts) -> _Object:
    told = [describe_skipped(one, texts) for one in run.skipped]
    return {"skipped": told} if told else {}


def report_schema() -> dict[str, object]:
    """Return the JSON Schema of this report; within one `FORMAT` it only grows."""
    schema: dict[str, object] = json.loads(files("runaround.reports").joinpath("report.schema.json").read_text("utf-8"))
    return schema


def _scorecard(card: Scorecard, texts: Texts) -> _Object:
    return {
        "target": card.target,
        "cases": card.cases,
        **({"quarantined": card.quarantined} if card.quarantined else {}),
        "passed": describe_rate(card.passed),
        "kinds": [
            {"kind": kind, "label": texts.name("kind", kind), **describe_rate(rate)}
            for kind, rate in ordered_kinds(card)
        ],
        "outcomes": {outcome.value: n for outcome, n in sorted(card.outcomes.items())},
        "failures": card.failures,
        "measurements": describe_totals(card.totals),
        **({"reliability": describe_reliability(card.reliability)} if card.reliability else {}),
    }


def _pair(pair: Pair, texts: Texts) -> _Object:
    return {
        "target": pair.target,
        "lang": pair.lang,
        "is_harder": pair.is_harder,
        "here": _effort(pair.here),
        "there": _effort(pair.there),
        "sentence": tell_pair(pair, texts),
    }


def _effort(effort: Effort) -> _Object:
    return {
        "scenario": effort.scenario,
        "title": effort.title,
        "cases": effort.cases,
        "done": effort.done,
        "turns": effort.turns,
    }


def _case(case: JudgedCase, texts: Texts) -> _Object:
    record = case.transcript
    return {
        "id": record.id,
        "scenario": record.scenario,
        "lang": record.lang,
        "target": record.target,
        "title": record.title,
        "channel": record.channel,
        "seed": record.seed,
        "repeat": record.repeat,
        "severity": record.severity,
        "tags": list(record.tags),
        **({"quarantine": describe_quarantine(case.quarantine)} if case.quarantine else {}),
        **_verdict(case.verdict, texts),
        "expect": describe_expectation(case.expect, texts) if case.expect else None,
        "probes": [{"name": probe.name, "turn": probe.turn, "holds": probe.holds} for probe in record.probes],
        "error": _error(record.error),
        "ending": _ending(record.ending),
        "versions": _versions(record.versions),
        "turns": [_turn(turn) for turn in record.turns],
    }


def _verdict(verdict: Verdict, texts: Texts) -> _Object:
    told = tell_reasons(verdict, texts)
    return {
        "status": verdict.status.value,
        "outcome": verdict.outcome,
        "reasons": [
            {"key": key, "value": value, "sentence": sentence}
            for (key, value), sentence in zip(verdict.reasons, told, strict=True)
        ],
        "findings": [_finding(finding, texts) for finding in verdict.findings],
        "borne": [_finding(finding, texts) for finding in verdict.borne],
        "suppressed": [{"finding": _finding(one.finding, texts), **describe_excuse(one)} for one in verdict.suppressed],
        "checks": [describe_check(result, texts) for result in verdict.checks],
        "measurements": describe_measurements(verdict.measurements),
        "failures": [_failure(failure) for failure in verdict.failures],
    }


def _finding(finding: Finding, texts: Texts) -> _Object:
    return {
        "kind": finding.kind,
        "turn": finding.turn,
        "refs": finding.refs,
        "item": finding.item,
        "sentence": tell_finding(finding, texts),
        **describe_assessment(finding),
    }


def _turn(turn: Turn) -> _Object:
    return {
        "speaker": turn.speaker.value,
        "text": turn.text,
        "at": turn.at,
        "session": turn.session,
        "event": turn.event,
        "clicked": turn.clicked,
        "placing": turn.placing.value,
        "answers": turn.answers,
        "buttons": [_button(button) for button in turn.buttons],
        "links": [_link(link) for link in turn.links],
        "attachments": [_attachment(attachment) for attachment in turn.attachments],
    }


def _button(button: Button) -> _Object:
    return {"label": button.label, "value": button.value}


def _link(link: Link) -> _Object:
    return {"url": link.url, "title": link.title}


def _attachment(attachment: Attachment) -> _Object:
    return {
        "kind": attachment.kind,
        "name": attachment.name,
        "describes": attachment.describes,
        "fetched": attachment.fetched,
    }


def _failure(failure: DetectorFailure) -> _Object:
    return {"detector": failure.detector, "error": failure.error}


def _error(error: CaseError | None) -> _Object | None:
    return None if error is None else {"kind": error.kind.value, "message": error.message, "turn": error.turn}


def _ending(ending: Ending | None) -> _Object | None:
    if ending is None:
        return None
    return {"reason": ending.reason.value, "detail": ending.detail, "gaps": list(ending.gaps)}


def _versions(versions: Versions) -> _Object:
    named = {"harness": versions.harness, "detectors": versions.detectors, "scenario": versions.scenario}
    return {**named, **({"phrasebooks": list(versions.phrasebooks)} if versions.phrasebooks else {})}
