"""One run beside another: what differs, by how much, and whether that can be chance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runaround.model.judgement import JudgedCase
from runaround.model.quarantine import QuarantineUse
from runaround.model.rates import Rate

__all__ = [
    "FAILED",
    "SIGNIFICANCE",
    "CaseChange",
    "Change",
    "Comparison",
    "Contrast",
    "Detectable",
    "Effect",
    "LeftOut",
    "MeanContrast",
    "Side",
    "Unlike",
]

SIGNIFICANCE = 0.05
"""A difference with a smaller p is taken for real."""

FAILED = "failed"
"""The name of the contrast that counts cases which failed, beside the kinds of findings."""


class Effect(StrEnum):
    """How large a difference of two shares is, by Cohen's h: up to 0.2, 0.5, 0.8, and above; none: exactly nothing."""

    NONE = "none"
    TINY = "tiny"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Change(StrEnum):
    """What became of one case: it fails now, it passes now, or it fails in another way."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"


class Unlike(StrEnum):
    """What two runs do not share, and what does not forbid comparing them.

    bots: the names of the bots. seeds: the consumers' wordings. harness: the version that played the cases.
    suppressions: findings that a person took away. interrupted: one of the runs was stopped.
    """

    BOTS = "bots"
    SEEDS = "seeds"
    HARNESS = "harness"
    SUPPRESSIONS = "suppressions"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Side:
    """One run of a comparison; `bot` is its target. quarantines: what each entry of the file keeps out of the run."""

    run: str
    bot: str
    started: str
    seed: int
    cases: int
    quarantines: tuple[QuarantineUse, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the comparison does not use: keys of scenarios, and numbers of cases.

    changed: scenarios whose files differ. repeats: cases whose repeat the other run does not have. foreign: cases
    without a scenario. inconclusive: pairs of which one side or both say nothing. quarantined: pairs, or of many bots
    cases, that a quarantine keeps out; they are among none of the others. skipped: scenarios that the channel of a run
    cannot play.
    """

    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    repeats: int = 0
    foreign: int = 0
    inconclusive: int = 0
    quarantined: int = 0
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contrast:
    """The share of cases that failed, or that show a kind of finding, before and after; a rise is for the worse.

    difference: after minus before, over the pairs that are judged on both sides, with a 95 % interval. at_least,
    at_most: the difference if every inconclusive case had come out for the best, or for the worst. worse, better: pairs
    that changed. p: of the exact paired test; adjusted: by Holm over all contrasts that were asked together.
    """

    name: str
    scenarios: int
    before: Rate
    after: Rate
    difference: float
    low: float
    high: float
    at_least: float
    at_most: float
    worse: int
    better: int
    p: float
    adjusted: float
    effect: Effect

    @property
    def is_significant(self) -> bool:
        """Whether the difference is taken for real."""
        return self.adjusted < SIGNIFICANCE


@dataclass(frozen=True, slots=True)
class MeanContrast:
    """The mean of a measurement, before and after; more is more effort for the consumer.

    low, high: the 95 % interval of the difference; None with a single scenario. p and adjusted as in `Contrast`.
    """

    name: str
    scenarios: int
    pairs: int
    before: float
    after: float
    difference: float
    low: float | None
    high: float | None
    p: float
    adjusted: float

    @property
    def is_significant(self) -> bool:
        """Whether the difference is taken for real."""
        return self.adjusted < SIGNIFICANCE


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case that came out otherwise; appeared, vanished: kinds that only the one side shows."""

    change: Change
    before: JudgedCase
    after: JudgedCase
    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest rise that so many pairs show in 80 of 100 comparisons, at 5 %, two-sided.

    pairs: what they are worth; repeats of a scenario count for less than one each. churn: the share of pairs that
    change without a reason, taken for granted. difference: None if no rise however large would show.
    """

    pairs: int
    churn: float
    difference: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One run beside another, pair by pair.

    pairs, scenarios: what was judged on both sides. only: the contrasts that were asked for; empty asks for all.
    failed: None unless asked for. kinds: families and forms that occur on either side. changes: worse first.
    appeared, vanished: kinds that only the run after, or before, shows in these pairs.
    """

    before: Side
    after: Side
    pairs: int
    scenarios: int
    left_out: LeftOut
    unlike: tuple[Unlike, ...] = ()
    only: tuple[str, ...] = ()
    failed: Contrast | None = None
    kinds: tuple[Contrast, ...] = ()
    measures: tuple[MeanContrast, ...] = ()
    changes: tuple[CaseChange, ...] = ()
    appeared: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    detectable: Detectable | None = None

    @property
    def contrasts(self) -> tuple[Contrast, ...]:
        """All shares that were compared, that of failed cases first."""
        return (self.failed, *self.kinds) if self.failed else self.kinds

    @property
    def worse(self) -> tuple[Contrast, ...]:
        """What is significantly worse."""
        return tuple(one for one in self.contrasts if one.is_significant and one.difference > 0)

    @property
    def better(self) -> tuple[Contrast, ...]:
        """What is significantly better."""
        return tuple(one for one in self.contrasts if one.is_significant and one.difference < 0)

    @property
    def regressions(self) -> tuple[CaseChange, ...]:
        """The cases that came out worse, or fail in a way in which they did not fail before."""
        return tuple(
            one for one in self.changes if one.change is Change.WORSE or (one.change is Change.OTHER and one.appeared)
        )
