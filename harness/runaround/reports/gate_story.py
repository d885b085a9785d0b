"""Lays out what the gate says for people: the answer, then each rule with the cases and turns that broke it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from runaround.model import (
    WAYS_TO_HUMAN,
    Breach,
    GateResult,
    GateStatus,
    LimitRule,
    RegressionRule,
    RuleResult,
    RuleStatus,
)
from runaround.reports.assessed import tell_briefly
from runaround.reports.gate_words import tell_asks, tell_measured, tell_notes, tell_unclear, write_value
from runaround.reports.hostile import on_one_line
from runaround.reports.overview import case_name, name_target
from runaround.reports.sentences import tell_reasons
from runaround.reports.texts import Texts

__all__ = ["CaseStory", "GateStory", "Quote", "RuleStory", "state_gate", "tell_gate"]

_ORDER: Final = (RuleStatus.BROKEN, RuleStatus.UNCLEAR, RuleStatus.KEPT)
_SHOWN_CASES: Final = 5
_SHOWN_FINDINGS: Final = 3
_SHOWN_REASONS: Final = 8
_SHOWN_QUOTES: Final = 4
_QUOTED: Final = 160
_REASON_OF_FINDINGS: Final = "findings"


@dataclass(frozen=True, slots=True)
class Quote:
    """One turn that proves something: its number, who speaks, and the beginning of what was said, on one line."""

    number: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseStory:
    """One case that breaks a rule: what is wrong in it, and the turns that prove it."""

    name: str
    id: str
    target: str
    told: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class RuleStory:
    """One rule. place: where it is written. told: what was measured, and why nothing could be.

    more: how many cases are not shown, in words; empty if all are.
    """

    status: RuleStatus
    asks: str
    place: str
    told: tuple[str, ...]
    why: str
    cases: tuple[CaseStory, ...]
    more: str
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateStory:
    """What the gate says, in the order in which it is read."""

    status: GateStatus
    headline: tuple[str, ...]
    rules: tuple[RuleStory, ...]
    notes: tuple[str, ...]


def tell_gate(result: GateResult, texts: Texts) -> GateStory:
    """Return what the gate says of a run, in words: broken rules first, kept ones last."""
    ordered = sorted(result.rules, key=lambda one: _ORDER.index(one.status))
    judged = [texts.count("gate.note.cases", result.cases)]
    judged += [texts.say("gate.note.baseline", name=on_one_line(result.baseline))] if result.baseline else []
    return GateStory(
        result.status,
        state_gate(result, texts),
        tuple(_tell_rule(one, texts) for one in ordered),
        (*judged, *tell_notes(result.notes, texts)),
    )


def state_gate(result: GateResult, texts: Texts) -> tuple[str, ...]:
    """Return the answer of the gate in one sentence, or two where rules are broken and others unclear."""
    of = len(result.rules)
    broken = sum(one.status is RuleStatus.BROKEN for one in result.rules)
    unclear = sum(one.status is RuleStatus.UNCLEAR for one in result.rules)
    match result.status:
        case GateStatus.PASSED:
            return (texts.count("gate.passed", of, of=of),)
        case GateStatus.UNDECIDED:
            return (texts.count("gate.undecided", unclear, of=of),)
        case GateStatus.BLOCKED:
            also = (texts.count("gate.also_unclear", unclear),) if unclear else ()
            return (texts.count("gate.blocked", broken, of=of), *also)


def _tell_rule(result: RuleResult, texts: Texts) -> RuleStory:
    is_broken = result.status is RuleStatus.BROKEN
    shown = result.breaches[:_SHOWN_CASES] if is_broken else ()
    measured = tell_measured(result, texts)
    told = [*([measured] if measured else []), *_first(tell_unclear(result, texts), texts), *_tell_known(result, texts)]
    more = len(result.breaches) - len(shown)
    line = result.rule.line
    return RuleStory(
        result.status,
        tell_asks(result, texts),
        place=texts.say("gate.line", n=line) if line else texts.words["gate.default"],
        told=tuple(told),
        why=on_one_line(result.rule.why, 500),
        cases=tuple(_tell_case(result, one, texts) for one in shown),
        more=texts.say("more", n=more) if is_broken and more else "",
        advice=tuple(_advise(result, shown, texts)),
    )


def _first(sentences: Sequence[str], texts: Texts) -> Iterator[str]:
    yield from sentences[:_SHOWN_REASONS]
    if len(sentences) > _SHOWN_REASONS:
        yield texts.say("more", n=len(sentences) - _SHOWN_REASONS)


def _tell_known(result: RuleResult, texts: Texts) -> list[str]:
    if not result.known:
        return []
    names = dict.fromkeys(case_name(one.case) for one in result.known)
    return [texts.say("gate.regressions.known", list=texts.words["list.comma"].join(names))]


def _tell_case(result: RuleResult, breach: Breach, texts: Texts) -> CaseStory:
    record = breach.case.transcript
    return CaseStory(
        case_name(breach.case),
        on_one_line(record.id),
        name_target(record.target, texts),
        told=tuple(on_one_line(sentence, 400) for sentence in _tell_trouble(result, breach, texts)),
        quotes=tuple(_quote(breach, texts)),
    )


def _tell_trouble(result: RuleResult, breach: Breach, texts: Texts) -> Iterator[str]:
    if isinstance(result.rule, RegressionRule):
        yield texts.words["gate.worse"]
    if isinstance(result.rule, LimitRule) and breach.value is not None:
        measure, value = result.rule.measure, breach.value
        written = write_value(measure, value.value, texts)
        key = "gate.took" if value.is_reached else "gate.took.never"
        yield texts.say(key, measure=texts.words[f"gate.measure.{measure}"], value=written)
        return
    yield from (tell_briefly(finding, texts) for finding in breach.findings[:_SHOWN_FINDINGS])
    if len(breach.findings) > _SHOWN_FINDINGS:
        yield texts.say("more", n=len(breach.findings) - _SHOWN_FINDINGS)
    verdict = breach.case.verdict
    for (key, _), sentence in zip(verdict.reasons, tell_reasons(verdict, texts), strict=True):
        if key != _REASON_OF_FINDINGS:
            yield sentence


def _quote(breach: Breach, texts: Texts) -> Iterator[Quote]:
    """Yield the turns that the first findings name, in their order."""
    turns = breach.case.transcript.turns
    named = {number for found in breach.findings[:_SHOWN_FINDINGS] for number in (*found.refs[-2:], found.turn)}
    for number in sorted(number for number in named if 0 <= number < len(turns))[:_SHOWN_QUOTES]:
        turn = turns[number]
        said = turn.text or turn.clicked or " ".join(file.name for file in turn.attachments)
        text = on_one_line(said, _QUOTED) or texts.words["gate.no_words"]
        yield Quote(number, texts.words[f"speaker.{turn.speaker}"], text)


def _advise(result: RuleResult, shown: Sequence[Breach], texts: Texts) -> Iterator[str]:
    """Yield what to mend, once for each family that the shown cases have."""
    if isinstance(result.rule, LimitRule):
        topics = ["human"] if result.rule.measure in WAYS_TO_HUMAN and shown else []
    else:
        topics = [finding.family for one in shown for finding in one.findings]
        topics += ["expectation" for one in shown if not one.findings]
    for topic in dict.fromkeys(topics):
        advice = texts.words.get(f"gate.fix.{topic}")
        if advice:
            yield texts.say("gate.fix", advice=advice)
