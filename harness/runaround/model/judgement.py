"""What is concluded from the record: findings, verdicts, scorecards, a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from runaround.model.measurements import Measurements, Totals
from runaround.model.quarantine import Quarantine, QuarantineUse
from runaround.model.rates import Rate
from runaround.model.record import Transcript, Versions
from runaround.model.reliability import Reliability
from runaround.model.requirements import Expectation
from runaround.model.suppression import Suppression, SuppressionUse
from runaround.model.vocabulary import CaseStatus, CheckPart, CheckStatus, Confidence, Item, Need, Outcome, Severity

__all__ = [
    "Assessment",
    "CheckResult",
    "DetectorFailure",
    "Effort",
    "Finding",
    "JudgedCase",
    "Missed",
    "Pair",
    "Run",
    "Scorecard",
    "SkippedCase",
    "Suppressed",
    "Verdict",
]


@dataclass(frozen=True, slots=True)
class Assessment:
    """How bad one finding is, how sure, and by which rules it was made.

    measured: in how many labelled cases that show its kind every finding of it was right; None where nothing was
    measured for it. detectors: version of the detector set; findings of different versions are not comparable.
    """

    severity: Severity
    confidence: Confidence
    measured: Rate | None
    detectors: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One failure of a bot: evident at `turn`, proven by `refs` (taxonomy); `item` is set where one was asked for.

    assessment: made after the finding, and no part of what it claims: two findings that differ only here are equal.
    """

    turn: int
    kind: str
    refs: tuple[int, ...] = ()
    item: Item | None = None
    assessment: Assessment | None = field(default=None, compare=False)

    @property
    def family(self) -> str:
        """The part of the kind before the form: `loop` of `loop/answer`."""
        return self.kind.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that does not count, and the entry of the suppression file that says so."""

    finding: Finding
    by: Suppression


@dataclass(frozen=True, slots=True)
class DetectorFailure:
    """A detector of ours broke on this case: our failure, never the bot's."""

    detector: str
    error: str


@dataclass(frozen=True, slots=True)
class Missed:
    """One thing that a check asks of a reply, and that is not so.

    expected: the patterns that should stand there (or that should not, and do), or what a JSON answer should hold.
    found: what came instead, cut; empty when nothing came. It is text of the bot.
    """

    part: CheckPart
    expected: tuple[str, ...] = ()
    found: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What became of one check: of the reply to the consumer's own turn `number` of `session`, both from 1.

    turn: index of that turn, None if it never came. refs: indices of the turns that make up the reply.
    missed: what is not as the check asks; empty unless it failed.
    """

    session: int
    number: int
    status: CheckStatus
    turn: int | None = None
    refs: tuple[int, ...] = ()
    missed: tuple[Missed, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one case says; `reasons` are message keys of `verdicts.REASONS` with their values, in order.

    findings: those that count against the bot. borne: those that the scenario allows for. suppressed: those that a
    person took away, which count for nothing. checks: all that were asked.
    """

    status: CaseStatus
    outcome: Outcome | None
    findings: tuple[Finding, ...] = ()
    borne: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    measurements: Measurements = field(default_factory=Measurements)
    failures: tuple[DetectorFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A record with its verdict, and what its scenario expected (None for foreign records).

    quarantine: the entry that keeps the case out of all figures and of the gate; None if it counts.
    """

    transcript: Transcript
    verdict: Verdict
    expect: Expectation | None = None
    quarantine: Quarantine | None = None

    @property
    def is_conclusive(self) -> bool:
        """Whether the case says something about its bot."""
        return self.verdict.status is not CaseStatus.INCONCLUSIVE

    @property
    def is_counted(self) -> bool:
        """Whether the case says something, and nobody keeps it out of the figures."""
        return self.is_conclusive and self.quarantine is None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One bot over many cases; `kinds` maps a finding kind or family to its case rate.

    cases: all of them; quarantined: how many of these count in no rate and no sum.
    totals: the measurements of the judged cases; None where nobody summed them up.
    reliability: what repeats of scenarios show; None where none was repeated.
    """

    target: str
    cases: int
    passed: Rate
    kinds: Mapping[str, Rate]
    outcomes: Mapping[Outcome, int]
    failures: int = 0
    totals: Totals | None = None
    quarantined: int = 0
    reliability: Reliability | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """What one scenario took the consumer, over the cases of a pair.

    scenario: its key. done: cases that came out as they should. turns: median of the consumer's turns in those;
    None if there are none.
    """

    scenario: str
    title: str
    cases: int
    done: int
    turns: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two scenarios of which `here` should be no harder than `there`, for one bot in one language.

    A measurement beside the verdicts: it fails nothing.
    """

    target: str
    lang: str
    here: Effort
    there: Effort

    @property
    def is_harder(self) -> bool:
        """Whether `here` came to its end less often, or as often and with more turns."""
        if self.here.done != self.there.done:
            return self.here.done < self.there.done
        return self.here.turns is not None and self.there.turns is not None and self.here.turns > self.there.turns


@dataclass(frozen=True, slots=True)
class SkippedCase:
    """A scenario that was not played against a target, because its channel lacks what the scenario needs.

    scenario: its key; it stands for all its repeats. lacks: never empty, in the order of `Need`.
    """

    scenario: str
    target: str
    lacks: tuple[Need, ...]
    lang: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one call of the harness produced; reports are drawn from this and nothing else.

    omitted: cases that the scorecards count and that are not among `cases`, because there are too many to show.
    suppressions, quarantines: what became of each entry of these files, over all cases; empty without one.
    skipped: scenarios that no channel of the run could play; they are neither planned nor among the cases.
    """

    id: str
    started: str
    seed: int
    cases: tuple[JudgedCase, ...]
    scorecards: tuple[Scorecard, ...]
    versions: Versions = field(default_factory=Versions)
    planned: int = 0
    interrupted: bool = False
    pairs: tuple[Pair, ...] = ()
    omitted: int = 0
    suppressions: tuple[SuppressionUse, ...] = ()
    quarantines: tuple[QuarantineUse, ...] = ()
    skipped: tuple[SkippedCase, ...] = ()
