"""Puts marks in place of personal data, the same mark for the same value of a conversation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from runaround.masking.rules import Rule, fold_width, load_rules, make_word_rule
from runaround.masking.wire import mask_exchange
from runaround.model import (
    Attachment,
    Button,
    CaseError,
    CheckResult,
    DetectorFailure,
    Exchange,
    JudgedCase,
    Link,
    Quarantine,
    Suppressed,
    Suppression,
    Transcript,
    Turn,
    Verdict,
)

__all__ = ["Masker", "mask_case", "mask_quarantine", "mask_suppression", "mask_text", "redact_case"]

_BETWEEN = re.compile(r"[\s().-]+")


class Masker:
    """Masks the texts of one conversation; it remembers which value has which mark. `places`: marks put in so far.

    words: what is masked besides, wherever it stands, such as a name that nothing announces.
    """

    def __init__(self, words: Collection[str] = ()) -> None:
        self.places = 0
        self._rules = (make_word_rule(words), *load_rules()) if words else load_rules()
        self._marks: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def mask(self, text: str) -> str:
        """Return `text` with a mark in place of everything personal that is recognised."""
        for rule in self._rules:
            text = self._apply(rule, text)
        return text

    def _apply(self, rule: Rule, text: str) -> str:
        # Of the same length, so that places stay what they are.
        plain = fold_width(text)
        parts: list[str] = []
        done = 0
        for start, end in _places(rule, plain):
            parts += [text[done:start], self._mark(rule.kind, plain[start:end])]
            done = end
            self.places += 1
        return "".join((*parts, text[done:]))

    def _mark(self, kind: str, value: str) -> str:
        key = kind, _BETWEEN.sub("", value).lower()
        if key not in self._marks:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._marks[key] = f"[{kind}-{self._counts[kind]}]"
        return self._marks[key]


def _places(rule: Rule, plain: str) -> Iterator[tuple[int, int]]:
    group = "value" if "value" in rule.pattern.groupindex else 0
    for match in rule.pattern.finditer(plain):
        start, end = match.span(group)
        if rule.holds(match[group]) and not rule.is_order(plain, start):
            yield start, end


def mask_text(text: str) -> str:
    """Return a text by itself masked."""
    return Masker().mask(text)


def mask_suppression(suppression: Suppression) -> Suppression:
    """Return an entry of a suppression file with the case and the reason masked; its author stays, as reports need."""
    return _mask_suppression(suppression, Masker())


def mask_quarantine(quarantine: Quarantine) -> Quarantine:
    """Return an entry of a quarantine file masked like one of a suppression file."""
    return _mask_quarantine(quarantine, Masker())


def mask_case(case: JudgedCase, *, number: int, with_wire: bool = False) -> JudgedCase:
    """Return a judged case with its texts masked; its verdict is the same.

    number: tells apart cases whose ids were personal data. with_wire: with what went over the wire, masked; without
    it, that is left out.
    """
    masker = Masker()
    record = case.transcript
    name = masker.mask(record.id)
    masked = replace(
        _mask_record(record, masker),
        id=record.id if name == record.id else f"{name}#{number}",
        exchanges=_mask_wire(record, masker) if with_wire else (),
    )
    quarantine = _mask_quarantine(case.quarantine, masker) if case.quarantine else None
    return replace(case, transcript=masked, verdict=_mask_verdict(case.verdict, masker), quarantine=quarantine)


def redact_case(case: JudgedCase, *, words: Collection[str] = ()) -> tuple[JudgedCase, int, int]:
    """Return a judged case with all its texts masked, what went over the wire too, and its id as it was.

    words: what is masked besides what is recognised. The numbers are the places that were masked in the record, and in
    the verdict.
    """
    masker = Masker(words)
    record = replace(_mask_record(case.transcript, masker), exchanges=_mask_wire(case.transcript, masker))
    in_record = masker.places
    verdict = _mask_verdict(case.verdict, masker)
    return replace(case, transcript=record, verdict=verdict), in_record, masker.places - in_record


def _mask_record(record: Transcript, masker: Masker) -> Transcript:
    return replace(
        record,
        title=masker.mask(record.title),
        turns=tuple(_mask_turn(turn, masker) for turn in record.turns),
        ending=replace(record.ending, detail=masker.mask(record.ending.detail)) if record.ending else None,
        error=_mask_error(record, masker),
    )


def _mask_wire(record: Transcript, masker: Masker) -> tuple[Exchange, ...]:
    return tuple(mask_exchange(exchange, masker.mask) for exchange in record.exchanges)


def _mask_turn(turn: Turn, masker: Masker) -> Turn:
    mask = masker.mask
    return replace(
        turn,
        text=mask(turn.text),
        buttons=tuple(Button(mask(button.label), mask(button.value)) for button in turn.buttons),
        links=tuple(Link(mask(link.url), mask(link.title)) for link in turn.links),
        attachments=tuple(Attachment(file.kind, mask(file.name), mask(file.describes)) for file in turn.attachments),
        clicked=None if turn.clicked is None else mask(turn.clicked),
    )


def _mask_error(record: Transcript, masker: Masker) -> CaseError | None:
    return replace(record.error, message=masker.mask(record.error.message)) if record.error else None


def _mask_verdict(verdict: Verdict, masker: Masker) -> Verdict:
    checks = tuple(_mask_check(check, masker) for check in verdict.checks)
    failures = tuple(DetectorFailure(one.detector, masker.mask(one.error)) for one in verdict.failures)
    suppressed = tuple(Suppressed(one.finding, _mask_suppression(one.by, masker)) for one in verdict.suppressed)
    return replace(verdict, checks=checks, failures=failures, suppressed=suppressed)


def _mask_suppression(suppression: Suppression, masker: Masker) -> Suppression:
    return replace(suppression, case=masker.mask(suppression.case), reason=masker.mask(suppression.reason))


def _mask_quarantine(quarantine: Quarantine, masker: Masker) -> Quarantine:
    mask = masker.mask
    return replace(quarantine, case=mask(quarantine.case), reason=mask(quarantine.reason), issue=mask(quarantine.issue))


def _mask_check(check: CheckResult, masker: Masker) -> CheckResult:
    missed = tuple(
        replace(one, expected=tuple(map(masker.mask, one.expected)), found=masker.mask(one.found))
        for one in check.missed
    )
    return replace(check, missed=missed)
