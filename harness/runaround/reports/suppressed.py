"""Says what a person has suppressed: each finding with its reason, and what every entry of the file did."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import Run, Suppressed, Suppression, SuppressionUse
from runaround.reports.entries import describe_entry, name_places, who_and_why
from runaround.reports.hostile import on_one_line
from runaround.reports.sentences import tell_finding
from runaround.reports.texts import Texts

__all__ = [
    "count_suppressed",
    "describe_excuse",
    "describe_use",
    "tell_excuse",
    "tell_suppressed",
    "tell_suppressions",
    "tell_use",
]


def count_suppressed(run: Run) -> int:
    """Return how many findings of a run are suppressed, those of cases that are not shown included."""
    if run.suppressions:
        return sum(use.findings for use in run.suppressions if not use.is_expired)
    return sum(len(case.verdict.suppressed) for case in run.cases)


def tell_suppressions(run: Run, texts: Texts) -> list[str]:
    """Return what a reader must know before the figures: how many findings are left out, how many entries are over."""
    count, over = count_suppressed(run), sum(use.is_expired for use in run.suppressions)
    told = [texts.count("suppressed.count", count)] if count else []
    return [*told, texts.count("suppressed.over", over)] if over else told


def tell_use(use: SuppressionUse, texts: Texts) -> str:
    """Return what an entry is about, what it did, who made it, until when, and why."""
    entry = use.suppression
    kind = on_one_line(texts.name("kind", entry.kind))
    what = texts.say("suppressed.what", kind=kind, places=texts.words["list.comma"].join(_places(entry, texts)))
    return texts.say("suppressed.entry", what=what, did=_tell_deed(use, texts), **who_and_why(entry))


def tell_suppressed(one: Suppressed, texts: Texts) -> str:
    """Return a finding as a sentence, and why it does not count."""
    return texts.say("suppressed.sentence", sentence=tell_finding(one.finding, texts), **who_and_why(one.by))


def tell_excuse(suppression: Suppression, texts: Texts) -> str:
    """Return why a finding does not count."""
    return texts.say("suppressed", **who_and_why(suppression))


def describe_excuse(one: Suppressed) -> dict[str, object]:
    """Return for programs why a finding does not count."""
    return describe_entry(one.by)


def describe_use(use: SuppressionUse, texts: Texts) -> dict[str, object]:
    """Return for programs an entry of the suppression file, and what it did."""
    entry = use.suppression
    return {
        **describe_entry(entry),
        "kind": entry.kind,
        "scenario": entry.scenario,
        "case": entry.case,
        "turn": entry.turn,
        "findings": use.findings,
        "is_expired": use.is_expired,
        "sentence": tell_use(use, texts),
    }


def _tell_deed(use: SuppressionUse, texts: Texts) -> str:
    if use.is_expired:
        return texts.count("suppressed.expired", use.findings)
    return texts.count("suppressed.did", use.findings) if use.findings else texts.words["suppressed.did.not"]


def _places(entry: Suppression, texts: Texts) -> Iterator[str]:
    yield from name_places(entry, texts)
    if entry.turn is not None:
        yield texts.say("suppressed.turn", n=entry.turn)
