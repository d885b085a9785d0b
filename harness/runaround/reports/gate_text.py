"""What the gate says, for a terminal and as Markdown for a merge request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from runaround.model import GateResult, GateStatus, RuleStatus
from runaround.reports.build_commands import break_commands
from runaround.reports.gate_story import CaseStory, RuleStory, tell_gate
from runaround.reports.texts import Texts, find_texts

__all__ = ["render_console", "render_markdown"]

_MARKS: Final[Mapping[RuleStatus, str]] = {RuleStatus.BROKEN: "✗", RuleStatus.UNCLEAR: "?", RuleStatus.KEPT: "✓"}
_SIGNS: Final[Mapping[GateStatus, str]] = {
    GateStatus.PASSED: "✅",
    GateStatus.BLOCKED: "⛔",
    GateStatus.UNDECIDED: "❔",
}
# Beside the marks of CommonMark: what merge requests turn into links, mentions and little pictures.
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@$]|:(?=\S)|(?<=www)\.)")
_TICKS: Final = re.compile(r"`+")


def render_console(result: GateResult, *, lang: str = "en") -> str:
    """Return what the gate says as plain text without control characters but line breaks; ends with one.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    story = tell_gate(result, texts)
    kept = [rule for rule in story.rules if rule.status is RuleStatus.KEPT]
    lines = [*story.headline]
    for rule in story.rules:
        lines += [] if rule in kept else ["", *_lay_out(rule, texts)]
    lines += ["", *(f"{_state(rule, texts)} {' '.join(rule.told)}" for rule in kept)] if kept else []
    return break_commands("\n".join([*lines, "", *story.notes]) + "\n")


def _state(rule: RuleStory, texts: Texts) -> str:
    return f"{_MARKS[rule.status]} {rule.asks} [{texts.words[f'gate.{rule.status}']}; {rule.place}]"


def _lay_out(rule: RuleStory, texts: Texts) -> Iterator[str]:
    yield _state(rule, texts)
    yield from (f"  {line}" for line in rule.told)
    if rule.why:
        yield f"  {texts.say('gate.why', why=rule.why)}"
    for case in rule.cases:
        yield f"    {_name(case)}"
        yield from (f"      {line}" for line in case.told)
        yield from (f"        {quote.number:>3} {quote.speaker}: {quote.text}" for quote in case.quotes)
    if rule.more:
        yield f"    {rule.more}"
    yield from (f"  {line}" for line in rule.advice)


def _name(case: CaseStory) -> str:
    return "  ·  ".join(dict.fromkeys((case.name, case.target, case.id)))


def render_markdown(result: GateResult, *, lang: str = "en") -> str:
    """Return what the gate says as Markdown (CommonMark and tables), in which no foreign text can act as markup.

    Raises ValueError if there are no texts in `lang`.
    """
    texts = find_texts(lang)
    story = tell_gate(result, texts)
    lines = [f"## {_SIGNS[story.status]} {_escape(' '.join(story.headline))}", ""]
    for rule in story.rules:
        lines += _rule_markdown(rule, texts)
    return break_commands("\n".join([*lines, "", _escape(" ".join(story.notes))]) + "\n")


def _rule_markdown(rule: RuleStory, texts: Texts) -> Iterator[str]:
    yield f"- {_MARKS[rule.status]} **{_escape(rule.asks)}** {_escape(' '.join(rule.told))} *{_escape(rule.place)}*"
    if rule.status is RuleStatus.KEPT:
        return
    if rule.why:
        yield f"  - {_escape(texts.say('gate.why', why=rule.why))}"
    for case in rule.cases:
        yield f"  - {_as_code(_name(case))}: {_escape(' '.join(case.told))}"
        yield from (f"    - {quote.number} {quote.speaker}: {_as_code(quote.text)}" for quote in case.quotes)
    if rule.more:
        yield f"  - {_escape(rule.more)}"
    yield from (f"  - {_escape(line)}" for line in rule.advice)


def _as_code(text: str) -> str:
    """Return foreign text as a code span, in which nothing acts; its fence is longer than any in the text."""
    fence = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    return f"{fence} {text} {fence}" if fence != "`" else f"`{text}`"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
