"""What a team lets pass: the rules of a policy, and what a run says to each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from runaround.model.entries import ANY
from runaround.model.judgement import Finding, JudgedCase
from runaround.model.measurements import Censored
from runaround.model.vocabulary import Confidence, Severity

__all__ = [
    "ALL_KINDS",
    "EXPECTATION",
    "MEASURES",
    "WAYS_TO_HUMAN",
    "BlockRule",
    "Breach",
    "CasesRule",
    "GateNotes",
    "GateResult",
    "GateStatus",
    "KnownRegression",
    "LimitRule",
    "Policy",
    "PolicyOverride",
    "RegressionMode",
    "RegressionRule",
    "RequiredRule",
    "Rule",
    "RuleResult",
    "RuleStatus",
    "Unclear",
]

ALL_KINDS = "all"
"""Stands for every kind of finding, those of plugins included, and for `EXPECTATION`."""

EXPECTATION = "expectation"
"""Stands for a case that fails without a finding that counts: what its scenario expects did not happen."""

WAYS_TO_HUMAN = ("requests_to_human", "turns_to_human", "seconds_to_human", "menu_steps_to_human")
"""Measures of cases in which the consumer asked for a human; who never got one took more than any number."""

MEASURES = (
    *WAYS_TO_HUMAN,
    "turns",
    "consumer_turns",
    "characters",
    "restarts",
    "items_asked",
    "items_asked_again",
    "uploads",
)
"""What a policy can set a limit to; names of `Measurements`."""


class RegressionMode(StrEnum):
    """What a policy allows to get worse: nothing, or what chance alone may explain."""

    NONE = "none"
    BY_CHANCE = "by_chance"


@dataclass(frozen=True, slots=True)
class BlockRule:
    """How many cases may show a finding of these kinds; `at_most_share` in 0..1 takes the place of `at_most`.

    severity, confidence: the least that counts. line: where the rule is written; 0 for one of ours.
    """

    kinds: tuple[str, ...] = (ALL_KINDS,)
    severity: Severity = Severity.LOW
    confidence: Confidence = Confidence.LOW
    at_most: int = 0
    at_most_share: float | None = None
    why: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class LimitRule:
    """The most that one of `MEASURES` may come to.

    percentile: that of the cases (nearest rank, 1..100), None for every single one.
    """

    measure: str
    at_most: float
    percentile: int | None = None
    why: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class CasesRule:
    """How much must have been judged before anything can be said: a number of cases, and a share of those played."""

    at_least: int = 1
    conclusive: float = 0.95
    why: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class RequiredRule:
    """Cases that must be there, be conclusive, and pass.

    scenarios: patterns of keys, names or ids; each must be there. tag: a tag that a case must bear; empty for any.
    lang: only in this language; empty for any. named: as the policy says it.
    """

    scenarios: tuple[str, ...] = ()
    tag: str = ""
    lang: str = ""
    named: str = ""
    why: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class KnownRegression:
    """A scenario that is known to have got worse, with who says so, why, and until when."""

    scenario: str
    reason: str
    author: str
    expires: date
    case: str = ANY
    line: int = 0


@dataclass(frozen=True, slots=True)
class RegressionRule:
    """What may fail that passed before."""

    allowed: RegressionMode = RegressionMode.NONE
    known: tuple[KnownRegression, ...] = ()
    why: str = ""
    line: int = 0


Rule = BlockRule | LimitRule | CasesRule | RequiredRule | RegressionRule


@dataclass(frozen=True, slots=True)
class PolicyOverride:
    """Other rules for some cases. What is None is as in the policy itself. An empty target, tag or lang fits any.

    target: a pattern in which `*` stands for anything.
    """

    target: str = ""
    tag: str = ""
    lang: str = ""
    cases: CasesRule | None = None
    block: tuple[BlockRule, ...] | None = None
    limits: tuple[LimitRule, ...] | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """What a run must keep to be let through. The default is that of a file which says `policy: {}`.

    regressions: None if the policy says nothing of them: then nothing may get worse, if there is a run to compare with.
    """

    cases: CasesRule = CasesRule()
    block: tuple[BlockRule, ...] = (BlockRule(severity=Severity.MEDIUM),)
    limits: tuple[LimitRule, ...] = ()
    required: tuple[RequiredRule, ...] = ()
    regressions: RegressionRule | None = None
    overrides: tuple[PolicyOverride, ...] = ()


class RuleStatus(StrEnum):
    """What became of a rule; unclear is never as good as kept."""

    KEPT = "kept"
    BROKEN = "broken"
    UNCLEAR = "unclear"


class GateStatus(StrEnum):
    """What the gate says: exit codes 0, 1 and 2."""

    PASSED = "passed"
    BLOCKED = "blocked"
    UNDECIDED = "undecided"


class Unclear(StrEnum):
    """Why nobody can say whether a rule is kept.

    too_few, too_many_inconclusive: of the cases. not_carried_out: why so, in words. interrupted, omitted: the run is
    not whole. missing: a required case was not played; unsupported: because the channel cannot play it. inconclusive,
    quarantined: it was, and says nothing.
    nobody_asked: for a human. no_times: on record. no_baseline, no_pairs, other_detectors: nothing to compare with.
    """

    TOO_FEW = "too_few"
    TOO_MANY_INCONCLUSIVE = "too_many_inconclusive"
    NOT_CARRIED_OUT = "not_carried_out"
    INTERRUPTED = "interrupted"
    OMITTED = "omitted"
    MISSING = "missing"
    UNSUPPORTED = "unsupported"
    INCONCLUSIVE = "inconclusive"
    QUARANTINED = "quarantined"
    NOBODY_ASKED = "nobody_asked"
    NO_TIMES = "no_times"
    NO_BASELINE = "no_baseline"
    NO_PAIRS = "no_pairs"
    OTHER_DETECTORS = "other_detectors"


@dataclass(frozen=True, slots=True)
class Breach:
    """One case that breaks a rule: by findings, by what it took, or because it passed before and fails now.

    findings: empty if the case fails by what its scenario expects. value: what was measured, None if nothing was.
    """

    case: JudgedCase
    findings: tuple[Finding, ...] = ()
    value: Censored | None = None


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a run says to one rule. `within`: the override whose cases it is about; None for the others.

    count: cases that show what the rule is about; of: cases that could have. unclear: reasons, with the scenario that
    is meant or the error that came. value: a percentile, not reached if it lies beyond all numbers.
    known: of the cases that got worse, those that the policy knows. p: how often chance alone would do this, if asked.
    """

    rule: Rule
    status: RuleStatus
    within: PolicyOverride | None = None
    count: int = 0
    of: int = 0
    breaches: tuple[Breach, ...] = ()
    unclear: tuple[tuple[Unclear, str], ...] = ()
    value: Censored | None = None
    known: tuple[Breach, ...] = ()
    p: float | None = None


@dataclass(frozen=True, slots=True)
class GateNotes:
    """What was left out of a decision, or had no effect on it.

    inconclusive, quarantined: cases. skipped: scenarios that the channel cannot play. unpaired: cases of the run before
    that have no partner now. other_version: pairs left out because the scenario has changed. idle: overrides that fit
    no case. over, unused: known regressions whose day is over, and those of which nothing got worse.
    """

    inconclusive: int = 0
    quarantined: int = 0
    skipped: int = 0
    unpaired: int = 0
    other_version: int = 0
    idle: tuple[PolicyOverride, ...] = ()
    over: tuple[KnownRegression, ...] = ()
    unused: tuple[KnownRegression, ...] = ()


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the gate says of a run, rule by rule, in the order of the policy.

    cases: those that count and were judged. baseline: the run that it was compared with; empty if none was.
    """

    status: GateStatus
    run: str
    rules: tuple[RuleResult, ...]
    cases: int = 0
    baseline: str = ""
    notes: GateNotes = field(default_factory=GateNotes)
