"""What one process of a session plays with: one event loop, one adapter, one connection to the store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from runaround.detectors import Detector
from runaround.errors import RunaroundError
from runaround.fitting import find_lacking, skip
from runaround.judging import judge_transcript, load_detectors
from runaround.keeping import plan_case
from runaround.model import Case, Expectation, JudgedCase, Scenario, SkippedCase, Transcript
from runaround.pytest_plugin.settings import Settings
from runaround.quarantine import put_in_quarantine
from runaround.runner import Player, RunSettings
from runaround.store import NewRun, RecordedTarget, Store, open_store

__all__ = ["Playing"]


class Playing:
    """Plays cases one after another, and keeps each in the run of the session before it is judged.

    Nothing is opened before the first case: a session that only collects leaves no trace.
    judged: the cases that this process has played, by id.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.judged: dict[str, JudgedCase] = {}
        self._skipped: set[SkippedCase] = set()
        self._plan: dict[str, Case] = {}
        self._loop: asyncio.Runner | None = None
        self._store: Store | None = None
        self._detectors: Mapping[str, Detector] | None = None

    @property
    def has_begun(self) -> bool:
        """Whether this process has played anything, or skipped it."""
        return self._store is not None

    def plan(self, cases: Iterable[Case]) -> None:
        """Note the cases that were collected; they come into the store with the first that is played."""
        self._plan = {case.id: case for case in cases}

    def play(self, case: Case) -> JudgedCase:
        """Play a case, keep its record, judge it.

        Raises StoreError if the record cannot be kept, RunaroundError inside an event loop of somebody else.
        """
        _refuse_loops()
        store = self._join()
        if case.id not in self._plan:
            store.cases.add(self.settings.plan.id, [plan_case(case)])
        settings = RunSettings(
            system=self.settings.target.system,
            suppressions=self.settings.suppressions,
            lexicon=self.settings.lexicon,
        )
        player = Player(
            self.settings.target.adapter, record=self._record, detectors=self._load_detectors(), settings=settings
        )
        if self._loop is None:
            # Of its own, so that it is nobody else's current loop.
            self._loop = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        judged = put_in_quarantine(self._loop.run(player.play(case)), self.settings.quarantines)
        self.judged[case.id] = judged
        return judged

    def skip(self, scenario: Scenario) -> SkippedCase | None:
        """Return that the target's channel cannot play a scenario, which then stands in the run; None if it can.

        Raises StoreError if that cannot be written down.
        """
        target = self.settings.target
        lacks = find_lacking(scenario, target.adapter.capabilities)
        if not lacks:
            return None
        skipped = skip(scenario, lacks, target=target.name)
        if skipped not in self._skipped:
            self._join().runs.note_skipped(self.settings.plan.id, (skipped,))
            self._skipped.add(skipped)
        return skipped

    def judge(self, transcript: Transcript, expect: Expectation | None) -> JudgedCase:
        """Judge a transcript as this session judges."""
        judged = judge_transcript(
            transcript,
            expect=expect,
            detectors=self._load_detectors(),
            suppressions=self.settings.suppressions,
            lexicon=self.settings.lexicon,
        )
        return put_in_quarantine(judged, self.settings.quarantines)

    def close(self) -> None:
        """Close the adapter, the test system, the loop and the store."""
        target = self.settings.target
        if self._loop is not None:
            self._loop.run(target.adapter.close())
            if target.system is not None:
                self._loop.run(target.system.close())
            self._loop.close()
        if self._store is not None:
            self._store.close()

    def _load_detectors(self) -> Mapping[str, Detector]:
        if self._detectors is None:
            self._detectors = load_detectors(self.settings.lexicon)
        return self._detectors

    def _join(self) -> Store:
        """Return the store, in which the run of this session has begun, with the cases that were collected."""
        if self._store is None:
            settings, target = self.settings, self.settings.target
            store = open_store(settings.store)
            called = {"command": "pytest", "target": str(settings.file), "repeat": settings.repeat}
            targets = (RecordedTarget(target.name, target.digest, {"adapter": target.adapter_name}),)
            store.runs.join(NewRun(settings.plan.id, settings.plan.started, settings.plan.seed, called, targets))
            store.cases.add(settings.plan.id, map(plan_case, self._plan.values()))
            self._store = store
        return self._store

    def _record(self, transcript: Transcript, expect: Expectation | None) -> None:
        self._join().cases.append(self.settings.plan.id, transcript, expect)


def _refuse_loops() -> None:
    """Raise RunaroundError where an event loop runs: a second one cannot run inside it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    msg = "A conversation cannot be played inside a running event loop; make the test a plain `def`."
    raise RunaroundError(msg)
