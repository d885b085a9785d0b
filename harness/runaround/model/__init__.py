"""The nouns of runaround: frozen values that know nobody.

    Vocabulary   Speaker, Event, Item, Outcome          closed sets of words
    Definition   Scenario, Patience, HumanWish, Case    what a consumer wants and has
    Reactions    Reaction, ScriptLine                   what its author has the consumer do
    Requirements Expectation, Check, Probe              what must hold
    Execution    Action, Evidence, Message, Turn        one conversation while it happens
    Record       Transcript, Exchange, CaseError        what is kept, and judged tomorrow too
    Measurements Censored, Measurements, Totals         what it took, beside the findings
    Judgement    Finding, Verdict, Scorecard, Run       what is concluded from the record
    Suppression  Suppression, SuppressionUse            what a person has decided not to count
    Quarantine   Quarantine, QuarantineUse              cases that are shown and not counted
    Explanation  TurnTrace, SlotEntry, Consideration    why it is concluded

Turns are counted from 0 in `Transcript.turns`; times are seconds since the case began and keep
counting over later sessions.
"""

from __future__ import annotations

from runaround.model.definition import CASE_LIMIT_S, Case, HumanWish, Patience, Scenario, ScenarioSession, Writing
from runaround.model.entries import ANY, Entry
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
from runaround.model.quarantine import RELEASE_AFTER, Quarantine, QuarantineUse
from runaround.model.rates import Rate
from runaround.model.reactions import Cue, Deed, Reaction, ScriptLine
from runaround.model.record import CaseError, Exchange, ProbeResult, Transcript, Versions
from runaround.model.requirements import Check, Expectation, JsonCheck, Probe
from runaround.model.suppression import Suppression, SuppressionUse
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
    "KINDS",
    "RELEASE_AFTER",
    "TOLERANCES",
    "ActOrigin",
    "ActTrace",
    "Action",
    "Assessment",
    "Attachment",
    "Button",
    "Case",
    "CaseError",
    "CaseExplanation",
    "CaseStatus",
    "Censored",
    "Channel",
    "Check",
    "CheckPart",
    "CheckResult",
    "CheckStatus",
    "Click",
    "Confidence",
    "Consideration",
    "Cue",
    "Deed",
    "DetectorFailure",
    "Effort",
    "EndReason",
    "Ending",
    "Entry",
    "ErrorKind",
    "Escalation",
    "Event",
    "Evidence",
    "Exchange",
    "Expectation",
    "Explanation",
    "Finding",
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
    "Likeness",
    "Link",
    "Look",
    "Measurements",
    "Message",
    "Missed",
    "Outcome",
    "Pair",
    "Patience",
    "Probe",
    "ProbeResult",
    "Quarantine",
    "QuarantineUse",
    "Rate",
    "Reaction",
    "Role",
    "Run",
    "Say",
    "Scenario",
    "ScenarioSession",
    "Scorecard",
    "ScriptLine",
    "Severity",
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
    "Verdict",
    "Versions",
    "Wait",
    "Writing",
]
