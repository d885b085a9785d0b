"""What judging again changed, for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tabulate import tabulate

from runaround.cli.rescoring import Rescored
from runaround.cli.verdict_changes import CaseChange
from runaround.detectors import VERSION
from runaround.model import CaseStatus, Finding
from runaround.reports.assessed import tell_briefly
from runaround.reports.columns import hang
from runaround.reports.hostile import on_one_line, write_document
from runaround.reports.overview import kind_order
from runaround.reports.texts import Texts

__all__ = ["tell_rescored", "write_rescored"]

_SHOWN: Final = 40
_LONGEST: Final = 400


def tell_rescored(done: Rescored, texts: Texts, *, width: int) -> Iterator[str]:
    """Yield the lines on one run: what can be compared, what changed by kind, and in which cases."""
    run, changes = on_one_line(done.run, 200), done.changes
    if done.before is None:
        yield texts.say("rescored.first", run=run)
    else:
        yield texts.say("rescored.heading", run=run, before=done.before.number)
    for sentence in (*_tell_comparable(done, texts), *_tell_counts(done, texts)):
        yield from hang(sentence, width, first="  ")
    yield from _table_of_kinds(done, texts)
    if done.before is not None:
        for change in changes.changed[:_SHOWN]:
            yield ""
            yield from _tell_case(change, texts, width=width)
        if len(changes.changed) > _SHOWN:
            yield texts.count("rescored.more", len(changes.changed) - _SHOWN)
    yield ""
    yield _tell_kept(done, texts)


def _tell_comparable(done: Rescored, texts: Texts) -> Iterator[str]:
    before = done.before
    if before is None:
        return
    if done.has_other_detectors:
        yield texts.say("rescored.detectors", before=on_one_line(before.detectors), after=VERSION)
    if done.has_other_phrasebooks:
        yield texts.words["rescored.phrasebooks"]
    if done.has_other_suppressions:
        yield texts.words["rescored.suppressions"]
    if not (done.has_other_detectors or done.has_other_phrasebooks or done.has_other_suppressions):
        yield texts.say("rescored.comparable", detectors=VERSION)


def _tell_counts(done: Rescored, texts: Texts) -> Iterator[str]:
    changes = done.changes
    if done.before is not None and not changes.changed:
        yield texts.count("rescored.same", changes.cases)
        return
    if done.before is not None:
        changed = len(changes.changed)
        yield texts.say("rescored.changed", n=changed, cases=changes.cases, unjudged=changes.unjudged)
    for status in CaseStatus:
        shown = {"before": changes.before[status], "after": changes.after[status]}
        yield texts.say("rescored.counts", status=texts.words[f"status.{status}"], **shown)


def _table_of_kinds(done: Rescored, texts: Texts) -> Iterator[str]:
    kinds = sorted(done.changes.kinds.items(), key=lambda entry: kind_order(entry[0]))
    rows = [
        [on_one_line(texts.name("kind", kind)), *map(str, (one.before, one.after, one.gone, one.new, one.moved))]
        for kind, one in kinds
        if one.gone or one.new or one.moved or one.before != one.after
    ]
    if rows:
        names = ("kind", "before", "after", "gone", "new", "moved")
        headers = [texts.words[f"rescored.{name}"] for name in names]
        yield ""
        yield from tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True).split("\n")


def _tell_case(change: CaseChange, texts: Texts, *, width: int) -> Iterator[str]:
    name, after = on_one_line(change.case), texts.words[f"status.{change.after}"]
    if change.before is None:
        yield texts.say("rescored.case.first", case=name, after=after)
    elif change.before is change.after:
        yield texts.say("rescored.case.same", case=name, after=after)
    else:
        yield texts.say("rescored.case", case=name, before=texts.words[f"status.{change.before}"], after=after)
    told = [texts.say("rescored.line.gone", sentence=tell_briefly(one, texts)) for one in change.gone]
    told += [texts.say("rescored.line.new", sentence=tell_briefly(one, texts)) for one in change.new]
    told += [
        texts.say("rescored.line.moved", before=one.before.turn, sentence=tell_briefly(one.after, texts))
        for one in change.moved
    ]
    for line in told:
        yield from hang(on_one_line(line, _LONGEST), width, first="  ")


def _tell_kept(done: Rescored, texts: Texts) -> str:
    if done.number is None:
        return texts.words["rescored.dry"]
    if done.before is None:
        return texts.say("rescored.kept.first", n=done.number)
    return texts.say("rescored.kept", n=done.number, before=done.before.number)


def write_rescored(rescored: Sequence[Rescored]) -> str:
    """Return a list of objects, one a run, with every case that changed."""
    return write_document([_describe(one) for one in rescored])


def _describe(done: Rescored) -> dict[str, object]:
    changes, before = done.changes, done.before
    return {
        "run": done.run,
        "before": before and {"judgement": before.number, "detectors": before.detectors, "statuses": changes.before},
        "after": {"judgement": done.number, "detectors": VERSION, "statuses": changes.after},
        "is_comparable": before is not None and not done.has_other_detectors,
        "has_other_phrasebooks": done.has_other_phrasebooks,
        "has_other_suppressions": done.has_other_suppressions,
        "cases": changes.cases,
        "unjudged_before": changes.unjudged,
        "kinds": {
            kind: {"before": one.before, "after": one.after, "gone": one.gone, "new": one.new, "moved": one.moved}
            for kind, one in sorted(changes.kinds.items(), key=lambda entry: kind_order(entry[0]))
        },
        "changed": [_describe_case(change) for change in changes.changed],
    }


def _describe_case(change: CaseChange) -> dict[str, object]:
    return {
        "case": change.case,
        "scenario": change.scenario,
        "status": [change.before, change.after],
        "outcome": list(change.outcomes),
        "gone": [_describe_finding(one) for one in change.gone],
        "new": [_describe_finding(one) for one in change.new],
        "moved": [[_describe_finding(one.before), _describe_finding(one.after)] for one in change.moved],
    }


def _describe_finding(finding: Finding) -> dict[str, object]:
    return {"turn": finding.turn, "kind": finding.kind, "refs": list(finding.refs), "item": finding.item}
