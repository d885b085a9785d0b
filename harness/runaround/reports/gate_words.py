"""What the rules of a policy ask, and what was measured of them, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import (
    ALL_KINDS,
    EXPECTATION,
    BlockRule,
    CasesRule,
    Censored,
    Confidence,
    GateNotes,
    LimitRule,
    PolicyOverride,
    RegressionMode,
    RegressionRule,
    RequiredRule,
    RuleResult,
    Severity,
    Unclear,
)
from runaround.reports.figures import write_percent, write_span
from runaround.reports.hostile import on_one_line
from runaround.reports.texts import Texts

__all__ = ["name_override", "tell_asks", "tell_measured", "tell_notes", "tell_unclear", "write_value"]

_WHOLE = frozenset({Unclear.INTERRUPTED, Unclear.OMITTED})
_SECONDS = "seconds_to_human"
_LONGEST = 300


def tell_asks(result: RuleResult, texts: Texts) -> str:
    """Return what a rule asks, with the cases that it is about if these are not all."""
    asks = _tell_rule(result, texts)
    if result.within is None:
        return asks
    return texts.say("gate.within", places=name_override(result.within, texts), asks=asks)


def tell_measured(result: RuleResult, texts: Texts) -> str:
    """Return what was measured; empty where nothing could be."""
    if not result.of:
        return ""
    share = write_percent(result.count / result.of)
    match result.rule:
        case BlockRule():
            return texts.count("gate.block.measured", result.count, of=result.of, share=share)
        case LimitRule():
            return _tell_limit(result, result.rule, texts)
        case CasesRule():
            key = "gate.whole.measured" if _is_about_the_whole(result) else "gate.cases.measured"
            return texts.say(key, n=result.count, of=result.of, share=share)
        case RequiredRule():
            return texts.count("gate.required.measured", result.count, of=result.of)
        case RegressionRule():
            told = [texts.count("gate.regressions.measured", result.count, of=result.of)]
            told += [] if result.p is None else [texts.say("gate.regressions.p", p=write_percent(result.p))]
            return texts.words["gate.between"].join(told)


def tell_unclear(result: RuleResult, texts: Texts) -> list[str]:
    """Return why nobody can say whether a rule is kept."""
    return [texts.say(f"gate.unclear.{why}", name=on_one_line(name, _LONGEST)) for why, name in result.unclear]


def tell_notes(notes: GateNotes, texts: Texts) -> Iterator[str]:
    """Yield what was left out, and what of the policy had no effect."""
    for name in ("inconclusive", "quarantined", "skipped", "unpaired", "other_version"):
        count: int = getattr(notes, name)
        if count:
            yield texts.count(f"gate.note.{name}", count)
    for override in notes.idle:
        yield texts.say("gate.note.idle", line=override.line, places=name_override(override, texts))
    for key, entries in (("gate.note.over", notes.over), ("gate.note.unused", notes.unused)):
        for entry in entries:
            name = on_one_line(entry.scenario)
            yield texts.say(key, line=entry.line, name=name, expires=entry.expires.isoformat())


def name_override(override: PolicyOverride, texts: Texts) -> str:
    """Return the cases that an override is about."""
    named = {"target": override.target, "tag": override.tag, "lang": override.lang}
    parts = [texts.say(f"gate.{key}", name=on_one_line(value)) for key, value in named.items() if value]
    return texts.words["list.comma"].join(parts)


def write_value(measure: str, value: float, texts: Texts) -> str:
    """Return a number with its unit, where it has one."""
    return write_span(value, texts) if measure == _SECONDS else f"{value:g}"


def _is_about_the_whole(result: RuleResult) -> bool:
    return any(why in _WHOLE for why, _ in result.unclear)


def _tell_rule(result: RuleResult, texts: Texts) -> str:
    match result.rule:
        case BlockRule() as rule:
            return _tell_block(rule, texts)
        case LimitRule() as rule:
            key = "gate.limit" if rule.percentile is None else "gate.limit.percentile"
            value = write_value(rule.measure, rule.at_most, texts)
            measure = texts.words[f"gate.measure.{rule.measure}"]
            return texts.say(key, measure=measure, value=value, percent=rule.percentile)
        case CasesRule() as rule:
            if _is_about_the_whole(result):
                return texts.words["gate.whole"]
            return texts.count("gate.cases", rule.at_least, share=write_percent(rule.conclusive))
        case RequiredRule() as rule:
            key = "gate.required.lang" if rule.lang else "gate.required"
            return texts.say(key, named=on_one_line(rule.named, 200), lang=on_one_line(rule.lang))
        case RegressionRule() as rule:
            by_chance = rule.allowed is RegressionMode.BY_CHANCE
            return texts.words["gate.regressions.by_chance" if by_chance else "gate.regressions"]


def _tell_block(rule: BlockRule, texts: Texts) -> str:
    what = texts.words["gate.or"].join(_name_kind(kind, texts) for kind in rule.kinds)
    if rule.severity is not Severity.LOW:
        what = texts.say("gate.what.severity", what=what, severity=texts.words[f"severity.{rule.severity}"])
    if rule.confidence is not Confidence.LOW:
        what = texts.say("gate.what.confidence", what=what, confidence=texts.words[f"confidence.{rule.confidence}"])
    if rule.at_most_share is not None:
        return texts.say("gate.block.share", share=write_percent(rule.at_most_share), what=what)
    return (
        texts.count("gate.block", rule.at_most, what=what) if rule.at_most else texts.say("gate.block.none", what=what)
    )


def _name_kind(kind: str, texts: Texts) -> str:
    if kind in {ALL_KINDS, EXPECTATION}:
        return texts.words[f"gate.what.{kind}"]
    return texts.say("gate.what.kind", kind=on_one_line(texts.name("kind", kind)))


def _tell_limit(result: RuleResult, rule: LimitRule, texts: Texts) -> str:
    value = result.value or Censored()
    filled = {"of": result.of, "percent": rule.percentile}
    if rule.percentile is not None and not value.is_reached:
        return texts.count("gate.limit.beyond", result.count, **filled)
    never = texts.words["gate.limit.never"]
    written = write_value(rule.measure, value.value, texts) if value.is_reached else never
    key = "gate.limit.measured" if rule.percentile is None else "gate.limit.measured.percentile"
    return texts.count(key, result.count, value=written, **filled)
