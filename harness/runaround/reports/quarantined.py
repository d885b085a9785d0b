"""Says what is in quarantine: each case with its reason, and what every entry of the file kept out."""

from __future__ import annotations

from runaround.model import Quarantine, QuarantineUse, Run
from runaround.reports.entries import describe_entry, name_places, who_and_why
from runaround.reports.hostile import on_one_line
from runaround.reports.texts import Texts

__all__ = [
    "count_quarantined",
    "describe_quarantine",
    "describe_quarantine_use",
    "tell_quarantine",
    "tell_quarantine_use",
    "tell_quarantines",
]


def count_quarantined(run: Run) -> int:
    """Return how many cases of a run are in quarantine, those that are not shown included."""
    return sum(card.quarantined for card in run.scorecards)


def tell_quarantines(run: Run, texts: Texts) -> list[str]:
    """Return what a reader must know before the figures: cases left out, entries that are over, that could go."""
    counts = {
        "quarantine.count": count_quarantined(run),
        "quarantine.over": sum(use.is_expired for use in run.quarantines),
        "quarantine.released": sum(use.could_be_released for use in run.quarantines),
    }
    return [texts.count(key, count) for key, count in counts.items() if count]


def tell_quarantine(entry: Quarantine, texts: Texts) -> str:
    """Return why a case does not count."""
    return texts.say("quarantine", **who_and_why(entry)) + _tell_issue(entry, texts)


def tell_quarantine_use(use: QuarantineUse, texts: Texts) -> str:
    """Return which cases an entry is about, what became of them, who made it, until when, and why."""
    entry = use.quarantine
    what = texts.words["list.comma"].join(name_places(entry, texts))
    told = texts.say("quarantine.entry", what=what, did=_tell_deed(use, texts), **who_and_why(entry))
    return told + _tell_issue(entry, texts)


def describe_quarantine(entry: Quarantine) -> dict[str, object]:
    """Return for programs why a case does not count."""
    return {**describe_entry(entry), "issue": entry.issue}


def describe_quarantine_use(use: QuarantineUse, texts: Texts) -> dict[str, object]:
    """Return for programs an entry of the quarantine file, and what it kept out."""
    entry = use.quarantine
    return {
        **describe_quarantine(entry),
        "scenario": entry.scenario,
        "case": entry.case,
        "release_after": entry.release_after,
        "cases": use.cases,
        "passed": use.passed,
        "failed": use.failed,
        "in_a_row": use.in_a_row,
        "is_expired": use.is_expired,
        "could_be_released": use.could_be_released,
        "sentence": tell_quarantine_use(use, texts),
    }


def _tell_deed(use: QuarantineUse, texts: Texts) -> str:
    if use.is_expired:
        return texts.count("quarantine.expired", use.cases)
    if not use.cases:
        return texts.words["quarantine.did.not"]
    key = "quarantine.release" if use.could_be_released else "quarantine.did"
    return texts.count(key, use.cases, passed=use.passed, failed=use.failed, row=use.in_a_row)


def _tell_issue(entry: Quarantine, texts: Texts) -> str:
    return texts.say("quarantine.issue", issue=on_one_line(entry.issue, 300)) if entry.issue else ""
