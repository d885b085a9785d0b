"""The nouns of runaround: frozen values that know nobody.

    Vocabulary   Speaker, Event, Item, Outcome          closed sets of words
    Definition   Scenario, Patience, HumanWish, Case    what a consumer wants and has
    Reactions    Reaction, ScriptLine                   what its author has the consumer do
    Requirements Expectation, Check, Probe              what must hold
    Execution    Action, Evidence, Message, Turn        one conversation while it happens
    Record       Transcript, Exchange, CaseError        what is kept, and judged tomorrow too
    Measurements Censored, Measurements, Totals         what it took, beside the findings
    Judgement    Finding, Verdict, Scorecard, Run       what is concluded from the record
    Reliability  Reliability, PassAll, Flaky            how steady a bot is over repeats
    Comparison   Comparison, Contrast, CaseChange       one run beside another
    Ranking      Ranking, Placed                        many bots beside each other
    Suppression  Suppression, SuppressionUse            what a person has decided not to count
    Explanation  TurnTrace, SlotEntry, Consideration    why it is concluded

Turns are counted from 0 in `Transcript.turns`; times are seconds since the case began and keep
counting over later sessions.
"""

from __future__ import annotations

from runaround.model.comparison import (
    FAILED,
    SIGNIFICANCE,
    CaseChange,
    Change,
    Comparison,
    Contrast,
    Detectable,
    Effect,
    LeftOut,
    MeanContrast,
    Side,
    Unlike,
)
from runaround.model.definition import CASE_LIMIT_S, Case, HumanWish, Patience, Scenario, ScenarioSession, Writing
from runaround.model.execution import (
    Action,
    Attachment,
    Button,
    Click,
    Ending,
    Evidence,
    Leave,
    Link,
    Look,
    Message,
    Say,
    Turn,
    Wait,
)
from runaround.model.explanation import (
    ActOrigin,
    ActTrace,
    CaseExplanation,
    Consideration,
    Explanation,
    Ground,
    ItemOrigin,
    ItemTrace,
    Likeness,
    Role,
    SlotEntry,
    SlotEvent,
    Step,
    TurnTrace,
)
from runaround.model.judgement import (
    Assessment,
    CheckResult,
    DetectorFailure,
    Effort,
    Finding,
    JudgedCase,
    Missed,
    Pair,
    Run,
    Scorecard,
    Suppressed,
    Verdict,
)
from runaround.model.measurements import TOLERANCES, Censored, Lasting, Measurements, Spread, Timing, Totals
from runaround.model.ranking import Duel, Placed, Ranking
from runaround.model.rates import Rate
from runaround.model.reactions import Cue, Deed, Reaction, ScriptLine
from runaround.model.record import CaseError, Exchange, ProbeResult, Transcript, Versions
from runaround.model.reliability import Flaky, PassAll, Reliability
from runaround.model.requirements import Check, Expectation, JsonCheck, Probe
from runaround.model.suppression import ANY, Suppression, SuppressionUse
from runaround.model.vocabulary import (
    KINDS,
    CaseStatus,
    Channel,
    CheckPart,
    CheckStatus,
    Confidence,
    EndReason,
    ErrorKind,
    Escalation,
    Event,
    Handoff,
    Item,
    Outcome,
    Severity,
    Speaker,
    TurnEnd,
)

__all__ = [
    "ANY",
    "CASE_LIMIT_S",
    "FAILED",
    "KINDS",
    "SIGNIFICANCE",
    "TOLERANCES",
    "ActOrigin",
    "ActTrace",
    "Action",
    "Assessment",
    "Attachment",
    "Button",
    "Case",
    "CaseChange",
    "CaseError",
    "CaseExplanation",
    "CaseStatus",
    "Censored",
    "Change",
    "Channel",
    "Check",
    "CheckPart",
    "CheckResult",
    "CheckStatus",
    "Click",
    "Comparison",
    "Confidence",
    "Consideration",
    "Contrast",
    "Cue",
    "Deed",
    "Detectable",
    "DetectorFailure",
    "Duel",
    "Effect",
    "Effort",
    "EndReason",
    "Ending",
    "ErrorKind",
    "Escalation",
    "Event",
    "Evidence",
    "Exchange",
    "Expectation",
    "Explanation",
    "Finding",
    "Flaky",
    "Ground",
    "Handoff",
    "HumanWish",
    "Item",
    "ItemOrigin",
    "ItemTrace",
    "JsonCheck",
    "JudgedCase",
    "Lasting",
    "Leave",
    "LeftOut",
    "Likeness",
    "Link",
    "Look",
    "MeanContrast",
    "Measurements",
    "Message",
    "Missed",
    "Outcome",
    "Pair",
    "PassAll",
    "Patience",
    "Placed",
    "Probe",
    "ProbeResult",
    "Ranking",
    "Rate",
    "Reaction",
    "Reliability",
    "Role",
    "Run",
    "Say",
    "Scenario",
    "ScenarioSession",
    "Scorecard",
    "ScriptLine",
    "Severity",
    "Side",
    "SlotEntry",
    "SlotEvent",
    "Speaker",
    "Spread",
    "Step",
    "Suppressed",
    "Suppression",
    "SuppressionUse",
    "Timing",
    "Totals",
    "Transcript",
    "Turn",
    "TurnEnd",
    "TurnTrace",
    "Unlike",
    "Verdict",
    "Versions",
    "Wait",
    "Writing",
]
