"""The nouns of runaround: frozen values that know nobody.

    Vocabulary   Speaker, Event, Item, Outcome          closed sets of words
    Definition   Scenario, Patience, HumanWish, Case    what a consumer wants and has
    Reactions    Reaction, ScriptLine                   what its author has the consumer do
    Requirements Expectation, Check, Probe              what must hold
    Execution    Action, Evidence, Message, Turn        one conversation while it happens
    Record       Transcript, Exchange, CaseError        what is kept, and judged tomorrow too
    Judgement    Finding, Verdict, Scorecard, Run       what is concluded from the record
    Explanation  TurnTrace, SlotEntry, Consideration    why it is concluded

Turns are counted from 0 in `Transcript.turns`; times are seconds since the case began and keep
counting over later sessions.
"""

from __future__ import annotations

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
    CheckResult,
    DetectorFailure,
    Effort,
    Finding,
    JudgedCase,
    Measurements,
    Missed,
    Pair,
    Rate,
    Run,
    Scorecard,
    Verdict,
)
from runaround.model.reactions import Cue, Deed, Reaction, ScriptLine
from runaround.model.record import CaseError, Exchange, ProbeResult, Transcript, Versions
from runaround.model.requirements import Check, Expectation, JsonCheck, Probe
from runaround.model.vocabulary import (
    KINDS,
    CaseStatus,
    Channel,
    CheckPart,
    CheckStatus,
    EndReason,
    ErrorKind,
    Escalation,
    Event,
    Item,
    Outcome,
    Severity,
    Speaker,
    TurnEnd,
)

__all__ = [
    "CASE_LIMIT_S",
    "KINDS",
    "ActOrigin",
    "ActTrace",
    "Action",
    "Attachment",
    "Button",
    "Case",
    "CaseError",
    "CaseExplanation",
    "CaseStatus",
    "Channel",
    "Check",
    "CheckPart",
    "CheckResult",
    "CheckStatus",
    "Click",
    "Consideration",
    "Cue",
    "Deed",
    "DetectorFailure",
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
    "Ground",
    "HumanWish",
    "Item",
    "ItemOrigin",
    "ItemTrace",
    "JsonCheck",
    "JudgedCase",
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
    "Step",
    "Transcript",
    "Turn",
    "TurnEnd",
    "TurnTrace",
    "Verdict",
    "Versions",
    "Wait",
    "Writing",
]
