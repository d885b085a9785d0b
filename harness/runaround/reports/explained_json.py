"""The explanations of one case for programs: one JSON object, format `runaround-explanation/1`.

Sentences are in the language that is asked for; names of acts, grounds, items and events are the same in all.
"""

from __future__ import annotations

import json
from typing import Final

from runaround.model import (
    ActTrace,
    CaseExplanation,
    Consideration,
    Explanation,
    Finding,
    ItemTrace,
    SlotEntry,
    Step,
    Transcript,
    TurnTrace,
)
from runaround.reports.assessed import describe_assessment
from runaround.reports.explained import tell_rule, tell_step
from runaround.reports.hostile import escape_json
from runaround.reports.sentences import tell_finding
from runaround.reports.texts import Texts, find_texts

__all__ = ["FORMAT", "render_explanation"]

FORMAT: Final = "runaround-explanation/1"

_Object = dict[str, object]


def render_explanation(case: CaseExplanation, *, lang: str = "en") -> str:
    """Return what explains one case as one line of JSON, without a line break; encodes as UTF-8 whatever is in it.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    document = {
        "format": FORMAT,
        "lang": texts.lang,
        "case": case.transcript.id,
        "turns": len(case.transcript.turns),
        "detectors": case.version,
        "broken": list(case.broken),
        "explanations": [_describe(one, case.transcript, texts) for one in case.explanations],
    }
    return escape_json(json.dumps(document, ensure_ascii=False))


def _describe(one: Explanation, transcript: Transcript, texts: Texts) -> _Object:
    return {
        "number": one.number or None,
        "turn": one.turn,
        "finding": None if one.finding is None else _describe_finding(one.finding, texts),
        "turns": [_describe_turn(trace, transcript) for trace in one.turns],
        "ledger": [_describe_entry(entry) for entry in one.ledger],
        "considerations": [_describe_consideration(each, texts) for each in one.considerations],
    }


def _describe_finding(finding: Finding, texts: Texts) -> _Object:
    return {
        "kind": finding.kind,
        "turn": finding.turn,
        "refs": list(finding.refs),
        "item": finding.item,
        "sentence": tell_finding(finding, texts),
        "rule": tell_rule(finding.kind, texts),
        **describe_assessment(finding),
    }


def _describe_turn(trace: TurnTrace, transcript: Transcript) -> _Object:
    turn = transcript.turns[trace.turn]
    return {
        "turn": trace.turn,
        "speaker": turn.speaker,
        "text": turn.text,
        "acts": [_describe_act(act) for act in trace.acts],
        "asked": [_describe_item(item) for item in trace.asked],
        "given": [_describe_item(item) for item in trace.given],
        "done": list(trace.done),
        "undone": list(trace.undone),
    }


def _describe_act(act: ActTrace) -> _Object:
    return {
        "act": act.act,
        "source": act.origin,
        "sentence": act.sentence,
        "words": act.words,
        "phrase": act.phrase,
        "features": [{"feature": name, "weight": weight} for name, weight in act.features],
    }


def _describe_item(item: ItemTrace) -> _Object:
    return {"name": item.name, "source": item.origin, "words": item.words, "phrase": item.phrase}


def _describe_entry(entry: SlotEntry) -> _Object:
    return {"turn": entry.turn, "name": entry.name, "item": entry.item, "event": entry.event}


def _describe_consideration(one: Consideration, texts: Texts) -> _Object:
    return {
        "kind": one.kind,
        "turn": one.turn,
        "about": one.about,
        "steps": [_describe_step(step, texts) for step in one.steps],
    }


def _describe_step(step: Step, texts: Texts) -> _Object:
    alike = step.alike
    return {
        "ground": step.ground,
        "role": step.role,
        "holds": step.holds,
        "decisive": step.is_decisive,
        "sentence": tell_step(step, texts),
        "turns": list(step.turns),
        "acts": list(step.acts),
        "seen": list(step.seen),
        "likeness": None
        if alike is None
        else {"score": round(alike.score, 4), "needed": alike.needed, "shared": list(alike.shared)},
    }
