"""Judges the cases of a stored run again, keeps the verdicts as a judgement of their own, and compares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from runaround.cli.verdict_changes import Changes, compare_verdicts
from runaround.detectors import VERSION
from runaround.judging import Judging, judge_transcript
from runaround.model import JudgedCase, SuppressionUse
from runaround.store import CaseVerdict, Judgement, Store, StoredCase
from runaround.stored_runs import ChosenRun
from runaround.suppression import SuppressionTally

__all__ = ["Rescored", "Rules", "rescore"]

_AT_ONCE = 50
"""Verdicts that are written at once."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What judges, and how the store is to remember it."""

    judging: Judging
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rescored:
    """A run that was judged again.

    before: the judgement that it is compared with; None if there was none. number: that of the new one; None if it was
    not kept. phrasebooks: of the new one. has_other_suppressions: whether other findings are suppressed than before.
    uses: what became of each entry of the suppression file.
    """

    run: str
    before: Judgement | None
    number: int | None
    phrasebooks: tuple[str, ...]
    has_other_suppressions: bool
    changes: Changes
    uses: tuple[SuppressionUse, ...]

    @property
    def has_other_detectors(self) -> bool:
        """Whether single findings cannot be compared."""
        return self.before is not None and self.before.detectors != VERSION

    @property
    def has_other_phrasebooks(self) -> bool:
        """Whether other phrases were known."""
        return self.before is not None and self.before.phrasebooks != self.phrasebooks


def rescore(
    store: Store, chosen: ChosenRun, rules: Rules, *, is_kept: bool, advance: Callable[[int], None]
) -> Rescored:
    """Judge a run, and keep the verdicts if they are to be kept. advance: told how many cases are done.

    Raises StoreError if the verdicts cannot be written, FileError for a record that cannot be read.
    """
    judging, settings = rules.judging, rules.settings
    phrasebooks = judging.lexicon.added if judging.lexicon is not None else ()
    number = None
    if is_kept:
        number = store.judgements.begin(chosen.id, detectors=VERSION, phrasebooks=phrasebooks, settings=settings)
    changes = Changes()
    held: list[CaseVerdict] = []
    tally = SuppressionTally(judging.suppressions)
    for case, judged in _judge(store, chosen, judging):
        record, verdict = case.transcript, judged.verdict
        tally.add(judged)
        changes.add(compare_verdicts(record.id, record.scenario, case.verdict, verdict), case.verdict, verdict)
        held.append(CaseVerdict(record.id, case.attempt, verdict))
        if number is not None and len(held) >= _AT_ONCE:
            store.judgements.add(chosen.id, number, held)
        if len(held) >= _AT_ONCE:
            held.clear()
        advance(changes.cases)
    if number is not None:
        store.judgements.add(chosen.id, number, held)
        store.judgements.finish(chosen.id, number)
    before = chosen.judgement
    suppressed = before.settings.get("suppressions") if before else None
    has_other = before is not None and suppressed != settings.get("suppressions")
    return Rescored(chosen.id, before, number, phrasebooks, has_other, changes, tally.uses())


def _judge(store: Store, chosen: ChosenRun, judging: Judging) -> Iterator[tuple[StoredCase, JudgedCase]]:
    """Yield every recorded case with its verdict before, and it with its verdict now."""
    before = chosen.judgement.number if chosen.judgement else None
    # With the wire: checks of raw replies look at it.
    for case in store.cases.stream(chosen.id, judgement=before, with_wire=True):
        judged = judge_transcript(
            case.transcript,
            expect=case.expect,
            detectors=judging.detectors,
            suppressions=judging.suppressions,
            lexicon=judging.lexicon,
        )
        yield case, judged
