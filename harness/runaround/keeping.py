"""Keeps a run in the store while it is played: every transcript before it is judged, every verdict afterwards.

A run that was stopped, even by a kill, goes on from here: what is finished stays, what is not is played again.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from runaround.errors import NotResumable
from runaround.model import Case, Expectation, JudgedCase, SkippedCase, Transcript
from runaround.recording import version_of
from runaround.store import (
    CaseVerdict,
    EventKind,
    NewRun,
    PlannedCase,
    RecordedTarget,
    RunState,
    RunSummary,
    Store,
    StoredCase,
)

__all__ = ["JudgedBy", "Keeper", "Wanted", "begin_run", "find_resumable", "plan_case", "resume_run"]

_AT_ONCE = 20
"""Verdicts that are written together. Those that a kill takes along are made again from the transcripts."""

_SHOWN = 5
_PROCESS = "process"


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """By what the verdicts of a run are made. settings: JSON: what else decides, such as a suppression file."""

    detectors: str
    phrasebooks: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command wants to play, what it has to skip, and by what it judges."""

    cases: tuple[Case, ...]
    targets: tuple[RecordedTarget, ...] = ()
    skipped: tuple[SkippedCase, ...] = ()
    by: JudgedBy = field(kw_only=True)


class Keeper:
    """One run of a store that is being played."""

    def __init__(self, store: Store, run: str, *, judgement: int) -> None:
        self.run = run
        self._store = store
        self._judgement = judgement
        self._attempts: dict[str, int] = {}
        self._pending: list[CaseVerdict] = []

    def record(self, transcript: Transcript, expect: Expectation | None) -> None:
        """Write one transcript, and return when it is on the disk.

        Raises StoreError if it cannot be written.
        """
        self._attempts[transcript.id] = self._store.cases.append(self.run, transcript, expect)

    def conclude(self, case: JudgedCase) -> None:
        """Write the verdict on a case that was recorded, or is among those of `recorded`; a few at a time.

        Raises StoreError if it cannot be written.
        """
        self._pending.append(CaseVerdict(case.transcript.id, self._attempts[case.transcript.id], case.verdict))
        if len(self._pending) >= _AT_ONCE:
            self._write()

    def recorded(self) -> Iterator[StoredCase]:
        """Yield what the run has on record, the attempts that count, in the order of the plan."""
        for case in self._store.cases.stream(self.run):
            self._attempts[case.transcript.id] = case.attempt
            yield case

    def close(self, *, was_interrupted: bool) -> None:
        """Write what is left, and how the run ended: it was stopped, or every case is there.

        Raises StoreError if it cannot be written.
        """
        self._write()
        self._store.judgements.finish(self.run, self._judgement)
        self._store.runs.note(self.run, EventKind.INTERRUPTED if was_interrupted else EventKind.FINISHED)

    def _write(self) -> None:
        self._store.judgements.add(self.run, self._judgement, self._pending)
        self._pending.clear()


def plan_case(case: Case) -> PlannedCase:
    """Return a case as the plan of a run has it."""
    scenario = case.scenario
    return PlannedCase(
        case.id,
        scenario=scenario.key,
        scenario_version=version_of(scenario),
        lang=scenario.lang,
        target=case.target,
        seed=case.seed,
        repeat=case.repeat,
    )


def begin_run(store: Store, new: NewRun, cases: Iterable[PlannedCase], *, by: JudgedBy) -> Keeper:
    """Write a new run with its whole plan, and return what keeps it; its id may differ from the one wished for.

    Raises StoreError if it cannot be written.
    """
    called = {**new.called, _PROCESS: _this_process()}
    return _keep(store, store.runs.begin(replace(new, called=called), cases), by)


def find_resumable(store: Store, targets: Sequence[str], reference: str | None = None) -> RunSummary | None:
    """Return the run that `reference` names, or without one the latest unfinished run of just these targets, if any.

    targets: names, sorted.
    Raises UnknownRun if a reference names none or several.
    """
    if reference is not None:
        return store.runs.read(store.runs.resolve(reference))
    unfinished = (run for run in store.runs.list_all() if run.state in {RunState.RUNNING, RunState.INTERRUPTED})
    return next((run for run in unfinished if sorted(run.targets) == list(targets)), None)


def resume_run(
    store: Store, run: RunSummary, wanted: Wanted, *, with_errors: bool = False
) -> tuple[Keeper, tuple[Case, ...]]:
    """Return what keeps a run further, and those of its cases that are still to be played.

    wanted: as the command would play it now, which must be just that run. with_errors: cases that could not be carried
    out are played again too.
    Raises NotResumable, with every reason, if the run is another one or is still being played.
    """
    reasons = [*_differences(store, run, wanted), *_is_played(store, run)]
    if reasons:
        listed = "".join(f"\n  - {reason}" for reason in reasons)
        msg = f"Run {run.id} cannot be resumed:{listed}\nBegin a new run: leave --resume away."
        raise NotResumable(msg)
    left = {case.id for case in store.cases.list_unfinished(run.id, with_errors=with_errors)}
    store.runs.note(run.id, EventKind.RESUMED, {_PROCESS: _this_process(), "cases": len(left)})
    return _keep(store, run.id, wanted.by), tuple(case for case in wanted.cases if case.id in left)


def _keep(store: Store, run: str, by: JudgedBy) -> Keeper:
    # A resumed run is judged anew as a whole: one judgement, one set of detectors, one set of figures.
    judgement = store.judgements.begin(run, detectors=by.detectors, phrasebooks=by.phrasebooks, settings=by.settings)
    return Keeper(store, run, judgement=judgement)


def _differences(store: Store, run: RunSummary, wanted: Wanted) -> Iterator[str]:
    """Yield in what the run differs from what is wanted now."""
    then = {case.id: case for case in store.cases.list_planned(run.id)}
    now = {case.id: case for case in map(plan_case, wanted.cases)}
    digests = {target.name: target.digest for target in store.runs.list_targets(run.id)}
    for target in wanted.targets:
        if digests.get(target.name, target.digest) != target.digest:
            yield f"the target file of {target.name} says something else now."
    if gone := _name_missing(then, now):
        yield f"it has {_count(gone)} that nobody asks for now: {_name(gone)}."
    if new := _name_missing(now, then):
        yield f"it does not have {_count(new)} of those asked for now: {_name(new)}."
    if len(wanted.targets) == 1 and store.runs.list_skipped(run.id) != wanted.skipped:
        yield "other scenarios are skipped as unsupported now."
    both = [(then[key], now[key]) for key in then if key in now]
    if seeds := {(old.seed, case.seed) for old, case in both if old.seed != case.seed}:
        old_seed, new_seed = min(seeds)
        yield f"its seed was {old_seed}, and is {new_seed} now."
    if changed := [case.scenario for old, case in both if old.scenario_version != case.scenario_version]:
        yield f"the scenarios of {_count(changed)} were changed since: {_name(changed)}."


def _is_played(store: Store, run: RunSummary) -> Iterator[str]:
    """Yield that a process of this machine still plays the run, if one does."""
    if run.state is not RunState.RUNNING:
        return
    resumed = [event.detail for event in store.runs.list_events(run.id) if event.kind is EventKind.RESUMED]
    process = (resumed[-1] if resumed else run.called).get(_PROCESS)
    if not isinstance(process, dict) or process.get("host") != socket.gethostname():
        return
    number = process.get("id")
    if isinstance(number, int) and number != os.getpid() and _is_alive(number):
        yield f"process {number} is still playing it."


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        return False  # asking there would stop it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is there, and somebody else's
    return True


def _this_process() -> dict[str, object]:
    return {"host": socket.gethostname(), "id": os.getpid()}


def _count(scenarios: Sequence[str]) -> str:
    return "1 case" if len(scenarios) == 1 else f"{len(scenarios)} cases"


def _name_missing(planned: Mapping[str, PlannedCase], others: Mapping[str, PlannedCase]) -> list[str]:
    """Return the scenarios of the cases that `others` have not; where they play the scenario, with which time it is."""
    played = {case.scenario for case in others.values()}
    missing = [case for key, case in planned.items() if key not in others]
    return [case.scenario + (f" #{case.repeat + 1}" if case.scenario in played else "") for case in missing]


def _name(scenarios: Sequence[str]) -> str:
    names = list(Counter(scenarios))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
