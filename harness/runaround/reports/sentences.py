"""Says in one sentence, in the language of the report, what happened: findings, reasons, endings, errors."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

from runaround.model import CaseError, Ending, Finding, Item, Outcome, Verdict
from runaround.reports.figures import write_span
from runaround.reports.texts import Texts

__all__ = [
    "Part",
    "fill",
    "tell_ending",
    "tell_error_place",
    "tell_finding",
    "tell_outcome",
    "tell_parts",
    "tell_reasons",
]

Part = str | int
"""A piece of a sentence; a number is the number of a turn, which a report may show as a link."""

_VALUE_TOPICS = {
    "error": "error",
    "gap": "item",
    "outcome_unknown": "outcome",
    "expected_resolved": "outcome",
    "expected_handed_off": "outcome",
    "expected_unresolved": "outcome",
    "transfer_wrong": "shown",
}

_PLACES = frozenset({"check_failed", "check_not_reached", "check_not_recorded"})
_IN_SECONDS = "seconds_exceeded"
_MEASURES = frozenset({"requests_exceeded", "turns_exceeded", _IN_SECONDS})


def tell_error_place(error: CaseError, texts: Texts) -> str:
    """Return the message of an error with the turn that met it, if one did."""
    return error.message if error.turn is None else texts.say("error.at", n=error.turn, message=error.message)


def tell_finding(finding: Finding, texts: Texts) -> str:
    """Return what happened, as a sentence with plain turn numbers."""
    return "".join(str(part) for part in tell_parts(finding, texts))


def tell_parts(finding: Finding, texts: Texts) -> tuple[Part, ...]:
    """Return the sentence in pieces, turn numbers as numbers.

    A kind that the texts do not know is told by its family, or named as it is.
    """
    form = "finding" if finding.refs else "alone"
    known = (name for name in (finding.kind, finding.family, "other") if f"{form}.{name}" in texts.words)
    values: dict[str, tuple[Part, ...]] = {
        "turn": (finding.turn,),
        "refs": tuple(_turns(finding.refs, texts)),
        "item": (texts.words[f"item.{finding.item or Item.OTHER}"],),
        "kind": (finding.kind,),
    }
    return tuple(fill(texts.words[f"{form}.{next(known)}"], values))


def tell_reasons(verdict: Verdict, texts: Texts) -> tuple[str, ...]:
    """Return the reasons of a verdict, one sentence each; a reason that the texts do not know is quoted."""
    return tuple(_tell_reason(key, value, texts) for key, value in verdict.reasons)


def tell_outcome(outcome: Outcome | None, texts: Texts) -> str:
    """Return the word for an outcome, or for there being none."""
    return texts.words[f"outcome.{outcome or 'none'}"]


def tell_ending(ending: Ending, texts: Texts) -> str:
    """Return why the consumer stopped."""
    return texts.words[f"end.{ending.reason}"]


def fill(pattern: str, values: dict[str, tuple[Part, ...]]) -> Iterator[Part]:
    """Yield the pieces of a pattern with its blanks filled in; neighbouring pieces are not joined."""
    for words, name, _, _ in Formatter().parse(pattern):
        if words:
            yield words
        if name is not None:
            yield from values[name]


def _tell_reason(key: str, value: str, texts: Texts) -> str:
    if f"reason.{key}" not in texts.words:
        return f"{key}: {value}"
    if key in _PLACES:
        session, _, number = value.partition("/")
        return texts.say(f"reason.{key}", session=session, number=number)
    if key in _MEASURES:
        took, most = (_measure(key, part, texts) for part in value.partition("/")[::2])
        return texts.say(f"reason.{key}", took=took, most=most)
    shown = texts.name(_VALUE_TOPICS[key], value) if key in _VALUE_TOPICS else value
    return texts.count(f"reason.{key}", 1 if value == "1" else 0, value=shown)


def _measure(key: str, number: str, texts: Texts) -> str:
    return write_span(float(number), texts) if key == _IN_SECONDS else number


def _turns(refs: tuple[int, ...], texts: Texts) -> Iterator[Part]:
    """Yield `turns 2, 4 and 6` in pieces."""
    pattern = texts.words.get("turns.one" if len(refs) == 1 else "turns", texts.words["turns"])
    listed: list[Part] = []
    for place, ref in enumerate(refs):
        if place:
            listed.append(texts.words["list.and" if place == len(refs) - 1 else "list.comma"])
        listed.append(ref)
    yield from fill(pattern, {"list": tuple(listed)})
