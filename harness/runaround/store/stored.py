"""What goes into the store and comes out of it, beside transcripts and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from runaround.model import CaseStatus, ErrorKind, Expectation, SkippedCase, Transcript, Verdict

__all__ = [
    "Attempt",
    "CaseVerdict",
    "EventKind",
    "Judgement",
    "NewRun",
    "PlannedCase",
    "RecordedTarget",
    "RunEvent",
    "RunState",
    "RunSummary",
    "StoredCase",
]


class RunState(StrEnum):
    """Where a run stands.

    interrupted: it was stopped, or nothing came from it for longer than a case may last. pruned: all but its name and
    what happened to it was deleted.
    """

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"
    PRUNED = "pruned"


class EventKind(StrEnum):
    """What can happen to a run besides its cases. judged: a judgement is complete. skipped: scenarios, unplayed."""

    INTERRUPTED = "interrupted"
    RESUMED = "resumed"
    FINISHED = "finished"
    JUDGED = "judged"
    PRUNED = "pruned"
    REDACTED = "redacted"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class RecordedTarget:
    """A bot that a run is about. `description` is JSON, without secrets; `digest` changes whenever the target does."""

    name: str
    digest: str = ""
    description: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that is about to begin.

    id: wished for; the store may add a number. started: UTC in ISO 8601. called: JSON: what else one must know to call
    it again (repeat, lang, suppression file ...), without secrets. skipped: what its targets cannot play, and what is
    therefore no part of the plan.
    """

    id: str
    started: str
    seed: int = 0
    called: Mapping[str, object] = field(default_factory=dict)
    targets: tuple[RecordedTarget, ...] = ()
    skipped: tuple[SkippedCase, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case that a run is to play. `id` is unique in its run; `scenario` is a key, `scenario_version` its digest."""

    id: str
    scenario: str = ""
    scenario_version: str = ""
    lang: str = ""
    target: str = ""
    seed: int = 0
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class RunEvent:
    """Something that happened to a run. `number` counts the events of a run from 1; `at` is UTC in ISO 8601."""

    number: int
    at: str
    kind: EventKind
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judging of a run; `number` counts from 1, and judging again adds one.

    settings: JSON: what else decided (suppression file, options ...).
    """

    number: int
    made_at: str
    harness: str
    detectors: str
    phrasebooks: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run at a glance.

    targets: names of those that its cases are for. planned: cases. recorded: cases with a finished attempt.
    statuses: verdicts of the latest judgement by status; empty if nothing was judged.
    last_at: when something came from it last, UTC in ISO 8601.
    """

    id: str
    started: str
    seed: int
    harness: str
    called: Mapping[str, object]
    state: RunState
    targets: tuple[str, ...]
    planned: int
    recorded: int
    judgement: int | None
    statuses: Mapping[CaseStatus, int]
    last_at: str


@dataclass(frozen=True, slots=True)
class StoredCase:
    """The attempt at a case that counts. `verdict` is None if it was not judged, or not asked for.

    attempt: from 1. recorded_at: UTC in ISO 8601.
    """

    transcript: Transcript
    expect: Expectation | None
    attempt: int
    recorded_at: str
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a case. `number` counts from 1; `error` says why it could not be carried out, if so."""

    number: int
    recorded_at: str
    error: ErrorKind | None = None


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """What a judgement says of one attempt at a case."""

    case_id: str
    attempt: int
    verdict: Verdict
