"""What is told of any entry that keeps something out of the figures: where it holds, who wrote it, why, until when."""

from __future__ import annotations

from collections.abc import Iterator

from runaround.model import ANY, Entry
from runaround.reports.hostile import on_one_line
from runaround.reports.texts import Texts

__all__ = ["describe_entry", "name_places", "who_and_why"]


def name_places(entry: Entry, texts: Texts) -> Iterator[str]:
    """Yield the scenarios and cases that an entry is about, in words."""
    if entry.scenario == entry.case == ANY:
        yield texts.words["suppressed.all"]
    if entry.scenario != ANY:
        yield texts.say("suppressed.scenario", name=on_one_line(entry.scenario))
    if entry.case != ANY:
        yield texts.say("suppressed.case", name=on_one_line(entry.case))


def who_and_why(entry: Entry) -> dict[str, str]:
    """Return author, last day and reason, harmless, to fill a sentence with."""
    return {
        "author": on_one_line(entry.author),
        "expires": entry.expires.isoformat(),
        "reason": on_one_line(entry.reason, 500),
    }


def describe_entry(entry: Entry) -> dict[str, object]:
    """Return for programs where an entry is written, and who wrote it, why and until when."""
    return {
        "line": entry.line,
        "reason": entry.reason,
        "author": entry.author,
        "expires": entry.expires.isoformat(),
    }
