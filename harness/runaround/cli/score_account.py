"""Judges conversations as they are read, keeps what a report shows, counts the rest, and tells how it goes."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from runaround.cli import terminal
from runaround.counting import Counting, is_telling
from runaround.errors import Mistake
from runaround.masking import mask_case, mask_quarantine, mask_suppression, mask_text
from runaround.model import Finding, JudgedCase, QuarantineUse, Scorecard, Speaker, SuppressionUse
from runaround.records import Taken
from runaround.store import TornLine

__all__ = ["FINDINGS_FILE", "BadLines", "Judged", "Names", "Progress"]

FINDINGS_FILE = "findings.jsonl"
"""Written into the folder of `--out`: every case with findings on a line of its own."""

_SHOWN_MISTAKES = 20
_SHOWN_NAMES = 10
_MOST_NAMES = 1000
_EVERY_S = 5.0
_OTHER = "other reasons."
_MOST_REASONS = 1000
_LONGEST_REASON = 120
_FOUND = re.compile(r"(?<!\w)'[^']*'|\d+|(?<=found )(?!nothing)[^;]*(?=;)")


class BadLines:
    """What could not be read: the first twenty in words, all others counted by their reason."""

    def __init__(self, *, mask: bool = False) -> None:
        self.count = 0
        self._mask = mask
        self._reasons: Counter[str] = Counter()

    def add(self, found: Mistake | TornLine) -> None:
        """Tell or count one more."""
        self.count += 1
        if self.count <= _SHOWN_MISTAKES:
            text = str(found)
            terminal.complain(mask_text(text) if self._mask else text)
            return
        reason = _reason_of(found)
        is_known = reason in self._reasons or len(self._reasons) < _MOST_REASONS
        self._reasons[reason if is_known else _OTHER] += 1

    def sum_up(self) -> None:
        """Tell how many more there were, by reason."""
        for reason, number in self._reasons.most_common(_SHOWN_MISTAKES):
            terminal.complain(f"{number} more: {mask_text(reason) if self._mask else reason}")
        rest = sum(number for _, number in self._reasons.most_common()[_SHOWN_MISTAKES:])
        if rest:
            terminal.complain(f"{rest} more: {_OTHER}")


def _reason_of(found: Mistake | TornLine) -> str:
    """Return the kind of a mistake: its words without what was found there, so that alike ones are one."""
    if isinstance(found, TornLine):
        return "the last line is cut off."
    return _FOUND.sub("…", found.text)[:_LONGEST_REASON]


class Names:
    """Which names of records were taken for whom."""

    def __init__(self) -> None:
        self._names: dict[Speaker, dict[str, None]] = {speaker: {} for speaker in Speaker}

    def add(self, taken: Taken) -> None:
        """Note one more name."""
        names = self._names[taken.speaker]
        if len(names) < _MOST_NAMES:
            names[taken.name] = None

    def tell(self, *, mask: bool) -> None:
        """Say who was taken for whom; with `mask`, only how many."""
        for speaker, names in self._names.items():
            if not names:
                continue
            shown = ", ".join(repr(name[:40]) for name in list(names)[:_SHOWN_NAMES])
            more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
            told = terminal.count(len(names), "name") if mask else shown + more
            terminal.note(f"Taken for the {speaker.value}: {told}.")


class Progress:
    """Says every few seconds how far the work is. clock: gives seconds, from whenever."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started = self._told = clock()

    def advance(self, done: int, *, bad: int) -> None:
        """Say how many conversations are judged, if it is time to."""
        now = self._clock()
        if now - self._told < _EVERY_S:
            return
        self._told = now
        rate = done / (now - self._started)
        further = f", {terminal.count(bad, 'bad line')}" if bad else ""
        terminal.note(f"{terminal.count(done, 'conversation')} judged, {rate:.0f} a second{further} ...")


class Judged:
    """The cases judged so far, counted and kept, and written down where somebody wants the findings.

    masks: whether personal data is masked in what is kept. findings: where every case with findings is written to.
    """

    def __init__(self, counting: Counting, *, masks: bool = False, findings: IO[str] | None = None) -> None:
        self._counting = counting
        self._masks = masks
        self._findings = findings

    @property
    def count(self) -> int:
        """How many there are."""
        return self._counting.count

    def add(self, case: JudgedCase, file: str) -> None:
        """Count one more case of `file`, and keep it if it is to be shown."""
        self._counting.add(case, show=self._show)
        if self._findings is not None and is_telling(case):
            self._findings.write(_write_findings(self._show(case), file) + "\n")

    def _show(self, case: JudgedCase) -> JudgedCase:
        return mask_case(case, number=self.count) if self._masks else case

    def cases(self) -> Sequence[JudgedCase]:
        """Return the cases to show, by their ids."""
        return sorted(self._counting.kept, key=lambda case: case.transcript.id)

    def uses(self) -> tuple[SuppressionUse, ...]:
        """Return what became of each entry of the suppression file, masked like what is kept."""
        uses = self._counting.suppressed.uses()
        if not self._masks:
            return uses
        return tuple(replace(use, suppression=mask_suppression(use.suppression)) for use in uses)

    def quarantines(self) -> tuple[QuarantineUse, ...]:
        """Return what became of each entry of the quarantine file, masked like what is kept."""
        uses = self._counting.quarantined.uses()
        if not self._masks:
            return uses
        return tuple(replace(use, quarantine=mask_quarantine(use.quarantine)) for use in uses)

    def scorecards(self) -> Sequence[Scorecard]:
        """Return the scorecards of all cases, by target."""
        return self._counting.scorecards()


def _write_findings(case: JudgedCase, file: str) -> str:
    suppressed = [
        {
            **_describe(one.finding),
            "reason": one.by.reason,
            "author": one.by.author,
            "expires": one.by.expires.isoformat(),
        }
        for one in case.verdict.suppressed
    ]
    line = {
        "id": case.transcript.id,
        "file": Path(file).name,
        "status": case.verdict.status,
        "outcome": case.verdict.outcome,
        "detectors": case.transcript.versions.detectors,
        "findings": [_describe(one) for one in case.verdict.findings],
        **({"suppressed": suppressed} if suppressed else {}),
        **({"quarantined": True} if case.quarantine else {}),
    }
    return json.dumps(line, ensure_ascii=True)


def _describe(finding: Finding) -> dict[str, object]:
    told: dict[str, object] = {
        "kind": finding.kind,
        "turn": finding.turn,
        "refs": list(finding.refs),
        "item": finding.item,
    }
    assessed = finding.assessment
    return told | ({"severity": assessed.severity, "confidence": assessed.confidence} if assessed else {})
