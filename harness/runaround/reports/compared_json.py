"""A comparison for programs: one JSON document, formats `runaround-comparison/1` and `runaround-ranking/1`.

Described by `comparison.schema.json`. Sentences are in the report's language; everything else is the same in all.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Final

from runaround.model import CaseChange, Comparison, Contrast, JudgedCase, MeanContrast, Placed, Ranking, Side
from runaround.reports.compared import state_comparison, state_ranking, tell_comparison, tell_ranking
from runaround.reports.hostile import write_document
from runaround.reports.measured_json import describe_rate
from runaround.reports.quarantined import describe_quarantine_use
from runaround.reports.sentences import tell_finding
from runaround.reports.texts import Texts, find_texts

__all__ = ["COMPARISON", "RANKING", "comparison_schema", "render", "render_ranking"]

COMPARISON: Final = "runaround-comparison/1"
RANKING: Final = "runaround-ranking/1"

_Object = dict[str, object]


def render(comparison: Comparison, *, lang: str = "en") -> str:
    """Return the comparison as JSON, keys in a fixed order. Raises ValueError if there are no texts in `lang`."""
    texts = find_texts(lang)
    detectable = comparison.detectable
    return write_document(
        {
            "format": COMPARISON,
            "lang": texts.lang,
            "headline": state_comparison(comparison, texts),
            "sentences": list(tell_comparison(comparison, texts)),
            "before": _side(comparison.before, texts),
            "after": _side(comparison.after, texts),
            "pairs": comparison.pairs,
            "scenarios": comparison.scenarios,
            "only": list(comparison.only),
            "worse": [one.name for one in comparison.worse],
            "better": [one.name for one in comparison.better],
            "failed": _contrast(comparison.failed) if comparison.failed else None,
            "kinds": [_contrast(one) for one in comparison.kinds],
            "measures": [_mean(one) for one in comparison.measures],
            "appeared": list(comparison.appeared),
            "vanished": list(comparison.vanished),
            "detectable": asdict(detectable) if detectable else None,
            "unlike": [one.value for one in comparison.unlike],
            "left_out": asdict(comparison.left_out),
            "changes": [_change(one, texts) for one in comparison.changes],
        }
    )


def render_ranking(ranking: Ranking, *, lang: str = "en") -> str:
    """Return the ranking as JSON; `ties`, `first` and `second` are places in `placed`, from 0."""
    texts = find_texts(lang)
    return write_document(
        {
            "format": RANKING,
            "lang": texts.lang,
            "headline": state_ranking(ranking, texts),
            "sentences": list(tell_ranking(ranking, texts)),
            "name": ranking.name,
            "scenarios": ranking.scenarios,
            "cases": ranking.cases,
            "placed": [_placed(one, texts) for one in ranking.placed],
            "duels": [
                {"first": duel.first, "second": duel.second, **_contrast(duel.contrast)} for duel in ranking.duels
            ],
            "unranked": [_side(one, texts) for one in ranking.unranked],
            "left_out": asdict(ranking.left_out),
        }
    )


def comparison_schema() -> _Object:
    """Return the JSON Schema of comparisons and rankings; within one format of each it only grows."""
    path = files("runaround.reports").joinpath("comparison.schema.json")
    schema: _Object = json.loads(path.read_text("utf-8"))
    return schema


def _side(side: Side, texts: Texts) -> _Object:
    told = [describe_quarantine_use(use, texts) for use in side.quarantines]
    return {
        "run": side.run,
        "bot": side.bot,
        "started": side.started,
        "seed": side.seed,
        "cases": side.cases,
        **({"quarantines": told} if told else {}),
    }


def _contrast(one: Contrast) -> _Object:
    return {
        "name": one.name,
        "scenarios": one.scenarios,
        "before": describe_rate(one.before),
        "after": describe_rate(one.after),
        "difference": one.difference,
        "low": one.low,
        "high": one.high,
        "at_least": one.at_least,
        "at_most": one.at_most,
        "worse": one.worse,
        "better": one.better,
        "p": one.p,
        "adjusted": one.adjusted,
        "is_significant": one.is_significant,
        "effect": one.effect.value,
    }


def _mean(one: MeanContrast) -> _Object:
    return {**asdict(one), "is_significant": one.is_significant}


def _change(one: CaseChange, texts: Texts) -> _Object:
    record = one.after.transcript
    return {
        "change": one.change.value,
        "scenario": record.scenario,
        "repeat": record.repeat,
        "appeared": list(one.appeared),
        "vanished": list(one.vanished),
        "before": _case(one.before, texts),
        "after": _case(one.after, texts),
    }


def _case(case: JudgedCase, texts: Texts) -> _Object:
    return {
        "id": case.transcript.id,
        "status": case.verdict.status.value,
        "findings": [
            {"kind": found.kind, "turn": found.turn, "refs": found.refs, "sentence": tell_finding(found, texts)}
            for found in case.verdict.findings
        ],
    }


def _placed(one: Placed, texts: Texts) -> _Object:
    return {
        "side": _side(one.side, texts),
        "rate": describe_rate(one.rate),
        "best": one.best,
        "worst": one.worst,
        "ties": list(one.ties),
    }
