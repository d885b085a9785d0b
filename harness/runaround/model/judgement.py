"""What is concluded from the record: findings, verdicts, scorecards, a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runaround.model.record import Transcript, Versions
from runaround.model.requirements import Expectation
from runaround.model.vocabulary import CaseStatus, Item, Outcome

__all__ = ["DetectorFailure", "Finding", "JudgedCase", "Measurements", "Rate", "Run", "Scorecard", "Verdict"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One failure of a bot: evident at `turn`, proven by `refs` (taxonomy); `item` is set where one was asked for."""

    turn: int
    kind: str
    refs: tuple[int, ...] = ()
    item: Item | None = None

    @property
    def family(self) -> str:
        """The part of the kind before the form: `loop` of `loop/answer`."""
        return self.kind.partition("/")[0]


@dataclass(frozen=True, slots=True)
class DetectorFailure:
    """A detector of ours broke on this case: our failure, never the bot's."""

    detector: str
    error: str


@dataclass(frozen=True, slots=True)
class Measurements:
    """Plain counts beside findings. `seconds_to_human` is None when no human was ever reached."""

    turns: int = 0
    consumer_turns: int = 0
    requests_to_human: int = 0
    seconds_to_human: float | None = None
    items_asked: int = 0
    items_asked_again: int = 0
    uploads: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one case says; `reasons` are message keys of `scoring.REASONS` with their values, in order."""

    status: CaseStatus
    outcome: Outcome | None
    findings: tuple[Finding, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    measurements: Measurements = Measurements()
    failures: tuple[DetectorFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A record with its verdict, and what its scenario expected (None for foreign records)."""

    transcript: Transcript
    verdict: Verdict
    expect: Expectation | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `judged` cases, with a 95 % Wilson interval, and bounds over `unknown` cases.

    at_least, at_most: the rate if every unknown case were a miss, or a hit. All in 0..1.
    """

    hits: int
    judged: int
    unknown: int
    low: float
    high: float
    at_least: float
    at_most: float

    @property
    def share(self) -> float | None:
        """hits / judged; None when nothing was judged."""
        return self.hits / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One bot over many cases; `kinds` maps a finding kind or family to its case rate."""

    target: str
    cases: int
    passed: Rate
    kinds: Mapping[str, Rate]
    outcomes: Mapping[Outcome, int]
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one call of the harness produced; reports are drawn from this and nothing else."""

    id: str
    started: str
    seed: int
    cases: tuple[JudgedCase, ...]
    scorecards: tuple[Scorecard, ...]
    versions: Versions = field(default_factory=Versions)
    planned: int = 0
    interrupted: bool = False
